"""Building from GeoNames' dumps."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import InvalidInputError
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Dump, build_from_dump, content_hash, dump_revision
from dateline.values import Coordinates, NameKind, Place
from support.tiny_dump import LINKS, NAMES, PLACES, write_zip


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Dump:
    folder = tmp_path_factory.mktemp("dump")
    return Dump(
        (write_zip(folder / "allCountries.zip", PLACES),),
        write_zip(folder / "alternateNamesV2.zip", NAMES),
        write_zip(folder / "hierarchy.zip", LINKS),
    )


@pytest.fixture(scope="module")
def full(dump: Dump, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    path = tmp_path_factory.mktemp("full") / "full.sqlite"
    build_from_dump(path, dump)
    with Gazetteer(path) as gazetteer:
        yield gazetteer


def built(path: Path, dump: Dump) -> Gazetteer:
    build_from_dump(path, dump)
    return Gazetteer(path)


def best(gazetteer: Gazetteer, name: str, *, after_place: bool = False) -> Place | None:
    matches = gazetteer.lookup(name, after_place=after_place)
    return matches[0].place if matches else None


def test_places_of_the_dump_answer_with_their_divisions(full: Gazetteer) -> None:
    """A town of a county of a state is found by name, id and point, with what it lies in."""
    place = best(full, "Pikeville")
    assert place is not None
    assert place == full.get("geonames:4304713")
    assert (place.admin1_name, place.admin2_name, place.country_name) == ("Kentucky", "Pike County", "United States")
    assert place.population_count == 7286
    assert [each.name for each in full.nearest(Coordinates(37.471, -82.511))] == ["Pikeville"]


def test_the_tables_of_this_project_still_apply(full: Gazetteer) -> None:
    """Demonyms, abbreviations, regions and English names of countries answer as from the packaged gazetteer."""
    assert best(full, "Syrian") == full.get("geonames:163843")
    assert best(full, "Ky.") == best(full, "Kentuckian") == full.get("geonames:6254925")
    assert best(full, "KY") is None
    assert best(full, "KY", after_place=True) == full.get("geonames:6254925")
    middle_east = best(full, "Middle East")
    assert middle_east is not None
    assert middle_east.feature_code == "RGN"
    france = full.country("FR")
    assert france is not None
    assert france.name == "France"
    assert best(full, "Republic of France") == france


def test_the_dump_knows_points_and_people_better_than_the_tables(full: Gazetteer) -> None:
    """What the tables have from memory gives way, name aside."""
    britain = full.country("GB")
    assert britain is not None
    assert britain.coordinates == Coordinates(54.75844, -2.69531)
    assert britain.population_count == 66
    kentucky = full.get("geonames:6254925")
    assert kentucky is not None
    assert kentucky.coordinates == Coordinates(38.20042, -84.87762)


def test_a_feature_of_the_tables_is_its_row_in_the_dump(full: Gazetteer) -> None:
    """The sea goes by its GeoNames id, answers to the table's names, and is better known than a hotel of its name."""
    matches = full.lookup("Mediterranean Sea")
    assert [match.place.place_id for match in matches] == ["geonames:363196", "geonames:97"]
    assert best(full, "Mediterranean") == matches[0].place
    assert matches[0].place.coordinates == Coordinates(35.0, 20.0)


def test_divisions_go_by_the_name_english_prefers(full: Gazetteer, dump: Dump, tmp_path: Path) -> None:
    """The preferred English name is shown and the other ones are found; without the names' file the type is English."""
    tatarstan = best(full, "Respublika Tatarstan")
    assert tatarstan is not None
    assert tatarstan.name == "Tatarstan"
    assert best(full, "Татарстан") == best(full, "Republic of Tatarstan") == tatarstan
    county = best(full, "Pike")
    assert county is not None
    assert county.name == "Pike County"
    with built(tmp_path / "g.sqlite", Dump(dump.places)) as plain:
        assert best(plain, "Respublika Tatarstan") is not None
        assert best(plain, "Татарстан") is None


def test_alternate_names_are_names_only(full: Gazetteer) -> None:
    """Historic and colloquial names count as alternates; codes, links and abbreviations do not."""
    paris = full.get("geonames:2988507")
    for name in ("Lutetia", "City of Light"):
        (match,) = full.lookup(name)
        assert (match.place, match.name_kind) == (paris, NameKind.ALTERNATE)
    assert not any(full.lookup(name) for name in ("Parx", "Pars", "Q90x", "Parigi"))


def test_without_the_file_of_names_the_dumps_own_column_counts(dump: Dump, tmp_path: Path) -> None:
    """The column has no languages, so what cannot be a name is told by its look."""
    with built(tmp_path / "g.sqlite", Dump(dump.places)) as plain:
        assert best(plain, "Lutece") == best(plain, "Париж") == plain.get("geonames:2988507")
        assert best(plain, "PAR") is None


def test_the_hierarchy_says_what_codes_do_not(full: Gazetteer, dump: Dump, tmp_path: Path) -> None:
    """A section of a town without codes lies in the county and state that are above it."""
    section = full.get("geonames:98")
    assert section is not None
    assert (section.admin1_name, section.admin2_name) == ("Kentucky", "Pike County")
    with built(tmp_path / "g.sqlite", Dump(dump.places)) as plain:
        section = plain.get("geonames:98")
    assert section is not None
    assert (section.admin1_name, section.admin2_name) == ("", "")


def test_countries_of_the_past_are_no_countries_of_today(full: Gazetteer) -> None:
    """East Germany is found, under its English name, but DE is Germany."""
    germany = full.country("DE")
    assert germany is not None
    assert germany.place_id == "geonames:2921044"
    past = best(full, "East Germany")
    assert past is not None
    assert past.name == "East Germany"
    assert past.country_name == "Germany"


def test_what_nobody_lives_in_is_little_known(full: Gazetteer) -> None:
    """A valley without people says that it has none, and does not outdo towns as places of the tables do."""
    valley = full.get("geonames:99")
    assert valley is not None
    assert valley.population_count is None
    matches = full.lookup("Lexington")
    assert matches[0].place.place_id == "geonames:4297983"


def test_filters_keep_the_divisions_that_places_lie_in(dump: Dump, tmp_path: Path) -> None:
    """Of a country and a class stay the places, and the divisions and the country around them."""
    with built(tmp_path / "g.sqlite", Dump(dump.places, countries=("US",), feature_classes=("P",))) as few:
        pikeville = few.get("geonames:4304713")
        assert pikeville is not None
        assert (pikeville.admin1_name, pikeville.admin2_name) == ("Kentucky", "Pike County")
        assert few.get("geonames:99") is None
        assert few.get("geonames:2988507") is None
        assert best(few, "France") is not None
        assert {"of it only countries:US", "of it only classes:P"} < set(few.describe().sources)


@pytest.mark.parametrize("filters", [{"countries": ("usa",)}, {"feature_classes": ("X",)}])
def test_filters_that_are_none_are_refused(filters: dict[str, Any]) -> None:
    """A misspelt filter does not quietly drop everything."""
    with pytest.raises(InvalidInputError, match=next(iter(filters))):
        Dump((Path("a.zip"),), **filters)


def test_a_dump_of_which_nothing_is_left_is_refused(dump: Dump, tmp_path: Path) -> None:
    """A country that the file does not hold is probably another file's."""
    with pytest.raises(InvalidInputError, match="no row is of the countries and classes asked for"):
        build_from_dump(tmp_path / "g.sqlite", Dump(dump.places, countries=("ZW",)))


def test_the_revision_names_its_inputs(full: Gazetteer, dump: Dump, tmp_path: Path) -> None:
    """Another file or filter gives another revision, and none is the packaged gazetteer's."""
    revision = full.describe().revision
    assert revision == dump_revision(dump)
    assert revision.startswith(f"{content_hash()}+allCountries.zip:")
    assert all(f"+{path.name}:" in revision for path in dump.paths)
    filtered = Dump(dump.places, countries=("US", "FR"), feature_classes=("P",))
    assert dump_revision(filtered).endswith("+countries:FR,US+classes:P")
    assert any("hierarchy.zip" in source for source in full.describe().sources)
    with pytest.raises(InvalidInputError, match=r"none\.zip: no such file"):
        dump_revision(Dump((tmp_path / "none.zip",)))


@pytest.mark.parametrize("part", ["places", "alternate_names", "hierarchy"])
def test_a_wrong_file_leaves_nothing_behind(dump: Dump, tmp_path: Path, part: str) -> None:
    """Whichever file is wrong, it is named and no gazetteer appears."""
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("".join(PLACES) + "7\tcut\n" if part == "places" else "7\n")
    files = {"places": dump.places, "alternate_names": dump.alternate_names, "hierarchy": dump.hierarchy}
    files[part] = (wrong,) if part == "places" else wrong
    with pytest.raises(InvalidInputError, match=r"wrong\.txt:\d+: "):
        build_from_dump(tmp_path / "out" / "g.sqlite", Dump(**files))  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_progress_is_shown_when_asked(dump: Dump, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each reading has its bar."""
    build_from_dump(tmp_path / "g.sqlite", dump, progress=True)
    shown = capsys.readouterr().err
    for work in ("reading divisions", "reading alternate names", "reading the hierarchy", "building the gazetteer"):
        assert work in shown
