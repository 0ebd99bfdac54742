"""Adding a user's own places."""

import shutil
import threading
from pathlib import Path

import pytest

from dateline.errors import InvalidInputError, ResourceDamagedError
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import add_places
from dateline.values import Coordinates, NameKind

HEADER = "id,name,latitude,longitude,alternate_names,feature_class,feature_code,country_code,population\n"
HALL = "acme:hall,Elm Street Hall,33.66,-95.55,Elm Hall|The Elms,S,HALL,US,\n"
FARM = "acme:farm,Oak Farm,33.7,-95.6,,P,PPL,US,12\n"


@pytest.fixture
def base(small_path: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(small_path, tmp_path / "base.sqlite"))


def write(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(rows))
    return path


def test_an_added_place_answers_like_any_other(base: Path, tmp_path: Path) -> None:
    """It is found by each of its names, by id and by point, in the divisions of the nearest town of its country."""
    added = add_places(write(tmp_path / "own.csv", HALL, FARM), base)
    assert (added.place_count, added.replaced_count) == (2, 0)
    with Gazetteer(base) as gazetteer:
        (match,) = gazetteer.lookup("the elms")
        assert match.name_kind is NameKind.ALTERNATE
        assert match.place == gazetteer.get("acme:hall")
        assert (match.place.admin1_name, match.place.admin2_name) == ("Texas", "Lamar County")
        assert (match.place.country_name, match.place.source) == ("United States", "own.csv")
        assert [each.name for each in gazetteer.nearest(Coordinates(33.7, -95.6))] == ["Oak Farm"]
        assert len(gazetteer.lookup("Paris")) == 2


def test_info_tells_of_what_was_added(base: Path, tmp_path: Path) -> None:
    """Counts, sources and revision follow what is in the file."""
    with Gazetteer(base) as gazetteer:
        before = gazetteer.describe()
    revisions = {before.revision}
    for rows in ((HALL,), (HALL, FARM), (HALL, FARM)):
        add_places(write(tmp_path / "own.csv", *rows), base)
        with Gazetteer(base) as gazetteer:
            after = gazetteer.describe()
        assert after.place_count == before.place_count + len(rows)
        assert after.revision.startswith(f"{before.revision}+added:")
        revisions.add(after.revision)
        (line,) = (each for each in after.sources if each.startswith("own.csv: "))
        assert line.startswith(f"own.csv: {len(rows)} places added, sha256 ")
    assert len(revisions) == 4


def test_a_place_of_the_same_id_is_replaced(base: Path, tmp_path: Path) -> None:
    """Nothing of the earlier one is left, in names or on the map."""
    add_places(write(tmp_path / "own.csv", HALL, FARM), base)
    moved = "acme:farm,Ash Farm,34.7,-96.6,,P,PPL,US,12\n"
    added = add_places(write(tmp_path / "more.csv", moved), base)
    assert (added.place_count, added.replaced_count) == (1, 1)
    with Gazetteer(base) as gazetteer:
        assert gazetteer.lookup("Oak Farm") == ()
        assert [match.place.place_id for match in gazetteer.lookup("Ash Farm")] == ["acme:farm"]
        assert gazetteer.nearest(Coordinates(33.7, -95.6))[0].name == "Paris"
        assert gazetteer.get("acme:hall") is not None
        farm = gazetteer.get("acme:farm")
        assert farm is not None
        assert (farm.admin1_id, farm.admin2_id) == ("", "")


def test_the_gazetteer_may_stay_as_it_is(base: Path, tmp_path: Path) -> None:
    """With another output the original keeps its bytes."""
    before = base.read_bytes()
    add_places(write(tmp_path / "own.csv", HALL), base, output=tmp_path / "new" / "g.sqlite")
    assert base.read_bytes() == before
    with Gazetteer(tmp_path / "new" / "g.sqlite") as gazetteer:
        assert gazetteer.get("acme:hall") is not None


def test_who_has_the_file_open_keeps_what_it_was(base: Path, tmp_path: Path) -> None:
    """Readers count on the file never changing under them."""
    with Gazetteer(base) as gazetteer:
        assert gazetteer.lookup("Paris")
        add_places(write(tmp_path / "own.csv", HALL), base)
        assert gazetteer.lookup("Elm Hall") == ()
        assert gazetteer.lookup("Lamar")


def test_a_wrong_file_changes_nothing(base: Path, tmp_path: Path) -> None:
    """One bad row keeps all the others out, and no half file stays."""
    before = base.read_bytes()
    with pytest.raises(InvalidInputError, match=r"own\.csv:3: latitude"):
        add_places(write(tmp_path / "own.csv", HALL, "acme:x,X,north,0,,,,,\n"), base)
    assert base.read_bytes() == before
    assert not list(tmp_path.glob(".*.part"))


def test_a_damaged_gazetteer_is_said_to_be(base: Path, tmp_path: Path) -> None:
    """Damage that opening did not notice is an error of this project, and the file stays as it was."""
    damaged = bytearray(base.read_bytes())
    page = damaged.index(b"saint tropez") // 4096 * 4096
    damaged[page : page + 4096] = b"\xff" * 4096
    base.write_bytes(damaged)
    Gazetteer(base).close()
    with pytest.raises(ResourceDamagedError, match=r"base\.sqlite cannot be read"):
        add_places(write(tmp_path / "own.csv", FARM), base)
    assert base.read_bytes() == damaged


def test_added_divisions_lie_in_themselves(base: Path, tmp_path: Path) -> None:
    """As those of GeoNames do."""
    rows = ("acme:s,Elm State,33.66,-95.55,,A,ADM1,US,\n", "acme:c,Elm County,33.66,-95.55,,A,ADM2,US,\n")
    add_places(write(tmp_path / "own.csv", *rows), base)
    with Gazetteer(base) as gazetteer:
        state, county = gazetteer.get("acme:s"), gazetteer.get("acme:c")
    assert state is not None
    assert county is not None
    assert (state.admin1_id, state.admin2_id) == ("acme:s", "")
    assert (county.admin1_name, county.admin2_id) == ("Texas", "acme:c")


def test_additions_at_the_same_time_all_count(base: Path, tmp_path: Path) -> None:
    """Each adds to the outcome of the one before."""
    files = [write(tmp_path / f"{i}.csv", f"acme:{i},Elm {i},0,0,,,,,\n") for i in range(4)]
    threads = [threading.Thread(target=add_places, args=(file, base)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Gazetteer(base) as gazetteer:
        assert all(gazetteer.get(f"acme:{i}") for i in range(4))
