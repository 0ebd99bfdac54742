import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest

from dateline.bulk import RayTasks
from dateline.errors import MissingExtraError, ServiceUnavailableError
from support.paths import ROOT
from support.unit_work import work

pytest.importorskip("ray")
TIMEOUT_SECONDS = 120


@pytest.mark.slow
def test_tasks_of_ray_are_units_and_leave_the_home_folder_alone(tmp_path):
    """On a cluster of this machine: reports, what is told on the way, exceptions and deaths come back.

    Nothing is kept at home or in /tmp.
    """
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/support/ray_units.py"), "well", "tell", "raise", "full", "die", "stop"],
        env=os.environ | {"HOME": str(tmp_path), "PYTHONPATH": f"{ROOT / 'service'}{os.pathsep}{ROOT / 'tests'}"},
        capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert (said["before"], said["window"]) == ([], 2)
    assert said["interrupts"], "SIGTERM is this program's, as it was before"
    beat, told, well, full, failed, unloadable, lost, stopped = said["events"]
    assert beat == "Beat(key='tell', articles=3, errors=1, byte_count=400)"
    assert told == "Done(key='tell', report=UnitReport(articles=3, errors=1, seconds=0.5))"
    assert well == "Done(key='well', report=UnitReport(articles=3, errors=1, seconds=0.5))"
    assert full.startswith("Failed(key='full', message='OSError: [Errno 28]")
    assert "is_full=True" in full
    assert failed.startswith("Failed(key='raise', message='ValueError at unit_work.py:29', may_pass=False, is_full")
    assert failed.endswith("is_of_worker=False)")
    assert unloadable.startswith("Failed(key='unloadable', message=\"ray::_annotate() (pid=")
    assert "ip=" in unloadable
    assert "No module named 'dateline'" in unloadable
    assert unloadable.endswith("may_pass=False, is_full=False, is_of_worker=True)")
    for name, event in (("die", lost), ("stop", stopped)):
        assert event.startswith(f"Lost(key='{name}'")
        assert event.endswith("is_machine_lost=False)")
    assert list(tmp_path.iterdir()) == []
    assert not Path(said["folder"]).exists()


@pytest.mark.parametrize("address", ["127.0.0.1:1", "local"])
@pytest.mark.parametrize("error", [ConnectionError, ValueError, Exception])
def test_a_cluster_that_does_not_answer_is_told(monkeypatch, tmp_path, address, error):
    """With the error that a command makes exit code 3 of, and without a file that is left."""
    import ray

    def refuse(**_):
        raise error("timed out\nduring startup")

    monkeypatch.setattr(ray, "init", refuse)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN"):
        monkeypatch.setenv(name, "")
    with pytest.raises(ServiceUnavailableError, match=f"no Ray cluster at {address}: timed out$"):
        RayTasks(work, address=address)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("address", "window"), [("10.0.0.1:6379", 3), ("local", 16)])
def test_workers_bound_what_is_begun_on_a_cluster_that_stands(monkeypatch, address, window):
    """Its eight CPUs would run all that is begun; of this machine alone Ray is told how many it has."""
    import ray

    for name in ("init", "put", "remote", "shutdown"):
        monkeypatch.setattr(ray, name, MagicMock())
    monkeypatch.setattr(ray, "get_runtime_context", lambda: SimpleNamespace(get_node_id=lambda: "0" * 56))
    monkeypatch.setattr(ray, "cluster_resources", lambda: {"CPU": 8.0})
    engine = RayTasks(work, address=address, worker_count=3)
    assert engine.window == window
    engine.close()


def test_ray_is_an_extra(monkeypatch):
    """Without it the error says how to install it."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"^RayTasks, or --ray .*, needs ray, .*server,bulk,ray"):
        RayTasks(work, address="127.0.0.1:1")
