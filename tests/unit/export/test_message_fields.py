"""The fields are those of the library, in another order and sooner."""

import json
import math
from typing import Any

import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.json_format import MessageToDict, SerializeToJsonError
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from dateline.convert import error_to_status
from dateline.errors import FieldViolation, InvalidInputError
from dateline.export.message_fields import message_fields
from dateline.v1 import annotation_pb2 as pb
from fuzz.strange_messages import fields_of

MOST_BYTES = 5_000
"""Larger messages take seconds, and hold nothing new."""
MESSAGES: tuple[type[Message], ...] = (
    pb.Annotation,
    pb.AnnotateArticleResponse,
    pb.AnnotateArticleRequest,
    pb.GetServerInfoResponse,
)


def _of_the_library(message: Message) -> Any:
    return MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)


@settings(max_examples=50, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_any_message_has_the_fields_of_the_library(data: st.DataObject) -> None:
    """Whatever is in a message, its values are the library's, in the order of the contract's numbers."""
    descriptor: Any = data.draw(st.sampled_from(MESSAGES)).DESCRIPTOR
    message = GetMessageClass(descriptor)()
    content = data.draw(fields_of(descriptor))
    if len(content) > MOST_BYTES:
        reject()
    try:
        message.ParseFromString(content)
        expected = _of_the_library(message)
    except (DecodeError, SerializeToJsonError, ValueError):
        # No message, or a time that JSON cannot say.
        reject()
    fields = message_fields(message)
    assert fields == expected or json.dumps(fields, sort_keys=True) == json.dumps(expected, sort_keys=True)
    _assert_ordered(fields, descriptor)


def _assert_ordered(fields: dict[str, Any], descriptor: Descriptor) -> None:
    by_number = [field.name for field in sorted(descriptor.fields, key=lambda field: field.number)]
    assert list(fields) == [name for name in by_number if name in fields]
    for name, value in fields.items():
        kind = descriptor.fields_by_name[name].message_type
        for each in value if isinstance(value, list) else [value]:
            if kind is not None and isinstance(each, dict):
                _assert_ordered(each, kind)


@given(st.floats(width=32))
def test_numbers_of_32_bits_are_as_short_as_can_be(number: float) -> None:
    """A probability of 0.9 is written so, and comes back as the same 32 bits; what is no number is a word."""
    candidate = pb.Candidate(probability=number)
    (written,) = (each["probability"] for each in (message_fields(candidate),))
    assert written == _of_the_library(candidate)["probability"]
    if math.isfinite(number):
        assert pb.Candidate(probability=written).probability == number


@pytest.mark.parametrize(
    ("number", "written"),
    [(0.9, 0.9), (0.0, 0.0), (-0.0, -0.0), (math.nan, "NaN"), (math.inf, "Infinity"), (-math.inf, "-Infinity")],
)
def test_words_stand_for_what_json_has_no_number_for(number: float, written: object) -> None:
    """In 32 bits and in 64."""
    assert repr(message_fields(pb.Candidate(probability=number))["probability"]) == repr(written)
    place = pb.Place()
    place.coordinates.latitude = number
    assert repr(message_fields(place)["coordinates"]["latitude"]) == repr(written)


def test_details_of_an_error_are_kept() -> None:
    """What is packed into an error is written as what it is."""
    status = error_to_status(InvalidInputError(FieldViolation("article.text", "is required")))
    (_, bad) = message_fields(pb.ArticleResult(error=status))["error"]["details"]
    assert bad["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert bad["field_violations"][0]["field"] == "article.text"


def test_unknown_values_of_enums_are_numbers() -> None:
    """A server of a later contract may give a value that this one lacks."""
    assert message_fields(pb.Entity(type=77))["type"] == 77  # type: ignore[arg-type]  # what is to be tried


def test_a_place_told_twice_may_be_changed_once() -> None:
    """The fields of one place share nothing with those of the next that can be changed."""
    place = pb.Place(place_id="geonames:1", former=pb.Former(until_year=1990, successor_place_ids=["geonames:2"]))
    place.coordinates.latitude = 1.5
    answer = pb.Resolution(place=place, candidates=[pb.Candidate(place=place)])
    changed = message_fields(answer)
    changed["place"]["name"] = "Oslo"
    changed["place"]["coordinates"]["latitude"] = 9.0
    changed["place"]["former"]["successor_place_ids"].append("geonames:3")
    for fields in (changed["candidates"][0]["place"], message_fields(answer)["place"]):
        assert (fields["name"], fields["coordinates"]["latitude"]) == ("", 1.5)
        assert fields["former"]["successor_place_ids"] == ["geonames:2"]
