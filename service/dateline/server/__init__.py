"""The gRPC server: batching, admission, health and lifecycle around the annotator."""

from dateline.server.lifecycle import Server, create_server, serve

__all__ = ["Server", "create_server", "serve"]
