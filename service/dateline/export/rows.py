"""Rows: what the flat formats have a line for, a mention or a place with all its mentions.

A row holds the JSON of an annotation, so that every format says the same as JSON, to the last digit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeAlias

from dateline.export.json import annotation_dict
from dateline.values import LIKELY_PROBABILITY, Annotation

Per: TypeAlias = Literal["place", "mention"]
Fields: TypeAlias = Mapping[str, Any]
"""A message as JSON has it."""
Value: TypeAlias = str | int | float | bool | None
"""A cell; a time is as RFC 3339 has it, in UTC, such as "2026-11-28T06:00:00Z"."""

OF_MENTION, OF_ENTITY = "entities.mentions.", "entities."
"""What the paths of fields of a mention, and of an entity, begin with in an annotation."""

_PLACE = "ENTITY_TYPE_PLACE"


@dataclass(frozen=True, slots=True)
class Row:
    """A mention of an entity, or an entity with all its mentions where `mention` is None; `annotation` has its text."""

    annotation: Fields
    entity: Fields
    mention: Fields | None = None

    def find(self, path: str) -> Any:  # noqa: ANN401 - whatever JSON has there
        """Returns what JSON has at `path`, with dots, in the annotation; None where it has nothing there."""
        beginning, names = _parsed(path)
        if beginning == OF_MENTION:
            return _walk(self.mention, names)
        return _walk(self.entity if beginning == OF_ENTITY else self.annotation, names)


def table_rows(annotations: Iterable[Annotation], *, per: Per, places_only: bool = False) -> Iterator[Row]:
    """Yields the rows of each annotation: its places, or its mentions in the order of the article, title first.

    Mentions of people and organisations are left out with `places_only`.
    """
    for annotation in annotations:
        fields = annotation_dict(annotation, with_text=True)
        if per == "place":
            yield from (Row(fields, entity) for entity in fields["entities"] if entity["type"] == _PLACE)
        else:
            rows = (
                Row(fields, entity, mention)
                for entity in fields["entities"]
                if entity["type"] == _PLACE or not places_only
                for mention in entity["mentions"]
            )
            yield from sorted(rows, key=_position)


def _position(row: Row) -> tuple[bool, int, int]:
    assert row.mention is not None
    span = row.mention["span"]
    return span["part"] == "ARTICLE_PART_TEXT", span["start_offset"], -span["end_offset"]


def mention_count(row: Row) -> int:
    """Returns how often the article names the entity."""
    return len(row.entity["mentions"])


def candidate_count(row: Row) -> int | None:
    """Returns how many candidates are listed."""
    candidates = row.find("entities.resolution.candidates")
    return None if candidates is None else len(candidates)


def evidence(row: Row) -> str:
    """Returns the reasons for the first candidate in words."""
    return "; ".join(reason["description"] for reason in row.find("entities.resolution.evidence") or ())


def focus_score(row: Row) -> float | None:
    """Returns the score of the entity's place as a focus place."""
    scores = {focus["place"]["place_id"]: focus["score"] for focus in row.annotation["focus_places"]}
    return scores.get(row.find("entities.resolution.place.place_id"))


def is_dateline(row: Row) -> bool:
    """Returns whether the article says that it was filed there."""
    return bool(row.find("dateline.entity_id") == row.entity["entity_id"])


def warning_reasons(row: Row) -> str:
    """Returns the reasons of the annotation's warnings."""
    return "; ".join(warning["reason"] for warning in row.annotation["warnings"])


def of_area(choose: Callable[[Sequence[Fields]], Fields | None], path: str) -> Callable[[Row], Value]:
    """Returns a reader of what is at `path` in the area chosen of an entity's areas."""
    names = path.split(".")

    def read(row: Row) -> Value:
        value: Value = _walk(choose(row.find("entities.resolution.areas") or ()), names)
        return value

    return read


def country_area(areas: Sequence[Fields]) -> Fields | None:
    """Returns the country, which is the first area of all."""
    return areas[0] if areas else None


def division_area(areas: Sequence[Fields]) -> Fields | None:
    """Returns the first-order division."""
    return next((area for area in areas if area["place"]["feature_code"] == "ADM1"), None)


def smallest_area(areas: Sequence[Fields]) -> Fields | None:
    """Returns the smallest area that is likely."""
    return next((area for area in reversed(areas) if area["probability"] >= LIKELY_PROBABILITY), None)


@cache
def _parsed(path: str) -> tuple[str, tuple[str, ...]]:
    """Returns which of OF_MENTION and OF_ENTITY a path begins with, if any, and the names behind it."""
    beginning = next((each for each in (OF_MENTION, OF_ENTITY) if path.startswith(each)), "")
    return beginning, tuple(path.removeprefix(beginning).split("."))


def _walk(found: Any, names: Sequence[str]) -> Any:  # noqa: ANN401 - whatever JSON has there
    for name in names:
        found = found.get(name) if found else None
    return found
