"""Scores a tagger in other languages, in float32: `python -m training.recogniser.evaluate_languages --model FOLDER`.

Names are scored on the development parts of shared/corpora/entities/languages, of ntrexgold and of training/items, and
places with demonyms on the latter two, from sentences that are split and tokenised already: exact spans and types.
A tagger that was trained on passages reads them here, too. `benchmarks/multilingual.py` scores the shipped form on raw
text.
"""

import argparse
import statistics
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import torch

from dateline.ner.tagging import decode_spans
from training.corpora.items import FOREIGN_ITEMS
from training.corpora.languages import gold_languages, read_gold, read_language_items, read_marked_news
from training.corpora.names import NamedSpan
from training.recogniser.batch import encode_all
from training.recogniser.example import Example
from training.recogniser.network import NAME_TAGS, TOPONYM_TAGS, load_tagger
from training.recogniser.passage import score_sentences
from training.recogniser.pieces import word_pieces


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, required=True, nargs="+")
    arguments.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments.add_argument("--most", type=int, default=500, help="sentences of a language")
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    parts = development_parts(chosen.shared / "corpora/entities", most=chosen.most)
    for folder in chosen.model:
        tagger, tokenizer = load_tagger(folder)
        pieces = word_pieces(tokenizer)
        print(folder)
        figures: dict[str, list[float]] = {}
        for name, examples in parts.items():
            encoded = encode_all(examples, pieces)
            scored = score_sentences(tagger, tokenizer, encoded, half_precision=True)
            heads = [
                [(e.names, decode_spans(names, NAME_TAGS)) for e, (names, _) in zip(examples, scored, strict=True)]
            ]
            if examples[0].toponyms is not None:
                places = zip(examples, scored, strict=True)
                heads.append([(e.toponyms, decode_spans(toponyms, TOPONYM_TAGS)) for e, (_, toponyms) in places])
            f1 = [_f1(pairs) for pairs in heads]
            figures.setdefault(name.split()[0], []).append(f1[0])
            share = sum(map(len, (e.piece_ids for e in encoded))) / sum(len(e.tokens) for e in examples)
            print(f"  {name:12} names {f1[0]:.3f}" + "".join(f"  toponyms {each:.3f}" for each in f1[1:]),
                  f" {share:.2f} pieces a token", flush=True)  # fmt: skip
        for name, values in figures.items():
            print(f"  {name}: mean {statistics.mean(values):.3f}, median {statistics.median(values):.3f}, "
                  f"least {min(values):.3f}")  # fmt: skip


def development_parts(folder: Path, *, most: int) -> dict[str, list[Example]]:
    """Returns the first `most` sentences of each development part, by its corpus and language.

    Gold that does not say where its texts begin is one text.
    """
    parts = {}
    for code in gold_languages(folder / "languages"):
        sentences = read_gold(folder / "languages", language_code=code, part="dev")
        parts[f"languages {code}"] = [Example(code, s.tokens, names=s.spans) for s in sentences if s.tokens][:most]
    marked = {
        f"ntrexgold {path.stem}": read_marked_news(path.parent, language_code=path.stem, for_development=True)
        for path in sorted((folder / "ntrexgold").glob("*.jsonl"))
    } | {f"items {code}": read_language_items(code, for_development=True) for code in FOREIGN_ITEMS}
    for name, marked_texts in marked.items():
        code = name.split()[1]
        examples = (
            Example(code, sentence.tokens, sentence.names, sentence.toponyms, begins_text=place == 0)
            for text in marked_texts
            for place, sentence in enumerate(text)
        )
        parts[name] = list(islice(examples, most))
    return parts


def _f1(pairs: Sequence[tuple[Sequence[NamedSpan] | None, Sequence[object]]]) -> float:
    right = found = wanted = 0
    for gold, spans in pairs:
        expected = {(span.start, span.end, span.type) for span in gold or ()}
        got = {(span.start, span.end, span.label) for span in spans}  # type: ignore[attr-defined]
        right, found, wanted = right + len(expected & got), found + len(got), wanted + len(expected)
    return 2 * right / max(1, found + wanted)


if __name__ == "__main__":
    main()
