"""The tables of facts."""

from dateline.gazetteer import tables


def test_every_table_says_where_it_is_from() -> None:
    """Each begins with a description that names its source."""
    for name in tables.NAMES:
        head = [line for line in tables.read_bytes(name).decode().splitlines() if line.startswith("#")]
        assert any("Source" in line for line in head), name


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


def test_points_lie_on_the_globe() -> None:
    """Latitudes and longitudes are in range and not swapped beyond it."""
    for row in (*tables.countries(), *tables.divisions(), *tables.features()):
        assert -90 <= row.coordinates.latitude_degrees <= 90, row
        assert -180 <= row.coordinates.longitude_degrees <= 180, row


def test_every_country_is_there_with_its_demonym() -> None:
    """Demonyms point to countries that the table of countries has."""
    codes = {country.country_code for country in tables.countries()}
    assert len(codes) == 250
    assert {demonym.country_code for demonym in tables.demonyms()} <= codes


def test_feature_ids_are_geonames_or_our_own() -> None:
    """An id says whose it is."""
    assert all(feature.place_id.startswith(("geonames:", "dateline:")) for feature in tables.features())
