"""The check of `Host` and `Origin`, against pages that reach a server which only this machine or network can reach.

A page of anybody's site may send requests to 127.0.0.1, and may give a name of its own that address ("DNS rebinding").
So only known names are answered, and only requests of pages that the server itself served, or that are allowed.
"""

import ipaddress
from collections.abc import Iterable

from dateline.errors import AccessDeniedError
from dateline.web.request import Headers, RefusedError, Request

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
_ANY = "*"
_CALLERS_HEADERS = (
    "authorization, connect-protocol-version, connect-timeout-ms, content-encoding, content-type, traceparent, "
    "tracestate, x-request-id"
)
_PREFLIGHT_SECONDS = 7200
_FOREIGN_SITES = ("cross-site", "same-site")


class Guard:
    """The names under which the server answers, beside those of loopback, and the origins whose pages may call it.

    `bound_host` is the address that it listens on. The name "*" allows every name.
    """

    def __init__(
        self, *, bound_host: str, allowed_hosts: Iterable[str] = (), allowed_origins: Iterable[str] = ()
    ) -> None:
        names = (*_LOOPBACK_NAMES, *_own_name(bound_host), *allowed_hosts)
        self._names = frozenset(name.lower() for name in names)
        self._origins = frozenset(origin.lower() for origin in allowed_origins)

    def check(self, request: Request) -> Headers:
        """Returns the headers that let the page which sent the request read the answer, if it is another's.

        Raises RefusedError where the name or the origin is not allowed.
        """
        host = request.header("host").lower()
        if _ANY not in self._names and _name_of(host) not in self._names:
            raise RefusedError(
                403, AccessDeniedError("host: the server is not called so; its operator can set http_allowed_hosts")
            )
        origin = request.header("origin").lower()
        if origin in self._origins:
            return (
                ("access-control-allow-origin", request.header("origin")),
                ("access-control-expose-headers", "retry-after, x-request-id"),
                ("vary", "origin"),
            )
        # The scheme is not compared: a proxy may speak TLS in front of the server.
        is_own = not origin or (host != "" and origin.partition("://")[2] == host)
        # Images and the like are fetched without an origin, but browsers say from where; a link may lead here.
        is_foreign = (
            not origin
            and request.header("sec-fetch-site") in _FOREIGN_SITES
            and request.header("sec-fetch-mode") != "navigate"
        )
        if not is_own or is_foreign:
            raise RefusedError(
                403,
                AccessDeniedError(
                    "origin: pages of other sites may not call; the operator can set http_allowed_origins"
                ),
            )
        return ()

    def preflight(self, request: Request, *, methods: Iterable[str]) -> Headers | None:
        """Returns the headers that answer a browser's question whether a page may call; None for another request."""
        if request.method != "OPTIONS" or not request.header("access-control-request-method"):
            return None
        return (
            ("access-control-allow-methods", ", ".join(methods)),
            ("access-control-allow-headers", _CALLERS_HEADERS),
            ("access-control-max-age", str(_PREFLIGHT_SECONDS)),
        )


def _own_name(host: str) -> tuple[str, ...]:
    """Returns the name of the address that is listened on; none where that is every address."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return (host,)
    if address.is_unspecified:
        return ()
    return (f"[{host}]" if address.version == 6 else host,)


def _name_of(host: str) -> str:
    """Returns the `Host` header without its port."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).removesuffix(".")
