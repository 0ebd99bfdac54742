import json
import multiprocessing
import os
import pickle
import signal
import threading
import tracemalloc
from typing import Any

import geopandas
import pyarrow.parquet as pq
import pytest

from dateline.bulk import Shape, plan_units
from dateline.bulk.worker import UnfitWorkerError, WrongRevisionError, annotate_unit, revision_of
from dateline.documents.document import InputFailure
from dateline.errors import InternalError, InvalidInputError
from support.bulk_world import (
    REVISION,
    DyingAnnotator,
    PickyAnnotator,
    PlainAnnotator,
    RefusingAnnotator,
    WaitingAnnotator,
    article_ids,
    lines,
    tables,
)

TIMEOUT_SECONDS = 30


def test_a_unit_becomes_one_file_with_what_it_is(write, job, work, tmp_path):
    """The footer names the unit and its counts; rows are GeoParquet that other libraries read."""
    write("in.jsonl", lines(5))
    work(job("in.jsonl", shape=Shape.MENTIONS))
    (path,) = (tmp_path / "out/mentions").iterdir()
    said = json.loads(pq.read_metadata(path).metadata[b"dateline"])
    assert (said["articles"], said["errors"]) == (5, 0)
    assert said["unit"]["key"] == path.stem
    assert said["unit"]["path"] == str(tmp_path / "in.jsonl")
    frame = geopandas.read_parquet(path.parent)
    assert list(frame["content"]) == [f"Town{number}" for number in range(5)]
    assert (frame.geometry.x == 2.0).all()


def test_rows_without_an_annotation_are_rows_of_their_own(write, job, work):
    """Lines that are no article, articles beyond the limits, and ones that the annotator fails at, with their place."""
    content = lines(20, a3="Defect", a17="Defect") + b"nothing\n" + b'{"id": "long", "text": "%s"}\n' % (b"x" * 500_001)
    path = write("in.jsonl", content)
    (report,) = work(job("in.jsonl"))
    assert (report.articles, report.errors) == (18, 4)
    assert article_ids(path.parent / "out") == sorted(f"a{number}" for number in range(20) if number not in (3, 17))
    (table,) = tables(path.parent / "out", kind="errors")
    rows = {row["article_id"]: row for row in table.to_pylist()}
    assert rows.keys() == {"a3", "a17", "", "long"}
    assert {row["input"] for row in rows.values()} == {str(path)}
    assert rows["a3"]["code"] == "INTERNAL"
    assert rows["long"]["code"] == rows[""]["code"] == "INVALID_ARGUMENT"
    assert "500000" in rows["long"]["message"]
    assert content[int(rows["a17"]["where"].rpartition("@")[2]) :].startswith(b'{"id": "a17"')
    assert "Defect" not in str(rows)


def test_a_unit_of_bad_rows_alone_is_not_in_memory(write, job, work, tmp_path, monkeypatch):
    """They are written as they come, whatever their number."""
    monkeypatch.setattr("dateline.bulk.error_rows._ROWS_A_GROUP", 1000)
    write("before.jsonl", b"x\n")
    work(job("before.jsonl", output="before"))  # what it imports is no part of what is measured
    write("in.jsonl", b"x\n" * 12_000)
    planned = job("in.jsonl")
    tracemalloc.start()
    try:
        (report,) = work(planned)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (report.articles, report.errors) == (0, 12_000)
    (table,) = tables(tmp_path / "out", kind="errors")
    assert table["where"].to_pylist() == [f"{tmp_path}/in.jsonl@{2 * number}" for number in range(12_000)]
    assert peak < 3 << 20


def test_an_annotator_that_fails_at_everything_fails_the_unit(write, job, work, tmp_path):
    """Whatever is wrong is not the articles, and no result says that they were bad."""
    write("in.jsonl", lines(3, a0="Defect", a1="Defect", a2="Defect"))
    with pytest.raises(ValueError, match="Defect"):
        work(job("in.jsonl"))
    assert not list((tmp_path / "out").glob("*/*"))


def test_long_articles_that_cannot_be_annotated_side_by_side_cost_themselves_alone(write, job, work):
    """Though they alone are what is annotated at a time."""
    bad = [{"id": f"b{number}", "text": "Defect " + "x" * 60_000} for number in range(2)]
    path = write("in.jsonl", [*bad, {"id": "good", "text": "Rain falls."}])
    (report,) = work(job("in.jsonl"))
    assert (report.articles, report.errors) == (1, 2)
    assert article_ids(path.parent / "out") == ["good"]


def test_sixteen_articles_that_fail_one_after_another_fail_the_unit(write, job, work, tmp_path):
    """Something else is wrong by then, such as the memory; the articles are to be annotated when it is not."""
    path = write("in.jsonl", lines(40, **_defects(*range(9, 25))))
    with pytest.raises(ValueError, match="Defect"):
        work(job("in.jsonl"))
    assert not list((tmp_path / "out").glob("*/*"))
    path.write_bytes(lines(40, **_defects(*range(9, 24), *range(25, 40))))
    (report,) = work(job("in.jsonl", output="other"))
    assert (report.articles, report.errors) == (10, 30)


def _defects(*numbers: int) -> dict[str, Any]:
    return {f"a{number}": "Defect" for number in numbers}


def test_a_unit_whose_only_article_cannot_be_annotated_fails(write, job, work, tmp_path):
    """Whether a line beside it is bad or not: what is wrong may not be the article, and the unit is not done."""
    for content in (lines(1, a0="Defect"), lines(1, a0="Defect") + b"nothing\n"):
        write("in.jsonl", content)
        with pytest.raises(ValueError, match="Defect"):
            work(job("in.jsonl"))
        assert not list((tmp_path / "out").glob("*/*"))


def test_a_worker_of_another_revision_does_nothing(write, job, tmp_path):
    """A machine of a cluster that has another model is found out before it writes."""
    write("in.jsonl", lines(3))
    planned = job("in.jsonl", revision="1.2.4+plain")
    (unit,) = plan_units(planned.inputs, digest=planned.digest).units
    with pytest.raises(WrongRevisionError, match=f"this worker has {REVISION.replace('+', '.')}"):
        annotate_unit(planned, unit)
    assert not (tmp_path / "out").exists()


def test_a_worker_that_cannot_load_says_so(write, job, monkeypatch, tmp_path):
    """A disk that is full of others' files, or a file that its image lacks, is of the machine, whatever it raises."""

    def load(_):
        raise OSError(28, "No space left on device")

    write("in.jsonl", lines(3))
    planned = job("in.jsonl")
    (unit,) = plan_units(planned.inputs, digest=planned.digest).units
    monkeypatch.setattr(PlainAnnotator, "load", load)
    with pytest.raises(UnfitWorkerError, match=r"cannot load .* \(OSError: \[Errno 28\] No space left on device\)"):
        annotate_unit(planned, unit)
    assert not (tmp_path / "out").exists()


def test_a_worker_with_another_library_does_nothing(write, job, monkeypatch, tmp_path):
    """It would extract or annotate otherwise, and the error says which library it is."""
    write("in.jsonl", lines(3))
    planned = job("in.jsonl")
    (unit,) = plan_units(planned.inputs, digest=planned.digest).units
    monkeypatch.setattr("dateline.bulk.worker.library_versions", lambda: {"trafilatura": "0.1"})
    with pytest.raises(WrongRevisionError, match=r"this worker has trafilatura 0\.1, the run .*onnxruntime \d"):
        annotate_unit(planned, unit)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", [UnfitWorkerError, WrongRevisionError])
def test_the_errors_of_a_worker_are_datelines_own(kind):
    """A caller may catch each as an InternalError or a RuntimeError, and each may be sent to another process."""
    error = kind("this worker has 1, the run 2")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert isinstance(again, InternalError)
    assert isinstance(again, RuntimeError)
    assert (type(again), str(again), again.code) == (kind, str(error), "INTERNAL")


def test_work_tells_how_it_goes(write, job):
    """Articles, errors and bytes that are read are told batch by batch."""
    content = lines(40) + b"nothing\n"
    write("in.jsonl", content)
    planned = job("in.jsonl")
    (unit,) = plan_units(planned.inputs, digest=planned.digest).units
    told = []
    annotate_unit(planned, unit, lambda *counts: told.append(counts))
    assert [sum(counts) for counts in zip(*told, strict=True)] == [40, 1, len(content)]
    assert len(told) > 2


def test_an_error_while_writing_leaves_nothing(write, job, tmp_path, monkeypatch):
    """Neither a result nor a part of one, whenever it comes."""
    write("in.jsonl", lines(5))
    planned = job("in.jsonl")
    (unit,) = plan_units(planned.inputs, digest=planned.digest).units

    def broken(_):
        yield InputFailure("x", "y")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dateline.bulk.worker.UnitReader.__iter__", broken)
    with pytest.raises(OSError, match="No space"):
        annotate_unit(planned, unit)
    assert not list((tmp_path / "out").glob("**/*.par*"))


def test_the_revision_is_learnt_without_loading_here(tmp_path):
    """A process of its own loads the annotator."""
    assert revision_of(PlainAnnotator(tmp_path, revision="9+x")) == "9+x"


def test_a_process_that_ends_while_it_loads_is_told(tmp_path):
    """The system ends one that takes more memory than there is."""
    with pytest.raises(InternalError, match="was ended; this machine may have too little memory"):
        revision_of(DyingAnnotator(tmp_path))


def test_what_loading_raises_is_raised_here(tmp_path):
    """Errors travel from the process that loads, those that name fields, too, and what those say that cannot travel."""
    with pytest.raises(InvalidInputError, match=r"^allow_pickle: must be set$"):
        revision_of(RefusingAnnotator(tmp_path))
    with pytest.raises(InternalError, match=r"^PickyError: bad by 7$"):
        revision_of(PickyAnnotator(tmp_path))


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_does_not_wait_for_the_end_of_loading(tmp_path):
    """The process that loads is ended at once, and clears up; without that, this test would let it go on, and fail."""
    for name in ("loading", "go"):
        os.mkfifo(tmp_path / name)
    main = threading.get_ident()
    is_over = threading.Event()

    def interrupt():
        (tmp_path / "loading").read_text()
        signal.pthread_kill(main, signal.SIGINT)
        if not is_over.wait(TIMEOUT_SECONDS):
            (tmp_path / "go").write_text("on")

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        revision_of(WaitingAnnotator(tmp_path))
    was_let_on = not thread.is_alive()
    is_over.set()
    thread.join()
    assert not was_let_on
    assert not multiprocessing.active_children()
    assert not (tmp_path / "half").exists()
