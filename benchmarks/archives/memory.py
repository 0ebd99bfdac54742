"""The memory of workers side by side: what is their own, and their share of what several map."""

from pathlib import Path

from benchmarks.archives.bench import Bench
from dateline.bulk import Engine, Processes, Progress

_ARTICLES_A_WORKER, _LEAST_ARTICLES = 50, 200
_UNITS_A_WORKER = 4


def by_memory(bench: Bench, *, workers: int) -> None:
    """Prints what each worker has in memory while all are at work."""
    texts = bench.texts[: max(_LEAST_ARTICLES, workers * _ARTICLES_A_WORKER)]
    last: list[dict[str, float]] = []

    def watch(progress: Progress, engine: Engine) -> None:
        assert isinstance(engine, Processes)
        if progress.articles_in_sight > len(texts) // 2:
            last[:] = [memory_of(process_id) for process_id in engine.process_ids]

    archive = bench.write(texts, "memory.jsonl")
    unit_bytes = archive.stat().st_size // workers // _UNITS_A_WORKER
    bench.run(archive, unit_bytes=unit_bytes, workers=workers, watch=watch)
    print(f"MiB of each of {workers} workers: RSS, PSS, anonymous (its own), at the weights' file (shared)")
    for each in last:
        print("  " + "  ".join(f"{each[name]:7.1f}" for name in ("Rss", "Pss", "Anonymous", "weights")))
    total = sum(each["Pss"] for each in last)
    own = max(each["Anonymous"] for each in last)
    print(f"PSS of all: {total:,.0f} MiB, {total / workers:.0f} a worker; most of one's own: {own:.0f}\n")


def memory_of(process_id: int) -> dict[str, float]:
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
