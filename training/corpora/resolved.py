"""Reader of corpora whose place mentions are resolved, in one form."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.values import Coordinates
from training.corpora.toponyms import read_articles

# An annotator may leave a place unlinked for other reasons than that the gazetteer lacks it.
_UNLINKED_WEIGHT = 0.3
_TOPONYM_MARKS = ("L", "D", "N")


@dataclass(frozen=True, slots=True)
class ResolvedMention:
    """A place mention; offsets are code points of the text, half-open; `place_id` is None where no place is known.

    `weight` is how far that is to be believed, from 0 to 1. Coordinates or country may be known where no entry is.
    """

    start: int
    end: int
    place_id: str | None
    weight: float = 1.0
    coordinates: Coordinates | None = None
    country_code: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedArticle:
    """An article with its place mentions in order."""

    corpus: str
    id: str
    text: str
    outlet: str
    mentions: tuple[ResolvedMention, ...]


def read_corpus(folder: Path, corpus: str) -> Iterator[ResolvedArticle]:
    """Yields the articles of a toponym corpus below `folder`, laid out as shared/corpora/toponyms."""
    for article in read_articles(folder, corpus):
        mentions = (
            ResolvedMention(mention["start"], mention["end"], *_link(mention["geonames_id"]), _point(mention))
            for mention in article["mentions"]
        )
        yield ResolvedArticle(corpus, article["id"], article["text"], article["source"] or "", tuple(mentions))


def read_written(path: Path) -> Iterator[ResolvedArticle]:
    """Yields the items of shared/corpora/written; nothing is said of mentions that nobody could resolve."""
    with path.open(encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            mentions = tuple(_written_mentions(item["marks"]))
            yield ResolvedArticle("written", item["id"], item["text"], item["outlet"] or "", mentions)


def _written_mentions(marks: list[dict[str, Any]]) -> Iterator[ResolvedMention]:
    spans = set()
    for mark in marks:
        span = (mark["start"], mark["end"])
        if mark["mark"] not in _TOPONYM_MARKS or span in spans:
            continue
        spans.add(span)
        is_known = mark["place_id"] is not None or mark["state"] == "absent"
        country_code = mark["key"].split("/")[0].removeprefix("-")
        yield ResolvedMention(*span, mark["place_id"], 1.0 if is_known else 0.0, _point(mark), country_code)


def _link(number: int | None) -> tuple[str | None, float]:
    return (None, _UNLINKED_WEIGHT) if number is None else (f"geonames:{number}", 1.0)


def _point(mention: dict[str, Any]) -> Coordinates | None:
    latitude, longitude = mention["latitude"], mention["longitude"]
    return None if latitude is None or longitude is None else Coordinates(latitude, longitude)
