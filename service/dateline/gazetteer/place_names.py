"""Place names: what places are called in other languages, in one gazetteer file, looked up by name and by place."""

# ruff: noqa: S608  # statements are put together from this module's own constants

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from dateline.gazetteer.inflection import base_forms
from dateline.gazetteer.languages import fold_in, home_countries
from dateline.values import NameKind

WIDELY_KNOWN_PROMINENCE, KNOWN_AT_HOME_PROMINENCE = 100_000, 1_000
"""Least prominence of a place whose name is inflected although no source says that it has that name in the language:
anywhere, and in a country where the language is spoken."""
_CACHED_LANGUAGES = 32

_BY_NAME = (
    "SELECT place, min(language_code != ?) FROM place_names WHERE language_code IN ({languages}) AND folded IN ({names}) "
    "GROUP BY place ORDER BY 2, place"
)
_KNOWN = (
    "SELECT n.place, min(n.kind) FROM names n JOIN places p ON p.id = n.place WHERE n.folded IN ({names}) "
    f"AND n.kind <= {NameKind.ALTERNATE:d} AND (p.prominence >= {WIDELY_KNOWN_PROMINENCE} "
    f"OR p.prominence >= {KNOWN_AT_HOME_PROMINENCE} AND p.country_code IN ({{countries}})) GROUP BY n.place ORDER BY n.place"
)
_DISPLAYED = (
    "SELECT p.place_id, n.name FROM place_names n JOIN places p ON p.id = n.place "
    "WHERE n.language_code = ? AND n.is_displayed"
)


class PlaceNames:
    """The names of places in other languages than English; places are told by their rows in the file.

    `connection` returns the connection of the thread that asks.
    """

    def __init__(self, connection: Callable[[], sqlite3.Connection]) -> None:
        self._connection = connection
        self._displayed = lru_cache(_CACHED_LANGUAGES)(self._read_displayed)

    def called(self, name: str, languages: Sequence[str]) -> tuple[int, ...]:
        """Returns the places that are called `name` in the first of `languages`, then in the others."""
        return self._named((fold_in(name, languages[0]),), languages)

    def inflected(self, name: str, languages: Sequence[str]) -> tuple[tuple[int, NameKind], ...]:
        """Returns the places that `name` is an inflected name of, in the first of `languages`, and the names' kinds.

        Where no place has such a name in the languages, those are returned whose names are of no known language, if they
        are widely known or lie where the language is spoken.
        """
        forms = base_forms(name, languages[0])
        if not forms:
            return ()
        named = self._named(forms, languages)
        if named:
            return tuple((place, NameKind.PRIMARY) for place in named)
        countries = home_countries(languages[0])
        statement = _KNOWN.format(names=_marks(forms), countries=_marks(countries))
        rows = self._connection().execute(statement, (*forms, *countries))
        return tuple((place, NameKind(kind)) for place, kind in rows)

    def displayed(self, languages: Sequence[str]) -> Mapping[str, str]:
        """Returns the name of each place that has one in one of `languages`, by place id; the first language's counts."""
        return self._displayed(tuple(languages))

    def _named(self, folded: Sequence[str], languages: Sequence[str]) -> tuple[int, ...]:
        statement = _BY_NAME.format(languages=_marks(languages), names=_marks(folded))
        rows = self._connection().execute(statement, (languages[0], *languages, *folded))
        return tuple(place for place, _ in rows)

    def _read_displayed(self, languages: tuple[str, ...]) -> Mapping[str, str]:
        names: dict[str, str] = {}
        for language_code in reversed(languages):
            names.update(self._connection().execute(_DISPLAYED, (language_code,)))
        return names


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))
