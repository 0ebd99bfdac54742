#!/usr/bin/env bash
# protobuf 6.33.6: one failed article of a batch makes the whole answer unreadable as JSON, or not, by what was imported.
#
# One would guess: a google.rpc.Status whose details are of an unknown type is read with its details left alone, as in
#   binary; at least `ignore_unknown_fields=True`, made for answers of newer servers, lets it pass.
# What happens: JSON holds the details taken apart, so their type must be known, and it is known once some module has
#   imported it. Without `google.rpc.error_details_pb2` the answer is refused as a whole, good articles included, with
#   and without the flag; after an import that has nothing to do with the call the same bytes are read.
# Why it matters: a client that keeps answers as JSON reads every batch until an article fails, and in tests whatever
#   imports the types first hides it. Clients of JSON must be told the types (for JavaScript, a registry); the caller of
#   `Parse` must import them.
# Seen on 2026-11-29 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
protobuf 6.33.6
binary: read, code 3
JSON: refused, can not find message descriptor by type_url
JSON, unknown fields ignored: refused, can not find message descriptor by type_url
JSON after an import: read, code 3
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check protobuf==6.33.6 googleapis-common-protos==1.76.0

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

from google.protobuf.any_pb2 import Any
from google.protobuf.json_format import Parse, ParseError
from google.rpc.status_pb2 import Status

KIND = "type.googleapis.com/google.rpc.ErrorInfo"
TEXT = f"""{{"code": 3, "message": "articles[7].text: must not be empty",
    "details": [{{"@type": "{KIND}", "reason": "INVALID_INPUT", "domain": "newsroom.example"}}]}}"""


def read(name, **options):
    try:
        print(f"{name}: read, code {Parse(TEXT, Status(), **options).code}")
    except ParseError as error:
        reason = str(error).partition(": ")[2].partition(":")[0]
        print(f"{name}: refused, {reason[0].lower()}{reason[1:]}")


print(f"protobuf {version('protobuf')}")
# ErrorInfo's field 1 is the reason, field 2 the domain.
packed = Any(type_url=KIND, value=b"\x0a\x0dINVALID_INPUT\x12\x10newsroom.example")
sent = Status(code=3, details=[packed]).SerializeToString()
print(f"binary: read, code {Status.FromString(sent).code}")
read("JSON")
read("JSON, unknown fields ignored", ignore_unknown_fields=True)
import google.rpc.error_details_pb2  # noqa: E402, F401

read("JSON after an import")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-29" >&2; exit 1; }
