"""What the page does with files: any that can be read becomes articles, and an answer becomes a file."""

import asyncio
import gzip
import json
import threading
from pathlib import Path

import pytest

from dateline.errors import QueueFullError
from dateline.server import Server, create_server
from dateline.server.scheduling.workers import Workers
from dateline.settings import Settings
from dateline.values import Limits
from dateline.web import export_formats
from dateline.web.files import FileCalls
from support.fake_annotator import FakeAnnotator
from support.http_calls import HttpAnswer, article, call, fetch, send_file

PAGE = b"""<html><head><title>Rain over Astana</title></head><body><article><h1>Rain over Astana</h1>
<p>The talks in Astana resumed on Tuesday, after heavy rain had closed the airport for a day.</p>
</article></body></html>"""
TOKEN = "first-desk-0123456789"  # noqa: S105  # of these tests alone


async def export(server: Server, export_format: str, content: object) -> HttpAnswer:
    headers = {"content-type": "application/json"}
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return await fetch(server, f"/exports/{export_format}", method="POST", data=data, headers=headers)


@pytest.mark.parametrize("content", [PAGE, gzip.compress(PAGE)])
async def test_a_page_of_html_becomes_an_article(server: Server, content: bytes) -> None:
    """The format is told from the content, and the article comes as the contract has it."""
    answer = await send_file(server, content, "astana.html")
    assert answer.status == 200
    (read_article,) = answer.json["articles"]
    assert read_article["title"] == "Rain over Astana"
    assert read_article["text"].startswith("The talks in Astana resumed")
    assert answer.json["failures"] == []


async def test_a_file_of_many_articles(server: Server) -> None:
    """Each has its own answer: an article, or why it is none; what is beyond a batch is not read, which is told."""
    lines = [{"id": str(number), "text": f"Rain in Oslo, {number}."} for number in range(200)]
    lines[1] = {"id": "1"}
    lines[2] = {"id": "2", "text": "Oslo", "title": "x" * 3000}
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    answer = await send_file(server, content, "feed.jsonl")
    assert [each["id"] for each in answer.json["articles"]] == ["0", *map(str, range(3, 130))]
    first, second, last = answer.json["failures"]
    assert (first["where"], second["where"]) == ("feed.jsonl:2", "feed.jsonl:3")
    assert "title" in second["message"]
    assert last["message"] == "has more articles, which were not read"


async def test_what_is_no_article_is_told(server: Server) -> None:
    """A file that cannot be read is no error of the call, but of the file."""
    answer = await send_file(server, b"%PDF-1.7 ...", "paper.pdf")
    assert answer.status == 200
    assert answer.json["articles"] == []
    assert "PDF" in answer.json["failures"][0]["message"]


@pytest.mark.parametrize("export_format", export_formats())
async def test_an_answer_becomes_a_file(server: Server, export_format: str) -> None:
    """Every format that the page offers is written, from an answer in units of UTF-16."""
    request = article("𐌰 Talks in Oslo") | {"options": {"offset_encoding": "OFFSET_ENCODING_UTF16"}}
    annotation = (await call(server, "AnnotateArticle", request)).json["annotation"]
    answer = await export(server, export_format, {"article": request["article"], "annotation": annotation})
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert b"Oslo" in answer.body or export_format.endswith("parquet")
    settings = await fetch(server, "/page/settings.json")
    assert export_format in settings.json["export_formats"]


async def test_a_file_has_code_points(server: Server) -> None:
    """Offsets in files count code points, whatever the answer counted."""
    request = article("𐌰 Talks in Oslo") | {"options": {"offset_encoding": "OFFSET_ENCODING_UTF16"}}
    annotation = (await call(server, "AnnotateArticle", request)).json["annotation"]
    answer = await export(server, "jsonl", {"article": request["article"], "annotation": annotation})
    written = json.loads(answer.body)
    assert written["offset_encoding"] == "OFFSET_ENCODING_UTF32"
    assert written["article"]["text"] == "𐌰 Talks in Oslo"
    spans = [mention["span"] for entity in written["entities"] for mention in entity["mentions"]]
    assert (spans[-1]["start_offset"], spans[-1]["content"]) == (11, "Oslo")


MENTION = {"span": {"start_offset": 0, "end_offset": 9, "part": "ARTICLE_PART_TEXT"}}
BROKEN = {
    "entities": [{"type": "ENTITY_TYPE_PLACE", "mentions": [MENTION]}],
    "offset_encoding": "OFFSET_ENCODING_UTF16",
}


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"[]", "request"),
        (b"{", "request"),
        ({"article": {"text": "Oslo"}}, "annotation"),
        ({"article": {"text": "Oslo"}, "annotation": {"entities": 3}}, "annotation.entities"),
        ({"article": {"text": "Oslo"}, "annotation": BROKEN}, "annotation"),
        ({"article": {"text": 3}, "annotation": {}}, "article.text"),
        ({"article": {"text": "x", "title": "y" * 3000}, "annotation": {}}, "article.title"),
    ],
)
async def test_an_answer_that_does_not_fit_is_refused(server: Server, content: object, field: str) -> None:
    """An export is made of what the caller sends, and the error names what is wrong with it."""
    answer = await export(server, "csv", content)
    assert (answer.status, answer.json["code"], answer.fields) == (400, "invalid_argument", [field])


async def test_how_files_must_come(server: Server) -> None:
    """Types that forms of other sites can send are refused, and so are names and contents that are too long."""
    for path in ("/documents", "/exports/csv"):
        answer = await fetch(server, path, method="POST", data=b"x", headers={"content-type": "text/plain"})
        assert (answer.status, answer.fields) == (415, ["content-type"])
    assert (await send_file(server, b"x", "n" * 600)).fields == ["name"]
    assert (await send_file(server, b"x" * (8 << 20) + b"y")).status == 413
    assert (await fetch(server, "/exports/doc", method="POST")).status == 404
    assert (await fetch(server, "/documents")).status == 405
    assert (await send_file(server, b"x", origin="https://evil.example.com")).status == 403


async def test_files_need_a_token_and_are_counted(annotator: FakeAnnotator, tmp_path: Path) -> None:
    """They are calls as all others are."""
    tokens = tmp_path / "tokens"
    tokens.write_text(TOKEN, encoding="ascii")
    async with create_server(annotator, settings=Settings(port=0, http_port=0, token_file=tokens)) as server:
        assert (await send_file(server, b"Rain in Oslo.", "note.txt")).status == 401
        answer = await send_file(server, b"Rain in Oslo.", "note.txt", authorization=f"Bearer {TOKEN}")
        assert answer.json["articles"][0]["text"] == "Rain in Oslo."
        for code in ("OK", "UNAUTHENTICATED"):
            labels = {"method": "ReadDocument", "code": code}
            assert server.metrics.registry.get_sample_value("dateline_requests_total", labels) == 1


@pytest.mark.parametrize("changes", [{"page": False}])
async def test_without_the_page_there_are_no_files(server: Server) -> None:
    """They are the page's."""
    assert (await send_file(server, b"x")).status == 404


@pytest.mark.parametrize("changes", [{"default_deadline_seconds": 1e-9}])
async def test_a_file_that_takes_too_long(server: Server) -> None:
    """The caller is told when the file is not done in time."""
    answer = await export(server, "csv", {"article": {"text": "x"}, "annotation": {}})
    assert answer.json["code"] == "deadline_exceeded"


async def test_a_file_is_bounded_when_it_is_unpacked(server: Server) -> None:
    """A small file that unpacks to a large one is refused, and a page at fewer bytes than a text."""
    for content, bound in ((b"Rain. " * (2 << 20), "8 MiB"), (b"<p>Rain</p>" * (1 << 18), "2 MiB")):
        answer = await send_file(server, gzip.compress(content), "a.gz")
        assert answer.json["articles"] == []
        assert bound in answer.json["failures"][0]["message"]


async def test_work_counts_until_it_is_done() -> None:
    """A caller who has gone makes no room for others while the thread works on; work that was not begun is dropped."""
    thread = Workers(1, name="files")
    calls = FileCalls(thread.submit, limits=Limits.of(Settings()), deadline_seconds=60)
    is_begun, is_free = threading.Event(), threading.Event()

    def work() -> bool:
        is_begun.set()
        return is_free.wait(60)

    gone = asyncio.create_task(calls._work(work))
    await asyncio.to_thread(is_begun.wait, 60)
    gone.cancel()
    waiting = [asyncio.create_task(calls._work(work)) for _ in range(7)]
    await asyncio.sleep(0)
    with pytest.raises(QueueFullError):
        await calls._work(work)
    waiting.pop().cancel()
    await asyncio.sleep(0)
    waiting.append(asyncio.create_task(calls._work(work)))
    is_free.set()
    assert await asyncio.gather(*waiting) == [True] * 7
    assert await calls._work(work)
    thread.close()
