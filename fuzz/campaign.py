"""The campaign: rounds of every attack beside a well-behaved caller, and the server's usage before and after."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from fuzz.calls import CALL_ATTACKS
from fuzz.connections import CONNECTION_ATTACKS, fell, idle_connections
from fuzz.http_requests import HTTP_ATTACKS
from fuzz.target import BOUND_SECONDS, Record, Target, Usage, attacked_server

_GROWTH = 1.25
_GROWTH_MIB = 48.0
_SPARE_THREADS = 4
"""How many threads more than before are no finding, because pools grow when needed."""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a campaign."""

    seed: int
    rounds: int
    seconds: float
    idle_count: int
    before: Usage
    crowded: Usage
    after: Usage
    record: Record

    @property
    def findings(self) -> Sequence[str]:
        """The server's violations of the contract and of the campaign's limits."""
        return self.record.findings

    def __str__(self) -> str:
        counts = Counter(self.findings)
        neighbour = sorted(self.record.neighbour_seconds)
        lines = [
            f"seed {self.seed}, {self.rounds} rounds in {self.seconds:.0f} s, {self.record.cases.total()} cases",
            f"{'kind':<44}{'cases':>7}  ends",
            *(
                f"{kind:<44}{count:>7}  "
                + ", ".join(f"{end} {times}" for end, times in self.record.answers[kind].most_common())
                for kind, count in sorted(self.record.cases.items())
            ),
            "log: " + ", ".join(f"{event} {count}" for event, count in self.record.logged.most_common()),
            f"well-behaved caller beside it: {len(neighbour)} times right, p50/p99/most "
            + "/".join(f"{1000 * _quantile(neighbour, share):.0f}" for share in (0.5, 0.99, 1))
            + " ms",
            f"before: {self.before}",
            f"with {self.idle_count} idle connections: {self.crowded}",
            f"after: {self.after}",
            f"findings: {len(self.findings)}",
            *(f"{times} times {finding}" for finding, times in counts.most_common(50)),
        ]
        return "\n".join(lines)


def _quantile(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


async def attack(*, seconds: float, seed: int, idle_count: int) -> Report:
    """Attacks a server of its own for about `seconds`, after a round to warm up and for one round at least."""
    async with attacked_server() as target:
        fresh = await target.usage()
        # The warm-up lets pools and caches grow once before they are measured.
        await idle_connections(target, idle_count)
        await _round(target, Random(f"{seed} warm-up"))
        await fell(target)
        await target.release()
        before = await target.quiet(fresh)
        neighbour = asyncio.create_task(target.neighbour())
        started = time.monotonic()
        await idle_connections(target, idle_count)
        crowded = await target.usage()
        rounds = 0
        while not rounds or time.monotonic() - started < seconds:
            await _round(target, Random(f"{seed} {rounds}"))
            rounds += 1
        neighbour.cancel()
        await asyncio.gather(neighbour, return_exceptions=True)
        # The neighbour has stopped by now, because its call could be among those that are lost in that moment.
        await fell(target)
        await target.release()
        after = await target.quiet(fresh)
        report = Report(
            seed=seed,
            rounds=rounds,
            seconds=time.monotonic() - started,
            idle_count=idle_count,
            before=before,
            crowded=crowded,
            after=after,
            record=target.record,
        )
        _compare(target.record, fresh, before, after)
        await target.stop()
    return report


async def _round(target: Target, rng: Random) -> None:
    """Makes every attack once, all at the same time."""
    attacks = [*CALL_ATTACKS, *CONNECTION_ATTACKS, *HTTP_ATTACKS]
    rng.shuffle(attacks)
    async with asyncio.TaskGroup() as group:
        for make_attack in attacks:
            group.create_task(make_attack(target, Random(rng.getrandbits(64))))  # type: ignore[arg-type]  # it is a coroutine


def _compare(record: Record, fresh: Usage, before: Usage, after: Usage) -> None:
    if after.resident_mib > before.resident_mib * _GROWTH + _GROWTH_MIB:
        record.finding("memory", f"{before.resident_mib:.0f} MiB before, {after.resident_mib:.0f} after")
    if after.descriptors > fresh.descriptors:
        record.finding("descriptors", f"{fresh.descriptors} when fresh, {after.descriptors} after")
    if after.tasks.total() > fresh.tasks.total():
        record.finding("tasks", f"beside those when fresh: {dict(after.tasks - fresh.tasks)}")
    if after.threads > before.threads + _SPARE_THREADS:
        record.finding("threads", f"{before.threads} before, {after.threads} after")
    if not record.neighbour_seconds or max(record.neighbour_seconds) > BOUND_SECONDS:
        record.finding("neighbour", f"waited for more than {BOUND_SECONDS:g} s, or got nothing")
