"""The page's files and the OpenAPI document, and how browsers keep them."""

import gzip
from pathlib import Path

import pytest

from dateline.web.request import Answer, Request, Route
from dateline.web.static_files import openapi_routes, page_routes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    (folder / "map").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Łódź</title>")
    (folder / "map/world.js").write_text("export const world = 1;\n" * 200)
    (folder / "style.css").write_text("p {}")
    (folder / "land.json").write_text("{}")
    (folder / "mark.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


async def _get(route: Route, **headers: str) -> Answer:
    async def nothing() -> dict[str, object]:
        return {"type": "http.disconnect"}

    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return await route.answer(Request(method="GET", path="/", query="", headers=named, client="", receive=nothing))


async def test_each_file_has_its_path_and_type(folder: Path) -> None:
    """The page is at the root, its files below /page/, and nothing else is."""
    routes = page_routes({"version": "1"}, folder=folder)
    types = {path: dict((await _get(route)).headers)["content-type"] for path, route in routes.items()}
    assert types == {
        "/": "text/html; charset=utf-8",
        "/page/index.html": "text/html; charset=utf-8",
        "/page/map/world.js": "text/javascript; charset=utf-8",
        "/page/style.css": "text/css; charset=utf-8",
        "/page/land.json": "application/json",
        "/page/mark.svg": "image/svg+xml",
        "/page/settings.json": "application/json",
    }
    assert (await _get(routes["/"])).body == "<!doctype html><title>Łódź</title>".encode()


async def test_pages_may_run_only_their_own_scripts(folder: Path) -> None:
    """Every file of the page says so."""
    for path, route in page_routes({}, folder=folder).items():
        policy = dict((await _get(route)).headers).get("content-security-policy", "")
        assert path == "/page/settings.json" or "default-src 'none'; script-src 'self'" in policy


async def test_a_browser_keeps_what_has_not_changed(folder: Path) -> None:
    """It asks with the tag it has, and gets no content again until the file is another."""
    route = page_routes({}, folder=folder)["/"]
    first = await _get(route)
    tag = dict(first.headers)["etag"]
    assert dict(first.headers)["cache-control"] == "no-cache"
    again = await _get(route, if_none_match=f'"other", {tag}')
    assert (again.status, again.body) == (304, b"")
    (folder / "index.html").write_text("<!doctype html>")
    changed = await _get(page_routes({}, folder=folder)["/"], if_none_match=tag)
    assert (changed.status, changed.body) == (200, b"<!doctype html>")


async def test_large_files_are_packed_for_those_who_take_it(folder: Path) -> None:
    """Small ones are not."""
    routes = page_routes({}, folder=folder)
    packed = await _get(routes["/page/map/world.js"], accept_encoding="gzip")
    plain = await _get(routes["/page/map/world.js"])
    assert dict(packed.headers)["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in dict((await _get(routes["/"], accept_encoding="gzip")).headers)


async def test_the_document_is_there() -> None:
    """As JSON."""
    answer = await _get(openapi_routes()["/openapi.json"])
    assert dict(answer.headers)["content-type"] == "application/json"
    assert answer.body.startswith(b"{")
