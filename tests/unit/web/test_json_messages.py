"""Requests come out of JSON as they were, and what is wrong in them is named by its path and not quoted."""

import json
from typing import Any

import pytest
from google.protobuf.json_format import MessageToJson, SerializeToJsonError
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from dateline.errors import InvalidInputError
from dateline.v1 import annotation_pb2 as pb
from dateline.web.json_messages import read_json, write_json
from fuzz.strange_messages import fields_of

CANARY = "Zyzzyva"
MOST_BYTES = 5_000
"""Larger messages take seconds, and hold nothing new."""
REQUESTS: tuple[type[Message], ...] = (
    pb.AnnotateArticleRequest,
    pb.BatchAnnotateArticlesRequest,
    pb.ResolvePlacesRequest,
)


def _violation(content: bytes | str, message: Any) -> tuple[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        read_json(content if isinstance(content, bytes) else content.encode(), message)
    (violation,) = caught.value.violations
    assert CANARY not in str(caught.value)
    return violation.field, violation.description


@settings(max_examples=50, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data(), st.booleans())
def test_what_is_written_is_read_again(data: st.DataObject, is_snake_case: bool) -> None:  # noqa: FBT001  # drawn
    """Each request is read from the library's JSON in either spelling, and from our own."""
    kind = data.draw(st.sampled_from(REQUESTS))
    descriptor: Any = kind.DESCRIPTOR
    message = GetMessageClass(descriptor)()
    content = data.draw(fields_of(descriptor))
    if len(content) > MOST_BYTES:
        reject()
    try:
        message.ParseFromString(content)
        text = MessageToJson(message, preserving_proto_field_name=is_snake_case)
    except (DecodeError, SerializeToJsonError, ValueError):
        reject()
    message.DiscardUnknownFields()
    for written in (text.encode(), write_json(message)):
        read = kind()
        read_json(written, read)
        # Compared as text, because NaN is not equal to itself, and JSON has only one.
        assert MessageToJson(read, preserving_proto_field_name=is_snake_case) == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "article",
                        "text",
                        "mentions",
                        "options",
                        "publish_time",
                        "publishTime",
                        "start_offset",
                        "type",
                        "x",
                        "",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=15,
    )
)
def test_any_json_is_read_or_refused_with_one_fault(value: object) -> None:
    """Nothing that JSON can say is anything but a request or one named fault."""
    message = pb.AnnotateArticleRequest()
    try:
        read_json(json.dumps(value).encode(), message)
    except InvalidInputError as error:
        (violation,) = error.violations
        assert violation.field
        assert violation.description != "does not fit the contract"


@pytest.mark.parametrize(
    ("article", "field", "description"),
    [
        ({"txt": CANARY}, "article.txt", "is no field of the contract"),
        ({f"{CANARY} in Oslo": 1}, "article", "is no field of the contract"),
        ({"text": 5}, "article.text", "must be a string of valid Unicode"),
        ({"text": [CANARY]}, "article.text", "must be a string of valid Unicode"),
        ({"text": "\ud800"}, "article.text", "must be a string of valid Unicode"),
        ({"publish_time": CANARY}, "article.publish_time", 'must be a time such as "2026-11-28T09:30:00Z"'),
        ({"publishTime": 5}, "article.publish_time", 'must be a time such as "2026-11-28T09:30:00Z"'),
        ({"reader_region": CANARY}, "article.reader_region", "must be an object"),
        (
            {"reader_region": {"coordinates": {"latitude": CANARY}}},
            "article.reader_region.coordinates.latitude",
            "must be a number",
        ),
        ({"mentions": {"mentions": {"0": CANARY}}}, "article.mentions.mentions", "must be an array"),
        ({"mentions": {"mentions": [None]}}, "article.mentions.mentions[0]", "must be an object"),
        (
            {"mentions": {"mentions": [{}, {"startOffset": 1.5}]}},
            "article.mentions.mentions[1].start_offset",
            "must be a whole number of 32 bits",
        ),
        (
            {"mentions": {"mentions": [{"end_offset": 1 << 31}]}},
            "article.mentions.mentions[0].end_offset",
            "must be a whole number of 32 bits",
        ),
        (
            {"mentions": {"mentions": [{"part": CANARY}]}},
            "article.mentions.mentions[0].part",
            "must be one of ARTICLE_PART_UNSPECIFIED, ARTICLE_PART_TEXT, ARTICLE_PART_TITLE",
        ),
        (CANARY, "article", "must be an object"),
        ([CANARY], "article", "must be an object"),
        ([], "article", "must be an object"),
        ("", "article", "must be an object"),
        (5, "article", "must be an object"),
    ],
)
def test_faults_are_named_by_their_path(article: object, field: str, description: str) -> None:
    """The field is named as the contract has it, with what it must be, and nothing of the request is said."""
    assert _violation(json.dumps({"article": article}), pb.AnnotateArticleRequest()) == (field, description)


@pytest.mark.parametrize(
    ("content", "description"),
    [
        (b"", "is not valid JSON at line 1, column 1"),
        (b'{"article":\n {"text": "Zyzzyva}', "is not valid JSON at line 2, column 11"),
        (b'{"article": \xff}', "is not valid UTF-8"),
        (b'"Zyzzyva"', "must be a JSON object"),
        (b"[]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"article": ' + b"9" * 5_000 + b"}", "holds a number of too many digits"),
        (b'{"article": {"text": "Zyzzyva", "text": ""}}', "has a name twice in one object"),
    ],
)
def test_what_is_no_request_is_said_of_the_whole(content: bytes, description: str) -> None:
    """Where no field can be named the path is `request`, and the place in the text is given."""
    assert _violation(content, pb.AnnotateArticleRequest()) == ("request", description)


def test_deep_nesting_where_a_field_should_be_is_its_fault() -> None:
    """What is nested within the depth that Python reads is refused at the first field that does not fit."""
    content = '{"article": {"text": ' + "[" * 500 + "]" * 500 + "}}"
    assert _violation(content, pb.AnnotateArticleRequest())[0] == "article.text"


def test_a_file_may_begin_with_the_mark_of_utf_8() -> None:
    """As files of some editors do."""
    message = pb.AnnotateArticleRequest()
    read_json('\ufeff{"article": {"text": "Łódź"}}'.encode(), message)
    assert message.article.text == "Łódź"


def test_an_option_in_both_spellings_is_refused() -> None:
    """Which of them holds would be a guess."""
    content = '{"options": {"max_candidates": 5, "maxCandidates": 9}}'
    field, description = _violation(content, pb.AnnotateArticleRequest())
    assert (field, description) == ("options.max_candidates", "is given in both spellings")


def test_null_means_unset() -> None:
    """As the JSON of protobuf has it."""
    message = pb.AnnotateArticleRequest()
    read_json(b'{"article": {"text": "Oslo", "title": null}, "options": null}', message)
    assert message == pb.AnnotateArticleRequest(article=pb.Article(text="Oslo"))


def test_answers_are_lines() -> None:
    """They are compact, not escaped, and end with a newline."""
    content = write_json(pb.PlaceQuery(name="Łódź"))
    assert content.decode() == '{"name":"Łódź","context_names":[],"region_code":"","language_code":""}\n'
