import asyncio
from collections import deque
from concurrent import futures
from threading import Event
from typing import TYPE_CHECKING

import grpc
import pytest
from grpc_status import rpc_status

from dateline.client import AsyncClient, Client
from dateline.convert import error_to_status
from dateline.errors import ServiceUnavailableError
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.tiny_world import build_tiny_gazetteer, running_server

if TYPE_CHECKING:
    from google.rpc import status_pb2


class SyncAsker:
    """Calls the blocking client."""

    def __init__(self, target, **options):
        self._target, self._options = target, options

    def __getattr__(self, method):
        def ask(*args, **kwargs):
            with Client(self._target, **self._options) as client:
                answer = getattr(client, method)(*args, **kwargs)
                return list(answer) if method == "annotate_stream" else answer

        return ask


class AsyncAsker:
    """Calls the asynchronous client."""

    def __init__(self, target, **options):
        self._target, self._options = target, options

    def __getattr__(self, method):
        async def ask(*args, **kwargs):
            async with AsyncClient(self._target, **self._options) as client:
                if method == "annotate_stream":
                    return [each async for each in client.annotate_stream(*args, **kwargs)]
                return await getattr(client, method)(*args, **kwargs)

        return lambda *args, **kwargs: asyncio.run(ask(*args, **kwargs))


@pytest.fixture(params=[SyncAsker, AsyncAsker], ids=["sync", "async"])
def asker(request):
    """Either client behind one face: `asker(target).annotate(...)`."""
    return request.param


@pytest.fixture(scope="session")
def tiny_gazetteer(tmp_path_factory):
    return build_tiny_gazetteer(tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite")


@pytest.fixture(scope="session")
def live(tiny_gazetteer):
    """Target of the real server."""
    with running_server(tiny_gazetteer, max_article_chars=5_000) as target:
        yield target


class Script(annotation_pb2_grpc.AnnotationServiceServicer):
    """A server that does as it is told."""

    def __init__(self):
        self.target = ""
        self.statuses: deque[status_pb2.Status] = deque()
        """What the next calls fail with."""
        self.untaken: deque[str] = deque()
        """Methods whose next calls, in this order, end as those that a server had not taken when it stopped."""
        self.answers_before_break: deque[int] = deque()
        """How many articles the next streams answer before they break."""
        self.hold = Event()
        self.hold.set()
        self.requests = []
        self.missing = 0
        """How many results the answers to batches and queries lack."""

    def AnnotateArticle(self, request, context):  # noqa: N802 - gRPC's name
        self.requests.append(request)
        self.hold.wait(10)
        self._take("AnnotateArticle", context)
        if self.statuses:
            context.abort_with_status(rpc_status.to_status(self.statuses.popleft()))
        return pb.AnnotateArticleResponse(annotation=_annotation(request.article))

    def GetServerInfo(self, request, context):  # noqa: N802 - gRPC's name
        self._take("GetServerInfo", context)
        super().GetServerInfo(request, context)

    def _take(self, method, context):
        if self.untaken and self.untaken[0] == method:
            self.untaken.popleft()
            context.abort(grpc.StatusCode.CANCELLED, "CANCELLED")

    def BatchAnnotateArticles(self, request, context):  # noqa: N802 - gRPC's name
        del context
        self.requests.append(request)
        return pb.BatchAnnotateArticlesResponse(
            results=[
                pb.ArticleResult(annotation=_annotation(article))
                for article in request.articles[: len(request.articles) - self.missing]
            ]
        )

    def ResolvePlaces(self, request, context):  # noqa: N802 - gRPC's name
        del context
        queries = request.queries[: len(request.queries) - self.missing]
        return pb.ResolvePlacesResponse(answers=[pb.PlaceAnswer(query=query) for query in queries])

    def StreamAnnotateArticles(self, request_iterator, context):  # noqa: N802 - gRPC's name
        self._take("StreamAnnotateArticles", context)
        left = self.answers_before_break.popleft() if self.answers_before_break else None
        for request in request_iterator:
            self.requests.append(request)
            self.hold.wait(10)
            if left == 0:
                status = error_to_status(ServiceUnavailableError("gone"))
                context.abort_with_status(rpc_status.to_status(status))
            left = None if left is None else left - 1
            yield pb.StreamAnnotateArticlesResponse(
                article_id=request.article.id, result=pb.ArticleResult(annotation=_annotation(request.article))
            )


def _annotation(article):
    return pb.Annotation(article_id=article.id, offset_encoding=pb.OFFSET_ENCODING_UTF32)


@pytest.fixture
def script():
    """A scripted server and its target."""
    servicer = Script()
    server = grpc.server(futures.ThreadPoolExecutor(4))
    annotation_pb2_grpc.add_AnnotationServiceServicer_to_server(servicer, server)
    servicer.target = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield servicer
    servicer.hold.set()
    server.stop(None).wait()
