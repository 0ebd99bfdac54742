"""The load generator's figures are of the server it is given."""

import asyncio
import random
import re
import subprocess
import sys
from itertools import islice

import pytest

from benchmarks.article_mix import CHARS, parse_mix, samples
from support.fake_process import fake_servers
from support.paths import ROOT


async def _output(*options: str) -> str:
    """What the load generator prints about a server whose model takes 2 ms over a sentence."""
    async with fake_servers(1, "0.002") as [(process, port)]:
        command = (sys.executable, str(ROOT / "benchmarks/load.py"), "--target", f"127.0.0.1:{port}", "--pid")
        done = await asyncio.to_thread(
            subprocess.run, [*command, str(process.pid), *options], capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["unary", "batch", "stream"])
async def test_every_article_is_accounted_for(mode: str) -> None:
    """Each way to ask reports as many answers as articles, their latency by kind, and what the server used."""
    output = await _output("--mode", mode, "--rate", "60", "--duration-seconds", "2", "--mix", "short:9,ordinary:1")
    codes = re.search(r"^codes: OK (\d+)$", output, re.MULTILINE)
    assert codes is not None
    total = int(codes[1])
    counts = {kind: int(count) for kind, count in re.findall(r"^(\w+) +(\d+) ", output, re.MULTILINE)}
    assert counts["short"] + counts["ordinary"] == counts["all"] == total > 60
    assert re.search(r"^server: \d\.\d\d processors, resident [1-9]\d+ MiB", output, re.MULTILINE)
    assert re.search(r"^health and info +\d+ ", output, re.MULTILINE)


@pytest.mark.slow
async def test_answers_of_an_overloaded_server_are_told_apart() -> None:
    """Articles that are not annotated count by their code, and not in the latency of those that are."""
    output = await _output("--rate", "150", "--duration-seconds", "2", "--mix", "long:1", "--timeout-seconds", "1")
    assert re.search(r"^codes: .*(RESOURCE_EXHAUSTED|DEADLINE_EXCEEDED) [1-9]", output, re.MULTILINE)
    assert re.search(r"^not annotated +\d+ ", output, re.MULTILINE)


@pytest.mark.slow
async def test_capacity_is_the_last_rate_in_time() -> None:
    """The rate rises until the p95 breaks, and the last one that held is told."""
    options = ("--mix", "short:1", "--rate", "200", "--duration-seconds", "1", "--max-p95-seconds", "0.1")
    lines = (await _output("--find-capacity", *options)).splitlines()
    rates = [float(line.split()[0]) for line in lines if "articles/s: p50" in line]
    best = rates[-2] if len(rates) > 1 else 0.0
    assert lines[-1] == f"capacity: {best:.1f} articles/s with a p95 within 0.1 s"


@pytest.mark.slow
async def test_soak_has_a_line_a_minute() -> None:
    """A soak says how it goes while it goes."""
    lines = (await _output("--soak", "--rate", "20", "--mix", "short:1", "--duration-seconds", "1")).splitlines()
    assert [bool(re.search(r"OK \d+, .* resident", line)) for line in lines[1:]] == [True]


def test_articles_are_the_same_for_a_seed() -> None:
    """The same seed draws the same articles, of the lengths and about the shares asked for."""
    mix = parse_mix("short:3,ordinary:1")
    drawn = list(islice(samples(mix, rng=random.Random(7)), 200))  # noqa: S311  # seeded on purpose
    assert drawn == list(islice(samples(mix, rng=random.Random(7)), 200))  # noqa: S311  # same
    assert all(abs(len(each.text) - CHARS[each.kind]) < 1_000 for each in drawn)
    assert 120 < [each.kind for each in drawn].count("short") < 180


@pytest.mark.parametrize("text", ["short", "tiny:1", "short:-1,long:2", "short:0", "short:x", ""])
def test_bad_mixes_are_refused(text: str) -> None:
    """A mix of unknown kinds or of no articles is a mistake."""
    with pytest.raises(ValueError, match=r".+"):
        parse_mix(text)
