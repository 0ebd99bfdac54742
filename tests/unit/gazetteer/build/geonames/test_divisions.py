"""Divisions of a dump."""

from dateline.gazetteer.build.geonames.divisions import Divisions, Hierarchy
from dateline.gazetteer.build.geonames.dump_reader import DumpLink, DumpPlace
from dateline.gazetteer.build.record import Membership
from dateline.values import Coordinates


def place(geonames_id: int, code: str, admin1_code: str = "", admin2_code: str = "") -> DumpPlace:
    feature_class = "A" if code.startswith(("ADM", "PCL")) else "P"
    return DumpPlace(
        geonames_id, "x", "x", "", Coordinates(0, 0), feature_class, code, "US", admin1_code, admin2_code, 0
    )


def divisions() -> Divisions:
    found = Divisions()
    for each in (
        place(1, "ADM1", "KY"), place(2, "ADM2", "KY", "195"), place(3, "ADM1", "00"), place(4, "ADM2", "KY", ""),
        place(5, "PPL", "KY", "195"), place(6, "ADM1", "KY"),
    ):  # fmt: skip
        found.consider(each)
    return found


def test_codes_say_where_a_place_lies() -> None:
    """A code stands for the first division of it, and a division lies in itself."""
    assert divisions().of(place(5, "PPL", "KY", "195")) == Membership("geonames:1", "geonames:2")
    assert divisions().of(place(2, "ADM2", "KY", "195")) == Membership("geonames:1", "geonames:2")
    assert divisions().of(place(7, "PPL", "KY", "none")) == Membership("geonames:1", "")


def test_places_without_codes_do_not_lie_together() -> None:
    """A division that has no code is not where everything without a code is."""
    assert divisions().of(place(8, "PPL")) == Membership()
    assert divisions().of(place(8, "PPL", "00")) == Membership()
    assert divisions().of(place(8, "PPL", "KY")) == Membership("geonames:1", "")


def test_the_hierarchy_fills_in_what_codes_leave_open() -> None:
    """The nearest division above counts, rings do no harm, and codes come first."""
    links = [DumpLink(2, 50), DumpLink(50, 51), DumpLink(1, 2), DumpLink(3, 51), DumpLink(51, 51), DumpLink(51, 1)]
    with Hierarchy(links) as hierarchy:
        assert hierarchy.above(51)[:3] == (3, 50, 51)
        assert divisions().of(place(50, "PPLX"), hierarchy) == Membership("geonames:1", "geonames:2")
        assert divisions().of(place(51, "PPLX", "KY"), hierarchy) == Membership("geonames:1", "geonames:2")
        assert divisions().of(place(99, "PPLX"), hierarchy) == Membership()
