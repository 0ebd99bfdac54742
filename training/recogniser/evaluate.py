"""Scores a tagger as trained, in float32: `python -m training.recogniser.evaluate --model FOLDER --shared FOLDER`.

The tagger recognises people, organisations and places in worldwide-dev's raw text, split and tokenised as the service
does it, and shared/eval's own scorer counts them; `benchmarks/accuracy.py` does the same with the shipped form through
the whole product. With `--fold` the prepared sentences of that fold of the toponym corpora are scored instead.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast

from benchmarks.accuracy import ENTITY_ROWS, Json, score
from dateline.ner.tagging import decode_spans
from dateline.ner.token import tokenize, trim
from dateline.text import split_sentences
from training.recogniser.batch import encode_all
from training.recogniser.example import Example, read_examples
from training.recogniser.network import NAME_TAGS, TOPONYM_TAGS, TwoHeadedTagger, load_tagger
from training.recogniser.passage import score_sentences
from training.recogniser.pieces import word_pieces


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, required=True, nargs="+")
    arguments.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="the folder that holds corpora/ and eval/"
    )
    arguments.add_argument("--capitals", action="store_true", help="read the text in capitals")
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--fold", type=int, help="score toponyms in the articles of this fold")
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    for folder in chosen.model:
        if chosen.fold is None:
            print(
                folder, worldwide_scores(*load_tagger(folder), chosen.shared, in_capitals=chosen.capitals), flush=True
            )
        else:
            prepared = read_examples(chosen.data / "toponyms.jsonl")
            examples = [example for example in prepared if example.fold == chosen.fold]
            f1 = toponym_f1(*load_tagger(folder), examples)
            print(folder, f"toponyms of fold {chosen.fold}: F1 {100 * f1:.1f}", flush=True)


def worldwide_scores(
    tagger: TwoHeadedTagger, tokenizer: PreTrainedTokenizerFast, shared: Path, *, in_capitals: bool
) -> dict[str, float]:
    """Returns F1 in per cent for all names and for each type."""
    gold = shared / "corpora/entities/worldwide-dev.jsonl"
    with gold.open(encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    answers = name_answers(tagger, tokenizer, articles, in_capitals=in_capitals)
    scores = score(shared / "eval/score_entities.py", gold, answers)
    return {name: round(100 * scores[name]["f1"], 1) for name in ENTITY_ROWS}


def name_answers(
    tagger: TwoHeadedTagger, tokenizer: PreTrainedTokenizerFast, articles: Sequence[Json], *, in_capitals: bool = False
) -> list[Json]:
    """Returns the names in each article's text, in score_entities.py's form."""
    sentences = [
        (i, sentence, tokens)
        for i, article in enumerate(articles)
        for sentence in split_sentences(article["text"])
        if (tokens := tokenize(sentence.content))
    ]
    words = (tuple(token.content.upper() if in_capitals else token.content for token in t) for _, _, t in sentences)
    begins = (n == 0 or sentences[n][0] != sentences[n - 1][0] for n in range(len(sentences)))
    examples = [Example("", tokens, begins_text=each) for tokens, each in zip(words, begins, strict=True)]
    answers: list[Json] = [{"id": article["id"], "mentions": []} for article in articles]
    scored = score_sentences(tagger, tokenizer, encode_all(examples, word_pieces(tokenizer)))
    for (i, sentence, tokens), (scores, _) in zip(sentences, scored, strict=True):
        for span in decode_spans(scores, NAME_TAGS):
            if bounds := trim(tokens, span.start, span.end):
                start, end = sentence.given_span(tokens[bounds[0]].start_offset, tokens[bounds[1] - 1].end_offset)
                answers[i]["mentions"].append({"start": start, "end": end, "type": span.label})
    return answers


def toponym_f1(tagger: TwoHeadedTagger, tokenizer: PreTrainedTokenizerFast, examples: Sequence[Example]) -> float:
    """Returns F1 of the second head's spans, demonyms and names of places alike, over prepared sentences."""
    encoded = encode_all(examples, word_pieces(tokenizer))
    right = found = wanted = 0
    for example, (_, scores) in zip(examples, score_sentences(tagger, tokenizer, encoded), strict=True):
        gold = {(span.start, span.end) for span in example.toponyms or ()}
        spans = {(span.start, span.end) for span in decode_spans(scores, TOPONYM_TAGS)}
        right, found, wanted = right + len(gold & spans), found + len(spans), wanted + len(gold)
    return 2 * right / max(1, found + wanted)


if __name__ == "__main__":
    main()
