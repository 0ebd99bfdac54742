#!/usr/bin/env bash
# protobuf 6.33.6: an empty list, and an empty string, are read as a message; a list of one, or a letter, is refused.
#
# One would guess: where the JSON of a message is to be an object, as proto3's JSON has it, anything else is an error.
# What happens: `json_format.Parse` goes through whatever it is given as if it were the object's names. Of an empty list
#   or string there are none, so that they are messages without fields, and a field that is given so is even set.
# Why it matters: a feed without articles, `[]`, or a form's empty field passes for a request with all defaults, and a
#   required part that is given as `""` is there. Services must look themselves whether they were sent an object.
# Seen on 2026-11-29 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
protobuf 6.33.6
{}: read
[]: read
"": read
null: refused
0: refused
[{}]: refused
"x": refused
{"options": []}: read, options set
{"options": ""}: read, options set
{"options": {}}: read, options set
{"options": 0}: refused
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check protobuf==6.33.6

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

from google.protobuf.descriptor_pb2 import DescriptorProto
from google.protobuf.json_format import Parse, ParseError

print(f"protobuf {version('protobuf')}")
for text in ("{}", "[]", '""', "null", "0", "[{}]", '"x"', *(f'{{"options": {value}}}' for value in ("[]", '""', "{}", "0"))):
    try:
        message = Parse(text, DescriptorProto())
    except ParseError:
        print(f"{text}: refused")
    else:
        print(f"{text}: read" + (", options set" if message.HasField("options") else ""))
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-29" >&2; exit 1; }
