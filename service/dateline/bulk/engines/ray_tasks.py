"""Tasks of Ray Core, one unit each, on one machine or on a cluster."""

import os
import pickle
import re
import secrets
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from dateline.bulk.engines.beats import Beats
from dateline.bulk.engines.engine import Beat, Done, Event, Failed, Lost, Work
from dateline.bulk.engines.outcome import outcome_of
from dateline.bulk.unit import Unit
from dateline.errors import ServiceUnavailableError, missing_extra

LOCAL = "local"
_COLOUR = re.compile(r"\x1b\[\d+m")
_WINDOW_A_CPU = 2
_OBJECT_STORE_BYTES = 80 << 20  # the least that Ray takes; results are a few numbers


class RayTasks:
    """An engine of Ray tasks of one CPU each, on the cluster at `address`, or on this machine alone.

    Ray itself retries nothing: the driver does, as for every engine. Nothing is sent to Ray's makers, and nothing is
    written to the home folder. Raises MissingExtraError without Ray, ServiceUnavailableError where no cluster answers.
    """

    def __init__(self, work: Work, *, address: str = LOCAL, worker_count: int | None = None) -> None:
        self._folder = _prepare_environment(is_local=address == LOCAL)
        try:
            import ray
        except ModuleNotFoundError as error:
            need = f"RayTasks, or --ray on the command line, needs {error.name}, which is missing"
            raise missing_extra(need, extras="server,bulk,ray") from None
        self._ray = ray
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": "error", "configure_logging": True}
        if address == LOCAL:
            options |= {
                "include_dashboard": False,
                "num_cpus": worker_count,
                "object_store_memory": _OBJECT_STORE_BYTES,
                "_temp_dir": self._folder,
            }
        try:
            with _own_sigterm():
                ray.init(address=address, **options)
        except Exception as error:  # noqa: BLE001 - of several kinds; Exception itself where a machine is too busy
            self.close()
            raise ServiceUnavailableError(f"no Ray cluster at {address}: {_first_line(error)}") from None
        self._cap = None if address == LOCAL else worker_count  # of this machine alone Ray has no more CPUs than that
        self._work = ray.put(work)
        self._task = ray.remote(num_cpus=1, max_retries=0)(_annotate)
        self._gathering = _begin_gathering()
        self._gathered: Any = None
        self._keys: dict[Any, str] = {}

    @property
    def window(self) -> int:
        """Two units for each CPU of the cluster as it is now; more that wait would scale KubeRay up too far.

        On a cluster that stands, `worker_count` bounds them: each that is begun may run.
        """
        window = _WINDOW_A_CPU * max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        return min(window, self._cap or window)

    def submit(self, unit: Unit) -> None:
        """Begins a unit, once the cluster has a CPU for it."""
        self._keys[self._task.remote(self._work, unit, self._gathering)] = unit.key

    def wait(self, *, timeout_seconds: float) -> Sequence[Event]:
        """Returns what units in work have told, and those that have ended, as soon as one has or after the timeout."""
        if not self._keys:
            return ()
        ready, _ = self._ray.wait(list(self._keys), num_returns=1, timeout=timeout_seconds)
        return (*self._beats(), *map(self._event, ready))

    def close(self) -> None:
        """Leaves the cluster, which ends what this process began there."""
        self._ray.shutdown()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _beats(self) -> Sequence[Beat]:
        """Returns what has been told by the last time that it was asked for, and asks again."""
        beats: Sequence[Beat] = ()
        if self._gathered is not None:
            if not self._ray.wait([self._gathered], timeout=0)[0]:
                return ()
            with suppress(self._ray.exceptions.RayError):  # its machine was lost; another tells from now on
                beats = self._ray.get(self._gathered)
        self._gathered = self._gathering.take.remote()
        return beats

    def _event(self, reference: Any) -> Event:  # noqa: ANN401 - a reference of Ray's
        key = self._keys.pop(reference)
        errors = self._ray.exceptions
        try:
            outcome: Done | Failed = self._ray.get(reference)
        except errors.NodeDiedError as error:
            return Lost(key, _first_line(error), is_machine_lost=True)
        except (errors.WorkerCrashedError, errors.OutOfMemoryError) as error:
            return Lost(key, _first_line(error))
        except errors.RayTaskError as error:
            # Before the work, whose own errors are outcomes: this machine cannot load it. Ray's own errors may pass.
            cause = error.cause
            may_pass = isinstance(cause, errors.RayError) and not isinstance(cause, errors.RaySystemError)
            return Failed(key, _ends(error), may_pass=may_pass, is_of_worker=not may_pass)
        except errors.RayError as error:
            return Failed(key, _first_line(error), may_pass=True)
        return outcome


def _annotate(work: Work, unit: Unit, gathering: Any) -> Done | Failed:  # noqa: ANN401 - an actor of Ray's
    import ray

    def send(beat: Beat) -> None:
        with suppress(ray.exceptions.RayError):  # no unit fails because nobody hears of it
            gathering.add.remote(beat)

    return outcome_of(_once(work), unit, Beats(unit.key, send).tell)


class _Gathering:
    """An actor of Ray's that workers tell beats, which the driver takes."""

    def __init__(self) -> None:
        self._beats: list[Beat] = []

    def add(self, beat: Beat) -> None:
        self._beats.append(beat)

    def take(self) -> list[Beat]:
        beats, self._beats = self._beats, []
        return beats


def _begin_gathering() -> Any:  # noqa: ANN401 - the actor's handle
    """Begins an actor that takes no CPU, beside the driver, where no machine is taken away."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
    return ray.remote(num_cpus=0, max_restarts=-1, scheduling_strategy=here)(_Gathering).remote()


_works: dict[bytes, Work] = {}


def _once(work: Work) -> Work:
    """Returns the work that this process had before, where it is the same: its model is loaded."""
    return _works.setdefault(pickle.dumps(work), work)


def _prepare_environment(*, is_local: bool) -> str | None:
    """Keeps Ray from telling its makers, and a cluster of this machine from files in the home folder.

    Returns the folder of that cluster's own files. A cluster that stands already has its own rules.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if not is_local:
        return None
    # Since 2.59 Ray would make a token and keep it in the home folder, unless there is one here.
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    return tempfile.mkdtemp(prefix="dateline-ray-")


@contextmanager
def _own_sigterm() -> Iterator[None]:
    """Keeps the handler of SIGTERM that this process has, for which Ray would put one that ends with exit code 15."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        # Without one Ray's own is better than none: it lets this process end what it has begun.
        if before not in (None, signal.SIG_DFL) and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def _ends(error: Exception) -> str:
    """Returns the first line of a traceback of Ray's, which names the machine, and the last, which has the error."""
    lines = _COLOUR.sub("", str(error)).strip().splitlines()
    return f"{lines[0]}: {lines[-1]}"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
