import json

import pytest

from dateline.export import message_json
from dateline.v1 import annotation_pb2 as pb


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
