import json

import duckdb
import geopandas
import pytest

from dateline.bulk import Folder, Partition, Shape, compact
from dateline.errors import InvalidInputError, ResourceDamagedError

ALL = (Partition.DATE, Partition.OUTLET, Partition.COUNTRY)


@pytest.fixture
def done(write, job, work):
    """Have results of six articles in two units, in this shape."""

    def make(shape=Shape.MENTIONS):
        for name in ("a", "b"):
            articles = [
                {
                    "id": f"{name}{day}",
                    "text": "Town burns.",
                    "outlet": "a/b.example",
                    "publish_time": f"2026-11-0{day}",
                }
                for day in (1, 2)
            ]
            write(f"in/{name}.jsonl", [*articles, {"id": f"{name}3", "text": "Village burns."}])
        planned = job("in", shape=shape)
        work(planned)
        return planned.output

    return make


def test_results_are_divided_by_date_outlet_and_country(done, tmp_path):
    """DuckDB and geopandas read the data set, the folders' keys as columns."""
    assert compact(done(), Folder(str(tmp_path / "set"))) == 6
    query = (  # the names are the test's
        f"SELECT date::VARCHAR, outlet, country, count(*) FROM read_parquet('{tmp_path}/set/**/*.parquet') GROUP BY ALL"  # noqa: S608 - same
    )
    rows = sorted(duckdb.connect().execute(query).fetchall(), key=str)
    assert rows == [
        ("2026-11-01", "a/b.example", "MT", 2), ("2026-11-02", "a/b.example", "MT", 2), ("unknown", "unknown", "MT", 2),
    ]  # fmt: skip
    frame = geopandas.read_parquet(tmp_path / "set")
    assert len(frame) == 6
    assert set(frame.geometry.x) == {2.0}
    assert json.loads((tmp_path / "set/_SUCCESS").read_text())["rows"] == 6


def test_an_earlier_data_set_is_replaced(done, tmp_path):
    """Whether it is whole or was cut short, no row is there twice; what is none of ours is left alone."""
    output, target = done(), Folder(str(tmp_path / "set"))
    compact(output, target, by=(Partition.DATE,))
    (tmp_path / "set/_SUCCESS").rename(tmp_path / "set/_BEGUN")
    compact(output, target, by=(Partition.OUTLET,))
    assert duckdb.connect().execute(f"SELECT count(*) FROM '{tmp_path}/set/**/*.parquet'").fetchone() == (6,)  # noqa: S608 - same
    (tmp_path / "set/letter.txt").write_text("mine")
    with pytest.raises(InvalidInputError, match=r"output: holds letter\.txt"):
        compact(output, target, by=ALL)


def test_an_earlier_data_set_stays_where_results_cannot_be_read(done, tmp_path):
    """One that is torn is known, and named, before anything is removed."""
    output, target = done(), Folder(str(tmp_path / "set"))
    compact(output, target, by=(Partition.DATE,))
    earlier = sorted((tmp_path / "set").rglob("*"))
    *_, torn = sorted((tmp_path / "out/mentions").iterdir())
    torn.write_bytes(torn.read_bytes()[:-100])
    with pytest.raises(ResourceDamagedError, match=f"{torn} cannot be read"):
        compact(output, target, by=(Partition.DATE,))
    assert sorted((tmp_path / "set").rglob("*")) == earlier


def test_folders_are_counted_over_all_rows(write, job, work, tmp_path, monkeypatch):
    """Not over those of one file, of which each here makes a single folder."""
    for day in (1, 2, 3):
        write(f"in/{day}.jsonl", [{"id": f"{day}", "text": "Town burns.", "publish_time": f"2026-11-0{day}"}])
    planned, target = job("in", shape=Shape.MENTIONS), Folder(str(tmp_path / "set"))
    work(planned)
    monkeypatch.setattr("dateline.bulk.compaction.MOST_FOLDERS", 2)
    with pytest.raises(InvalidInputError, match=r"^by: there would be more than 2 folders"):
        compact(planned.output, target, by=(Partition.DATE, Partition.COUNTRY))
    monkeypatch.setattr("dateline.bulk.compaction.MOST_FOLDERS", 3)
    assert compact(planned.output, target, by=(Partition.DATE, Partition.COUNTRY)) == 3


def test_articles_are_divided_by_what_they_have(done, tmp_path):
    """An article has many places, so no country."""
    output = done(Shape.ARTICLES)
    with pytest.raises(InvalidInputError, match="by: an article has places of many countries; divide by date, outlet"):
        compact(output, Folder(str(tmp_path / "set")), by=ALL)
    assert compact(output, Folder(str(tmp_path / "set"))) == 6
    assert json.loads((tmp_path / "set/_SUCCESS").read_text())["by"] == ["date", "outlet"]


def test_what_is_not_whole_is_compacted_only_if_asked(done, tmp_path):
    """Units that remain, results of no plan, and no results are told apart."""
    output, target = done(), Folder(str(tmp_path / "set"))
    first, second = sorted((tmp_path / "out/mentions").iterdir())
    first.rename(tmp_path / "first")
    with pytest.raises(InvalidInputError, match="input: 1 of 2 units are not done; to go on, set partly, or --partly"):
        compact(output, target, by=ALL)
    assert compact(output, target, by=ALL, partly=True) == 3
    second.rename(second.with_name("0.parquet"))
    with pytest.raises(InvalidInputError, match="are of no planned unit; run it again with prune set, or --prune"):
        compact(output, target, by=ALL, partly=True)
    second.with_name("0.parquet").unlink()
    with pytest.raises(InvalidInputError, match="input: there are no results"):
        compact(output, target, by=ALL, partly=True)


@pytest.mark.parametrize("mark", [None, "", "{}"])
def test_a_data_set_of_others_is_left_alone(done, write, mark):
    """Although its files have the names that ours have, and whatever its writer says at the end."""
    path = write("set/date=2026-11-01/part-0.parquet", b"theirs")
    if mark is not None:
        write("set/_SUCCESS", mark)
    with pytest.raises(InvalidInputError, match=r"output: holds date=2026-11-01/part-0\.parquet, which no compaction"):
        compact(done(), Folder(str(path.parent.parent)), by=ALL)
    assert path.read_bytes() == b"theirs"
    assert not (path.parent.parent / "_BEGUN").exists()


def test_an_end_that_others_marked_is_left_alone(done, write):
    """A data set without files may be one."""
    path = write("set/_SUCCESS", b"")
    with pytest.raises(InvalidInputError, match="output: holds _SUCCESS"):
        compact(done(), Folder(str(path.parent)), by=ALL)


def test_outlets_too_long_for_a_folder_are_cut_and_told_apart(write, job, work, tmp_path):
    """Each sign of some scripts is nine in the name of a folder, of which 255 is the most."""
    outlets = ["\u65b0" * 29, "\u65b0" * 29 + "a", "short"]
    write("in.jsonl", [{"id": str(n), "text": "Town burns.", "outlet": outlet} for n, outlet in enumerate(outlets)])
    planned = job("in.jsonl", shape=Shape.MENTIONS)
    work(planned)
    assert compact(planned.output, Folder(str(tmp_path / "set")), by=(Partition.OUTLET,)) == 3
    query = f"SELECT outlet FROM read_parquet('{tmp_path}/set/**/*.parquet') ORDER BY outlet"  # noqa: S608 - same
    short, *cut = (outlet for (outlet,) in duckdb.connect().execute(query).fetchall())
    assert short == "short"
    assert len(set(cut)) == 2
    assert all(outlet.startswith("\u65b0" * 20 + "-") for outlet in cut)
    assert not (tmp_path / "set/_BEGUN").exists()
