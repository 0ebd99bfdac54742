"""The second opinion through the real server, over a real socket."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import grpc.aio
import pytest
from fake_nominatim import FakeNominatim
from server.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator
from tiny_world import TinyRecognizer, build_tiny_gazetteer

from dateline.annotator import Annotator
from dateline.server import create_server, serve
from dateline.settings import Settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc

Stub: TypeAlias = "annotation_pb2_grpc.AnnotationServiceAsyncStub"
TEXT = "Talks in Havenford"


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_gazetteer(tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite")


@pytest.fixture
def nominatim() -> Iterator[FakeNominatim]:
    with FakeNominatim() as fake:
        yield fake


@pytest.fixture
async def asking(nominatim: FakeNominatim, gazetteer: Path, tmp_path: Path) -> AsyncIterator[Stub]:
    settings = Settings(
        port=0,
        gazetteer=gazetteer,
        **nominatim.settings,
        second_opinion_cache=tmp_path / "cache.sqlite",
        second_opinion_delay_seconds=0,
    )
    core = Annotator(settings, recognizer=TinyRecognizer())
    async with (
        create_server(core, settings=settings) as server,
        grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel,
    ):
        yield annotation_pb2_grpc.AnnotationServiceStub(channel)
        nominatim.gate.set()


def _request(text: str = TEXT, name: str = "Havenford") -> pb.AnnotateArticleRequest:
    start = text.index(name)
    mention = pb.GivenMention(start_offset=start, end_offset=start + len(name), type=pb.ENTITY_TYPE_PLACE)
    return pb.AnnotateArticleRequest(article=pb.Article(text=text, mentions=pb.GivenMentions(mentions=[mention])))


async def _annotate(stub: Stub, request: pb.AnnotateArticleRequest | None = None, **call: Any) -> pb.Annotation:
    answer = await stub.AnnotateArticle(request or _request(), **{"timeout": TIMEOUT_SECONDS} | call)
    return answer.annotation


async def test_a_place_outside_the_gazetteer_is_resolved(asking: Stub, nominatim: FakeNominatim) -> None:
    """The contract tells where the place is from, and the second call makes no request."""
    for _ in range(2):
        annotation = await _annotate(asking)
        resolution = annotation.entities[0].resolution
        assert (resolution.place.place_id, resolution.place.source) == ("osm:node/4711", "nominatim")
        assert resolution.evidence[0].kind == pb.EVIDENCE_KIND_SECOND_OPINION
        assert not annotation.warnings
    assert nominatim.names == ["Havenford"]


async def test_with_the_geocoder_down_the_annotation_has_a_warning(asking: Stub, nominatim: FakeNominatim) -> None:
    """The article is answered all the same."""
    nominatim.status = 502
    annotation = await _annotate(asking)
    assert not annotation.entities[0].HasField("resolution")
    assert [each.reason for each in annotation.warnings] == [pb.WARNING_REASON_SECOND_OPINION_UNAVAILABLE]


async def test_a_geocoder_that_hangs_holds_up_no_other_article(asking: Stub, nominatim: FakeNominatim) -> None:
    """While one article waits for it, one that needs nothing of it is annotated."""
    nominatim.gate.clear()
    waiting = asyncio.create_task(_annotate(asking))
    await asyncio.to_thread(nominatim.wait_for, 1)
    other = await _annotate(asking, _request("Talks in Astana", "Astana"))
    assert other.entities[0].resolution.place.place_id == "geonames:1526273"
    assert not waiting.done()
    nominatim.gate.set()
    assert (await waiting).entities[0].resolution.place.name == "Havenford"


async def test_a_deadline_is_kept_without_the_second_opinion(asking: Stub, nominatim: FakeNominatim) -> None:
    """Half of the time left is spent on waiting, so that the answer arrives, with its warning."""
    nominatim.gate.clear()
    annotation = await _annotate(asking, timeout=2)
    assert [each.reason for each in annotation.warnings] == [pb.WARNING_REASON_SECOND_OPINION_UNAVAILABLE]


async def test_a_server_that_stops_lets_go_of_its_annotator(annotator: FakeAnnotator) -> None:
    """Connections and threads of the second opinion end with the server."""
    async with create_server(annotator, settings=Settings(port=0)):
        assert not annotator.is_closed
    assert annotator.is_closed


def test_a_geocoder_that_geopy_lacks_is_a_wrong_setting(gazetteer: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`serve` ends with the code of usage and names the setting."""
    settings = Settings(port=0, gazetteer=gazetteer, second_opinion="oracle")
    assert serve(settings, core=Annotator(settings, recognizer=TinyRecognizer())) == 2
    assert "second_opinion: geopy has only these" in capfd.readouterr().err
