import io
import json

import pytest
from google.protobuf.json_format import ParseDict

from dateline.convert import annotation_from_message, article_from_message
from dateline.export import message_json, messages_json, write_json, write_jsonl
from dateline.v1 import annotation_pb2 as pb
from support.annotated import ANNOTATIONS, FLOODS, NOTHING


@pytest.mark.parametrize("start", [0, 7])
def test_keys_come_by_field_number(start):
    """Their order does not depend on which values are zero, at any depth."""
    span = pb.Span(start_offset=start, end_offset=9, content="x")
    annotation = pb.Annotation(entities=[pb.Entity(mentions=[pb.Mention(span=span)])], revision="r")
    read = json.loads(message_json(annotation))
    assert list(read) == [
        "article_id", "language_code", "offset_encoding", "entities", "focus_places", "warnings", "revision",
    ]  # fmt: skip
    assert list(read["entities"][0]["mentions"][0]["span"]) == ["start_offset", "end_offset", "content", "part"]


def test_nothing_is_lost():
    """Lists of strings, times and unset messages are as protobuf has them."""
    info = pb.GetServerInfoResponse(model=pb.ModelInfo(labels=["LOC", "PER"]))
    info.limits.default_deadline.FromSeconds(60)
    read = json.loads(message_json(info, is_indented=True))
    assert read["model"]["labels"] == ["LOC", "PER"]
    assert read["limits"]["default_deadline"] == "60s"
    assert "gazetteer" not in read


def test_forms_differ_in_space_alone():
    """A line for jsonl, indented for json, both ended."""
    message = pb.PlaceQuery(name="Łódź")
    line, indented = (message_json(message, is_indented=is_indented) for is_indented in (False, True))
    assert line.count("\n") == 1
    assert "Łódź" in line
    assert indented.count("\n") > 1
    assert json.loads(line) == json.loads(indented)


def test_several_are_one_array():
    """Readers of JSON take it whole; none are an empty array."""
    messages = [pb.PlaceQuery(name="Łódź"), pb.PlaceQuery(name="Nairobi")]
    assert [each["name"] for each in json.loads(messages_json(messages))] == ["Łódź", "Nairobi"]
    assert json.loads(messages_json([])) == []
    file = io.BytesIO()
    write_json(iter(ANNOTATIONS), file)
    assert json.loads(file.getvalue()) == [FLOODS.to_dict(), NOTHING.to_dict()]


def test_lines_are_an_annotation_each():
    """With the article in it where it is asked for."""
    file = io.BytesIO()
    write_jsonl(ANNOTATIONS, file, with_text=True)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert lines == [each.to_dict(with_text=True) for each in ANNOTATIONS]
    assert lines[0]["article"]["publish_time"] == "2026-11-28T06:30:00Z"


def test_a_dict_is_the_message_and_back():
    """What `to_dict` gives is the contract's JSON, of which the same annotation and article are made again."""
    fields = FLOODS.to_dict(with_text=True)
    article = article_from_message(ParseDict(fields.pop("article"), pb.Article()))
    annotation = annotation_from_message(ParseDict(fields, pb.Annotation()), article)
    assert article == FLOODS.article
    assert annotation.to_dict() == FLOODS.to_dict()
