"""Fits what weighs the evidence on a name's type: `python -m training.name_types`.

The shipped tagger reads the items of training/items/english, on which it was not trained; of each name whose span it
finds right, and of which it is not sure, the evidence and the right type are an example of a multinomial logistic
regression. Prints how often its likeliest type is right on items of parts of the world that it has not seen, beside the
tagger's own, and writes the weights of all items.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from dateline.annotation import Annotator, name_types
from dateline.annotation.consistency import agree_on_types
from dateline.annotation.lookup import ArticleLookup
from dateline.annotation.mentions import FoundMention
from dateline.values import Article, ArticlePart, EntityType
from training.corpora.items import ENGLISH_ITEMS, read_items
from training.corpora.marked import NAME_MARKS, outer_names

INVERSE_PENALTY = 0.3
Example = tuple[tuple[float, ...], EntityType, EntityType]
"""The evidence on a mention's name, the tagger's type, and the right one."""


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    packaged = Path(str(files("dateline.annotation") / "name_types.json"))
    arguments.add_argument("--out", type=Path, default=packaged)
    chosen = arguments.parse_args()
    annotator = Annotator()
    parts = {path.stem: list(read_examples(path, annotator)) for path in ENGLISH_ITEMS}
    for part, examples in parts.items():
        fitted = fit([example for other, some in parts.items() if other != part for example in some])
        right = sum(likeliest(fitted, evidence) == gold for evidence, _, gold in examples)
        before = sum(told == gold for _, told, gold in examples)
        shares = f"right {right / len(examples):.3f}, before {before / len(examples):.3f}"
        print(f"{part:12} {len(examples)} mentions, {shares}")
    weights = fit([example for examples in parts.values() for example in examples])
    rounded = {kind: [round(float(weight), 4) for weight in row] for kind, row in weights.items()}
    chosen.out.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def read_examples(path: Path, annotator: Annotator) -> Iterator[Example]:
    """Yields an example for each mention in doubt whose span is that of a marked name."""
    for item in read_items(path):
        marks = [(mark.start, mark.end, mark.mark) for mark in item.marks]
        gold = {(start, end): EntityType(NAME_MARKS[mark]) for start, end, mark in outer_names(marks)}
        for evidence, mention in found_evidence(Article(item.id, item.text, language_code="en"), annotator):
            span = mention.span
            if span.part is ArticlePart.TEXT and (span.start_offset, span.end_offset) in gold:
                yield evidence, mention.type, gold[span.start_offset, span.end_offset]


def found_evidence(article: Article, annotator: Annotator) -> list[tuple[tuple[float, ...], FoundMention]]:
    """Returns the evidence on each mention of a name in doubt."""
    found: list[tuple[tuple[float, ...], FoundMention]] = []

    def watch(mentions: Sequence[FoundMention], lookup: ArticleLookup) -> list[FoundMention]:
        names = name_types.names_in_doubt(mentions)
        for name, evidence in name_types.weigh_evidence(mentions, names, lookup=lookup).items():
            found.extend((evidence, mentions[i]) for i in names[name])
        return list(mentions)

    prepared = annotator.prepare(article)
    recognitions = list(chain.from_iterable(annotator.recognize(annotator.passages(prepared))))
    steps = replace(annotator._steps, rules=(agree_on_types, watch))  # noqa: SLF001  # no caller chooses rules
    steps.analyse(prepared, recognitions, demonyms=annotator._demonyms(prepared.language_code))  # noqa: SLF001  # same
    return found


def fit(examples: Sequence[Example]) -> dict[EntityType, NDArray[np.float64]]:
    """Returns each type's bias and weights of the evidence."""
    evidence = np.array([each for each, _, _ in examples])
    mean, deviation = evidence.mean(axis=0), evidence.std(axis=0) + 1e-6
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=3_000)
    model.fit((evidence - mean) / deviation, [str(gold) for _, _, gold in examples])
    weights = model.coef_ / deviation
    biases = model.intercept_ - weights @ mean
    return {EntityType(kind): np.array([biases[i], *weights[i]]) for i, kind in enumerate(model.classes_)}


def likeliest(weights: dict[EntityType, NDArray[np.float64]], evidence: Sequence[float]) -> EntityType:
    """Returns the type that the evidence speaks for."""
    return max(weights, key=lambda kind: weights[kind] @ (1.0, *evidence))


if __name__ == "__main__":
    main()
