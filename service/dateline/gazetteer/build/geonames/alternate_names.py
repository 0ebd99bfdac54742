"""Alternate names: alternateNamesV2 put in order on disk, so that each place can be asked for its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dateline.gazetteer.build.geonames.dump_reader import DumpName
from dateline.gazetteer.build.packaged import is_usable_alternate_name
from dateline.gazetteer.build.storage import ScratchTable

# What GeoNames keeps among the names that is none, or, like abbreviations, one only as it is written: links, codes of
# post offices, airports, ports, railway stations and Wikidata, pronunciations.
_NO_LANGUAGES = frozenset(
    ("abbr", "faac", "iata", "icao", "link", "locode", "phon", "post", "tcid", "uicn", "unlc", "wkdt")
)  # fmt: skip
_ENGLISH_NAME_RANK = 1
"""The highest rank of a name that may stand for the place in English."""


@dataclass(frozen=True, slots=True)
class Alternates:
    """The further names of one place, and the one that English prefers, or nothing."""

    names: tuple[str, ...] = ()
    english_name: str = ""


class AlternateNames(ScratchTable):
    """The usable names of a dump, kept in a scratch file that goes when it is closed."""

    def __init__(self, names: Iterable[DumpName]) -> None:
        super().__init__("names", ("place INTEGER", "rank INTEGER", "name TEXT"), _usable(names))

    def of(self, geonames_id: int) -> Alternates:
        """What the dump has for one place."""
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
