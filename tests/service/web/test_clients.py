"""Clients that others made call the server: curl, and buf with the contract's files."""

import asyncio
import json
import shutil
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from dateline.server import Server, create_server
from support.authority import Authority
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator
from support.http_calls import SERVICE, article
from support.paths import ROOT

BUF = Path(sys.executable).with_name("buf")
REQUEST = json.dumps(article())


async def _run(*command: object) -> tuple[int | None, bytes, bytes]:
    """The exit code, output and errors of a command."""
    process = await asyncio.create_subprocess_exec(*map(str, command), stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(3 * TIMEOUT_SECONDS):
        output, errors = await process.communicate()
    return process.returncode, output, errors


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
async def test_curl_gets_an_annotation(server: Server, tmp_path: Path) -> None:
    """With one line of JSON; a bad one is an exit code with --fail-with-body, and says why."""
    url = f"http://127.0.0.1:{server.http_port}/{SERVICE}/AnnotateArticle"
    options = ("--silent", "--header", "Content-Type: application/json")
    code, output, _ = await _run("curl", *options, "--compressed", "--data", REQUEST, url)
    assert code == 0
    assert json.loads(output)["annotation"]["entities"][1]["name"] == "Astana"
    code, output, _ = await _run("curl", *options, "--fail-with-body", "--data", "{}", url)
    assert (code, json.loads(output)["message"]) == (22, "article: is required")
    # curl asks before it sends a megabyte.
    (tmp_path / "large").write_text(json.dumps(article("x" * (2 << 20))))
    code, output, _ = await _run("curl", *options, "--data-binary", f"@{tmp_path / 'large'}", url)
    assert json.loads(output)["message"].startswith("article.text: ")


async def _buf(
    server: Server, method: str, data: str, *options: object, scheme: str = "http"
) -> tuple[int | None, bytes, bytes]:
    url = f"{scheme}://127.0.0.1:{server.http_port}/{SERVICE}/{method}"
    known = ("--protocol", "connect", "--schema", ROOT / "proto")
    return await _run(BUF, "curl", *known, *options, "--data", data, url)


@pytest.mark.slow
async def test_buf_reads_the_answers(server: Server) -> None:
    """buf, which is of the protocol's makers, gets the annotation, and errors with their details."""
    code, output, _ = await _buf(server, "AnnotateArticle", REQUEST)
    assert code == 0
    assert json.loads(output)["annotation"]["entities"][1]["resolution"]["place"]["placeId"] == "fake:Astana"
    code, _, errors = await _buf(server, "AnnotateArticle", '{"article": {}}')
    failure = json.loads(errors)
    assert (code, failure["code"]) == (8 * 3, "invalid_argument")
    assert [detail["type"] for detail in failure["details"]] == ["google.rpc.ErrorInfo", "google.rpc.BadRequest"]


@pytest.mark.slow
async def test_buf_calls_over_tls_with_a_token(tmp_path: Path) -> None:
    """With the authority's certificate, and the token in a header."""
    authority, token = Authority(tmp_path), "sesame-sesame-sesame"
    (tmp_path / "tokens").write_text(token)
    settings = authority.settings(http_port=0, token_file=tmp_path / "tokens")
    async with create_server(FakeAnnotator(), settings=settings) as server:
        trust = ("--cacert", authority.root)
        code, output, _ = await _buf(
            server, "GetServerInfo", "{}", *trust, "--header", f"authorization: Bearer {token}", scheme="https"
        )
        assert (code, json.loads(output)["apiVersion"]) == (0, "v1")
        code, _, errors = await _buf(server, "GetServerInfo", "{}", *trust, scheme="https")
        assert (code, json.loads(errors)["code"]) == (8 * 16, "unauthenticated")
