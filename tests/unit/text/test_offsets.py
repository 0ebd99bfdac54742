from hypothesis import given
from hypothesis import strategies as st

from dateline.text import OffsetEncoding, decode_offsets, encode_offsets
from support.wild_text import wild_text


def _encoded_slice(text, start, end, encoding):
    if encoding is OffsetEncoding.UTF8:
        return text.encode()[start:end].decode()
    if encoding is OffsetEncoding.UTF16:
        return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")
    return text[start:end]


@given(wild_text, st.data(), st.sampled_from(OffsetEncoding))
def test_encoded_offsets_cut_the_same_span_and_decode_to_themselves(text, data, encoding):
    """text[start:end] == content in every unit, and decoding undoes encoding."""
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    encoded = encode_offsets(text, (end, start), encoding)
    assert _encoded_slice(text, encoded[1], encoded[0], encoding) == text[start:end]
    assert decode_offsets(text, encoded, encoding) == (end, start)


def test_offsets_inside_a_character_or_outside_the_text_decode_to_nothing():
    """A caller's offset that cuts a character, or lies outside, is no position."""
    assert decode_offsets("a🎉b", (0, 1, 2, 5, 6, 7, -1), OffsetEncoding.UTF8) == (0, 1, None, 2, 3, None, None)
    assert decode_offsets("a🎉b", (1, 2, 3, 4, 5), OffsetEncoding.UTF16) == (1, None, 2, 3, None)
    assert decode_offsets("abc", (3, 4), OffsetEncoding.UTF32) == (3, None)
