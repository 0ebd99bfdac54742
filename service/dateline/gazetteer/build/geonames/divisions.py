"""The divisions of a dump, and which of them a place lies in by its codes or by the hierarchy file."""

import re
from collections.abc import Iterable, Mapping

from dateline.gazetteer.build.geonames.dump_reader import DumpLink, DumpPlace
from dateline.gazetteer.build.record import Membership, geonames_id
from dateline.gazetteer.build.storage import ScratchTable

# Eight steps are more than lie between a section of a town and its country; the limit is for data that hold a ring.
_ABOVE = """
WITH RECURSIVE above (id, distance) AS (
    SELECT ?, 0 UNION SELECT parent, distance + 1 FROM links JOIN above ON child = id WHERE distance < 8
) SELECT id FROM above WHERE distance > 0 ORDER BY distance, id
"""

_NO_CODES = ("", "00")
# Tables that went through a spreadsheet have 6.0 where GeoNames has 06.
_NUMBER = re.compile(r"0*([0-9]+)(?:\.0)?")


class Divisions:
    """The divisions of a dump by their codes, some ten thousands, once every row has been passed to `consider`.

    `known` are the divisions of other sources that places lie in, by codes such as "US.KY.195"; they come first.
    """

    def __init__(self, known: Mapping[str, Membership] | None = None) -> None:
        self._known = {_code(*code.split(".")): membership for code, membership in (known or {}).items()}
        self._first: dict[str, str] = {}
        self._second: dict[str, str] = {}
        self._levels: dict[int, int] = {}

    def consider(self, place: DumpPlace) -> None:
        """Takes note of `place` where it is a first or second-order division."""
        if place.feature_class != "A" or place.feature_code not in ("ADM1", "ADM2"):
            return
        level = 1 if place.feature_code == "ADM1" else 2
        self._levels[place.geonames_id] = level
        # A division without a code is left out, or all places without a code would lie in it.
        if level == 1 and place.admin1_code not in _NO_CODES:
            self._first.setdefault(_first_code(place), geonames_id(place.geonames_id))
        if level == 2 and place.admin2_code not in _NO_CODES:
            self._second.setdefault(_second_code(place), geonames_id(place.geonames_id))

    def of(self, place: DumpPlace, hierarchy: "Hierarchy | None" = None) -> Membership:
        """Returns the divisions that `place` lies in, by its codes, else by `hierarchy`; a division lies in itself."""
        known = self._known.get(_second_code(place)) or self._known.get(_first_code(place)) or Membership()
        first = known.admin1_id or self._first.get(_first_code(place), "")
        second = known.admin2_id or self._second.get(_second_code(place), "")
        if second == first:
            # What one source has as a second-order division may be of the first order in another.
            second = ""
        if hierarchy is not None and not (first and second):
            for above in hierarchy.above(place.geonames_id):
                level = self._levels.get(above)
                if level == 1:
                    first = first or geonames_id(above)
                elif level == 2:
                    second = second or geonames_id(above)
        return Membership(first, second)


class Hierarchy(ScratchTable):
    """The links of a dump, in a scratch file that is removed on closing."""

    def __init__(self, links: Iterable[DumpLink]) -> None:
        super().__init__(
            "links", ("child INTEGER", "parent INTEGER"), ((link.child_id, link.parent_id) for link in links)
        )

    def above(self, geonames_id: int) -> tuple[int, ...]:
        """Returns the ids of the places that the place lies in, the nearest first."""
        return tuple(above for (above,) in self._connection.execute(_ABOVE, (geonames_id,)))


def _first_code(place: DumpPlace) -> str:
    return _code(place.country_code, place.admin1_code)


def _second_code(place: DumpPlace) -> str:
    return _code(place.country_code, place.admin1_code, place.admin2_code)


def _code(*parts: str) -> str:
    numbers = (_NUMBER.fullmatch(part) for part in parts)
    return ".".join(number[1] if number else part for part, number in zip(parts, numbers, strict=True))
