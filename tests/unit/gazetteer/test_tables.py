"""The tables of facts."""

import re

import pytest

from dateline.gazetteer import Gazetteer, tables

_COLUMNS = {
    "countries": 9, "divisions": 6, "new_divisions": 9, "former_divisions": 12, "features": 10, "former_names": 2,
    "well_known": 2, "demonyms": 2, "local_demonyms": 2, "abbreviations": 3, "place_names": 3,
}  # fmt: skip
_FEATURE_CODES = {
    "A": "ADM1H ADM2 ADMD",
    "H": "BAY CHN CNL ESTY FJD FLLS GLCR GULF HBR LK LKN LKS OCN OVF RF RSV SD SEA SHOL STM STRT SWMP",
    "L": "AREA CONT CST GASF LCTY OILF PRK PRT RESN RESV RGN RGNH",
    "P": "PPL PPLX",
    "R": "ST TNLRR TRL",
    "S": "AIRB AIRP AMTH AMUS ANS ASTR BDG BLDG CAVE CH CMPRF CMTY CSTL CTRS DAM EST ESTT FT GOVL HSP HSTS HTL INSM "
    "ITTR MALL MFG MKT MN MNMT MSQE MSTY MUS OILR OPRA PAL PGDA PRN PS PYRS RECR RLG RSTN SCH SHRN SQR STDM THTR TMPL "
    "TOWR WALL",
    "T": "ATOL BCH BSNU CAPE CNYN CRTR DLTA DPR DSRT ESC HLLS ISL ISLS MT MTS PASS PEN PLAT PLN UPLD VAL VLC",
    "U": "TRGU TRNU",
    "V": "FRST",
}
_NEAREST_TOWN_KM = 1_100
"""How far a feature may lie from every town of its country; Franz Josef Land lies farthest."""


def test_every_table_says_where_it_is_from() -> None:
    """Each begins with a description that names its source."""
    for name in tables.NAMES:
        head = [line for line in tables.read_bytes(name).decode().splitlines() if line.startswith("#")]
        assert any("Source" in line for line in head), name


def test_every_row_is_well_formed() -> None:
    """Each row has its table's columns, neither padded nor with an empty or repeated name."""
    for name in tables.NAMES:
        rows = [line for line in tables.read_bytes(name).decode().splitlines() if not line.startswith("#")]
        for row in rows:
            cells = row.split("\t")
            assert len(cells) == _COLUMNS[name], row
            assert cells == [cell.strip() for cell in cells], row
            for cell in cells:
                parts = cell.split("|")
                assert len(parts) == len(set(parts)), row
                assert len(parts) == 1 or "" not in parts, row


def test_ids_are_unique() -> None:
    """No place is described twice in one table."""
    for found in (
        [country.geonames_id for country in tables.countries()],
        [country.country_code for country in tables.countries()],
        [division.geonames_id for division in tables.divisions()],
        [feature.place_id for feature in tables.features()],
        [row.geonames_id for row in tables.abbreviations() if row.alone],
    ):
        assert len(found) == len(set(found))


def test_former_names_are_told_once() -> None:
    """A former name leads to one city alone, which the table names once."""
    former = tables.former_names()
    names = [name for its_names in former.values() for name in its_names]
    assert len(names) == len(set(names)) > 30


def test_former_and_new_divisions_have_ids_years_and_points_of_their_own() -> None:
    """Ids are told once and by the rule, years are in order, and points lie where the world is."""
    former, new = tables.former_divisions(), tables.new_divisions()
    both: tuple[tables.FormerDivision | tables.NewDivision, ...] = (*former, *new)
    ids = [division.place_id for division in both]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"geonames:\d+|dateline:[a-z0-9]+(?:-[a-z0-9]+)*", place_id) for place_id in ids)
    countries = {country.country_code for country in tables.countries()}
    for division in former:
        assert division.feature_code in {"ADM1H", "PCLH"}
        assert division.former.since_year is None or division.former.since_year <= division.former.until_year, division
        assert 1900 < division.former.until_year <= 2026, division
        assert division.former.successor_ids, division
        assert division.country_code in countries or (
            division.feature_code == "PCLH" and len(division.former.successor_ids) > 1
        ), division
    assert all(abs(division.coordinates.latitude_degrees) <= 75 for division in both)


def test_a_division_with_another_name_is_no_former_division() -> None:
    """Orissa is a former name of Odisha, which is still there."""
    assert "Orissa" in tables.former_names()["geonames:1261029"]
    assert "geonames:1261029" not in {division.place_id for division in tables.former_divisions()}


def test_points_lie_on_the_globe() -> None:
    """Latitudes and longitudes are in range and not swapped beyond it."""
    rows: tuple[tables.Country | tables.Division | tables.Feature, ...]
    rows = (*tables.countries(), *tables.divisions(), *tables.features())
    for row in rows:
        assert -90 <= row.coordinates.latitude_degrees <= 90, row
        assert -180 <= row.coordinates.longitude_degrees <= 180, row


def test_every_country_is_there_with_its_demonym() -> None:
    """Demonyms point to countries that the table of countries has."""
    codes = {country.country_code for country in tables.countries()}
    assert len(codes) == 250
    assert {demonym.country_code for demonym in tables.demonyms()} <= codes
    assert {feature.country_code for feature in tables.features()} <= {*codes, ""}


def test_every_territory_of_some_size_has_a_demonym_of_its_own() -> None:
    """But the Congo that shares it with the other, and the Virgin Islands, of which there are two."""
    told = {demonym.country_code for demonym in tables.demonyms()}
    large = {country.country_code for country in tables.countries() if (country.population_count or 0) > 100_000}
    assert large - told == {"CG", "VI"}


def test_feature_ids_are_geonames_or_our_own() -> None:
    """An id says whose it is: a number of GeoNames', or a name of ours."""
    for feature in tables.features():
        assert re.fullmatch(r"geonames:\d+|dateline:[a-z0-9]+(?:-[a-z0-9]+)*", feature.place_id), feature
        assert re.fullmatch(r"(?:geonames:\d+)?", feature.admin1_id), feature


def test_feature_codes_are_geonames_own() -> None:
    """Each feature has a code of its class."""
    for feature in tables.features():
        assert feature.feature_code in _FEATURE_CODES[feature.feature_class].split(), feature


def test_no_two_features_of_our_own_and_one_name_lie_in_one_place() -> None:
    """A name that stands twice means two places."""
    seen: set[tuple[str, float, float]] = set()
    for feature in tables.features():
        if not feature.place_id.startswith("dateline:"):
            continue
        point = feature.coordinates
        for name in (feature.name, *feature.names):
            key = (name.casefold(), round(point.latitude_degrees), round(point.longitude_degrees))
            assert key not in seen, feature
            seen.add(key)


@pytest.mark.slow
def test_features_lie_near_the_towns_of_their_country(whole: Gazetteer) -> None:
    """No feature lies in another part of the world than its country and its division."""
    for feature in tables.features():
        if not feature.country_code or feature.country_code in {"AQ", "IO", "UM"}:
            continue
        assert any(
            place.country_code == feature.country_code
            for limit, max_km in ((10, 50.0), (400, _NEAREST_TOWN_KM))  # the second is slow, and seldom needed
            for place in whole.nearest(feature.coordinates, limit=limit, max_km=max_km)
        ), feature
        if feature.admin1_id:
            division = whole.get(feature.admin1_id)
            assert division is not None, feature
            assert division.country_code == feature.country_code, feature
