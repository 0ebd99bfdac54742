"""Work in bulk that is killed, poisoned or starved ends with every article once."""

import gzip
import importlib.util
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from dateline.bulk import Folder, read_status
from support.bulk_world import article_ids, lines, snapshot
from support.paths import ROOT
from support.s3_server import Bucket, s3_server

COUNT = 60
KILLS = {"processes": 4, "ray": 2}
"""How often a driver is killed; one on Ray takes many seconds to begin."""
UNIT_BYTES = 400
"""About eight articles."""
SMALL_UNIT_BYTES = 50
"""About one article, so that work remains however much is done before each kill."""
IDS = sorted(f"a{number}" for number in range(COUNT))
TIMEOUT_SECONDS = 120
MOST_DELAY_SECONDS = 0.3
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "me", "AWS_SECRET_ACCESS_KEY": "mine"}
ENVIRONMENT = {"PYTHONPATH": f"{ROOT / 'service'}{os.pathsep}{ROOT / 'tests'}", **CREDENTIALS}
PROCESSES: tuple[str, dict[str, str]] = ("processes", {})
"""Local processes: their name for bulk_run.py, and what its environment needs."""
needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="no Ray")


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a Ray cluster, and the environment of who may use it."""
    token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    script = ROOT / "tests/support/ray_cluster.py"
    with subprocess.Popen(
        [sys.executable, str(script)], env=os.environ | ENVIRONMENT | token,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        yield process.stdout.readline().strip(), token
        process.communicate("\n", timeout=TIMEOUT_SECONDS)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A bucket of a store at loopback, whose credentials are in the environment."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with s3_server() as found:
        yield found


@pytest.fixture(params=["processes", pytest.param("ray", marks=needs_ray)])
def engine(request: pytest.FixtureRequest) -> tuple[str, dict[str, str]]:
    """The name of an engine for bulk_run.py, and what its environment needs."""
    if request.param == "processes":
        return PROCESSES
    found: tuple[str, dict[str, str]] = request.getfixturevalue("cluster")
    return found


class Driver:
    """Runs bulk_run.py over and over, with the same input and output."""

    def __init__(
        self,
        folder: Path,
        engine: tuple[str, dict[str, str]],
        inputs: Sequence[str],
        output: str,
        *,
        unit_bytes: int = UNIT_BYTES,
    ) -> None:
        (folder / "marks").mkdir(exist_ok=True)
        self.output = output
        self._engine = "processes" if engine[0] == "processes" else "ray"
        self.errors = folder / "errors.txt"
        self._arguments = [engine[0], output, str(folder / "marks"), str(unit_bytes), *inputs]
        self._environment = os.environ | ENVIRONMENT | engine[1]

    @contextmanager
    def started(self, *before: str, stdin: int = subprocess.DEVNULL) -> Iterator["subprocess.Popen[str]"]:
        command = [*before, sys.executable, str(ROOT / "tests/support/bulk_run.py"), *self._arguments]
        with (
            self.errors.open("w") as errors,
            subprocess.Popen(
                command, env=self._environment, stdin=stdin, stdout=subprocess.PIPE, stderr=errors, text=True
            ) as process,
        ):
            yield process

    def killed(self, store: str) -> dict[str, str]:
        """Runs and kills the driver, once while it plans or soon after, and then in the middle of its work.

        The moments are drawn, others for each engine and store. Each kill hits a driver that is alive and has work.
        Returns what tells the results that are there by then.
        """
        rng = random.Random(f"{self._engine}, {store}")  # noqa: S311 - moments, not secrets
        self._kill(rng.choice(["planning", "planned"]), 1, delay_seconds=rng.uniform(0, MOST_DELAY_SECONDS))
        kept: dict[str, str] = {}
        for _ in range(KILLS[self._engine] - 1):
            self._kill("unit", rng.randint(1, 3), delay_seconds=rng.uniform(0, MOST_DELAY_SECONDS))
            found = snapshot(self.output)
            assert kept.items() < found.items()
            kept = found
            assert read_status(Folder(self.output)).remaining
        return kept

    def _kill(self, line: str, count: int, *, delay_seconds: float) -> None:
        """Kills the driver a while after it has printed so many lines that begin so; behind the next it would wait."""
        with self.started(stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("\n" * count)
            process.stdin.flush()
            for printed in process.stdout:
                count -= printed.startswith(line)
                if not count:
                    break
            with suppress(subprocess.TimeoutExpired):
                process.wait(delay_seconds)
            process.kill()
            process.communicate(timeout=TIMEOUT_SECONDS)  # until its workers have ended, too
        assert process.returncode == -signal.SIGKILL, self.errors.read_text()

    def finish(self, *before: str) -> dict[str, Any]:
        """Runs to the end, and returns the summary."""
        with self.started(*before) as process:
            printed, _ = process.communicate(timeout=TIMEOUT_SECONDS)
        assert process.returncode == 0, self.errors.read_text()
        summary: dict[str, Any] = json.loads(printed.splitlines()[-1])
        return summary


def _driver(
    folder: Path, engine: tuple[str, dict[str, str]], content: bytes | None, *, unit_bytes: int = UNIT_BYTES
) -> Driver:
    if content is not None:
        (folder / "in.jsonl").write_bytes(content)
    return Driver(folder, engine, [str(folder / "in.jsonl")], str(folder / "out"), unit_bytes=unit_bytes)


def test_a_driver_killed_again_and_again_leaves_every_article_once(
    tmp_path: Path, engine: tuple[str, dict[str, str]]
) -> None:
    """At random moments, the first of them early; what is done by then is not done again."""
    driver = _driver(tmp_path, engine, lines(COUNT), unit_bytes=SMALL_UNIT_BYTES)
    kept = driver.killed("disk")
    assert driver.finish()["failures"] == {}
    assert article_ids(driver.output) == IDS
    assert kept.items() <= snapshot(driver.output).items()


def test_what_goes_wrong_stays_with_its_unit(tmp_path: Path, engine: tuple[str, dict[str, str]]) -> None:
    """A worker is killed now and then, one unit always kills its worker, and reads break: twice, or always.

    What passes is tried again; what does not is named, with its place, and the others are done all the same.
    """
    (tmp_path / "in").mkdir()
    for name, content in (
        ("falters.jsonl", lines(20, a3="Falter", a17="Falter")),
        ("poison.jsonl", lines(10, start=20, a24="Poison")),
        ("frail-twice.jsonl", lines(10, start=30)),
        ("frail-always.jsonl", lines(10, start=40)),
        ("sound.jsonl", lines(10, start=50)),
    ):
        (tmp_path / "in" / f"{name}.gz").write_bytes(_packed(content))
    (tmp_path / "in/frail-twice.jsonl.gz.breaks").write_text("xx")
    (tmp_path / "in/frail-always.jsonl.gz.breaks").write_text("x" * 99)
    driver = Driver(tmp_path, engine, [f"breaking://{tmp_path}/in"], str(tmp_path / "out"))
    failures = driver.finish()["failures"]
    frail, poison = sorted(failures)
    assert "frail-always" in frail
    assert "the connection was reset" in failures[frail]
    assert "poison" in poison
    assert len(list((tmp_path / "out/failures").iterdir())) == len(failures)
    assert article_ids(driver.output) == sorted(
        f"a{number}" for number in range(COUNT) if not 20 <= number < 30 and not 40 <= number < 50
    )
    (tmp_path / "in/frail-always.jsonl.gz.breaks").write_text("")
    assert list(driver.finish()["failures"]) == [poison]
    assert set(IDS) - set(article_ids(driver.output)) == {f"a{number}" for number in range(20, 30)}


def _packed(content: bytes) -> bytes:
    return gzip.compress(content)


def test_a_full_disk_stops_the_run_and_tears_nothing(tmp_path: Path) -> None:
    """Without room nothing half-written is left, the run ends by itself, and goes on once there is room."""
    unshare = shutil.which("unshare")
    mount = "mkdir -p out && mount -t tmpfs -o size=88k none out && "
    command = [unshare or "", "-rm", "sh", "-c"]
    if unshare is None or subprocess.run([*command, f"cd {tmp_path} && {mount} true"], check=False).returncode:
        pytest.skip("no file system of one's own can be made here")
    starved = _driver(tmp_path, PROCESSES, lines(COUNT))
    # What is on the small disk is kept beside it, before the disk goes with its namespace.
    with starved.started(*command, f'cd {tmp_path} && {mount} "$@" && cp -a out kept', "sh") as process:
        printed, _ = process.communicate(timeout=TIMEOUT_SECONDS)
    assert process.returncode == 0, starved.errors.read_text()
    assert json.loads(printed.splitlines()[-1])["is_full"]
    shutil.rmtree(tmp_path / "out")
    (tmp_path / "kept").rename(tmp_path / "out")
    done = article_ids(starved.output)
    assert len(done) == len(set(done)) < COUNT
    assert not list((tmp_path / "out/articles").glob(".*"))
    driver = _driver(tmp_path, PROCESSES, None)
    kept = snapshot(driver.output)
    assert driver.finish()["failures"] == {}
    assert article_ids(driver.output) == IDS
    assert kept.items() <= snapshot(driver.output).items()


def test_workers_end_with_their_driver(tmp_path: Path) -> None:
    """A driver that is killed leaves no process at work."""
    driver = _driver(tmp_path, PROCESSES, lines(40 * COUNT))
    with driver.started() as process:
        assert process.stdout is not None
        next(line for line in process.stdout if line.startswith("unit"))
        process.kill()
        # The pipe's other ends are the workers': it ends once they have, and not in time if they have not.
        process.communicate(timeout=TIMEOUT_SECONDS)
    assert process.returncode == -signal.SIGKILL, "it had not ended by itself, so its workers were at work"


def test_a_store_at_a_url_is_as_good(tmp_path: Path, bucket: Bucket) -> None:
    """From S3 to S3, over loopback: drivers and workers are killed, one unit kills its worker, and reads break.

    Every article is there once but for the unit that cannot be done, which is named, and what is done stays as it is.
    """
    bucket.put("in/many.jsonl", lines(40, a13="Falter", a31="Falter"))
    bucket.put("in/frail.jsonl.gz", _packed(lines(20, start=40)))
    bucket.put("in/poison.jsonl.gz", _packed(lines(10, start=COUNT, a64="Poison")))
    bucket.breaks = 2
    driver = Driver(tmp_path, PROCESSES, [bucket.url("in")], bucket.url("out"), unit_bytes=SMALL_UNIT_BYTES)
    kept = driver.killed("S3")
    (poison,) = driver.finish()["failures"]
    assert "in/poison.jsonl.gz" in poison
    assert article_ids(driver.output) == IDS
    assert kept.items() <= snapshot(driver.output).items()
    assert bucket.breaks == 0
