"""A request, its answer, and the route between them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import orjson

from dateline.errors import DatelineError

Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
"""ASGI's function that returns the next part of a request's body, or that the caller has left."""
Headers: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose body may still be on its way; the names of its headers are in lower case."""

    method: str
    path: str
    query: str
    headers: Headers
    client: str
    """The caller's address and port, such as "127.0.0.1:40212"."""
    receive: Receive

    def header(self, name: str) -> str:
        """Returns the header's first value, or an empty string."""
        return next((value for each, value in self.headers if each == name), "")

    def parameters(self) -> Mapping[str, str]:
        """Returns the parameters of the query by name, the last value of each."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; `sent` is called once it has been handed to the connection, or the caller has left."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    sent: Callable[[], None] = field(default=_nothing, compare=False)


@dataclass(frozen=True, slots=True)
class Route:
    """What answers the requests of one path.

    An open route answers under whatever name the server was called, from whatever page: only for what tells nothing.
    """

    answer: Callable[[Request], Awaitable[Answer]]
    methods: tuple[str, ...] = ("GET", "HEAD")
    is_open: bool = False


Routes: TypeAlias = Mapping[str, Route]
"""The routes by path; paths are compared as a whole, so that no path leads out of a folder."""


class RefusedError(Exception):
    """A request that is answered with `error` and an HTTP status that says more than the error's own."""

    def __init__(self, status: int, error: DatelineError, *, headers: Headers = ()) -> None:
        super().__init__(str(error))
        self.status = status
        self.error = error
        self.headers = headers


def json_answer(status: int, value: object, *, headers: Headers = ()) -> Answer:
    """Returns the answer with `value` as JSON, on a line of its own."""
    body = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    return Answer(status, (("content-type", "application/json"), *headers), body)
