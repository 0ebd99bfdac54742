"""What the page does with files: a file of any format that can be read becomes articles, and an answer becomes a file.

`POST /documents?name=NAME` takes the file's bytes as application/octet-stream and answers `{"articles", "failures"}`;
`POST /exports/FORMAT` takes `{"article", "annotation"}`, the messages as JSON, and answers the file. Both are calls as
the service's are, with the same tokens, deadlines, errors, log and metrics, but no part of the contract.
"""

import asyncio
import importlib.util
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeAlias, TypeVar

from dateline.convert import annotation_from_message, article_from_message, article_to_message
from dateline.documents import DocumentLimits, InputFailure, read_document
from dateline.errors import DatelineError, DeadlineExceededError, FieldViolation, InvalidInputError, QueueFullError
from dateline.export import ExportFormat, ExportOptions, export_bytes
from dateline.export.message_fields import message_fields
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Limits
from dateline.values.limits import check_article
from dateline.web.calls import Call, UnaryCalls
from dateline.web.connect import CONTENT_TYPES, JSON
from dateline.web.json_messages import load_json, read_object
from dateline.web.request import Answer, RefusedError, Request, Route, json_answer

READ_DOCUMENT, EXPORT_ANNOTATION = "ReadDocument", "ExportAnnotation"
"""The names of the two calls in log and metrics."""
_BYTES = "application/octet-stream"
_MOST_WAITING = 8
# As much as may be sent, by default, but of a page no more than the extractor reads in time.
_LIMITS = DocumentLimits(max_bytes=8 << 20, max_html_bytes=2 << 20)
_NEEDS = {ExportFormat.PARQUET: "pyarrow", ExportFormat.GEOPARQUET: "pyarrow"}
_Result = TypeVar("_Result")
_UNFIT = FieldViolation("annotation", "does not fit the article")


def export_formats() -> tuple[ExportFormat, ...]:
    """Returns the formats that this install can write."""
    return tuple(
        each for each in ExportFormat if each not in _NEEDS or importlib.util.find_spec(_NEEDS[each]) is not None
    )


@dataclass(frozen=True, slots=True)
class _Document:
    """A file that was sent."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Export:
    """An answer that is wanted in another format, as it was sent."""

    export_format: ExportFormat
    content: bytes


Behaviour: TypeAlias = Callable[[Any, Any], Awaitable[Any]]
"""The behaviour of a call: a function of its request and its context."""


class Submit(Protocol):
    """A function that gives a job to a thread and returns its future, which is done once the job is."""

    def __call__(self, job: Callable[[], _Result], /) -> Future[_Result]: ...  # noqa: D102  # the class says it


class FileCalls:
    """The behaviours of the two calls, which run on the threads that `submit` gives them to, and their routes.

    Whoever owns these threads closes them, and watches for a file that keeps one busy. A call that is not done within
    `deadline_seconds` fails.
    """

    def __init__(self, submit: Submit, *, limits: Limits, deadline_seconds: float) -> None:
        self._submit = submit
        self._limits = limits
        self._deadline_seconds = deadline_seconds
        self._works: list[Future[Any]] = []

    def behaviours(self) -> Mapping[str, Behaviour]:
        """Returns the behaviour of each call by its name."""
        return {READ_DOCUMENT: self._read_document, EXPORT_ANNOTATION: self._export_annotation}

    def routes(self, calls: UnaryCalls, *, prefix: str) -> dict[str, Route]:
        """Returns the routes; `prefix` with a name is the method that `calls` finds the behaviour by."""

        async def answer_document(request: Request) -> Answer:
            return await calls.answer(request, method=f"{prefix}{READ_DOCUMENT}", read=read_bytes, write=_write_json)

        async def read_bytes(call: Call) -> _Document:
            if call.request.header("content-type").lower() != _BYTES:
                violation = FieldViolation("content-type", f"must be {_BYTES}")
                raise RefusedError(415, InvalidInputError(violation), headers=(("accept-post", _BYTES),))
            name = call.request.parameters().get("name", "")
            if len(name) > self._limits.max_field_chars:
                raise InvalidInputError(
                    FieldViolation("name", f"must have at most {self._limits.max_field_chars} characters")
                )
            return _Document(name or "file", await calls.body(call))

        async def answer_export(export_format: ExportFormat, request: Request) -> Answer:
            read = partial(read_export, export_format)
            return await calls.answer(request, method=f"{prefix}{EXPORT_ANNOTATION}", read=read, write=_write_file)

        async def read_export(export_format: ExportFormat, call: Call) -> _Export:
            if call.request.header("content-type").partition(";")[0].strip().lower() != CONTENT_TYPES[JSON]:
                violation = FieldViolation("content-type", f"must be {CONTENT_TYPES[JSON]}")
                raise RefusedError(415, InvalidInputError(violation), headers=(("accept-post", CONTENT_TYPES[JSON]),))
            return _Export(export_format, await calls.body(call))

        routes = {"/documents": Route(answer_document, methods=("POST",))}
        for export_format in export_formats():
            routes[f"/exports/{export_format}"] = Route(partial(answer_export, export_format), methods=("POST",))
        return routes

    async def _read_document(self, document: _Document, context: object) -> dict[str, object]:
        del context
        return await self._work(partial(_articles, document, self._limits))

    async def _export_annotation(self, export: _Export, context: object) -> tuple[bytes, str]:
        del context
        return await self._work(partial(_exported, export, self._limits))

    async def _work(self, work: Callable[[], _Result]) -> _Result:
        # A thread cannot be stopped: what it works on counts until it is done, also when its caller has gone.
        self._works = [each for each in self._works if not each.done()]
        if len(self._works) >= _MOST_WAITING:
            raise QueueFullError("too many files are in work")
        future = self._submit(work)
        self._works.append(future)
        try:
            async with asyncio.timeout(self._deadline_seconds):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            raise DeadlineExceededError("the file is not done in time") from None


def _articles(document: _Document, limits: Limits) -> dict[str, object]:
    articles: list[dict[str, object]] = []
    failures: list[dict[str, str]] = []
    for item in read_document(document.content, name=document.name, limits=_LIMITS):
        if max(len(articles), len(failures)) == limits.max_batch_articles:
            failures.append({"where": document.name, "message": "has more articles, which were not read"})
            break
        if isinstance(item, InputFailure):
            failures.append({"where": item.where, "message": item.message})
            continue
        try:
            check_article(item.article, limits=limits)
        except InvalidInputError as error:
            failures.append({"where": item.where, "message": str(error)})
            continue
        articles.append(message_fields(article_to_message(item.article)))
    return {"articles": articles, "failures": failures}


def _exported(export: _Export, limits: Limits) -> tuple[bytes, str]:
    sent = load_json(export.content)
    if not isinstance(sent, dict):
        raise InvalidInputError(FieldViolation("request", "must be a JSON object"))
    article_message, message = pb.Article(), pb.Annotation()
    read_object(sent.get("article"), article_message, path="article")
    read_object(sent.get("annotation"), message, path="annotation")
    article = article_from_message(article_message)
    check_article(article, limits=limits)
    try:
        annotation = annotation_from_message(message, article)
    except (DatelineError, ValueError, LookupError):
        # Its words are for clients, whose server is to blame. Here the caller is.
        raise InvalidInputError(_UNFIT) from None
    has_text = export.export_format in (ExportFormat.JSON, ExportFormat.JSONL)
    return export_bytes((annotation,), export.export_format, options=ExportOptions(with_text=has_text))


async def _write_json(result: dict[str, object], call: Call) -> tuple[bytes, str]:
    del call
    return json_answer(200, result).body, CONTENT_TYPES[JSON]


async def _write_file(result: tuple[bytes, str], call: Call) -> tuple[bytes, str]:
    del call
    return result
