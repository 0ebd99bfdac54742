"""Files that do not change while the server runs: the page and the OpenAPI document."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.web.connect import takes_gzip
from dateline.web.request import Answer, Headers, Request, Route, json_answer

PAGE_FOLDER = Path(__file__).with_name("page")
"""The page's files."""
OPENAPI = Path(__file__).with_name("openapi.json")
"""The description of the calls, which tools/openapi.py makes of the contract."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8"}
"""Types that machines' own tables differ in."""
_MIN_PACKED_BYTES = 1400


@dataclass(frozen=True, slots=True)
class _File:
    """A file's content, as it is and packed, and its tag, which changes with the content."""

    headers: Headers
    content: bytes
    packed: bytes
    tag: str

    async def answer(self, request: Request) -> Answer:
        """Returns the file, or that the caller's copy of it is the present one."""
        headers = (*self.headers, ("etag", self.tag))
        if self.tag in map(str.strip, request.header("if-none-match").split(",")):
            return Answer(304, headers)
        if self.packed and takes_gzip(request):
            return Answer(200, (*headers, ("content-encoding", "gzip")), self.packed)
        return Answer(200, headers, self.content)


def page_routes(settings: Mapping[str, object], *, folder: Path = PAGE_FOLDER) -> dict[str, Route]:
    """Returns the page at `/`, its files below `/page/`, and `settings` for its script at `/page/settings.json`."""

    async def answer_settings(request: Request) -> Answer:
        del request
        return json_answer(200, settings, headers=(("cache-control", "no-store"),))

    headers = (("content-security-policy", _POLICY),)
    files = {
        path.relative_to(folder).as_posix(): _file(path, headers=headers)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    routes = {f"/page/{name}": Route(file.answer) for name, file in files.items()}
    return routes | {"/": Route(files["index.html"].answer), "/page/settings.json": Route(answer_settings)}


def openapi_routes() -> dict[str, Route]:
    """Returns the OpenAPI document at `/openapi.json`."""
    return {"/openapi.json": Route(_file(OPENAPI).answer)}


def _file(path: Path, *, headers: Headers = ()) -> _File:
    content = path.read_bytes()
    content_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if content_type in ("text/html", "text/css", "text/plain"):
        content_type += "; charset=utf-8"
    packed = gzip.compress(content, mtime=0) if len(content) >= _MIN_PACKED_BYTES else b""
    return _File(
        # Browsers keep the file, and ask each time whether it is still the present one.
        headers=(("content-type", content_type), ("cache-control", "no-cache"), ("vary", "accept-encoding"), *headers),
        content=content,
        packed=packed if len(packed) < len(content) else b"",
        # Weak, because it is the same for the packed content.
        tag=f'W/"{hashlib.sha256(content).hexdigest()[:32]}"',
    )
