"""Resolves names in carrier sentences, from raw text to the place: `python benchmarks/place_names.py [--misses]`.

Fifteen countries of the news, their demonyms and forty capitals, inflected, in each language, by the tables of
tests/system/place_names: the shares of names for which a place that stands there, wholly or in part, is the right one.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.annotation import Annotator
from dateline.values import LANGUAGE_CODES, Annotation, Article, EntityType, GivenMention

FOLDER = Path(__file__).resolve().parent.parent / "tests/system/place_names"
ENGLISH_NAMES = {"countries": "countries", "demonyms": "countries", "capitals": "capitals"}
"""The tables, each with the one whose English names its places are told by."""


@dataclass(frozen=True, slots=True)
class Row:
    """A carrier sentence and the names that stand in it, one after the other."""

    language_code: str
    carrier: str
    names: tuple[str, ...]

    def articles(self, *, are_names_given: bool = False) -> Iterator[Article]:
        """Yields an article for each name, in the order of the row; the names may be given as mentions of places."""
        start = self.carrier.index("{}")
        for name in self.names:
            mentions = (GivenMention(start, start + len(name), EntityType.PLACE),) if are_names_given else None
            yield Article(name, self.carrier.replace("{}", name), language_code=self.language_code, mentions=mentions)

    def found(self, annotations: Sequence[Annotation]) -> Iterator[frozenset[str]]:
        """Yields the ids of the places that stand where each name does, in whole or in part."""
        start = self.carrier.index("{}")
        for name, annotation in zip(self.names, annotations, strict=True):
            yield frozenset(
                entity.place.place_id
                for entity in annotation.entities
                for mention in entity.mentions
                if mention.span.start_offset < start + len(name) and start < mention.span.end_offset and entity.place
            )


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--languages", nargs="+", default=LANGUAGE_CODES, help="only these")
    arguments.add_argument("--misses", action="store_true", help="name what is not resolved")
    chosen = arguments.parse_args()
    annotator = Annotator()
    print("language", *ENGLISH_NAMES, sep="\t")
    for code in chosen.languages:
        found = {table: find_names(annotator, table, language_code=code) for table in ENGLISH_NAMES}
        shares = (sum(is_right for _, is_right in names) / len(names) for names in found.values())
        print(code, *(f"{share:.3f}" for share in shares), sep="\t", flush=True)
        for table, names in found.items() if chosen.misses else ():
            if missed := [name for name, is_right in names if not is_right]:
                print(f"\t{table}: {', '.join(missed)}")


def read_rows(table: str) -> list[Row]:
    """Returns the rows of a table, the English one first."""
    with (FOLDER / f"{table}.tsv").open(encoding="utf-8") as lines:
        body = (line for line in lines if not line.startswith("#"))
        return [
            Row(row["language_code"], row["carrier"], tuple(row["names"].split("|")))
            for row in csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def expected_places(annotator: Annotator, table: str) -> list[str]:
    """Returns the ids of the places that the English names of a table mean, given as mentions."""
    english = read_rows(table)[0]
    annotations = list(annotator.annotate(english.articles(are_names_given=True)))
    return [place_id for place_ids in english.found(annotations) for place_id in place_ids]


def find_names(
    annotator: Annotator, table: str, *, language_code: str, are_names_given: bool = False
) -> list[tuple[str, bool]]:
    """Returns the names of a table in a language, each with whether it is resolved to the right place."""
    expected = expected_places(annotator, ENGLISH_NAMES.get(table, table))
    return [
        (name, place_id in place_ids)
        for row in read_rows(table)
        if row.language_code == language_code
        for name, place_id, place_ids in zip(
            row.names,
            expected,
            row.found(list(annotator.annotate(row.articles(are_names_given=are_names_given)))),
            strict=True,
        )
    ]


if __name__ == "__main__":
    main()
