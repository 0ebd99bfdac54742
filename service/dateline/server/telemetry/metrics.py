"""Metrics for Prometheus on a port of their own, all named ``dateline_`` and labelled from closed sets.

`deploy/` has a dashboard and alerts that use them; docs/operations/monitoring.md says what each means.
"""

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, start_http_server

from dateline.errors import ServiceUnavailableError
from dateline.values import ServerInfo, Timing

if TYPE_CHECKING:
    from threading import Thread
    from wsgiref.simple_server import WSGIServer

OTHER_METHOD = "other"
"""The label for every method that the contract lacks, because callers can make up any number of names."""

_CALL_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_PART_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_BATCH_PASSAGES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_BATCH_TOKENS = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)


class Metrics:
    """The metrics of one server; safe to use from every thread."""

    def __init__(self, *, methods: Iterable[str]) -> None:
        self.registry = CollectorRegistry()
        self._methods = frozenset(methods)
        self._page: tuple[WSGIServer, Thread] | None = None
        ProcessCollector(registry=self.registry)
        self._calls = Counter(
            "dateline_requests", "Calls that ended, by status code.", ("method", "code"), registry=self.registry
        )
        self._call_seconds = self._histogram("request_seconds", "Time of a call.", _CALL_SECONDS, "method")
        self._queue_seconds = self._histogram(
            "queue_seconds", "Time of an article until its first passage went to the model.", _PART_SECONDS
        )
        self._inference_seconds = self._histogram(
            "inference_seconds", "Time of a batch of passages in the model.", _PART_SECONDS
        )
        self._resolve_seconds = self._histogram(
            "resolve_seconds", "Time to make an article's entities and find their places.", _PART_SECONDS
        )
        self._fallback_geocoder_seconds = self._histogram(
            "fallback_geocoder_seconds", "Time that an article waited for a fallback geocoder.", _PART_SECONDS
        )
        self._batch_size = self._histogram("batch_size", "Passages of a batch.", _BATCH_PASSAGES)
        self._batch_tokens = self._histogram("batch_tokens", "Tokens of a batch.", _BATCH_TOKENS)
        self._shed = Counter("dateline_shed", "Calls turned away because the queue was full.", registry=self.registry)
        self._ready = self._gauge("model_ready", "1 while the server takes articles.")
        self._build = Info("dateline_build", "What serves.", registry=self.registry)
        self._queue = self._gauge("queue_tokens", "Tokens taken on and still to be done; shedding goes by them.")
        self._stalled = self._gauge("stalled_seconds", "Time that the oldest piece of work has been in its thread.")
        self._model_threads = self._gauge("model_threads", "Batches that the model takes side by side.")
        self._certificate_expiry = self._gauge(
            "certificate_expiry_timestamp_seconds", "When the TLS certificate ends, in Unix time; NaN without TLS."
        )
        self._certificate_expiry.set(math.nan)

    def watch(
        self,
        *,
        queue_tokens: Callable[[], float],
        stalled_seconds: Callable[[], float],
        model_threads: Callable[[], float],
    ) -> None:
        """Reads these values from the functions, in any thread, whenever the metrics are requested."""
        self._queue.set_function(queue_tokens)
        self._stalled.set_function(stalled_seconds)
        self._model_threads.set_function(model_threads)

    def watch_certificate(self, expiry: Callable[[], float]) -> None:
        """Reads from the function when the certificate ends, in Unix seconds, whenever the metrics are requested."""
        self._certificate_expiry.set_function(expiry)

    def count_call(self, method: str, *, code: str, seconds: float | None) -> None:
        """Counts a call that has ended; `seconds` is None where the call never began."""
        label = method if method in self._methods else OTHER_METHOD
        self._calls.labels(label, code).inc()
        if seconds is not None:
            self._call_seconds.labels(label).observe(seconds)

    def count_shed(self) -> None:
        """Counts a call that was refused because the queue was full."""
        self._shed.inc()

    def count_article(self, timing: Timing, /, *, arrived: float) -> None:
        """Counts an annotated article."""
        del arrived
        if timing.recognition_seconds:
            # Without recognition its mentions were given, and the article did not queue.
            self._queue_seconds.observe(timing.queue_seconds)
        if timing.fallback_geocoder_seconds:
            self._fallback_geocoder_seconds.observe(timing.fallback_geocoder_seconds)
        self._resolve_seconds.observe(timing.resolution_seconds)

    def count_batch(self, passages: int, tokens: int, seconds: float) -> None:
        """Counts a batch that the model has finished."""
        self._batch_size.observe(passages)
        self._batch_tokens.observe(tokens)
        self._inference_seconds.observe(seconds)

    def set_ready(self, info: ServerInfo | None) -> None:
        """Marks the server as ready, with its description, or with None as not ready."""
        self._ready.set(info is not None)
        if info is not None and info.model is not None and info.gazetteer is not None:
            self._build.info(
                {
                    "version": info.server_version,
                    "model_revision": info.model.revision,
                    "gazetteer_revision": info.gazetteer.revision,
                }
            )

    def serve(self, host: str, port: int) -> int:
        """Serves the page ``/metrics`` from a thread of its own and returns the port.

        Raises ServiceUnavailableError where the port is taken.
        """
        try:
            self._page = start_http_server(port, host, self.registry)
        except OSError as error:
            raise ServiceUnavailableError(f"cannot listen on {host}:{port} for metrics: {error.strerror}") from None
        return self._page[0].server_port

    def close(self) -> None:
        """Stops serving the page; blocks for up to half a second."""
        if self._page is not None:
            server, thread = self._page
            server.shutdown()
            server.server_close()
            thread.join()
            self._page = None

    def _gauge(self, name: str, help_text: str) -> Gauge:
        return Gauge(f"dateline_{name}", help_text, registry=self.registry)

    def _histogram(self, name: str, help_text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"dateline_{name}", help_text, labels, buckets=buckets, registry=self.registry)
