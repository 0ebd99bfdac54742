"""Who may call: the names of the server, and the pages that it or its operator trusts."""

import pytest

from dateline.web.guard import Guard
from dateline.web.request import Headers, RefusedError, Request

OURS, PARTNER = "http://127.0.0.1:8080", "https://desk.example.org"


async def _nothing() -> dict[str, object]:
    return {"type": "http.disconnect"}


def _request(method: str = "POST", **headers: str) -> Request:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Request(method=method, path="/", query="", headers=named, client="127.0.0.1:1", receive=_nothing)


def _is_let_in(guard: Guard, **headers: str) -> bool:
    try:
        guard.check(_request(**headers))
    except RefusedError:
        return False
    return True


@pytest.mark.parametrize(
    ("bound", "host", "is_let_in"),
    [
        ("127.0.0.1", "127.0.0.1:8080", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "localhost:8080", True),
        ("127.0.0.1", "LOCALHOST.:8080", True),
        ("127.0.0.1", "[::1]:8080", True),
        ("127.0.0.1", "[::1]", True),
        ("127.0.0.1", "rebound.example.com", False),
        ("127.0.0.1", "rebound.example.com:8080", False),
        ("127.0.0.1", "localhost.example.com", False),
        ("127.0.0.1", "127.0.0.1.example.com:8080", False),
        ("127.0.0.1", "evil@localhost", False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", ":8080", False),
        ("192.0.2.7", "192.0.2.7:80", True),
        ("192.0.2.7", "192.0.2.8:80", False),
        ("2001:db8::7", "[2001:db8::7]:80", True),
        ("desk.example.org", "Desk.Example.org", True),
        ("0.0.0.0", "0.0.0.0", False),  # noqa: S104  # an address to listen on, not a name
        ("0.0.0.0", "192.0.2.7", False),  # noqa: S104  # same
        ("0.0.0.0", "localhost", True),  # noqa: S104  # same
        ("::", "[::]", False),
    ],
)
def test_only_known_names_are_answered(bound: str, host: str, is_let_in: bool) -> None:  # noqa: FBT001  # a column
    """Those of loopback and of the address that is listened on, at any port; no other that leads there."""
    assert _is_let_in(Guard(bound_host=bound), host=host) is is_let_in


def test_the_refusal_quotes_nothing() -> None:
    """It says what the operator can do."""
    for headers in ({"host": "rebound.example.com"}, {"host": "localhost", "origin": "https://evil.example.com"}):
        with pytest.raises(RefusedError, match="operator can set http_allowed") as caught:
            Guard(bound_host="127.0.0.1").check(_request(**headers))
        assert (caught.value.status, caught.value.error.code) == (403, "PERMISSION_DENIED")
        assert "example.com" not in str(caught.value)


def test_names_can_be_added() -> None:
    """By the operator: some, or all."""
    assert _is_let_in(Guard(bound_host="0.0.0.0", allowed_hosts=["dateline.svc"]), host="dateline.svc:80")  # noqa: S104  # same
    assert not _is_let_in(Guard(bound_host="0.0.0.0", allowed_hosts=["dateline.svc"]), host="other.svc")  # noqa: S104  # same
    assert _is_let_in(Guard(bound_host="0.0.0.0", allowed_hosts=["*"]), host="other.svc")  # noqa: S104  # same


@pytest.mark.parametrize(
    ("headers", "is_let_in"),
    [
        ({}, True),
        ({"origin": OURS}, True),
        ({"origin": "https://127.0.0.1:8080"}, True),
        ({"origin": PARTNER}, True),
        ({"origin": "https://DESK.example.org"}, True),
        ({"origin": "http://desk.example.org"}, False),
        ({"origin": "https://evil.example.com"}, False),
        ({"origin": "http://127.0.0.1:9999"}, False),
        ({"origin": "http://localhost:8080"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://[127.0.0.1:8080"}, False),
        ({"origin": "127.0.0.1:8080"}, False),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}, True),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "cross-site", "origin": PARTNER}, True),
    ],
)
def test_only_trusted_pages_may_call(headers: dict[str, str], is_let_in: bool) -> None:  # noqa: FBT001  # a column
    """Requests of no page, of the server's own, and of those that the operator names; links may lead to the page."""
    guard = Guard(bound_host="127.0.0.1", allowed_origins=[PARTNER])
    assert _is_let_in(guard, host="127.0.0.1:8080", **headers) is is_let_in


def test_allowed_pages_may_read_the_answer() -> None:
    """They are told so by name; our own page needs no word, and no page hears of others."""
    guard = Guard(bound_host="127.0.0.1", allowed_origins=[PARTNER])
    granted = dict(guard.check(_request(host="localhost", origin=PARTNER)))
    assert (granted["access-control-allow-origin"], granted["vary"]) == (PARTNER, "origin")
    assert "x-request-id" in granted["access-control-expose-headers"]
    assert guard.check(_request(host="127.0.0.1:8080", origin=OURS)) == ()


def test_a_browsers_question_is_answered() -> None:
    """What a page may send: the methods of the route, and the headers of the protocol."""
    guard = Guard(bound_host="127.0.0.1", allowed_origins=[PARTNER])
    question = _request("OPTIONS", host="localhost", origin=PARTNER, access_control_request_method="POST")
    answer: Headers | None = guard.preflight(question, methods=("GET", "POST"))
    assert answer is not None
    assert dict(answer)["access-control-allow-methods"] == "GET, POST"
    assert {"authorization", "content-type", "connect-timeout-ms"} <= set(
        dict(answer)["access-control-allow-headers"].split(", ")
    )
    assert guard.preflight(_request("OPTIONS", host="localhost", origin=PARTNER), methods=()) is None
    assert guard.preflight(_request(host="localhost", access_control_request_method="POST"), methods=()) is None
