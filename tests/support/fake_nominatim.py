"""A tiny Nominatim on a loopback port, with real HTTP and the answers of a table."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TIMEOUT_SECONDS = 20

HAVENFORD = {
    "place_id": 1,
    "osm_type": "node",
    "osm_id": 4711,
    "lat": "51.25",
    "lon": "71.5",
    "class": "place",
    "type": "village",
    "addresstype": "village",
    "name": "Havenford",
    "display_name": "Havenford, Akmola Region, Kazakhstan",
    "address": {"village": "Havenford", "country": "Kazakhstan", "country_code": "kz"},
}


@dataclass(frozen=True, slots=True)
class Request:
    line: str
    headers: tuple[tuple[str, str], ...]

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.line.split()[1]).query)


class FakeNominatim:
    """A server that knows Havenford; it answers with `status`, and while `gate` is clear not at all."""

    def __init__(self, places: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.places = {"Havenford": HAVENFORD} if places is None else dict(places)
        self.gate = threading.Event()
        self.gate.set()
        self.status = 200
        self.body: bytes | None = None
        self.requests: list[Request] = []
        self._arrived = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that make geopy's own Nominatim ask this server."""
        options = {
            "domain": f"127.0.0.1:{self._server.server_port}",
            "scheme": "http",
            "user_agent": "dateline tests",
            "proxies": {},
        }
        return {"fallback_geocoder": "nominatim", "fallback_geocoder_options": json.dumps(options)}

    @property
    def names(self) -> list[str]:
        return [request.query["q"][0] for request in self.requests]

    def wait_for(self, count: int) -> None:
        """Waits until `count` requests have come."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.requests) >= count, TIMEOUT_SECONDS)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                request = Request(self.requestline, tuple(self.headers.items()))
                with fake._arrived:
                    fake.requests.append(request)
                    fake._arrived.notify_all()
                fake.gate.wait(TIMEOUT_SECONDS)
                place = fake.places.get(request.query.get("q", [""])[0])
                body = fake.body or json.dumps([place] if place else []).encode()
                try:
                    self.send_response(fake.status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        return Handler
