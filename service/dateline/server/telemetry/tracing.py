"""OpenTelemetry traces: one span a call, with child spans for the steps of its articles, from queue to resolution.

Spans hold counts, times and codes alone. The module needs the extra ``otel``. The standard ``OTEL_*`` variables say
where the spans go; the default is OTLP over gRPC to a collector on this machine.
"""

import threading
import time
from collections.abc import Iterable

import grpc
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, format_trace_id, set_span_in_context

from dateline.server.telemetry.logs import CallFacts
from dateline.values import Timing

MAX_TRACED_ARTICLES = 100
"""Most articles of one call that have spans; a stream may have millions of articles."""

_CLOSE_SECONDS = 2.0
_SERVER_FAULTS = frozenset({"UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"})


class Tracing:
    """The traces of one server, whose spans go to `processor`."""

    def __init__(self, processor: SpanProcessor, *, service: str, version: str) -> None:
        named = Resource.create({"service.name": "dateline", "service.version": version})
        # Merged once more, because the environment's words about the resource go before the program's.
        self._provider = TracerProvider(resource=named.merge(OTELResourceDetector().detect()), shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("dateline", version)
        self._service = service

    def begin_call(
        self, method: str, metadata: Iterable[tuple[str, str | bytes]], *, system: str = "grpc"
    ) -> "CallTrace":
        """Begins the span of a call, below the caller's span where the call's metadata name one.

        `system` is OpenTelemetry's name for the protocol.
        """
        carrier = {name: value for name, value in metadata if isinstance(value, str)}
        span = self._tracer.start_span(
            f"{self._service}/{method}",
            context=extract(carrier),
            kind=SpanKind.SERVER,
            attributes={"rpc.system": system, "rpc.service": self._service, "rpc.method": method},
        )
        return CallTrace(self, span)

    def add_span(self, name: str, parent: Span, *, started: float, seconds: float) -> None:
        """Adds a finished span that `started` on the monotonic clock."""
        since_ns = time.time_ns() - round((time.monotonic() - started) * 1e9)
        span = self._tracer.start_span(name, context=set_span_in_context(parent), start_time=since_ns)
        span.end(since_ns + round(seconds * 1e9))

    def close(self) -> None:
        """Sends the spans that are left, for at most two seconds, so that an absent collector cannot delay the stop."""
        sending = threading.Thread(target=self._provider.shutdown, name="dateline-traces", daemon=True)
        sending.start()
        sending.join(_CLOSE_SECONDS)


class CallTrace:
    """The spans of one call."""

    def __init__(self, tracing: Tracing, span: Span) -> None:
        self._tracing = tracing
        self._span = span
        self._articles = 0

    @property
    def trace_id(self) -> str:
        """The trace's id as collectors show it, 32 hexadecimal digits."""
        return format_trace_id(self._span.get_span_context().trace_id)

    def add_article(self, timing: Timing, /, *, arrived: float) -> None:
        """Adds the spans of a finished article that came at `arrived` on the monotonic clock."""
        self._articles += 1
        if self._articles > MAX_TRACED_ARTICLES or not self._span.is_recording():
            return
        if timing.recognition_seconds:
            # Without recognition its mentions were given, and the article did not queue.
            self._tracing.add_span("queue", self._span, started=arrived, seconds=timing.queue_seconds)
            started = arrived + timing.queue_seconds
            self._tracing.add_span("recognition", self._span, started=started, seconds=timing.recognition_seconds)
        started = time.monotonic() - timing.resolution_seconds
        if seconds := timing.fallback_geocoder_seconds:
            self._tracing.add_span("fallback geocoder", self._span, started=started - seconds, seconds=seconds)
        self._tracing.add_span("resolution", self._span, started=started, seconds=timing.resolution_seconds)

    def end(self, facts: CallFacts, *, code: str) -> None:
        """Ends the call's span with the facts that the log holds about the call."""
        self._span.set_attribute("rpc.grpc.status_code", grpc.StatusCode[code].value[0])
        for name in ("request_id", "articles", "failed_articles", "chars", "tokens", "queries"):
            self._span.set_attribute(f"dateline.{name}", getattr(facts, name))
        if code in _SERVER_FAULTS:
            self._span.set_status(StatusCode.ERROR)
        self._span.end()


def open_tracing(*, service: str, version: str) -> Tracing:
    """Returns tracing that sends spans in batches to the collector that the environment names."""
    return Tracing(BatchSpanProcessor(OTLPSpanExporter()), service=service, version=version)
