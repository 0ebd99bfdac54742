"""The gRPC server: batching, admission, health and lifecycle around the annotator."""

import os

# gRPC logs what peers send, line breaks included, so that any peer could write lines into our log. It reads the
# variable when it is imported.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

from dateline.server.lifecycle import Server, create_server
from dateline.server.process import serve

__all__ = ["Server", "create_server", "serve"]
