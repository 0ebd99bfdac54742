"""Checks of what the contract promises of every answer, whatever the request."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

from dateline.v1 import annotation_pb2 as pb
from fuzz.strange_messages import CANARY, RAISING

MessageT = TypeVar("MessageT", bound=Message)

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_OK = grpc.StatusCode.OK.value[0]
_INTERNAL = grpc.StatusCode.INTERNAL.value[0]
_INVALID = grpc.StatusCode.INVALID_ARGUMENT.value[0]
_EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED.value[0]
_ENCODINGS = {pb.OFFSET_ENCODING_UTF8: ("utf-8", 1), pb.OFFSET_ENCODING_UTF16: ("utf-16-le", 2)}


def parsed(kind: type[MessageT], content: bytes) -> MessageT | None:
    """Returns the message that `content` encodes, or None where it encodes no such message."""
    message = kind()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return None
    return message


def is_told_to_raise(content: bytes) -> bool:
    """Returns whether the request has a word that makes the fake annotator fail."""
    return any(word.encode() in content for word in RAISING)


def has_canary(said: object) -> bool:
    """Returns whether a text, or the representation of a value, holds the canary."""
    return CANARY.lower() in (said if isinstance(said, str) else repr(said)).lower()


def status_complaints(status: status_pb2.Status, content: bytes, request: Message | None) -> Iterator[str]:
    """Yields what is wrong with a status of our own service; `request` is None where `content` could not be read."""
    if status.code == _OK:
        return
    details = {detail.type_url.rpartition(".")[2]: detail for detail in status.details}
    if has_canary(status.message) or has_canary(status.SerializeToString()):
        yield "quotes its input"
    if status.code == _INTERNAL:
        if not is_told_to_raise(content):
            yield f"INTERNAL: {status.message}"
    elif status.code == _INVALID:
        refused = error_details_pb2.BadRequest()
        if "BadRequest" in details:
            details["BadRequest"].Unpack(refused)
        yield from _violation_complaints(refused, request)
    elif status.code == _EXHAUSTED:
        if "RetryInfo" not in details:
            yield f"RESOURCE_EXHAUSTED does not say when to retry: {status.message}"
    else:
        yield f"code {status.code}: {status.message}"


def _violation_complaints(refused: error_details_pb2.BadRequest, request: Message | None) -> Iterator[str]:
    if not refused.field_violations:
        yield "INVALID_ARGUMENT names no field"
    for violation in refused.field_violations:
        if (violation.field == "request") != (request is None) or not violation.description:
            yield f"INVALID_ARGUMENT of the wrong field {violation.field}"
        elif request is not None and not _is_field(violation.field, request):
            yield f"INVALID_ARGUMENT of a field there is not: {violation.field}"


def annotation_complaints(annotation: pb.Annotation, article: pb.Article) -> Iterator[str]:
    """Yields what is wrong with an article's annotation: each span must be the characters between its offsets."""
    if annotation.article_id != article.id:
        yield "the answer has another id"
    encoding, width = _ENCODINGS.get(annotation.offset_encoding, ("utf-32-le", 4))
    parts = {pb.ARTICLE_PART_TITLE: article.title.encode(encoding), pb.ARTICLE_PART_TEXT: article.text.encode(encoding)}
    for entity in annotation.entities:
        for mention in entity.mentions:
            span = mention.span
            content = parts[span.part][span.start_offset * width : span.end_offset * width]
            if not content or content != span.content.encode(encoding):
                yield f"the span [{span.start_offset}, {span.end_offset}) is not its content"


def result_complaints(
    result: pb.ArticleResult, content: bytes, article: pb.Article, request: Message | None
) -> Iterator[str]:
    """Yields what is wrong with the outcome of one article of a batch or stream."""
    if result.HasField("annotation"):
        yield from annotation_complaints(result.annotation, article)
    elif result.HasField("error") and result.error.code != _OK:
        yield from status_complaints(result.error, content, request)
    else:
        yield "an outcome that is none"


def answer_complaints(answers: Sequence[Message], content: bytes, request: Message | None) -> Iterator[str]:
    """Yields what is wrong with the answers of a unary call that was OK."""
    if len(answers) != 1 or request is None:
        yield f"{len(answers)} answers to {'what can' if request else 'what cannot'} be read"
        return
    (answer,) = answers
    if isinstance(request, pb.AnnotateArticleRequest):
        assert isinstance(answer, pb.AnnotateArticleResponse)
        yield from annotation_complaints(answer.annotation, request.article)
    elif isinstance(request, pb.BatchAnnotateArticlesRequest):
        assert isinstance(answer, pb.BatchAnnotateArticlesResponse)
        if len(answer.results) != len(request.articles):
            yield f"{len(answer.results)} results of {len(request.articles)} articles"
        for article, result in zip(request.articles, answer.results, strict=False):
            yield from result_complaints(result, content, article, request)
    elif isinstance(request, pb.ResolvePlacesRequest):
        assert isinstance(answer, pb.ResolvePlacesResponse)
        # The server echoes queries without unknown fields.
        request.DiscardUnknownFields()
        if [place_answer.query for place_answer in answer.answers] != list(request.queries):
            yield "the answers are not those to the queries"
        for place_answer in answer.answers:
            if place_answer.HasField("error"):
                yield from status_complaints(place_answer.error, content, request)


def _is_field(path: str, message: Message) -> bool:
    """Returns whether the path leads to a field of the message, and to elements that the message has."""
    place: object = message
    for step in path.split("."):
        match = _STEP.fullmatch(step)
        if match is None or not isinstance(place, Message) or match[1] not in place.DESCRIPTOR.fields_by_name:
            return False
        place = getattr(place, match[1])
        if match[2] is not None:
            if int(match[2]) >= len(place):  # type: ignore[arg-type]  # a repeated field
                return False
            place = place[int(match[2])]  # type: ignore[index]  # same
    return True
