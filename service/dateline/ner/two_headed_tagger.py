"""The shipped tagger as ONNX Runtime runs it: one encoder, a head for names and a head for places.

Passages are scored one by one: a sentence, or several that follow each other and are read together, so that one tells
of another. On a CPU, eight-bit products of one passage take as long for each token as those of a batch; no padding is
computed; and no score depends, not even in its last bit, on which other passages are in work.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.errors import ResourceDamagedError
from dateline.ner.model_folder import NETWORK, PIECES, describe, read_facts
from dateline.ner.pieces import MAX_PIECES, WordPieces
from dateline.ner.saved_network import open_network
from dateline.ner.tagging import tag_names

_OVERLAP_PIECES = 64


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """Both heads' scores of the words of a sentence: a row for each word, a column for each tag."""

    names: NDArray[np.float32]
    toponyms: NDArray[np.float32]


class TwoHeadedTagger:
    """A tagger of words; safe to use from several threads, each of which computes on a core of its own."""

    def __init__(self, folder: Path, *, shared_weights: Path | None = None) -> None:
        """Loads a folder that training.recogniser.export wrote.

        In the folder `shared_weights`, which is of this machine and of nobody else, weights are kept in the form that
        its processor wants them in; processes that map them from there share one copy in memory. Raises
        ResourceMissingError or ResourceDamagedError, and OSError where that folder cannot be written.
        """
        self._folder = folder
        self._shared_weights = shared_weights
        facts = read_facts(folder)
        try:
            with (folder / NETWORK).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as network:
                pieces = (folder / PIECES).read_bytes()
                digest = model_digest(facts, network, pieces)
        except (OSError, ValueError) as error:  # an empty file cannot be mapped
            raise ResourceDamagedError(f"model folder {str(folder)!r} cannot be read: {error}") from error
        if facts.get("sha256") != digest:
            raise ResourceDamagedError(f"model folder {str(folder)!r}: its SHA-256 is not the one in model.json")
        try:
            self.name_tags = tag_names(facts["name_labels"])
            self.toponym_tags = tag_names(facts["toponym_labels"])
            self.name_temperature, self.toponym_temperature = facts["name_temperature"], facts["toponym_temperature"]
            self.passage_pieces = int(facts.get("passage_pieces", 0))
            self.description = describe(folder, facts)
            self._pieces = WordPieces(pieces)
            self._session = open_network(folder / NETWORK, digest=digest, shared_folder=shared_weights)
            if self._scores_of(*self._pieces.encode(["A"])).shape != (1, len(self.name_tags) + len(self.toponym_tags)):
                raise ValueError("the network has other labels")  # noqa: TRY301  # one of many ways to be inconsistent
        except OSError:  # of the folder for shared weights, or a ResourceDamagedError, which is one
            raise
        except Exception as error:  # ONNX Runtime and SentencePiece raise bare exceptions of their own
            raise ResourceDamagedError(f"model folder {str(folder)!r} is inconsistent: {error}") from error

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), shared_weights=self._shared_weights), (self._folder,)

    def score(self, words: Sequence[str]) -> SentenceScores:
        """Returns the scores of one sentence's words, one or more; long sentences are read in windows."""
        piece_ids, first_pieces = self._pieces.encode(words)
        if len(piece_ids) <= MAX_PIECES:
            return self._heads(self._scores_of(piece_ids, first_pieces))
        return self._heads(np.concatenate(list(self._windowed(piece_ids, first_pieces))))

    def score_passage(self, sentences: Sequence[Sequence[str]]) -> tuple[SentenceScores, ...]:
        """Returns the scores of each of a passage's sentences, of one word or more, which are read together.

        Where they are too long for the encoder together, each is read by itself.
        """
        piece_ids, first_pieces = self._pieces.encode_together(sentences)
        if len(piece_ids) > MAX_PIECES:
            return tuple(map(self.score, sentences))
        ends = np.cumsum([len(words) for words in sentences])[:-1]
        return tuple(map(self._heads, np.split(self._scores_of(piece_ids, first_pieces), ends)))

    def _heads(self, scores: NDArray[np.float32]) -> SentenceScores:
        return SentenceScores(scores[:, : len(self.name_tags)], scores[:, len(self.name_tags) :])

    def _scores_of(self, piece_ids: Sequence[int], first_pieces: Sequence[int]) -> NDArray[np.float32]:
        inputs = {
            "piece_ids": np.array([piece_ids], dtype=np.int64),
            "first_pieces": np.array(first_pieces, dtype=np.int64),
        }
        scores: NDArray[np.float32] = self._session.run(("scores",), inputs)[0]
        return scores

    def _windowed(self, piece_ids: Sequence[int], first_pieces: Sequence[int]) -> Iterator[NDArray[np.float32]]:
        """Yields the scores window by window; of the words in two windows, each window gives half."""
        windows = list(_windows([*first_pieces, len(piece_ids) - 1]))
        taken = 0
        for i, (start, end) in enumerate(windows):
            offset = first_pieces[start] - 1
            last_piece = first_pieces[end] if end < len(first_pieces) else len(piece_ids) - 1
            window = [piece_ids[0], *piece_ids[offset + 1 : last_piece], piece_ids[-1]]
            scores = self._scores_of(window, [piece - offset for piece in first_pieces[start:end]])
            keep = (windows[i + 1][0] + end) // 2 if i + 1 < len(windows) else end
            yield scores[taken - start : keep - start]
            taken = keep


def _windows(bounds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yields overlapping ranges of words that fit the encoder; `bounds` are each word's first piece, and the end."""
    start, word_count = 0, len(bounds) - 1
    while True:
        end = start + 1
        while end < word_count and bounds[end + 1] - bounds[start] <= MAX_PIECES - 2:
            end += 1
        yield start, end
        if end == word_count:
            return
        following = end
        while following > start + 1 and bounds[end] - bounds[following - 1] <= _OVERLAP_PIECES:
            following -= 1
        start = following


def model_digest(facts: Mapping[str, Any], network: bytes | mmap, pieces: bytes) -> str:
    """Returns the SHA-256 of a model: of its facts without "sha256", its network and its pieces."""
    said = json.dumps({key: facts[key] for key in facts if key != "sha256"}, sort_keys=True)
    digest = hashlib.sha256(said.encode() + b"\0")
    digest.update(network)
    digest.update(b"\0" + pieces)
    return digest.hexdigest()
