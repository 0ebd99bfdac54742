"""Joins the pieces of common marks: `python -m training.recogniser.encoder --encoder FOLDER --out build/ner/encoder`.

flair hands the tokenizer one word at a time, so that a comma becomes two pieces, the word-start mark and the comma, and
"'s" three. Here common marks and clitics become one piece each, with the mean of the embeddings of their old pieces:
the same text then takes 8 % fewer pieces. A Han character is a word to the tagger, and becomes one piece as well.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer

from dateline.ner.token import HAN
from training.recogniser.example import read_examples

MARK = "▁"
MARKS = re.compile(r"n['’]t$|\W+\w{0,2}$|\.\.\.")
HAN_LEAST_COUNT = 2


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--encoder", required=True, help="a folder, or a hub name such as intfloat/multilingual-e5-small"
    )
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--out", type=Path, default=Path("build/ner/encoder"))
    arguments.add_argument("--sources", nargs="+", default=["names", "news-0", "toponyms"], help="whose words to count")
    arguments.add_argument("--least-count", type=int, default=50)
    chosen = arguments.parse_args()

    tokenizer = AutoTokenizer.from_pretrained(chosen.encoder)
    model = AutoModel.from_pretrained(chosen.encoder, dtype=torch.float32, add_pooling_layer=False)
    words = Counter(
        word
        for name in chosen.sources
        for example in read_examples(chosen.data / f"{name}.jsonl")
        for word in example.tokens
    )
    tokenizer.save_pretrained(chosen.out)
    path = chosen.out / "tokenizer.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    vocabulary = facts["model"]["vocab"]
    number_of = {piece: number for number, (piece, _) in enumerate(vocabulary)}
    table = model.get_input_embeddings().weight.detach()
    joined, rows = [], []
    common = (word for word, count in words.items() if count >= chosen.least_count and MARKS.match(word))
    han = (word for word, count in words.items() if count >= HAN_LEAST_COUNT and HAN.fullmatch(word))
    for word in sorted((*common, *han)):
        pieces = tokenizer.tokenize([word], is_split_into_words=True)
        if len(pieces) > 1 and all(piece in number_of for piece in pieces):
            numbers = [number_of[piece] for piece in pieces if piece != MARK]
            joined.append(MARK + "".join(pieces).removeprefix(MARK))
            # Any score above the sum of the pieces' scores makes the tokenizer take the whole.
            vocabulary.append([joined[-1], max(vocabulary[number][1] for number in numbers)])
            rows.append(table[numbers].mean(0))
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    model.resize_token_embeddings(len(vocabulary), mean_resizing=False)
    model.get_input_embeddings().weight.data[-len(rows) :] = torch.stack(rows)
    model.save_pretrained(chosen.out)
    print(f"{len(joined)} pieces joined in {chosen.out}: {' '.join(joined[:200])}")


if __name__ == "__main__":
    main()
