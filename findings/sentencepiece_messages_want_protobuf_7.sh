#!/usr/bin/env bash
# SentencePiece 0.2.3: the messages it ships cannot be imported beside protobuf 6, and its extra for them takes any version.
#
# One would guess: sentencepiece[protobuf] brings a protobuf that sentencepiece_model_pb2 works with, by which programs
#   read and change model files, or pip says that the one that is there is too old.
# What happens: these messages were generated for protobuf 7.36.1, and every older release refuses them when they are
#   imported. The extra names protobuf without a version, so that pip is content. Text is cut without them.
# Why it matters: to cut the vocabulary of a multilingual encoder to some languages, as for a small tagger of names, one
#   writes a model file by these messages. gRPC's own packages kept many services on protobuf 6 when this was seen.
# Seen on 2026-11-29 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
sentencepiece 0.2.3, whose extra takes: protobuf
with protobuf 6.33.6: VersionError: gencode 7.36.1 runtime 6.33.6
with protobuf 7.36.2: imported, ModelProto has pieces
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
for protobuf in 6.33.6 7.36.2; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "sentencepiece[protobuf]==0.2.3" "protobuf==$protobuf"
    "$folder/venv/bin/python" - <<'PROGRAM'
import re
from importlib.metadata import requires, version

if version("protobuf").startswith("6"):
    taken = [each.partition(";")[0] for each in requires("sentencepiece") if each.endswith('extra == "protobuf"')]
    print(f"sentencepiece {version('sentencepiece')}, whose extra takes: {', '.join(taken)}")
try:
    from sentencepiece import sentencepiece_model_pb2
except Exception as error:
    versions = re.search(r"gencode \S+ runtime [\d.]*\d", str(error))
    outcome = f"{type(error).__name__}: {versions[0] if versions else error}"
else:
    names = [field.name for field in sentencepiece_model_pb2.ModelProto.DESCRIPTOR.fields]
    outcome = f"imported, ModelProto has {names[0]}"
print(f"with protobuf {version('protobuf')}: {outcome}")
PROGRAM
done | tee "$folder/output"

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-29" >&2; exit 1; }
