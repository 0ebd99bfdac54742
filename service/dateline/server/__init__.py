"""The gRPC server: batching, admission, health and lifecycle around the annotator."""

import os

# gRPC logs what peers send, line breaks and all: anyone could write lines into our log. It reads this when imported.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

from dateline.server.lifecycle import Server, create_server, serve

__all__ = ["Server", "create_server", "serve"]
