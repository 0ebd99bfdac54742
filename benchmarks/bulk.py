"""Measures work in bulk on this machine, and says from that what a cluster would do: `python benchmarks/bulk.py`.

Prints, of the mixed articles of `article_mix.py`: articles a second of one process, two, Ray and spaCy's small
recogniser in two by turns, in rounds that together have every article once; those with 1, 2, 4 and 8 processes (more
than there are cores take turns), and with units of 1, 8 and 64 MB; the fit cost = start + a x articles + b x units, and
what it says of 64 workers and a hundred million articles; the memory of each of eight workers; and a driver of 100,000
units of no work, its seconds and memory. `--parts` chooses among them, and `--articles` is for a short run. Needs the
groups `test` and `benchmark`. `archives/` has the parts.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.archives.bench import Bench, Measured
from benchmarks.archives.cost import MB, predict
from benchmarks.archives.memory import by_memory
from benchmarks.archives.rounds import by_engines

_PARTS = ("engines", "workers", "units", "memory", "driver")
_MIX = "short:6,ordinary:3.9,long:0.1"
_UNITS_A_WORKER = 16


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=20_000)
    arguments.add_argument("--mix", default=_MIX)
    arguments.add_argument("--seed", type=int, default=16)
    arguments.add_argument("--workers", type=_numbers, default=(1, 2, 4, 8), metavar="1,2,4,8")
    arguments.add_argument("--unit-mb", type=_decimals, default=(1.0, 8.0, 64.0), metavar="1,8,64")
    arguments.add_argument("--rounds", type=int, default=5, help="of one process, two, Ray and spaCy by turns")
    arguments.add_argument("--round-articles", type=int, help="articles of each round; all, divided among the rounds")
    arguments.add_argument("--planned-units", type=int, default=100_000)
    arguments.add_argument("--parts", type=_names, default=_PARTS, metavar=",".join(_PARTS))
    chosen = arguments.parse_args()
    chosen.round_articles = chosen.round_articles or chosen.articles // chosen.rounds
    if chosen.rounds * chosen.round_articles > chosen.articles:
        arguments.error("--rounds of --round-articles each are more than --articles")
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
        if "engines" in chosen.parts:
            measured += by_engines(bench, rounds=chosen.rounds, articles=chosen.round_articles)
        if "workers" in chosen.parts:
            measured += by_workers(bench, chosen.workers)
        if "units" in chosen.parts:
            measured += by_units(bench, chosen.unit_mb)
        if len(measured) > 2:
            predict(measured, bench)
        if "memory" in chosen.parts:
            by_memory(bench, workers=max(chosen.workers))


def by_workers(bench: Bench, counts: Sequence[int]) -> list[Measured]:
    """Measures numbers of processes, with units small enough for all to be busy to the end."""
    print("processes  units  articles/s  first articles after")
    unit_bytes = max(1, bench.byte_count // (max(counts) * _UNITS_A_WORKER))
    measured: list[Measured] = []
    for count in counts:
        each = bench.run(bench.archive, unit_bytes=unit_bytes, workers=count)
        measured.append(each)
        print(f"{count:9}  {each.units:5}  {each.rate:10.2f}  {each.start_seconds:18.1f} s", flush=True)
    print()
    return measured


def by_units(bench: Bench, sizes: Sequence[float]) -> list[Measured]:
    """Measures sizes of units in one process each, side by side, a core each.

    Sizes are measured again until every core has one to the end: one that ran alone would look faster.
    """
    cores = len(os.sched_getaffinity(0))
    print(f"unit MB  units  articles/s in one process, with the other {cores - 1} of {cores} cores as busy")

    def measure_size(size: float) -> Measured:
        return bench.run(bench.archive, unit_bytes=round(size * MB), workers=1)

    filled = (*sizes, *islice(cycle(sizes), -len(sizes) % cores))
    measured: list[Measured] = []
    with ThreadPoolExecutor(cores) as pool:
        for start in range(0, len(filled), cores):
            measured += pool.map(measure_size, filled[start : start + cores])
    for size, each in zip(filled, measured, strict=True):
        print(f"{size:7g}  {each.units:5}  {each.rate:10.2f}", flush=True)
    print()
    return measured


def driver(units: int) -> None:
    """Prints what planning and driving units of no work takes, in a process of its own."""
    program = Path(__file__).parent / "archives/driver.py"
    done = subprocess.run(
        (sys.executable, str(program), "--planned-units", str(units)), stdout=subprocess.PIPE, text=True, check=True
    )
    said = json.loads(done.stdout)
    print("driver of units of no work: " + ", ".join(f"{name} {value:,.1f}" for name, value in said.items()))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _decimals(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split(",")))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not set(names) <= set(_PARTS):
        raise argparse.ArgumentTypeError(f"the parts are {', '.join(_PARTS)}")
    return names


def _version(name: str) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:
        return "missing"


if __name__ == "__main__":
    main()
