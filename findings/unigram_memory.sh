#!/usr/bin/env bash
# tokenizers 0.22.2: a unigram model takes more than four times the memory that it takes in SentencePiece 0.2.3.
#
# One would guess: both hold the same table of pieces and scores and the same trie in compiled code, so that a process
#   needs about as much memory with either.
# What happens: of 50,000 made-up pieces tokenizers makes some 70 MB, more than a kilobyte for each piece of eight letters;
#   SentencePiece, whose trie is a double array, makes 16. Both cut a word into the same pieces.
# Why it matters: a multilingual encoder has 100,000 to 250,000 pieces. A small tagger that is one of many processes may
#   need more memory for the vocabulary than for its weights.
# Seen on 2026-11-29 with Python 3.11 on Linux, whose /proc says what a process has written to memory, and compared with
# below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
tokenizers 0.22.2, sentencepiece 0.2.3, 50,004 pieces
tokenizers takes more than 4 times the memory: True
tokenizers takes more than 400 bytes a piece: True
the same pieces of 1,000 words: True
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    tokenizers==0.22.2 sentencepiece==0.2.3 protobuf==7.36.2

"$folder/venv/bin/python" - "$folder" <<'PROGRAM' | tee "$folder/output"
import json
import random
import sys
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

MARK = "\N{LOWER ONE EIGHTH BLOCK}"
folder = Path(sys.argv[1])
draw = random.Random(1)
SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvwz" for vowel in "aeiou"]
syllables = [*SYLLABLES, *map(MARK.__add__, SYLLABLES)]
words = sorted({"".join(draw.choices(SYLLABLES, k=4)) for _ in range(60_000)})
draw.shuffle(words)
kept = 50_000 - len(syllables)
pieces = [(piece, -10.0 - draw.random()) for piece in (*syllables, *(MARK + word for word in words[:kept]))]
vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *pieces]


def write_files():
    from sentencepiece import sentencepiece_model_pb2 as pb

    model = pb.ModelProto()
    for number, (piece, score) in enumerate(vocabulary):
        model.pieces.add(piece=piece, score=score, type=2 if number == 3 else 3 if number < 3 else 1)
    model.trainer_spec.model_type = 1
    model.trainer_spec.bos_id, model.trainer_spec.pad_id, model.trainer_spec.eos_id, model.trainer_spec.unk_id = range(4)
    model.normalizer_spec.name = "identity"
    (folder / "pieces.model").write_bytes(model.SerializeToString())
    facts = {
        "version": "1.0",
        "pre_tokenizer": {"type": "Metaspace", "replacement": MARK, "prepend_scheme": "always", "split": True},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary, "byte_fallback": False},
        "added_tokens": [],
    }
    (folder / "tokenizer.json").write_text(json.dumps(facts))


def own_bytes():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Anonymous:"))


def measure(name, pipe):
    """Tell in a process of its own, whose memory nothing else has grown."""
    import sentencepiece
    import tokenizers

    before = own_bytes()
    if name == "tokenizers":
        model = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        cut = [model.encode(word).ids for word in words[-1000:]]
    else:
        model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "pieces.model"))
        cut = [model.encode(word) for word in words[-1000:]]
    pipe.send((own_bytes() - before, cut))


def in_own_process(function, *arguments):
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=function, args=(*arguments, there))
    process.start()
    there.close()
    told = here.recv()
    process.join()
    return told


in_own_process(lambda pipe: pipe.send(write_files()))
theirs, their_pieces = in_own_process(measure, "tokenizers")
others, other_pieces = in_own_process(measure, "sentencepiece")
print(f"tokenizers {version('tokenizers')}, sentencepiece {version('sentencepiece')}, {len(vocabulary):,} pieces")
print(f"tokenizers takes more than 4 times the memory: {theirs > 4 * others}")
print(f"tokenizers takes more than 400 bytes a piece: {theirs > 400 * len(vocabulary)}")
print(f"the same pieces of 1,000 words: {their_pieces == other_pieces}")
print(f"{theirs / 1e6:.1f} and {others / 1e6:.1f} MB", file=sys.stderr)
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-29" >&2; exit 1; }
