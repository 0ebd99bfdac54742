"""Pieces: the parts of words that an encoder reads."""

import unicodedata
from collections.abc import Sequence

from sentencepiece import SentencePieceProcessor

MAX_PIECES = 512
"""Longest input of the encoder, with the marks at both ends."""

BEGIN, END, UNKNOWN = "<s>", "</s>", "<unk>"
"""Pieces that stand for a sentence's beginning and end, and for what has no piece."""

_MOST_PIECES_OF_A_WORD = 100
_MOST_WORDS_KEPT, _LONGEST_WORD_KEPT = 50_000, 24


class WordPieces:
    """The pieces of words; each word is tokenised by itself, as in flair, and short words are remembered.

    SentencePiece's unigram model (Kudo 2018) makes them. Safe to use from several threads.
    """

    def __init__(self, model: bytes) -> None:
        """Reads a model as SentencePiece saves it; of what is none, `encode` raises RuntimeError at the latest."""
        self._model = SentencePieceProcessor(model_proto=model)
        self._begin, self._end, self._unknown = map(self._model.piece_to_id, (BEGIN, END, UNKNOWN))
        self._known: dict[str, list[int]] = {}

    def encode(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """Returns the piece ids of a sentence with both ends marked, and the index of each word's first piece."""
        piece_ids, first_pieces = [self._begin], []
        for word in words:
            first_pieces.append(len(piece_ids))
            piece_ids += self._known.get(word) or self._pieces(word)
        piece_ids.append(self._end)
        return piece_ids, first_pieces

    def encode_together(self, sentences: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
        """Returns the same for sentences in a row: a begin mark, and each sentence with an end mark."""
        piece_ids, first_pieces = [self._begin], []
        for words in sentences:
            ids, firsts = self.encode(words)
            first_pieces += [len(piece_ids) - 1 + first for first in firsts]
            piece_ids += ids[1:]
        return piece_ids, first_pieces

    def _pieces(self, word: str) -> list[int]:
        # Only the first piece is scored. Some single characters (ligatures) have very many, which must fit the encoder.
        ids: list[int] = self._model.encode(unicodedata.normalize("NFKC", word))
        pieces = ids[:_MOST_PIECES_OF_A_WORD] or [self._unknown]
        if len(word) <= _LONGEST_WORD_KEPT:
            if len(self._known) >= _MOST_WORDS_KEPT:
                self._known.clear()
            self._known[word] = pieces
        return pieces
