"""Structured logs on standard error, one line a call; never text, titles, names, or anything quoted from a request."""

import contextvars
import logging
import sys
import traceback
from dataclasses import dataclass, fields
from typing import Protocol

import structlog

from dateline.v1 import annotation_pb2 as pb
from dateline.values import Timing


class ArticleObserver(Protocol):
    """A function that is told of every annotated article, during its call."""

    def __call__(self, timing: Timing, /, *, arrived: float) -> None:
        """Notes an article that came at `arrived` on the monotonic clock."""


@dataclass(slots=True)
class CallFacts:
    """The facts that the access log holds about one call besides its outcome; they are added up during the call."""

    method: str
    request_id: str
    peer: str
    trace_id: str = ""
    observers: tuple[ArticleObserver, ...] = ()
    articles: int = 0
    failed_articles: int = 0
    chars: int = 0
    tokens: int = 0
    persons: int = 0
    organizations: int = 0
    places: int = 0
    queries: int = 0
    queue_seconds: float = 0.0
    recognition_seconds: float = 0.0
    resolution_seconds: float = 0.0
    fallback_geocoder_seconds: float = 0.0

    def add_article(self, annotation: pb.Annotation, timing: Timing, *, arrived: float) -> None:
        """Adds an annotated article that came at `arrived` on the monotonic clock."""
        self.queue_seconds += timing.queue_seconds
        self.recognition_seconds += timing.recognition_seconds
        self.resolution_seconds += timing.resolution_seconds
        self.fallback_geocoder_seconds += timing.fallback_geocoder_seconds
        types = [entity.type for entity in annotation.entities]
        self.persons += types.count(pb.ENTITY_TYPE_PERSON)
        self.organizations += types.count(pb.ENTITY_TYPE_ORGANIZATION)
        self.places += types.count(pb.ENTITY_TYPE_PLACE)
        for observe in self.observers:
            observe(timing, arrived=arrived)


_CALL: contextvars.ContextVar[CallFacts] = contextvars.ContextVar("call")


def begin_call(facts: CallFacts) -> None:
    """Makes `facts` those of the call that runs in this task and in the tasks that it starts."""
    _CALL.set(facts)


def call_facts() -> CallFacts:
    """Returns the facts of the call that runs in this task."""
    return _CALL.get()


class _LibraryLogs(logging.Handler):
    """A handler that logs a library's complaint by place and error type, since its words may quote the article."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        _logger().log(
            # Libraries have levels of their own between the standard ones.
            max(logging.DEBUG, min(record.levelno // 10 * 10, logging.CRITICAL)),
            "library",
            logger=record.name,
            place=f"{record.pathname}:{record.lineno}",
            error=type(error).__name__ if error is not None else "",
            message=_safe_message(record),
        )


def _safe_message(record: logging.LogRecord) -> str:
    if record.name.startswith("opentelemetry."):
        # OpenTelemetry sees no articles.
        return record.getMessage()
    # A template, before its arguments are filled in, quotes no article.
    return str(record.msg) if record.args else ""


def configure_logs(log_format: str) -> None:
    """Sends logs to standard error, as `log_format` "json" or "console"; those of libraries from warnings on."""
    logging.basicConfig(handlers=[_LibraryLogs()])
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if log_format == "console"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        # Looked up for every line, because tests replace the stream.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )


def log_event(event: str, **values: object) -> None:
    """Logs an event of the process."""
    _logger().info(event, **values)


def log_failure(event: str, **values: object) -> None:
    """Logs a failure of the process."""
    _logger().error(event, **values)


def log_call(facts: CallFacts, *, code: str, seconds: float) -> None:
    """Logs a finished call, with `trace_id` where the call was traced."""
    values = {field.name: getattr(facts, field.name) for field in fields(facts) if field.name != "observers"}
    if not facts.trace_id:
        del values["trace_id"]
    values["seconds"] = seconds
    rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in values.items()}
    _logger().info("call", code=code, **rounded)


def log_defect(error: BaseException) -> None:
    """Logs an unexpected exception by type and place alone, because its message may quote the article."""
    facts = call_facts()
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    _logger().error(
        "defect",
        method=facts.method,
        request_id=facts.request_id,
        error=type(error).__name__,
        frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )


def _logger() -> structlog.typing.FilteringBoundLogger:
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger
