"""The memory of workers side by side: what is their own, and their share of what several map.

A worker's own memory is what /proc calls "Anonymous": heaps, stacks and all pages that it has written to, also of what
it maps. All else is pages of files, which the system has once for all processes, and drops where it needs the room: the
code of Python and its libraries, and weights and tables, which are mapped. "Private_Clean" would count pages of
these as one's own as long as nobody else happens to map them. The gazetteer is not mapped: SQLite reads it through the
system's cache, which is nobody's, and keeps some pages of it for itself, which are anonymous.
"""

from pathlib import Path

from benchmarks.archives.bench import Bench
from dateline.bulk import Engine, Processes, Progress

_ARTICLES_A_WORKER, _LEAST_ARTICLES = 50, 200
_NAMES = ("Rss", "Pss", "Anonymous", "shared")


def by_memory(bench: Bench, *, workers: int) -> None:
    """Prints what each worker has in memory while all are at work."""
    found = measure_memory(bench, workers=workers)
    print(f"MiB of each of {workers} workers: RSS, PSS, anonymous at most (its own), mapped from the shared folder")
    for each in found:
        print("  " + "  ".join(f"{each[name]:7.1f}" for name in _NAMES))
    total = sum(each["Pss"] for each in found)
    own = max(each["Anonymous"] for each in found)
    print(f"PSS of all: {total:,.0f} MiB, {total / workers:.0f} a worker; most of one's own: {own:.0f}\n")


def measure_memory(bench: Bench, *, workers: int) -> list[dict[str, float]]:
    """Returns MiB of each worker: of its own the most of the run, of the rest what it has in the second half."""
    texts = bench.texts[: max(_LEAST_ARTICLES, workers * _ARTICLES_A_WORKER)]
    found = [dict.fromkeys(_NAMES, 0.0) for _ in range(workers)]

    def watch(progress: Progress, engine: Engine) -> None:
        assert isinstance(engine, Processes)
        for each, process_id in zip(found, engine.process_ids, strict=True):
            now = memory_of(process_id)
            own = max(each["Anonymous"], now["Anonymous"])
            if progress.articles_in_sight > len(texts) // 2:
                each.update(now)
            each["Anonymous"] = own

    archive = bench.write(texts, "memory.jsonl")
    unit_bytes = archive.stat().st_size // workers
    bench.run(archive, unit_bytes=unit_bytes, workers=workers, watch=watch)
    return found


def memory_of(process_id: int) -> dict[str, float]:
    """Returns MiB from /proc; zeros for a process that has ended."""
    found = dict.fromkeys(_NAMES, 0.0)
    try:
        for line in Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()[1:]:
            name, amount, *_ = line.replace(":", "").split()
            if name in found:
                found[name] = int(amount) / 1024
        is_shared = False
        for line in Path(f"/proc/{process_id}/smaps").read_text().splitlines():
            if line[0].isdigit() or line[0] in "abcdef":
                is_shared = line.endswith(("/weights.bin", ".npy"))
            elif is_shared and line.startswith("Rss:"):
                found["shared"] += int(line.split()[1]) / 1024
    except OSError:
        pass
    return found
