import errno
import gzip
import json
import pickle
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.bulk import Folder, InputKind, plan_units
from dateline.bulk.job import Reading
from dateline.bulk.reading import InputChangedError, UnitReader
from dateline.bulk.reading.parquet import _groups
from dateline.documents import InputArticle, InputFailure
from dateline.errors import FieldViolation, InvalidInputError
from dateline.values import EntityType, GivenMention
from support.bulk_world import lines
from support.web_archive import PAGE, conversion, response


def read(path, *, unit_bytes=1 << 20, **reading):
    """Read all units of a file, one after the other."""
    folder = Folder(str(path))
    units = plan_units([folder], digest="d", unit_bytes=unit_bytes).units
    return [item for unit in units for item in UnitReader(unit, folder=folder, reading=Reading(**reading))]


def told(items):
    """What was read, without the folder that it was read in."""
    return [
        (item.where.rpartition("/")[2], item.article.id if isinstance(item, InputArticle) else item.message)
        for item in items
    ]


def test_lines_are_named_by_the_byte_that_they_begin_at(write):
    """Blank lines and a byte order mark are no articles; a bad line is a failure in its place."""
    path = write("a.jsonl", b'\xef\xbb\xbf{"id": "1", "text": "x"}\n\n{"text": "y"}\nz\n')
    items = read(path)
    assert told(items)[0] == ("a.jsonl@0", "1")
    assert items[1].article.id == f"{path}@29"
    assert told(items)[2] == ("a.jsonl@43", "is not valid JSON: Expecting value (column 1)")


@pytest.mark.parametrize("unit_bytes", [1, 7, 64, 1000, 1 << 20])
def test_units_have_every_line_once(write, unit_bytes):
    """Cut wherever it may be, a file has the same articles."""
    path = write("a.jsonl", lines(40))
    assert told(read(path, unit_bytes=unit_bytes)) == told(read(path))


def test_packed_lines_are_read_whole(write):
    """Also of several members, and where the name does not say that they are packed."""
    packed = gzip.compress(lines(3)) + gzip.compress(lines(3, start=3))
    for name in ("a.jsonl.gz", "b.jsonl"):
        ids = [item.article.id for item in read(write(name, packed), unit_bytes=9)]
        assert ids == [f"a{number}" for number in range(6)]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
def test_a_packed_file_that_is_cut_off_keeps_what_it_has(write, name):
    """Its articles are read, and a failure says where it ends."""
    content = (
        lines(400) if "jsonl" in name else b"id,text\n" + b"".join(b"%d,Town%d\n" % (i, i * i) for i in range(30_000))
    )
    items = read(write(name, gzip.compress(content)[:-200]))
    assert isinstance(items[0], InputArticle)
    assert isinstance(items[-1], InputFailure)
    assert "damaged or cut off" in items[-1].message


def test_fields_that_articles_leave_empty_are_filled(write):
    """With what the command gives, and only those."""
    path = write("a.jsonl", [{"text": "x"}, {"text": "y", "title": "T", "outlet": "o", "language_code": "fr"}])
    first, second = (item.article for item in read(path, title="A", outlet="B", language_code="en"))
    assert (first.title, first.outlet, first.language_code) == ("A", "B", "en")
    assert (second.title, second.outlet, second.language_code) == ("T", "o", "fr")


def test_tables_are_read_as_documents_are(write):
    """Columns by their usual names, encodings as given, rows named by their line."""
    items = read(write("a.csv", 'id;body\n1;"caf\xe9\nau lait"\n2;\n'.encode("cp1252")), encoding="cp1252")
    assert items[0].article.text == "caf\xe9\nau lait"
    assert told(items)[1] == ("a.csv:4", "body: is empty")


@pytest.mark.parametrize("unit_bytes", [400, 1 << 20])
def test_units_have_every_record_of_an_archive_once(write, unit_bytes):
    """Packed record by record, as crawls are, or as one, or not at all."""
    records = [conversion(f"https://a.example/{n}", f"Rain {n} in Oslo, and more of it.") for n in range(30)]
    for name, content in (
        ("a.warc.gz", b"".join(map(gzip.compress, records))),
        ("b.warc.wet.gz", gzip.compress(b"".join(records))),
        ("c.wet", b"".join(records)),
    ):
        ids = [item.article.id for item in read(write(name, content), unit_bytes=unit_bytes)]
        assert ids == [f"https://a.example/{n}" for n in range(30)], name


def test_an_archive_whose_name_says_that_it_is_packed_may_not_be(write):
    """Or be damaged where that would show: either way its units have every record once."""
    records = [conversion(f"https://a.example/{n}", f"Rain {n} in Oslo, and more of it.") for n in range(30)]
    items = read(write("a.warc.gz", b"".join(records)), unit_bytes=400)
    assert [item.article.id for item in items] == [f"https://a.example/{n}" for n in range(30)]
    damaged = b"??" + b"".join(map(gzip.compress, records))[2:]
    failure, *items = read(write("b.warc.gz", damaged), unit_bytes=400)
    assert told([failure]) == [("b.warc.gz@0", "is damaged or cut off, as its gzip member is")]
    assert [item.article.id for item in items] == [f"https://a.example/{n}" for n in range(1, 30)]


def write_parquet(path, rows, *, group=2, **options):
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=group, **options)
    return path


@settings(max_examples=40)
@given(st.integers(1, 60), st.integers(1, 25), st.integers(20, 4000))
def test_slices_of_parquet_have_every_row_once(tmp_path_factory, row_count, group, unit_bytes):
    """However large its row groups are, a file can be cut anywhere, and rows keep their numbers."""
    rows = [{"id": f"r{number}", "text": f"Town {number}" * (1 + number % 5)} for number in range(row_count)]
    path = write_parquet(tmp_path_factory.mktemp("parquet") / "a.parquet", rows, group=group)
    expected = [(f"a.parquet#{number + 1}", f"r{number}") for number in range(row_count)]
    assert told(read(path, unit_bytes=unit_bytes)) == expected


def test_long_row_groups_are_read_in_pieces(tmp_path):
    """Slices begin and end within what is decoded at a time."""
    path = write_parquet(tmp_path / "a.parquet", [{"text": f"Town {i}"} for i in range(1500)], group=1500)
    items = read(path, unit_bytes=1000)
    assert [item.article.text for item in items] == [f"Town {i}" for i in range(1500)]
    assert items[700].article.id == f"{path}#701"


def test_parquet_has_the_columns_of_tables_and_the_lists_of_json(tmp_path):
    """Times and dates of any type, ids that are numbers, given mentions; other columns are ignored."""
    row = {
        "URL": 7, "Headline": "T", "Body": "Astana", "published": datetime(2026, 11, 28, 6, tzinfo=UTC), "likes": 3,
        "mentions": [{"start": 0, "end": 6, "type": "PLACE"}],
    }  # fmt: skip
    (item,) = read(write_parquet(tmp_path / "a.parquet", [row]))
    article = item.article
    assert (article.id, article.title, article.text) == ("7", "T", "Astana")
    assert article.publish_time == datetime(2026, 11, 28, 6, tzinfo=UTC)
    assert article.mentions == (GivenMention(0, 6, EntityType.PLACE),)
    (day,) = read(write_parquet(tmp_path / "b.parquet", [{"text": "x", "date": date(2026, 11, 28)}]))
    assert day.article.publish_time == datetime(2026, 11, 28, tzinfo=UTC)
    (none,) = read(write_parquet(tmp_path / "c.parquet", [{"text": "x", "date": "", "title": None}]))
    assert (none.article.publish_time, none.article.title) == (None, "")


def test_bad_rows_of_parquet_are_failures_of_their_own(tmp_path):
    """A row without a text is named by its number."""
    path = write_parquet(tmp_path / "a.parquet", [{"text": "x"}, {"text": None}, {"text": "y"}])
    assert told(read(path))[1] == ("a.parquet#2", "text: is missing")


def test_a_value_that_python_lacks_costs_its_row_alone(tmp_path):
    """A time beyond the year 9999 is no reason to lose the rows around it."""
    times = pa.array([0, 10**15, 0], pa.timestamp("s"))
    pq.write_table(pa.table({"text": ["x", "y", "z"], "date": times}), tmp_path / "a.parquet")
    first, bad, last = read(tmp_path / "a.parquet")
    assert (first.article.text, last.article.text) == ("x", "z")
    assert (bad.where, bad.message[:31]) == (f"{tmp_path}/a.parquet#2", "holds a value that cannot be re")


@given(st.integers(1, 40), st.integers(20, 900))
def test_slices_have_every_row_once_though_columns_lie_in_another_order(tmp_path_factory, row_count, unit_bytes):
    """A file whose first column lies behind the others, which its metadata alone tell."""
    rows = [{"id": f"r{number}", "text": f"Town {number}"} for number in range(row_count)]
    path = write_parquet(tmp_path_factory.mktemp("parquet") / "a.parquet", rows, group=50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dateline.bulk.reading.parquet._groups", lambda _: [(path.stat().st_size - 9, 500, row_count)])
        assert told(read(path, unit_bytes=unit_bytes)) == [(f"a.parquet#{n + 1}", f"r{n}") for n in range(row_count)]


def test_a_row_group_begins_where_its_first_byte_is():
    """Of whichever column, and with its dictionary, if it has one."""
    columns = [
        SimpleNamespace(dictionary_page_offset=None, data_page_offset=90, total_compressed_size=10),
        SimpleNamespace(dictionary_page_offset=4, data_page_offset=30, total_compressed_size=86),
    ]
    group = SimpleNamespace(num_columns=2, column=columns.__getitem__, num_rows=7)
    assert list(_groups(SimpleNamespace(num_row_groups=1, row_group=lambda _: group))) == [(4, 96, 7)]


@pytest.mark.parametrize("name", ["b.parquet.gz", "b.parquet", "b.data"])
def test_packed_parquet_is_read_whole(tmp_path, write, name):
    """Whether its name says that it is packed, or Parquet, or not; rows have the places that they have unpacked."""
    plain = write_parquet(tmp_path / "a.parquet", [{"text": f"Town {number}"} for number in range(700)], group=300)
    folder = Folder(str(write(name, gzip.compress(plain.read_bytes()))))
    units = plan_units([folder], digest="d", unit_bytes=400, kind=InputKind.PARQUET).units
    assert len(units) == 1 or not name.endswith(".gz")
    readers = [UnitReader(unit, folder=folder, reading=Reading()) for unit in units]
    items = [item for reader in readers for item in reader]
    assert told(items) == [(f"{name}#{number + 1}", f"{folder.path}#{number + 1}") for number in range(700)]
    texts = [item.article.text for item in items if isinstance(item, InputArticle)]
    assert texts == [f"Town {number}" for number in range(700)]


def test_packed_parquet_that_is_cut_off_is_a_failure(tmp_path, write):
    """Its end tells where its rows are, so none can be read; what is Parquet although its name says packed can."""
    plain = write_parquet(tmp_path / "a.parquet", [{"text": "x"}]).read_bytes()
    for content in (gzip.compress(plain)[:-9], gzip.compress(plain)[:20], gzip.compress(plain)[:200] + b"\0" * 99):
        ((where, message),) = told(read(write("b.parquet.gz", content)))
        assert (where, message[:25]) == ("b.parquet.gz", "is damaged or cut off: th")
    assert told(read(write("c.parquet.gz", plain)))[0][0] == "c.parquet.gz#1"


def test_no_room_to_unpack_is_an_error_of_the_store(tmp_path, write, monkeypatch):
    """And not damage to the file, which would be counted as read."""
    packed = gzip.compress(write_parquet(tmp_path / "a.parquet", [{"text": "x"}]).read_bytes())
    path = write("b.parquet.gz", packed)
    monkeypatch.setattr("dateline.bulk.reading.unit_reader.TemporaryFile", lambda **_: open("/dev/full", "wb"))  # noqa: PTH123, SIM115 - a disk without room
    with pytest.raises(OSError, match="No space left") as raised:
        read(path)
    assert raised.value.errno == errno.ENOSPC


def test_what_is_no_parquet_is_told_once(tmp_path, write):
    """However many units it is cut into."""
    assert told(read(write("a.parquet", b"PAR0" * 50), unit_bytes=20)) == [
        ("a.parquet", "is no Parquet file, or is damaged")
    ]
    path = write_parquet(tmp_path / "b.parquet", [{"story_id": 1}])
    ((_, message),) = told(read(path, unit_bytes=200))
    assert "has no column of texts" in message


def test_a_file_that_changes_is_noticed(write):
    """Before it is read, and while it is: what was read of two files is no result."""
    path = write("a.jsonl", lines(5))
    folder = Folder(str(path))
    (unit,) = plan_units([folder], digest="d").units
    reader = iter(UnitReader(unit, folder=folder, reading=Reading()))
    next(reader)
    path.write_bytes(lines(6))
    with pytest.raises(InputChangedError, match="has changed since it was planned"):
        list(reader)
    with pytest.raises(InputChangedError):
        list(UnitReader(unit, folder=folder, reading=Reading()))
    path.unlink()
    with pytest.raises(FileNotFoundError, match="no longer there"):
        list(UnitReader(unit, folder=folder, reading=Reading()))


def test_the_error_for_a_changed_file_is_datelines_own():
    """A caller may catch it as an InvalidInputError, whose violation names the file, also in another process."""
    error = InputChangedError(FieldViolation("a.jsonl", "has changed since it was planned"))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert isinstance(again, InvalidInputError)
    assert (type(again), str(again), again.violations) == (InputChangedError, str(error), error.violations)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "b.parquet"])
def test_damage_is_a_failure_and_not_an_error_of_the_store(write, name):
    """What is not in its format will not pass, however often it is tried."""
    content = b"PAR1" + b"\x07" * 40 + b"\x10\0\0\0PAR1" if "parquet" in name else b"nothing of the kind"
    (item,) = read(write(name, gzip.compress(content) if name.endswith(".gz") else content))
    assert isinstance(item, InputFailure)
    assert "damaged" in item.message


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("error", [RecursionError("too deep"), AttributeError("None has no text"), IndexError()])
def test_a_page_that_extraction_fails_at_costs_itself_alone(write, monkeypatch, name, error):
    """Whatever it raises: the pages before and behind are read, and the failure does not quote it."""
    import trafilatura

    extract = trafilatura.bare_extraction

    def fail_at_ferries(page, **options):
        if "Ferries" in page:
            raise error
        return extract(page, **options)

    monkeypatch.setattr(trafilatura, "bare_extraction", fail_at_ferries)
    pages = (PAGE, PAGE.replace("Trams", "Ferries"), PAGE)
    records = [response(f"https://a.example/{number}", page) for number, page in enumerate(pages)]
    items = read(write(name, b"".join(map(gzip.compress, records) if name.endswith(".gz") else records)))
    assert [type(item) for item in items] == [InputArticle, InputFailure, InputArticle]
    assert items[1].message == f"cannot be read: a library fails at it ({type(error).__name__})"


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet", "a.csv", "a.tsv"])
def test_a_row_that_a_library_fails_at_costs_itself_alone(write, monkeypatch, name):
    """Such as one of HTML: the rows before and behind are read."""
    from lxml import html

    parse = html.document_fromstring

    def fail_at_ferries(markup, **options):
        if "Ferries" in markup:
            raise IndexError(markup)
        return parse(markup, **options)

    monkeypatch.setattr(html, "document_fromstring", fail_at_ferries)
    rows = [{"text": f"<p>{word} run.</p>"} for word in ("Trams", "Ferries", "Buses")]
    if name == "a.parquet":
        path = write_parquet(write(name, ""), rows)
    else:
        path = write(name, rows if name == "a.jsonl" else "text\n" + "".join(f"{row['text']}\n" for row in rows))
    first, bad, last = read(path)
    assert (first.article.text, last.article.text) == ("Trams run.", "Buses run.")
    assert bad.message == "cannot be read: a library fails at it (IndexError)"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_an_error_of_the_system_is_no_damage(write, monkeypatch, name):
    """Such as too many open files while a page is read: it is raised, since it may pass."""

    def find_no_file(*_, **__):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("trafilatura.bare_extraction", find_no_file)
    records = [response(f"https://a.example/{number}", PAGE) for number in range(2)]
    path = write(name, b"".join(map(gzip.compress, records) if name.endswith(".gz") else records))
    with pytest.raises(OSError, match="Too many open files"):
        read(path)


def test_damaged_pages_of_parquet_are_a_failure(tmp_path):
    """The library's error of them has no number, unlike one of the system; and another try would read the same."""
    path = write_parquet(tmp_path / "a.parquet", [{"text": "Rain in Oslo. " * 40}], compression="zstd")
    content = path.read_bytes()
    path.write_bytes(content[:20] + bytes(byte ^ 255 for byte in content[20:60]) + content[60:])
    (item,) = read(path)
    assert isinstance(item, InputFailure)
    assert "damaged or cut off" in item.message


def test_a_line_that_is_too_long_is_a_failure_and_the_next_is_read(write):
    """A line beyond the bound of documents does not end the unit."""
    long = json.dumps({"text": "x" * (64 << 20)}).encode()
    items = read(write("a.jsonl", long + b"\n" + lines(1)))
    assert [type(item) for item in items] == [InputFailure, InputArticle]
    assert items[0].message == "is longer than 64 MiB"
