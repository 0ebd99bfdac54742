"""Callers show a token of the operator's file, or are not served."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status

from dateline.convert import error_from_status
from dateline.errors import InvalidInputError, UnauthenticatedError
from dateline.server.security.tokens import Tokens
from dateline.server.telemetry.logs import configure_logs
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.fake_annotator import TIMEOUT_SECONDS

FIRST, SECOND, STRANGE = "first-desk-0123456789", "second-desk-0123456789", "strange-desk-0123456789"


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "tokens"
    path.write_text(f"# the desks\n{FIRST}\n\n  {SECOND}  \n")
    return path


@pytest.fixture
def changes(token_file: Path) -> dict[str, Any]:
    return {"token_file": token_file}


def _show(token: str, scheme: str = "Bearer") -> tuple[tuple[str, str], ...]:
    return (("authorization", f"{scheme} {token}"),)


def _articles() -> Iterator[pb.StreamAnnotateArticlesRequest]:
    yield pb.StreamAnnotateArticlesRequest(article=pb.Article(text="Oslo"))


CALLS = {
    "AnnotateArticle": lambda stub, metadata: stub.AnnotateArticle(
        pb.AnnotateArticleRequest(article=pb.Article(text="Oslo")), metadata=metadata, timeout=TIMEOUT_SECONDS
    ),
    "BatchAnnotateArticles": lambda stub, metadata: stub.BatchAnnotateArticles(
        pb.BatchAnnotateArticlesRequest(), metadata=metadata, timeout=TIMEOUT_SECONDS
    ),
    "StreamAnnotateArticles": lambda stub, metadata: stub.StreamAnnotateArticles(
        _articles(), metadata=metadata, timeout=TIMEOUT_SECONDS
    ),
    "ResolvePlaces": lambda stub, metadata: stub.ResolvePlaces(
        pb.ResolvePlacesRequest(), metadata=metadata, timeout=TIMEOUT_SECONDS
    ),
    "GetServerInfo": lambda stub, metadata: stub.GetServerInfo(
        pb.GetServerInfoRequest(), metadata=metadata, timeout=TIMEOUT_SECONDS
    ),
}


async def _finish(call: Any) -> None:
    if isinstance(call, grpc.aio.StreamStreamCall):
        async for _ in call:
            pass
    else:
        await call


@pytest.mark.parametrize("method", CALLS)
async def test_every_call_needs_a_token(
    stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub", method: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each RPC is refused without a token of the file, by a typed error that shows none, and answered with one."""
    configure_logs("json")
    for metadata in ((), _show(STRANGE), _show(FIRST, "Basic"), _show(""), _show(FIRST + "0"), _show(FIRST[:-1])):
        call = CALLS[method](stub, metadata)
        with pytest.raises(grpc.aio.AioRpcError):
            await _finish(call)
        # Of the call, not of the error, which may be of a message that the client sent too late.
        code, details, trailing = await call.code(), await call.details(), await call.trailing_metadata()
        assert code is grpc.StatusCode.UNAUTHENTICATED
        status = rpc_status.from_call(grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailing, details))
        assert status is not None
        assert isinstance(error_from_status(status), UnauthenticatedError)
        assert "desk" not in f"{details} {trailing!r}"
    for metadata in (_show(FIRST), _show(SECOND, "bearer")):
        await _finish(CALLS[method](stub, metadata))
    logged = capfd.readouterr().err
    assert "desk" not in logged
    assert logged.count("UNAUTHENTICATED") == 6


async def test_health_and_reflection_need_none(channel: grpc.aio.Channel) -> None:
    """Probes and tools ask without a token."""
    health = health_pb2_grpc.HealthStub(channel)
    answer = await health.Check(health_pb2.HealthCheckRequest(), timeout=TIMEOUT_SECONDS)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING
    tools = reflection_pb2_grpc.ServerReflectionStub(channel)
    ask = iter([reflection_pb2.ServerReflectionRequest(list_services="")])
    assert [each async for each in tools.ServerReflectionInfo(ask, timeout=TIMEOUT_SECONDS)]


async def test_oversized_message_without_a_token_is_not_read(
    stub: "annotation_pb2_grpc.AnnotationServiceAsyncStub",
) -> None:
    """A caller that is not known hears so whatever it sends: nothing of its message is read."""
    request = pb.AnnotateArticleRequest(article=pb.Article(text="x" * (Settings().max_request_bytes + 1)))
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.AnnotateArticle(request, timeout=TIMEOUT_SECONDS)
    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_tokens_are_read_again_when_the_file_changes(token_file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A token that is added works at once, one that is removed no longer; a bad file leaves those in force."""
    configure_logs("json")
    tokens = Tokens(token_file)
    tokens.check(_show(FIRST))
    token_file.write_text(STRANGE)
    tokens.check(_show(STRANGE))
    with pytest.raises(UnauthenticatedError):
        tokens.check(_show(FIRST))
    token_file.write_text("short")
    tokens.check(_show(STRANGE))
    token_file.unlink()
    tokens.check(_show(STRANGE))
    logged = capfd.readouterr().err
    assert logged.count("tokens renewed") == 1
    assert logged.count("tokens kept") == 2
    assert "short" not in logged


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no token"),
        (b"# nobody\n\n", "holds no token"),
        (b"0123456789abcdef\ntoo-short\n", "line 2 must be a token"),
        (b"0123456789 abcdef\n", "line 1 must be a token"),
        ("0123456789abcdefé".encode(), "line 1 must be a token"),
    ],
    ids=["empty", "comments", "short", "space", "not-ascii"],
)
def test_bad_files_are_refused_without_quoting_them(tmp_path: Path, content: bytes, said: str) -> None:
    """A file without tokens, or with a line that is none, is named by the setting and the line's number."""
    path = tmp_path / "tokens"
    path.write_bytes(content)
    with pytest.raises(InvalidInputError, match=said) as caught:
        Tokens(path)
    assert "0123456789" not in str(caught.value)
    assert "too-short" not in str(caught.value)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there is named with its setting."""
    with pytest.raises(InvalidInputError, match=r"token_file: .*nowhere: No such file"):
        Tokens(tmp_path / "nowhere")


@pytest.mark.parametrize("value", [b"Bearer \xff\xfe", "Bearer \udc80" + "x" * 16], ids=["bytes", "surrogate"])
def test_odd_metadata_are_no_token(token_file: Path, value: str | bytes) -> None:
    """Whatever a caller puts there is compared, and refused."""
    with pytest.raises(UnauthenticatedError):
        Tokens(token_file).check((("authorization", value),))
