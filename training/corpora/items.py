"""Reader of training/items: news items written for this project, with their marks and the places that are meant.

A text file holds items, parted by a line `===`; marks stand in the text after newsgold's guideline, `{L:Accra}`, and
nest. The table beside it says which place an item's marks of one text mean: a line each of item number, text, key and,
where the text is not it, the place's usual name. A key is a country's code of ISO 3166-1, or country, first-order
division (or `-`) and kind with slashes between: A division, P town, S building or street, H water, T relief. `-` alone
is a region of the world, and `?` what nobody could know.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_ITEMS = Path(__file__).resolve().parents[1] / "items"
ENGLISH_ITEMS = tuple(sorted((_ITEMS / "english").glob("*.txt")))
TAUGHT_ITEMS = tuple(sorted((_ITEMS / "taught").glob("*.txt")))
"""English files that the tagger is trained on; it is not trained on ENGLISH_ITEMS or KIND_ITEMS."""
KIND_ITEMS = tuple(sorted((_ITEMS / "kinds").glob("*.txt")))
"""English files of kinds of text that are hard; their places have no keys."""
FOREIGN_ITEMS = {path.stem: path for path in sorted((_ITEMS / "languages").glob("*.txt"))}
"""The file of each other language, by its BCP-47 code."""
KINDS = "APSHT"
MARKS = "PLODN"
_ITEM_END = re.compile(r"^===$", re.MULTILINE)
_MARK_EDGE = re.compile(rf"\{{([{MARKS}]):|\}}")
_KEY = re.compile(rf"[A-Z]{{2}}(/[^/]+/[{KINDS}])?|[-?]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked name; `start` and `end` are code points of the item's text, half-open. `mark` is one of MARKS."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """What a marked place is: its country, first-order division, kind and name, each empty where nothing is said."""

    country_code: str
    division_name: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """A news item with its marks, in order, outer ones first; `places` has the key of each mark that has one."""

    id: str
    text: str
    marks: tuple[Mark, ...]
    places: tuple[tuple[Mark, PlaceKey], ...] = ()


def read_items(path: Path) -> Iterator[Item]:
    """Yields the items of a file.

    Raises ValueError for a mark that does not begin or end, and for a line about places that is not of the form above
    or of a mark that its item has not.
    """
    keys = _read_keys(path.with_suffix(".tsv"))
    for number, marked in enumerate(_ITEM_END.split(path.read_text(encoding="utf-8")), start=1):
        text, marks = _parse(marked.strip("\n"))
        yield Item(f"{path.stem}/{number}", text, marks, tuple(_places(text, marks, keys.pop(number, {}))))
    if keys:
        raise ValueError(f"{path.name} has no item {min(keys)}")


def _parse(marked: str) -> tuple[str, tuple[Mark, ...]]:
    text, marks, begun, end = "", [], [], 0
    for edge in _MARK_EDGE.finditer(marked):
        text += marked[end : edge.start()]
        end = edge.end()
        if edge[1]:
            begun.append((len(text), edge[1]))
        elif begun:
            start, mark = begun.pop()
            marks.append(Mark(start, len(text), mark))
        else:
            raise ValueError(f"a mark ends that has not begun: {text[-40:]!r}")
    if begun:
        raise ValueError(f"a mark does not end: {text[begun[-1][0] :][:40]!r}")
    return text + marked[end:], tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end)))


def _read_keys(path: Path) -> dict[int, dict[str, list[PlaceKey]]]:
    """Returns, by item and text, the keys in the order in which they are meant."""
    keys: dict[int, dict[str, list[PlaceKey]]] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            for number, text, key, *name in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if not _KEY.fullmatch(key):
                    raise ValueError(f"{path.name} has a key of no known form: {key!r}")
                country_code, division_name, kind = (*key.split("/"), "", "")[:3]
                place = PlaceKey(
                    country_code.strip("-?"), division_name.strip("-"), kind, "".join(name).strip() or text
                )
                keys.setdefault(int(number), {}).setdefault(text, []).append(place)
    return keys


def _places(text: str, marks: Sequence[Mark], keys: dict[str, list[PlaceKey]]) -> Iterator[tuple[Mark, PlaceKey]]:
    """Yields the marks with a key; of several keys of a text each but the last is of one mark."""
    left = {marked: iter(meant) for marked, meant in keys.items()}
    last: dict[str, PlaceKey] = {}
    for mark in marks:
        marked = text[mark.start : mark.end]
        if mark.mark in "LDN" and marked in left:
            last[marked] = next(left[marked], last.get(marked, keys[marked][-1]))
            yield mark, last[marked]
    if forgotten := left.keys() - last.keys():
        raise ValueError(f"no place is marked {min(forgotten)!r} in the item that begins {text[:40]!r}")
