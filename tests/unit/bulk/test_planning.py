import os
import sys

import pytest

from dateline.bulk import Folder, InputKind, plan_units
from dateline.bulk.planning import plan_to_table, shown_bytes, table_to_units
from dateline.errors import InvalidInputError


def plan(path, **options):
    return plan_units([Folder(str(path))], digest="d", **options)


def test_formats_are_told_by_suffix_and_others_passed_over(write, tmp_path):
    """Known suffixes are read, in any case and with gzip, at any depth; others are counted, hidden files are not."""
    for name in (
        "a.jsonl",
        "b/c.NDJSON.gz",
        "b/d.csv",
        "e.tsv.gz",
        "f.parquet",
        "g.warc.gz",
        "h.warc.wet.gz",
        "i.wet",
        "k.parquet.gz",
    ):
        write(f"in/{name}", "x")
    for name in ("j.txt", "l.parquet.bz2", "_SUCCESS", ".hidden.jsonl", "_temporary/l.jsonl"):
        write(f"in/{name}", "x")
    planned = plan(tmp_path / "in")
    kinds = {unit.path.rpartition("/")[2]: unit.kind for unit in planned.units}
    assert kinds == {
        "a.jsonl": "jsonl", "c.NDJSON.gz": "jsonl", "d.csv": "csv", "e.tsv.gz": "tsv", "f.parquet": "parquet",
        "g.warc.gz": "warc", "h.warc.wet.gz": "warc", "i.wet": "warc", "k.parquet.gz": "parquet",
    }  # fmt: skip
    assert (planned.file_count, planned.other_file_count) == (9, 2)
    assert {unit.kind for unit in plan(tmp_path / "in/j.txt", kind=InputKind.JSONL).units} == {"jsonl"}


@pytest.mark.skipif(sys.platform != "linux", reason="no such names elsewhere")
@pytest.mark.parametrize("given", ["in", os.fsdecode(b"in/caf\xe9.jsonl")])
def test_names_that_are_not_utf_8_are_refused(write, tmp_path, given):
    """Of files in a folder and of inputs themselves: results could not name them."""
    write(os.fsdecode(b"in/caf\xe9.jsonl"), "x")
    write("in/a.jsonl", "x")
    with pytest.raises(InvalidInputError, match=r"/in/caf\\xe9\.jsonl: is no name in UTF-8"):
        plan(tmp_path / given)


def test_only_what_can_be_read_from_the_middle_is_cut(write, tmp_path):
    """JSON lines and Parquet are cut, web archives where they are packed, others not; empty files have no unit."""
    for name in ("a.jsonl", "a.jsonl.gz", "a.parquet", "a.parquet.gz", "a.csv", "a.warc", "a.warc.gz"):
        write(f"in/{name}", "x" * 10)
    write("in/empty.jsonl", "")
    planned = plan(tmp_path / "in", unit_bytes=4)
    ranges: dict[str, list[tuple[int, int]]] = {}
    for unit in planned.units:
        ranges.setdefault(unit.path.rpartition("/")[2], []).append((unit.start, unit.end))
    cut = [(0, 4), (4, 8), (8, 10)]
    assert ranges == {
        "a.jsonl": cut,
        "a.jsonl.gz": [(0, 10)],
        "a.parquet": cut,
        "a.parquet.gz": [(0, 10)],
        "a.csv": [(0, 10)],
        "a.warc.gz": cut,
        "a.warc": [(0, 10)],
    }
    assert planned.byte_count == 70


def test_keys_change_with_the_file_its_range_and_the_run(write):
    """A key stays as long as all that its result depends on, and no longer."""
    path = write("a.jsonl", "x" * 10)
    first = plan(path, unit_bytes=5).units
    assert plan(path, unit_bytes=5).units == first
    assert len({unit.key for unit in first}) == 2
    assert plan_units([Folder(str(path))], digest="e", unit_bytes=5).units[0].key != first[0].key
    assert plan(path, unit_bytes=6).units[0].key != first[0].key
    os.utime(path, ns=(1, 1))
    assert plan(path, unit_bytes=5).units[0].key != first[0].key


def test_a_folder_is_the_same_however_it_is_named(write, tmp_path, monkeypatch):
    """Keys hold canonical paths, so that a run can go on from elsewhere."""
    write("in/a.jsonl", "x")
    monkeypatch.chdir(tmp_path)
    names = ("in", "./in/", str(tmp_path / "in"), f"file://{tmp_path}/in", "in/../in/a.jsonl")
    assert len({unit.key for name in names for unit in plan(name).units}) == 1


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["none"], "no such file or folder"),
        (["in/other"], "no file that ends in .jsonl"),
        (["in", "in/a.jsonl"], "has a file that another input has, too"),
        (["s3://me:secret@bucket/x"], "s3: credentials belong into the environment"),
        (["nothing://bucket/x"], "neither pyarrow nor fsspec opens it"),
    ],
)
def test_inputs_that_cannot_be_planned_are_named(write, tmp_path, monkeypatch, names, message):
    """Each error names the input, and no secret."""
    write("in/a.jsonl", "x")
    write("in/other/b.txt", "x")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInputError, match=message) as raised:
        plan_units([Folder(name) for name in names], digest="d")
    assert "secret" not in str(raised.value)


def test_parts_divide_the_units(write):
    """Each unit is in one of the parts, which are of about one size."""
    planned = plan(write("a.jsonl", "x" * 400), unit_bytes=1)
    parts = [planned.part(number, 4).units for number in range(4)]
    assert sorted(unit.start for part in parts for unit in part) == list(range(400))
    assert min(map(len, parts)) > 60


def test_plans_come_back_from_their_table(write):
    """What a folder keeps of a plan is all of it."""
    units = plan(write("a.jsonl", "x" * 10), unit_bytes=4).units
    assert table_to_units(plan_to_table(units)) == units
    assert table_to_units(plan_to_table(())) == ()


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 bytes"), (999, "999 bytes"), (4_200, "4.2 kB"), (3.21e9, "3.2 GB"), (4e14, "400.0 TB")]
)
def test_bytes_are_shown_for_people(count, shown):
    """One digit behind the point, from kilobytes to terabytes."""
    assert shown_bytes(count) == shown
