import struct
from collections import Counter

import numpy as np
import pytest

from training.recogniser.unpack import kept_pieces, read_packed, unigram_tokenizer, unpacked_encoder

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "o", "s", "l", "▁Os", "lo", "▁岩", "ไ"]
HIDDEN, NEURONS = 32, 64


def packed_file(path):
    """Writes an encoder of one layer in the packed form: every four-bit weight is (number - 8) / 2."""
    rows = {"emb.word": len(PIECES), **{f"l0.{name}.w": HIDDEN for name in ("q", "k", "v", "ao")}}
    matrices = {name: (count, HIDDEN) for name, count in rows.items()}
    matrices |= {"l0.fi.w": (NEURONS, HIDDEN), "l0.fo.w": (HIDDEN, NEURONS)}
    norms = ("aln", "oln")
    vectors = {"emb.pos": 4 * HIDDEN, "emb.type": 2 * HIDDEN, "emb.ln.w": HIDDEN, "emb.ln.b": HIDDEN}
    vectors |= {f"l0.{name}.b": HIDDEN for name in ("q", "k", "v", "ao", "fo", *norms)} | {"l0.fi.b": NEURONS}
    vectors |= {f"l0.{name}.w": HIDDEN for name in norms}
    tensors = {name: np.arange(count, dtype="<f4").tobytes() for name, count in vectors.items()}
    for name, (height, width) in matrices.items():
        block = struct.pack("<e", 0.5) + bytes(low | (15 - low) << 4 for low in range(16))
        tensors[name] = block * (height * width // 32)
    texts = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    scores = -np.arange(len(PIECES), dtype="<f4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 2, NEURONS, len(PIECES), 4, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts)))
    head += offsets + scores.tobytes() + b"".join(texts) + struct.pack("<iI", 0, 0) + struct.pack("<i", len(tensors))
    place = len(head) + sum(2 + len(name) + 21 for name in tensors)
    counts = vectors | {name: height * width for name, (height, width) in matrices.items()}
    body = b""
    for name, data in tensors.items():
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, counts[name], place, len(data))
        place += len(data)
        body += data
    path.write_bytes(head + body)
    return path


def test_four_bit_weights_come_back_in_their_places(tmp_path):
    """The low halves of a block's bytes are its first sixteen weights, and the high halves the rest."""
    packed = read_packed(packed_file(tmp_path / "encoder.bin"))
    row = packed.matrix("emb.word", HIDDEN)[0]
    assert row.tolist() == [(low - 8) / 2 for low in range(16)] + [(7 - low) / 2 for low in range(16)]
    encoder = unpacked_encoder(packed, range(5))
    assert encoder.get_input_embeddings().weight.shape == (5, HIDDEN)
    assert encoder.encoder.layer[0].output.dense.weight.shape == (HIDDEN, NEURONS)
    assert encoder.embeddings.position_embeddings.weight[1, 0] == HIDDEN


def test_special_pieces_come_first_and_those_of_the_words_before_rarer_ones(tmp_path):
    """A piece of no script that is read is left out; single letters always stay."""
    packed = read_packed(packed_file(tmp_path / "encoder.bin"))
    whole = unigram_tokenizer(packed, range(len(PIECES)))
    kept = kept_pieces(packed, whole, Counter({"Oslo": 3}), count=12)
    assert [packed.pieces[i] for i in kept] == PIECES[:12]
    tokenizer = unigram_tokenizer(packed, kept)
    assert tokenizer.encode(["Oslo", "岩"], is_pretokenized=True).tokens == ["▁Os", "lo", "▁岩"]
    few = kept_pieces(packed, whole, Counter({"Oslo": 3}), count=11)
    assert [packed.pieces[i] for i in few] == [*PIECES[:4], "▁", "a", "o", "s", "l", "▁Os", "▁岩"]


def test_another_file_is_refused(tmp_path):
    """A file without the mark of the form is none."""
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF and more")
    with pytest.raises(ValueError, match="no packed encoder"):
        read_packed(path)
