"""Text: its sentences, its language, and offsets in the unit that a caller counts in."""

from dateline.text.language import contradicting_language, identify_language, load_languages
from dateline.text.offsets import OffsetEncoding, decode_offsets, encode_offsets
from dateline.text.readable import ReadableText, read_name
from dateline.text.sentences import MAX_SENTENCE_CHARS, Sentence, split_sentences

__all__ = [
    "MAX_SENTENCE_CHARS",
    "OffsetEncoding",
    "ReadableText",
    "Sentence",
    "contradicting_language",
    "decode_offsets",
    "encode_offsets",
    "identify_language",
    "load_languages",
    "read_name",
    "split_sentences",
]
