"""Attacks by connections: bad frames, connections that are left open, and callers that are slow."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from random import Random
from typing import TypeAlias

import grpc

from fuzz.bad_frames import BAD_CALLS, BAD_CONNECTIONS, FELLING, OPENING, REQUEST, call
from fuzz.connection import (
    DATA,
    END_HEADERS,
    HEADERS,
    PREFACE,
    Connection,
    block,
    call_headers,
    frame,
    message,
    settings,
)
from fuzz.contract import has_canary
from fuzz.target import Target

ConnectionAttack: TypeAlias = Callable[[Target, Random], Awaitable[None]]

_LISTEN_SECONDS = 0.5
_ENDS = {code.name for code in grpc.StatusCode} | {"closed", "RST_STREAM", "GOAWAY"}
_SLOW_SECONDS = 1.0
_STREAM = "/dateline.v1.AnnotationService/StreamAnnotateArticles"
_AT_A_TIME = 100
_CASES_AT_A_TIME = 8


async def _say(target: Target, kind: str, content: bytes, *, expected: set[str], is_abrupt: bool) -> None:
    connection = await Connection.open(target.port)
    await connection.send(content)
    ends, said = await connection.ends(seconds=_LISTEN_SECONDS)
    await connection.close(is_abrupt=is_abrupt)
    target.record.answer(kind, "+".join(sorted(ends - {"data"})) or "nothing")
    if has_canary(said):
        target.record.finding(kind, f"quotes its input: {said[:300]}", content)
    # On a busy machine the call may not have ended yet, or may have been refused for lack of capacity.
    if not expected <= ends and ends & _ENDS and "RESOURCE_EXHAUSTED" not in ends:
        target.record.finding(kind, f"{expected} expected, not {ends}: {said[:300]}", content)
    # gRPC itself says INTERNAL for metadata and frames that cannot be read; that of our server has details.
    if bad := ends & {"UNKNOWN", "no code"} or ("INTERNAL" in ends and "grpc-status-details-bin" in said):
        target.record.finding(kind, f"{bad}: {said[:300]}", content)


async def bad_connections(target: Target, rng: Random) -> None:
    """Sends bytes that are no HTTP/2, or HTTP/2 against its rules."""
    await _say_all(target, rng, {name: (say, set()) for name, say in BAD_CONNECTIONS.items()})


async def bad_calls(target: Target, rng: Random) -> None:
    """Makes calls whose HTTP/2 is right and whose gRPC is not."""
    await _say_all(target, rng, {f"call: {name}": case for name, case in BAD_CALLS.items()})


async def _say_all(
    target: Target, rng: Random, cases: Mapping[str, tuple[Callable[[Random], bytes], set[str]]]
) -> None:
    turns = asyncio.Semaphore(_CASES_AT_A_TIME)

    async def say(kind: str, content: bytes, expected: set[str], *, is_abrupt: bool) -> None:
        async with turns:
            await _say(target, kind, content, expected=expected, is_abrupt=is_abrupt)

    await asyncio.gather(
        *(say(kind, make(rng), expected, is_abrupt=rng.random() < 0.5) for kind, (make, expected) in cases.items())
    )


async def half_open(target: Target, rng: Random) -> None:
    """Opens connections that stop at some point, and that nobody closes."""
    beginnings = {
        "nothing": b"",
        "preface alone": PREFACE,
        "headers without a body": OPENING + frame(HEADERS, END_HEADERS, 1, block(call_headers())),
        "half a message": OPENING + call(message(REQUEST)[:-1], flags=0),
        "half a frame": OPENING + call(message(REQUEST))[:-1],
        "a call without an end": OPENING + call(message(REQUEST), flags=0),
        "a stream without an end": OPENING + call(message(REQUEST), flags=0, path=_STREAM),
    }
    for name, content in beginnings.items():
        connection = await Connection.open(target.port)
        await connection.send(content)
        target.held.append(connection.writer)
        target.record.answer(f"half-open: {name}", "held")
    del rng


async def slow_writers(target: Target, rng: Random) -> None:
    """Makes calls whose bytes come one a second, from different points on."""
    content = OPENING + call(message(REQUEST))

    async def write(already: int) -> None:
        connection = await Connection.open(target.port)
        target.held.append(connection.writer)
        await connection.send(content[:already])
        for index in range(already, len(content)):
            if not await connection.send(content[index : index + 1]):
                break
            await asyncio.sleep(_SLOW_SECONDS)

    for already in (0, len(PREFACE), rng.randrange(len(content)), len(content) - 20):
        target.record.answer("slow writer", "held")
        target.start(write(already))


async def slow_readers(target: Target, rng: Random) -> None:
    """Opens connections whose window has little or no room for an answer, and sends as long as the server reads."""
    for window in (0, 1, rng.randrange(2, 1_000)):
        connection = await Connection.open(target.port)
        await connection.send(PREFACE + settings((4, window)))
        headers = frame(HEADERS, END_HEADERS, 1, block(call_headers(_STREAM)))
        await connection.send(headers + frame(DATA, 0, 1, message(REQUEST)) * 200)
        target.held.append(connection.writer)
        target.record.answer("slow reader", "held")


async def fell(target: Target) -> None:
    """Makes a call after which gRPC takes no more calls, and waits until the server listens again."""
    async with target.felled():
        connection = await Connection.open(target.port)
        await connection.send(FELLING)
        await connection.ends(seconds=_LISTEN_SECONDS)
        await connection.close(is_abrupt=True)
    target.record.answer("a path that is no text", "listening again")


async def idle_connections(target: Target, count: int) -> None:
    """Opens connections that send the preface and settings, and then nothing."""

    async def connect() -> None:
        connection = await Connection.open(target.port)
        await connection.send(OPENING)
        target.held.append(connection.writer)
        target.record.answer("idle connection", "held")

    for start in range(0, count, _AT_A_TIME):
        await asyncio.gather(*(connect() for _ in range(min(_AT_A_TIME, count - start))))


CONNECTION_ATTACKS: tuple[ConnectionAttack, ...] = (bad_connections, bad_calls, half_open, slow_writers, slow_readers)
