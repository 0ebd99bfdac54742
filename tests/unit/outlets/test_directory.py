"""The directory of outlets."""

import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.errors import InvalidInputError, ResourceMissingError
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.geodesy import distance_km
from dateline.outlets import (
    Outlet,
    OutletDirectory,
    outlet_key,
    packaged_names,
    packaged_outlets,
    read_outlets,
    write_outlets,
)
from dateline.values import Coordinates, Home

HEADER = "outlet\tcountry_code\tadmin1_id\tlatitude\tlongitude\ttown\n"
MADRID = Home("ES", "geonames:3117732", Coordinates(40.4165, -3.7026))

odd_text = st.lists(
    st.sampled_from(("\t", "\n", "\r\n", "\x85", "\u2028", "\\", '"', "'", "#", "é", " ", "www.", "a://", "/", "x"))
    | st.text(max_size=3),
    max_size=6,
).map("".join)
homes = st.builds(
    Home,
    st.sampled_from(("ES", "", "XK")),
    st.sampled_from(("", "geonames:3117732")),
    st.none() | st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180)),
).filter(lambda home: home.country_code or home.coordinates)


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "outlets.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def violation(path: Path) -> tuple[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        read_outlets(path)
    (found,) = caught.value.violations
    return found.field, found.description


@pytest.mark.parametrize(
    "spelling",
    [
        "bbc.com",
        " BBC.com ",
        "www.bbc.com",
        "https://www.BBC.com/news?id=1#top",
        "http://bbc.com",
        "www2.bbc.com/",
        "bbc.com#",
    ],
)
def test_all_spellings_of_an_outlet_share_a_key(spelling: str) -> None:
    """Scheme, "www", path, case and white space do not tell outlets apart."""
    assert outlet_key(spelling) == "bbc.com"
    assert OutletDirectory([Outlet("bbc.com", MADRID)]).home(spelling) == MADRID


@pytest.mark.parametrize(("one", "other"), [("bbc.com", "bbc.co.uk"), ("news.bbc.com", "bbc.com"), ("wwwa.de", "a.de")])
def test_different_outlets_have_different_keys(one: str, other: str) -> None:
    """Subdomains and other domains are outlets of their own."""
    assert outlet_key(one) != outlet_key(other)


@given(odd_text)
@example("www.www2.x")
@example("http:// www.x")
@example("www.")
def test_a_key_is_its_own_key(text: str) -> None:
    """Any text has a key of one line, and a key's key is itself."""
    key = outlet_key(text)
    assert outlet_key(key) == key
    assert key == " ".join(key.split())


def test_later_entries_count() -> None:
    """What callers register comes after the packaged table and goes before it."""
    directory = OutletDirectory([*packaged_outlets(), Outlet("https://www.bbc.com/", MADRID)])
    assert directory.home("bbc.com") == MADRID
    assert len(directory) == len(packaged_outlets())


@pytest.mark.parametrize("outlet", ["", "  ", "#", "nobody.example"])
def test_unknown_outlets_have_no_home(outlet: str) -> None:
    """What names no known outlet has no home."""
    assert OutletDirectory(packaged_outlets()).home(outlet) is None


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("Times of Malta", "timesofmalta.com"),
        ("Jakarta Post", "thejakartapost.com"),
        ("The Guardian", "theguardian.com"),
        ("NEW YORK TIMES", "nytimes.com"),
        ("bbc", "bbc.co.uk"),
    ],
)
def test_an_outlet_is_known_by_its_name(name: str, domain: str) -> None:
    """The name that a reader would write leads to the home of the domain."""
    directory = OutletDirectory(packaged_outlets(), names=packaged_names())
    assert directory.home(name) == directory.home(domain) is not None
    assert directory.knows(name)


def test_a_name_of_two_homes_is_nobodys() -> None:
    """Where two domains spell one name, and lie apart, the name alone tells nothing."""
    directory = OutletDirectory([Outlet("herald.es", MADRID), Outlet("herald.ie", Home("IE"))])
    assert directory.home("Herald") is None
    assert directory.home("herald.ie") == Home("IE")


def test_an_agency_is_known_and_has_no_home() -> None:
    """Who writes for the whole world is no unknown outlet, and no reader's own paper."""
    directory = OutletDirectory(packaged_outlets(), names=packaged_names())
    assert directory.knows("AFP")
    assert directory.home("AFP") is None
    assert not directory.knows("nobody.example")


def test_each_name_is_of_one_outlet() -> None:
    """The table of names holds none twice, or the last would win unnoticed."""
    names = packaged_names()
    squeezed = ["".join(filter(str.isalnum, name.lower())) for name in names]
    assert len(squeezed) == len(set(squeezed)) > 50


def _one_line(text: str) -> str:
    return " ".join(text.split())


@given(name=odd_text.filter(outlet_key), home=homes, town=odd_text)
@example(name='"quoted', home=MADRID, town='"')
@example(name="back\\slash", home=MADRID, town="a\\tb\\")
@example(name="a\tb\nc", home=MADRID, town="x\ty\r\nz")
def test_what_is_written_is_read_back(tmp_path_factory, name: str, home: Home, town: str) -> None:
    """An outlet survives a file with its white space as single blanks and four decimals."""
    path = tmp_path_factory.mktemp("outlets") / "o.tsv"
    outlets = (Outlet("first.example", MADRID), Outlet(name, home, town))
    with path.open("w", encoding="utf-8", newline="") as file:
        write_outlets(file, outlets)
    _, back = read_outlets(path)
    assert outlet_key(back.name) == outlet_key(name)
    assert (back.name, back.town) == (_one_line(name), _one_line(town))
    assert (back.home.country_code, back.home.admin1_id) == (home.country_code, home.admin1_id)
    if home.coordinates is None:
        assert back.home.coordinates is None
    else:
        assert back.home.coordinates is not None
        assert back.home.coordinates.latitude_degrees == pytest.approx(home.coordinates.latitude_degrees, abs=5e-5)
        assert back.home.coordinates.longitude_degrees == pytest.approx(home.coordinates.longitude_degrees, abs=5e-5)


@pytest.mark.parametrize(
    ("outlet", "column"),
    [
        (Outlet("", MADRID), "outlet"),
        (Outlet("#1 news", MADRID), "outlet"),
        (Outlet("a\ud800", MADRID), "outlet"),
        (Outlet("a", MADRID, "\udfff"), "town"),
        (Outlet("a", Home("es")), "country_code"),
        (Outlet("a", Home("", "geonames:1")), "country_code"),
        (Outlet("a", Home("ES", "", Coordinates(90.5, 0))), "latitude"),
        (Outlet("a", Home("ES", "", Coordinates(0, float("inf")))), "longitude"),
    ],
)
def test_what_could_not_be_read_is_not_written(outlet: Outlet, column: str) -> None:
    """Each field that a file cannot hold is refused by its name."""
    with pytest.raises(InvalidInputError) as caught:
        write_outlets(io.StringIO(), [outlet])
    assert caught.value.violations[0].field == f"outlets[0] {column}"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("\tES\t\t\t\t", " outlet"),
        ("https:///\tES\t\t\t\t", None),
        ("a.es\tSpain\t\t\t\t", " country_code"),
        ("a.es\tes\t\t\t\t", " country_code"),
        ("a.es\t\t\t\t\t", " country_code"),
        ("a.es", " country_code"),
        ("a.es\tES\t\t91\t0\t", " latitude"),
        ("a.es\tES\t\tnan\t0\t", " latitude"),
        ("a.es\tES\t\tnorth\t0\t", " latitude"),
        ("a.es\tES\t\t40.4\t-180.1\t", " longitude"),
        ("a.es\tES\t\t40.4\t\t", " longitude"),
        ("a.es\tES\t\t\t-3.7\t", " latitude"),
        ("a.es\tES\t\t40.4\t-3.7\tMadrid\tx", ""),
    ],
)
def test_errors_name_line_and_column(tmp_path: Path, line: str, column: str | None) -> None:
    """What is wrong is found by file, line, counted with comments and blank lines, and column."""
    path = write(tmp_path, f"# mine\n{HEADER}\n# more\nb.es\tES\t\t\t\t\n\n{line}\n")
    if column is None:
        assert len(read_outlets(path)) == 2
    else:
        assert violation(path)[0] == f"{path}:7{column}"


@pytest.mark.parametrize("text", ["", "# nothing\n\n", "outlet\tcountry_code\n", "a.es\tES\t\t\t\t\n"])
def test_a_file_without_its_columns_is_refused(tmp_path: Path, text: str) -> None:
    """Without the head the lines mean nothing; the missing columns are named."""
    field, description = violation(write(tmp_path, text))
    assert field.startswith(str(tmp_path))
    assert description.startswith("lacks the columns ")
    assert description.endswith("admin1_id, latitude, longitude")


def test_files_of_other_hands_are_read(tmp_path: Path) -> None:
    """A byte order mark, line ends of other systems, columns in other order and beside ours do no harm."""
    path = write(
        tmp_path,
        "\ufeff# mine\r\nlongitude\tlatitude\tnote\tadmin1_id\tcountry_code\toutlet\r\n"
        '-3.7026\t40.4165\tsaid "so\tgeonames:3117732\tES\tEl "País" \r\n',
    )
    assert read_outlets(path) == (Outlet('El "País"', MADRID),)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """No file, a folder and bytes that are no text each get their own message."""
    with pytest.raises(ResourceMissingError, match=r"no outlets file at .*none\.tsv"):
        read_outlets(tmp_path / "none.tsv")
    with pytest.raises(ResourceMissingError, match="cannot be read: Is a directory"):
        read_outlets(tmp_path)
    assert violation(write(tmp_path, b"\xff\xfe")) == (str(tmp_path / "outlets.tsv"), "is not UTF-8 text")


def test_the_packaged_table_is_well_formed() -> None:
    """Each row is one outlet under its own key, with a country; a town has a point, and no division goes without."""
    outlets = packaged_outlets()
    assert len(outlets) >= 300
    names = [outlet.name for outlet in outlets]
    assert names == sorted({outlet_key(name) for name in names})
    for outlet in outlets:
        home = outlet.home
        assert home.country_code
        assert bool(outlet.town) == bool(home.coordinates)
        assert home.coordinates or not home.admin1_id


@pytest.mark.slow
def test_the_packaged_table_agrees_with_the_gazetteer() -> None:
    """Every division is one of its country, and every town lies in it, at the point."""
    with Gazetteer(ensure(None)) as gazetteer:
        for outlet in packaged_outlets():
            home = outlet.home
            assert gazetteer.country(home.country_code), outlet
            if home.admin1_id:
                division = gazetteer.get(home.admin1_id)
                assert division, outlet
                assert (division.feature_code, division.country_code) == ("ADM1", home.country_code), outlet
            if home.coordinates:
                assert any(
                    home.admin1_id in (match.place.admin1_id, match.place.place_id)
                    and distance_km(match.place.coordinates, home.coordinates) < 5
                    for match in gazetteer.lookup(outlet.town)
                ), outlet
