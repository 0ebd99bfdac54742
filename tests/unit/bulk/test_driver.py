import json
import os
from collections import deque

import pytest

from dateline.bulk import Manifest, Progress, Run, Shape, Unit, plan_units, read_status, run
from dateline.bulk.driver import MOST_ATTEMPTS, MOST_FAILED_AT_FIRST, MOST_LOST_MACHINES
from dateline.bulk.engines import Beat, Done, Failed, Lost
from dateline.bulk.worker import annotate_unit
from dateline.errors import InvalidInputError
from support.bulk_world import article_ids, lines


class Scripted:
    """An engine that does units in turn, but for those whose first events, by their number, are given."""

    window = 2

    def __init__(self, job, units, events):
        self._job = job
        self._events = {unit.key: deque(events.get(number, ())) for number, unit in enumerate(units)}
        self._begun: deque[Unit] = deque()
        self.most_begun = 0

    def submit(self, unit):
        self._begun.append(unit)
        self.most_begun = max(self.most_begun, len(self._begun))

    def wait(self, *, timeout_seconds):
        assert timeout_seconds > 0
        unit = self._begun.popleft()
        if self._events[unit.key]:
            return (self._events[unit.key].popleft()(unit.key),)
        return (Beat(unit.key, 1, 0), Done(unit.key, annotate_unit(self._job, unit)))

    def close(self):
        pass


@pytest.fixture
def begin(write, job):
    """Begin a run of ten articles in units of about two."""

    def make(content=None, **options):
        write("in.jsonl", lines(10) if content is None else content)
        planned = job("in.jsonl", **options)
        plan = plan_units(planned.inputs, digest=planned.digest, unit_bytes=100)
        return planned, Run.begin(planned.output, Manifest.of(planned, unit_bytes=100), plan)

    return make


def lost(**options):
    return lambda key: Lost(key, "the worker ended", **options)


def failed(**options):
    return lambda key: Failed(key, "OSError: reset", **options)


def drive(planned, begun, events=None, **options):
    return run(begun, Scripted(planned, begun.remaining, events or {}), **options)


def test_all_units_are_done_and_none_twice(begin, tmp_path):
    """A second run has nothing to do."""
    planned, begun = begin()
    summary = drive(planned, begun)
    assert (summary.unit_count, summary.article_count, summary.is_whole) == (len(begun.plan.units), 10, True)
    again = Run.begin(planned.output, Manifest.of(planned, unit_bytes=100), begun.plan)
    assert again.remaining == ()
    assert len(article_ids(tmp_path / "out")) == 10


def test_no_more_is_begun_than_the_engine_wants(begin):
    """The window is what waits at most."""
    planned, begun = begin()
    engine = Scripted(planned, begun.remaining, {})
    run(begun, engine)
    assert engine.most_begun == engine.window


@pytest.mark.parametrize(
    ("event", "most"),
    [(lost(), MOST_ATTEMPTS), (failed(may_pass=True), MOST_ATTEMPTS), (lost(is_machine_lost=True), MOST_LOST_MACHINES)],
)
def test_units_are_tried_again_so_often_and_no_more(begin, event, most):
    """What may pass is tried again; one time fewer than the bound it is done, at the bound it has failed."""
    planned, begun = begin()
    summary = drive(planned, begun, {0: [event] * (most - 1), 2: [event] * most})
    (failure,) = summary.failures
    assert failure.unit == str(begun.remaining[2])
    assert summary.unit_count == len(begun.plan.units) - 1


def test_what_cannot_pass_is_not_tried_again(begin, tmp_path):
    """It is named in failures/ and by the status, until a later run has done it."""
    planned, begun = begin()
    summary = drive(planned, begun, {1: [failed()]})
    assert not summary.is_whole
    (note,) = (tmp_path / "out/failures").iterdir()
    assert json.loads(note.read_text())["attempts"] == 1
    (failure,) = read_status(planned.output).failures
    assert (failure.key, failure.message) == (begun.remaining[1].key, "OSError: reset")
    again = Run.begin(planned.output, Manifest.of(planned, unit_bytes=100), begun.plan)
    assert [unit.key for unit in again.remaining] == [failure.key]
    assert drive(planned, again).is_whole
    assert read_status(planned.output).failures == ()


def test_notes_of_failures_go_with_what_they_are_about(begin, tmp_path):
    """With the unit that is done at the next try, and with the plan that had the unit."""
    planned, begun = begin()
    drive(planned, begun, {0: [failed()], 1: [failed()]})
    assert len(list((tmp_path / "out/failures").iterdir())) == 2
    assert drive(planned, Run.begin(planned.output, Manifest.of(planned, unit_bytes=100), begun.plan)).is_whole
    assert not list((tmp_path / "out/failures").iterdir())
    planned.output.write("failures/gone.json", b'{"unit": "u", "message": "m", "attempts": 1}')
    assert read_status(planned.output).failures == ()
    Run.begin(planned.output, Manifest.of(planned, unit_bytes=100), begun.plan)
    assert not list((tmp_path / "out/failures").iterdir())


def test_a_note_that_cannot_be_written_does_not_end_the_run(begin, tmp_path):
    """The summary names the failure all the same."""
    planned, begun = begin()
    (tmp_path / "out/failures").write_text("no folder")
    summary = drive(planned, begun, {1: [failed()]})
    assert [failure.key for failure in summary.failures] == [begun.remaining[1].key]
    assert summary.unit_count == len(begun.plan.units) - 1


@pytest.mark.parametrize("events", [[failed()], [lost()] * MOST_ATTEMPTS], ids=["at once", "at last"])
def test_many_units_may_fail_among_others(begin, tmp_path, events):
    """Neighbours at the front that fail at once, or all together behind the others: each is named, then and again."""
    planned, begun = begin(lines(150))
    count = MOST_FAILED_AT_FIRST + 5
    bad = {unit.key for unit in begun.remaining[:count]}
    summary = drive(planned, begun, dict.fromkeys(range(count), events))
    assert {failure.key for failure in summary.failures} == bad
    assert summary.unit_count == len(begun.plan.units) - count > count
    assert not summary.is_hopeless
    assert not summary.is_whole
    again = Run.begin(planned.output, Manifest.of(planned, unit_bytes=100), begun.plan)
    assert {failure.key for failure in drive(planned, again, dict.fromkeys(range(count), events)).failures} == bad
    assert {failure.key for failure in read_status(planned.output).failures} == bad
    assert len(list((tmp_path / "out/failures").iterdir())) == count


@pytest.mark.parametrize("events", [[failed()], [lost()] * MOST_ATTEMPTS], ids=["at once", "at last"])
def test_a_run_in_which_nothing_works_ends_soon(begin, tmp_path, events):
    """A machine that cannot work says so after some units, each of them named, and not after all that there are."""
    planned, begun = begin(lines(300))
    summary = drive(planned, begun, dict.fromkeys(range(len(begun.remaining)), events))
    assert summary.is_hopeless
    assert not summary.is_whole
    window = Scripted.window
    assert MOST_FAILED_AT_FIRST <= len(summary.failures) < MOST_FAILED_AT_FIRST + window < len(begun.remaining)
    assert len(list((tmp_path / "out/failures").iterdir())) == len(summary.failures)


def test_units_that_failed_before_are_tried_last_and_count_no_more(begin):
    """A run that ended for them does not end the next one, and where nothing is any good all of it is named at last."""
    planned, begun = begin(lines(100))
    events = {number: [failed()] for number in range(len(begun.remaining))}
    seen: set[str] = set()
    while (summary := drive(planned, begun, events)).is_hopeless:
        failed_now = {failure.key for failure in summary.failures}
        assert seen.isdisjoint(failed_now)
        seen |= failed_now
        begun = Run.begin(planned.output, Manifest.of(planned, unit_bytes=100), begun.plan)
        assert begun.noted == seen
    assert len(seen) > MOST_FAILED_AT_FIRST
    assert len(summary.failures) == len(begun.remaining) == len(begun.plan.units)
    assert drive(planned, begun).is_whole


def test_a_full_output_ends_the_run(begin):
    """What is begun ends, nothing more begins, and the rest remains."""
    planned, begun = begin()
    summary = drive(planned, begun, {1: [failed(is_full=True)]})
    assert summary.is_full
    assert summary.unit_count < len(begun.plan.units) - 1
    assert not summary.is_whole


def test_a_worker_that_can_do_no_unit_ends_the_run_and_no_unit_is_charged(begin, tmp_path):
    """However many it takes: what others have begun ends, the run says why, and the next one does the rest."""
    planned, begun = begin(lines(100))
    unfit = {number: [failed(is_of_worker=True)] for number in range(len(begun.remaining)) if number % 2}
    summary = drive(planned, begun, unfit)
    assert (summary.stopped_by, summary.failures, summary.is_whole) == ("OSError: reset", (), False)
    assert not summary.is_full
    assert not summary.is_hopeless
    assert summary.unit_count < len(begun.plan.units) / 2
    assert not (tmp_path / "out/failures").exists()
    again = Run.begin(planned.output, Manifest.of(planned, unit_bytes=100), begun.plan)
    assert len(again.remaining) == len(begun.plan.units) - summary.unit_count
    assert drive(planned, again).is_whole


def test_what_is_told_on_the_way_is_counted_once(begin):
    """Articles of a unit that is lost under way count only when they are done."""
    planned, begun = begin()
    progress = Progress(begun.remaining)
    seen = []
    summary = drive(
        planned,
        begun,
        {0: [lost()]},
        progress=progress,
        watch=lambda shown: seen.append(shown.articles_in_sight),
    )
    assert summary.article_count == progress.articles_in_sight == 10
    assert max(seen) == 10


def test_what_is_told_of_a_unit_that_has_ended_counts_for_nothing(begin):
    """An engine may tell late."""
    planned, begun = begin()

    class Late(Scripted):
        def wait(self, *, timeout_seconds):
            events = super().wait(timeout_seconds=timeout_seconds)
            return (*events[1:], events[0])

    progress = Progress(begun.remaining)
    summary = run(begun, Late(planned, begun.remaining, {}), progress=progress)
    assert summary.article_count == progress.articles_in_sight == 10


def test_results_of_other_inputs_or_options_are_not_mixed_in(begin, job, tmp_path, work):
    """A changed file, another option and another shape are noticed, and said apart; pruning goes on."""
    planned, begun = begin()
    drive(planned, begun)
    os.utime(tmp_path / "in.jsonl", ns=(1, 1))
    with pytest.raises(InvalidInputError, match="of inputs that have changed or are gone; prune"):
        work(job("in.jsonl"), unit_bytes=100)
    with pytest.raises(InvalidInputError, match=r"of another run \(revision, reading\.title, unit_bytes\)"):
        work(job("in.jsonl", revision="2", title="T"), unit_bytes=99)
    with pytest.raises(InvalidInputError, match="holds articles, not mentions"):
        work(job("in.jsonl", shape=Shape.MENTIONS), unit_bytes=100)
    work(job("in.jsonl"), unit_bytes=100, prune=True)
    assert len(article_ids(tmp_path / "out")) == 10
    assert read_status(planned.output).stale == frozenset()


def test_new_files_are_added_to_what_is_there(job, work, write, tmp_path):
    """An archive that grows keeps what is done of it."""
    write("in/a.jsonl", lines(4))
    work(job("in"))
    write("in/b.jsonl", lines(4, start=4))
    assert len(work(job("in"))) == 1
    assert article_ids(tmp_path / "out") == [f"a{number}" for number in range(8)]


def test_an_output_within_an_input_is_refused(job, work, write):
    """It would be read as an input by the next run."""
    write("in/a.jsonl", lines(1))
    with pytest.raises(InvalidInputError, match="output: lies in the input"):
        work(job("in", output="in/out"))


def test_a_part_does_its_units_alone(begin):
    """Machines that share a plan by parts do all of it together."""
    planned, begun = begin(lines(60))
    counts = [drive(planned, begun.part(number, 3)).unit_count for number in range(3)]
    assert sum(counts) == len(begun.plan.units)
    assert min(counts) > 0
