"""Alternate names: the rows of alternateNamesV2, sorted on disk so that those of one place are read at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dateline.gazetteer.build.geonames.dump_reader import DumpName
from dateline.gazetteer.build.source_names import is_usable_alternate_name
from dateline.gazetteer.build.storage import ScratchTable

# The "languages" of rows that are no names to compare by folding: links, pronunciations, abbreviations, and the codes
# of post offices, airports, ports, railway stations and Wikidata.
_NO_LANGUAGES = frozenset(
    ("abbr", "faac", "iata", "icao", "link", "locode", "phon", "post", "tcid", "uicn", "unlc", "wkdt")
)  # fmt: skip
_ENGLISH_NAME_RANK = 1
"""The last rank at which a name may be the place's English name."""


@dataclass(frozen=True, slots=True)
class Alternates:
    """The further names of one place; `english_name` is the preferred one in English, or empty."""

    names: tuple[str, ...] = ()
    english_name: str = ""


class AlternateNames(ScratchTable):
    """The usable names of a dump, in a scratch file that is removed on closing."""

    def __init__(self, names: Iterable[DumpName]) -> None:
        super().__init__("names", ("place INTEGER", "rank INTEGER", "name TEXT"), _usable(names))

    def of(self, geonames_id: int) -> Alternates:
        """Returns the names that the dump has for one place."""
        rows = self._connection.execute(
            "SELECT rank, name FROM names WHERE place = ? ORDER BY rank, name", (geonames_id,)
        ).fetchall()
        if not rows:
            return Alternates()
        rank, best = rows[0]
        return Alternates(tuple(name for _, name in rows), best if rank <= _ENGLISH_NAME_RANK else "")


def _usable(names: Iterable[DumpName]) -> Iterator[tuple[int, int, str]]:
    for name in names:
        if name.language not in _NO_LANGUAGES and is_usable_alternate_name(name.name):
            yield name.geonames_id, _rank(name), name.name


def _rank(name: DumpName) -> int:
    if name.language != "en" or name.is_colloquial or name.is_historic:
        return 3
    if not name.is_preferred:
        return 2
    return 0 if name.is_short else 1
