import os
import sys
from pathlib import Path

import pytest

from dateline.bulk import RayTasks, Unit, UnitReport
from dateline.bulk.engines import Done, Failed, Lost
from dateline.errors import MissingExtraError, ServiceUnavailableError
from support.unit_work import work

pytest.importorskip("ray")


@pytest.mark.slow
def test_tasks_of_ray_are_units_and_leave_the_home_folder_alone(tmp_path, monkeypatch):
    """On a cluster of this machine: reports, exceptions and deaths come back; nothing is kept at home or in /tmp."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_USAGE_STATS_ENABLED"):
        monkeypatch.setenv(name, "")  # restored afterwards
        monkeypatch.delenv(name)
    engine = RayTasks(work, address="local", worker_count=1)
    try:
        assert engine.wait(timeout_seconds=0) == ()
        assert engine.window == 2
        for path in ("well", "raise", "die"):
            engine.submit(Unit(path, 0, 1, "e", "jsonl", f"key of {path}"))
        events = []
        while len(events) < 3:
            events.extend(engine.wait(timeout_seconds=60))
        events.sort(key=lambda event: event.key)
        folder = engine._folder
    finally:
        engine.close()
    lost, failed, done = events
    assert isinstance(lost, Lost)
    assert not lost.is_machine_lost
    assert failed == Failed("key of raise", "ValueError: no such thing")
    assert done == Done("key of well", UnitReport(3, 1, 0.5))
    assert list(tmp_path.iterdir()) == []
    assert folder is not None
    assert not Path(folder).exists()


def test_a_cluster_that_does_not_answer_is_told(monkeypatch):
    """With the error that a command makes exit code 3 of."""
    import ray

    def refuse(**_):
        raise ConnectionError("no such cluster")

    monkeypatch.setattr(ray, "init", refuse)
    with pytest.raises(ServiceUnavailableError, match=r"no Ray cluster at 127\.0\.0\.1:1"):
        RayTasks(work, address="127.0.0.1:1")


def test_ray_is_an_extra(monkeypatch):
    """Without it the error says how to install it."""
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match="server,bulk,ray"):
        RayTasks(work, address="127.0.0.1:1")
