"""Pieces of words: an encoder's tokenizer in the form that the service reads, SentencePiece's own."""

import json
from typing import Any

from transformers import PreTrainedTokenizerFast

# SentencePiece's own want protobuf 7: findings/sentencepiece_messages_want_protobuf_7.sh
from transformers.utils import sentencepiece_model_pb2_new as sentencepiece_pb

from dateline.ner.pieces import BEGIN, END, UNKNOWN, WordPieces

_PADDING = "<pad>"


def word_pieces(tokenizer: PreTrainedTokenizerFast) -> WordPieces:
    """Returns the words' pieces as the service makes them; raises ValueError where the tokenizer is no unigram one."""
    return WordPieces(piece_model(tokenizer))


def piece_model(tokenizer: PreTrainedTokenizerFast) -> bytes:
    """Returns SentencePiece's model of a tokenizer, with the same number for each piece.

    Of pieces that stand twice in the vocabulary the last is the one that counts, as in tokenizers; SentencePiece takes
    none twice. Raises ValueError where the tokenizer is no unigram one, or lacks a special piece.
    """
    model: dict[str, Any] = json.loads(tokenizer.backend_tokenizer.to_str())["model"]
    if model["type"] != "Unigram":
        raise ValueError(f"the tokenizer is {model['type']}, not Unigram")
    number_of = {piece: number for number, (piece, _) in enumerate(model["vocab"])}
    if missing := {BEGIN, END, _PADDING, UNKNOWN} - number_of.keys():
        raise ValueError(f"the tokenizer has no {', '.join(sorted(missing))}")
    message = sentencepiece_pb.ModelProto()
    types = sentencepiece_pb.ModelProto.SentencePiece
    for number, (piece, score) in enumerate(model["vocab"]):
        if number_of[piece] != number:
            message.pieces.add(piece=f"<unused {number}>", score=score, type=types.UNUSED)
        elif piece in (BEGIN, END, _PADDING):
            message.pieces.add(piece=piece, score=score, type=types.CONTROL)
        else:
            message.pieces.add(piece=piece, score=score, type=types.UNKNOWN if piece == UNKNOWN else types.NORMAL)
    trainer = message.trainer_spec
    trainer.model_type = trainer.UNIGRAM
    trainer.vocab_size = len(message.pieces)
    trainer.bos_piece, trainer.eos_piece, trainer.pad_piece, trainer.unk_piece = BEGIN, END, _PADDING, UNKNOWN
    trainer.bos_id, trainer.eos_id, trainer.pad_id, trainer.unk_id = map(
        number_of.__getitem__, (BEGIN, END, _PADDING, UNKNOWN)
    )
    # WordPieces normalises: SentencePiece's own form of NFKC is a table of 300 KB.
    message.normalizer_spec.name = "identity"
    message.normalizer_spec.add_dummy_prefix = message.normalizer_spec.remove_extra_whitespaces = True
    content: bytes = message.SerializeToString(deterministic=True)
    return content
