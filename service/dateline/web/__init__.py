"""JSON over HTTP and the page: the service's unary calls in the form of the Connect protocol (connectrpc.com).

The calls run through the same handlers, interceptor included, as gRPC's. Nothing here knows the server: it hands over
the handlers, its health and its certificates. uvicorn reads and writes HTTP/1.1.
"""

from dateline.web.app import App
from dateline.web.calls import UnaryCalls
from dateline.web.files import Behaviour, FileCalls, export_formats
from dateline.web.guard import Guard
from dateline.web.health import health_routes
from dateline.web.listener import HttpListener
from dateline.web.request import Route
from dateline.web.static_files import openapi_routes, page_routes

__all__ = [
    "App",
    "Behaviour",
    "FileCalls",
    "Guard",
    "HttpListener",
    "Route",
    "UnaryCalls",
    "export_formats",
    "health_routes",
    "openapi_routes",
    "page_routes",
]
