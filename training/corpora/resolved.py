"""Reader of corpora whose place mentions are resolved, in one form."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.gazetteer import Gazetteer
from dateline.gazetteer.folding import fold
from dateline.values import Coordinates, Place
from training.corpora.items import PlaceKey, read_items
from training.corpora.toponyms import read_articles

# An annotator may leave a place unlinked for other reasons than that the gazetteer lacks it.
_UNLINKED_WEIGHT = 0.3
# GeoNames' feature classes of each kind of place.
_CLASSES = {"A": "A", "P": "P", "S": "SR", "H": "H", "T": "TVL"}
_CLEAR = 10
"""How many times the people of the next place of a name the place has that is meant without a word."""
_CITY_POPULATION = 50_000
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


def read_resolved_items(path: Path, *, gazetteer: Gazetteer) -> Iterator[ResolvedArticle]:
    """Yields the items of a file of training/items, the places that are meant looked up by name and key.

    Where no entry of the gazetteer in that country has the name, the gazetteer lacks the place; where several that fit
    have it, or one of another kind or division, nothing is said but the country.
    """
    for item in read_items(path):
        mentions = {
            (mark.start, mark.end): ResolvedMention(
                mark.start, mark.end, *_entry(key, gazetteer), None, key.country_code
            )
            for mark, key in item.places
        }
        yield ResolvedArticle("items", item.id, item.text, "", tuple(mentions.values()))


def _entry(key: PlaceKey, gazetteer: Gazetteer) -> tuple[str | None, float]:
    """Returns the id of the entry that a key means, and how far that, or that there is none, is to be believed."""
    if not key.country_code:
        return None, 0.0
    if not key.kind:
        country = gazetteer.country(key.country_code)
        return (country.place_id, 1.0) if country else (None, 0.0)
    matches = [match for match in gazetteer.lookup(key.name) if match.match_type.is_of_known_name]
    inside = [match.place for match in matches if match.place.country_code == key.country_code]
    if not inside:
        return None, 1.0
    of_kind = sorted((place for place in inside if place.feature_class in _CLASSES[key.kind]), key=_rank, reverse=True)
    # A division may be known by another name, but a city is that of its country.
    fitting = [place for place in of_kind if _lies_in(place, key)] or [
        place for place in of_kind if (place.population_count or 0) >= _CITY_POPULATION
    ]
    is_clear = fitting and all(_rank(fitting[0]) >= _CLEAR * _rank(other) for other in fitting[1:])
    return (fitting[0].place_id, 1.0) if is_clear else (None, 0.0)


def _lies_in(place: Place, key: PlaceKey) -> bool:
    if not key.division_name:
        return True
    division, asked = fold(place.name if place.is_first_order_division else place.admin1_name), fold(key.division_name)
    return bool(division) and (division in asked or asked in division)


def _rank(place: Place) -> float:
    """Returns how likely a place is meant, beside others of its name and kind: first-order divisions, then people."""
    return float("inf") if place.is_first_order_division else 1 + (place.population_count or 0)


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
