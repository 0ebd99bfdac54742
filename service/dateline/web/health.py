"""Health for probes that speak HTTP: whether the process is alive, and whether it is ready."""

from collections.abc import Callable

from dateline.web.request import Answer, Request, Route, json_answer

_HEADERS = (("cache-control", "no-store"),)


def health_routes(*, is_alive: Callable[[], bool], is_ready: Callable[[], bool]) -> dict[str, Route]:
    """Returns `/healthz` and `/readyz`, which answer 200 or 503; probes call by address, so any name is answered."""
    return {"/healthz": _route(is_alive), "/readyz": _route(is_ready)}


def _route(is_serving: Callable[[], bool]) -> Route:
    async def answer(request: Request) -> Answer:
        del request
        is_well = is_serving()
        # The words are those of gRPC's health service.
        status = "SERVING" if is_well else "NOT_SERVING"
        return json_answer(200 if is_well else 503, {"status": status}, headers=_HEADERS)

    return Route(answer, is_open=True)
