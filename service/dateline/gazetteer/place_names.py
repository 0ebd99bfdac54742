"""Place names: what places are called in other languages, in one gazetteer file, looked up by name and by place."""

# ruff: noqa: S608  # statements are put together from this module's own constants

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from dateline.gazetteer.languages import home_countries
from dateline.gazetteer.main_names import MainNames
from dateline.values import NameKind, NameMatch

WIDELY_KNOWN_PROMINENCE, KNOWN_AT_HOME_PROMINENCE = 100_000, 1_000
"""Least prominence of a place whose name is inflected although no source says that it has that name in the language:
anywhere, and in a country where the language is spoken."""
_CACHED_LANGUAGES = 32

_BY_NAME = (
    "SELECT place, folded, min(language_code != ?) FROM place_names "
    "WHERE language_code IN ({languages}) AND folded IN ({names}) GROUP BY place ORDER BY 3, place"
)
_KNOWN = (
    "SELECT n.place, min(n.kind) FROM names n JOIN places p ON p.id = n.place WHERE n.folded IN ({names}) "
    f"AND n.kind <= {NameKind.ALTERNATE:d} AND (p.prominence >= {WIDELY_KNOWN_PROMINENCE} "
    f"OR p.prominence >= {KNOWN_AT_HOME_PROMINENCE} AND p.country_code IN ({{countries}})) "
    "GROUP BY n.place ORDER BY n.place"
)
_MAIN = (
    "SELECT DISTINCT n.folded FROM place_names n JOIN places p ON p.id = n.place "
    "WHERE n.language_code IN ({languages}) AND p.feature_code IN ('PCLI', 'PPLC')"
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
        self._main = lru_cache(_CACHED_LANGUAGES)(self._read_main)
        self._displayed = lru_cache(_CACHED_LANGUAGES)(self._read_displayed)

    def called(self, folded: Sequence[str], languages: Sequence[str]) -> Mapping[int, str]:
        """Returns the places that have one of the names, in the first of `languages` first, each with that name.

        Names are folded.
        """
        statement = _BY_NAME.format(languages=_marks(languages), names=_marks(folded))
        rows = self._connection().execute(statement, (languages[0], *languages, *folded))
        return {place: name for place, name, _ in rows}

    def known(self, folded: Sequence[str], language_code: str) -> tuple[tuple[int, NameKind], ...]:
        """Returns the places that any source gives one of the names to, and the kinds of these names.

        They are widely known, or lie in a country where the language is spoken.
        """
        countries = home_countries(language_code)
        statement = _KNOWN.format(names=_marks(folded), countries=_marks(countries))
        rows = self._connection().execute(statement, (*folded, *countries))
        return tuple((place, NameKind(kind)) for place, kind in rows)

    def main(self, languages: Sequence[str]) -> MainNames:
        """Returns the names of countries and capitals in `languages`, for texts in the first of them."""
        return self._main(tuple(languages))

    def displayed(self, languages: Sequence[str]) -> Mapping[str, str]:
        """Returns the names of places in one of `languages`, the first that has one, by place id."""
        return self._displayed(tuple(languages))

    def _read_main(self, languages: tuple[str, ...]) -> MainNames:
        rows = self._connection().execute(_MAIN.format(languages=_marks(languages)), languages)
        return MainNames((name for (name,) in rows), language_code=languages[0] if languages else "")

    def _read_displayed(self, languages: tuple[str, ...]) -> Mapping[str, str]:
        names: dict[str, str] = {}
        for language_code in reversed(languages):
            names.update(self._connection().execute(_DISPLAYED, (language_code,)))
        return names


def is_known_at_home(match: NameMatch, language_code: str) -> bool:
    """Returns whether a name of a text in a language surely means the match's place, as it is written.

    The place is widely known by that name in the language, or lies in a country where the language is spoken.
    """
    if match.is_local_name and match.prominence >= WIDELY_KNOWN_PROMINENCE:
        return True
    is_at_home = match.place.is_populated_place and match.place.country_code in home_countries(language_code)
    return is_at_home and match.prominence >= KNOWN_AT_HOME_PROMINENCE


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))
