"""Encoded requests of every kind: plausible, odd in every field, of wrong types, damaged, and no message at all."""

import struct
from collections.abc import Sequence

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dateline.v1 import annotation_pb2 as pb
from support.wild_text import wild_text

CANARY = "Zyzzyva"
"""A word in most strings that are sent; of all that the server says, only annotations may hold it."""
RAISING = ("POISON", "unreadable", "unresolvable")
"""Words that make the fake annotator fail."""

_STRING = FieldDescriptor.TYPE_STRING
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

_INTEGERS = (0, 1, 2, 3, 4, 5, 7, 12, 100, 101, 127, 128, 500, 2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, 2**64 - 1)
_DOUBLES = (0.0, -0.0, 90.0, -90.5, 180.0, 181.0, float("nan"), float("inf"), float("-inf"), 5e-324, 1.8e308)
_LENGTHS = (4, 499, 501, 2_001, 9_000)
_REPEATS = (1, 1, 1, 1, 2, 33, 129, 1_001, 20_001)
_STRINGS = (
    CANARY.encode(),
    f"{CANARY} in Moscow, Astana and {CANARY}.".encode(),
    f"A{CANARY}\n\n\tB{CANARY}\r\nŻyzzyva \U0001f600 C\u0301".encode(),
    b"",
    b" \n\t",
    b", ,",
    b"MT",
    b"en",
    b"xx-" + CANARY.encode(),
    b"\xed\xa0\x80" + CANARY.encode(),  # a lone surrogate
    b"\xff\xfe",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\x00" + CANARY.encode() + b"\x00",
    b"dateline.v1.AnnotationService",
    b"dateline/v1/annotation.proto",
    *(word.encode() for word in RAISING),
)
_DEEP = tuple(b"\x0b" * depth + b"\x0c" * depth for depth in (20, 99, 101, 5_000))


def varint(value: int) -> bytes:
    """Returns the encoding of an unsigned number of at most 64 bits."""
    digits = bytearray()
    while value > 0x7F:
        digits.append(value & 0x7F | 0x80)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def field_bytes(number: int, wire_type: int, content: bytes) -> bytes:
    """Returns the encoding of one field; `content` of wire type 2 gets its length in front."""
    tag = varint(number << 3 | wire_type)
    return tag + varint(len(content)) + content if wire_type == _BYTES else tag + content


_varints = st.one_of(st.sampled_from(_INTEGERS), st.integers(0, 2**64 - 1)).map(varint)
_doubles = st.one_of(st.sampled_from(_DOUBLES), st.floats()).map(lambda value: struct.pack("<d", value))
_strings = st.one_of(
    st.sampled_from(_STRINGS),
    wild_text.map(lambda text: f"{CANARY} {text}".encode()),
    st.tuples(st.sampled_from("xA\U0001f600é"), st.sampled_from(_LENGTHS)).map(
        lambda drawn: (drawn[0] * drawn[1]).encode()
    ),
    st.binary(max_size=40),
)
_anything = st.one_of(
    st.tuples(st.just(_VARINT), _varints),
    st.tuples(st.just(_FIXED64), st.binary(min_size=8, max_size=8)),
    st.tuples(st.just(_BYTES), st.one_of(_strings, st.sampled_from(_DEEP))),
    st.tuples(st.just(_FIXED32), st.binary(min_size=4, max_size=4)),
    st.tuples(st.sampled_from((3, 4, 6, 7)), st.binary(max_size=4)),
)


@st.composite
def fields_of(draw: st.DrawFn, descriptor: Descriptor) -> bytes:
    """Draws some fields of a message with any values, each of its own type or, one in twenty, of another."""
    content = b""
    for field in draw(st.lists(st.sampled_from(tuple(descriptor.fields)), max_size=6)) if descriptor.fields else ():
        if draw(st.integers(0, 19)) == 0:
            wire_type, value = draw(_anything)
        elif field.message_type is not None:
            wire_type, value = _BYTES, draw(fields_of(field.message_type))
        elif field.type == _STRING:
            wire_type, value = _BYTES, draw(_strings)
        elif field.type == FieldDescriptor.TYPE_DOUBLE:
            wire_type, value = _FIXED64, draw(_doubles)
        elif field.type == FieldDescriptor.TYPE_FLOAT:
            wire_type, value = _FIXED32, struct.pack("<f", draw(st.floats(width=32)))
        else:
            wire_type, value = _VARINT, draw(_varints)
        times = draw(st.sampled_from(_REPEATS)) if field.is_repeated and len(value) < 50 else 1
        content += field_bytes(field.number, wire_type, value) * times
    if draw(st.integers(0, 9)) == 0:
        content += field_bytes(draw(st.integers(1, 2**29 - 1)), *draw(_anything))
    return content


@st.composite
def _damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """Draws a message with its end cut off, or some of its bytes changed."""
    content = bytearray(draw(whole)[:2_000])
    if draw(st.booleans()):
        return bytes(content[: draw(st.integers(0, len(content)))])
    for _ in range(draw(st.integers(1, 4))):
        if content:
            content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content)


_texts = st.one_of(wild_text, st.just("")).map(lambda text: f"{CANARY} in Moscow. {text}")
_offsets = st.sampled_from((0, 3, 7, 8, 10, 11, 17))
_mentions = st.builds(
    pb.GivenMention,
    start_offset=_offsets,
    end_offset=_offsets,
    type=st.sampled_from((1, 2, 3, 3, 3, 3)),
    part=st.sampled_from((0, 1, 2)),
)
_articles = st.builds(
    pb.Article,
    id=st.sampled_from(("", CANARY, "unreadable", "\U0001f600")),
    title=st.one_of(st.just(""), _texts),
    text=_texts,
    language_code=st.sampled_from(("", "en", "pt-BR")),
    reader_region=st.none() | st.just(pb.ReaderRegion(region_code="MT")),
    mentions=st.none() | st.builds(pb.GivenMentions, mentions=st.lists(_mentions, max_size=2)),
)
_options = st.none() | st.builds(
    pb.AnnotateOptions,
    offset_encoding=st.sampled_from((0, 1, 2, 3)),
    max_candidates=st.sampled_from((0, 1, 100, 101)),
    preference=st.sampled_from((0, 1, 2, 77)),
    min_place_confidence=st.sampled_from((None, 0.0, 0.9, 2.0)),
)
_GOOD = {
    pb.AnnotateArticleRequest.DESCRIPTOR: st.builds(pb.AnnotateArticleRequest, article=_articles, options=_options),
    pb.StreamAnnotateArticlesRequest.DESCRIPTOR: st.builds(
        pb.StreamAnnotateArticlesRequest, article=_articles, options=_options
    ),
    pb.BatchAnnotateArticlesRequest.DESCRIPTOR: st.builds(
        pb.BatchAnnotateArticlesRequest, articles=st.lists(_articles, max_size=5), options=_options
    ),
    pb.ResolvePlacesRequest.DESCRIPTOR: st.builds(
        pb.ResolvePlacesRequest, queries=st.lists(st.builds(pb.PlaceQuery, name=_texts), max_size=5)
    ),
}


def request_bytes(descriptor: Descriptor) -> st.SearchStrategy[bytes]:
    """Returns a strategy for requests: about a third plausible, others odd in their fields, damaged, or no request."""
    odd = fields_of(descriptor)
    good = _GOOD[descriptor].map(lambda message: message.SerializeToString()) if descriptor in _GOOD else odd
    nothing = st.one_of(st.binary(max_size=300), st.sampled_from(_DEEP))
    # The odd fields add to the good ones or replace them.
    mixed = st.tuples(good, odd).map(b"".join)
    return st.one_of(good, good, mixed, odd, odd, _damaged(mixed), nothing)


def samples(descriptor: Descriptor, *, number: int, count: int) -> Sequence[bytes]:
    """Returns `count` drawn requests, the same for the same `number`."""
    drawn: list[bytes] = []

    @seed(number)
    @settings(
        max_examples=count,
        phases=(Phase.generate,),
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(request_bytes(descriptor))
    def collect(content: bytes) -> None:
        drawn.append(content)

    collect()
    return drawn
