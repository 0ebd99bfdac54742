#!/bin/sh
# Regenerates the Python stubs of the contract: proto/generate.sh [FOLDER], by default into service/.
# The grpcio-tools version is pinned in pyproject.toml: stubs of a newer one refuse older runtimes of our users.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
out=${1:-$root/service}
# protoc finds the mypy plugins beside the interpreter.
PATH=$(dirname "$python"):$PATH
export PATH
mkdir -p "$out"
cd "$root/proto"
exec "$python" -m grpc_tools.protoc --proto_path=. \
    --python_out="$out" --grpc_python_out="$out" --mypy_out="$out" --mypy_grpc_out="$out" \
    dateline/v1/annotation.proto
