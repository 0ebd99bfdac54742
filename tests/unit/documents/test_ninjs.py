import json
from datetime import UTC, datetime

import pytest

from dateline.documents import InputFailure, InputFormat
from support.readings import read_document


def read_one(item, **given):
    (each,) = read_document(json.dumps(item).encode(), name="a.json", **given)
    return each


@pytest.mark.parametrize(
    ("name", "title", "text", "language"),
    [
        ("ninjs-1.json", "Old style", "Rain in Bergen.\nSun in Oslo.", ""),
        (
            "ninjs-2.json",
            "Die Räte stimmen ab",
            "BERN, 2026-06-25 - Der Nationalrat hat in Bern abgestimmt.\nAus Genf kam Kritik.",
            "de",
        ),
        ("ninjs-3.json", "Trial begins", "GROSSETO, Italy (HG) -- The trial has begun.\nIt goes on in Rome.", "en"),
    ],
)
def test_each_generation_is_read_from_a_file(read, name, title, text, language):
    """Of ninjs 1, 2 and 3: main headline and body, HTML as text, `located` at the head unless it is there."""
    (each,) = read(name)
    article = each.article
    assert (article.title, article.text, article.language_code) == (title, text, language)
    assert article.id.startswith(("urn:newsml:", "http://ninjs.example/"))
    hour = 8 if name == "ninjs-2.json" else 10
    assert article.publish_time == datetime(2026, 6, 26, hour, 15, tzinfo=UTC)


def test_items_may_stand_in_an_array_or_a_line_each():
    """An export of many items is read item by item."""
    items = [{"uri": f"u{i}", "bodies": [{"value": "Rain."}]} for i in (1, 2)]
    assert [each.article.id for each in read_document(json.dumps(items).encode(), name="a")] == ["u1", "u2"]
    lines = "\n".join(json.dumps(item) for item in items).encode()
    assert [each.where for each in read_document(lines, name="a")] == ["a:1", "a:2"]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"uri": "u", "type": "picture", "headlines": []}, "has no body in plain text or HTML (type picture)"),
        ({"uri": "u", "bodies": "no"}, "has no body in plain text or HTML"),
        (
            {"uri": "u", "bodies": [{"contenttype": "application/pdf", "value": "JVBE"}]},
            "has no body in plain text or HTML",
        ),
    ],
    ids=["picture", "malformed", "pdf"],
)
def test_an_item_without_text_is_refused(item, message):
    """Pictures, events and bodies in other formats hold no text that could be annotated."""
    assert read_one(item) == InputFailure("a.json", message)


def test_what_is_malformed_beside_the_text_is_dropped():
    """The format is lax: a wrong language or time costs only itself, and half a surrogate pair is replaced."""
    article = read_one({"uri": 5, "language": "??", "versioncreated": "soon", "bodies": [{"value": "A\ud800"}]}).article
    assert (article.id, article.language_code, article.publish_time, article.text) == ("a.json", "", None, "A\ufffd")


def test_the_format_can_be_forced():
    """Named as ninjs an object is read so; named as JSON it needs Dateline's own keys."""
    item = {"headline": "T", "body_text": "Rain."}
    assert read_one(item, input_format=InputFormat.NINJS).article.text == "Rain."
    own = {"uri": "u", "bodies": [{"value": "Rain."}]}
    assert read_one(own, input_format=InputFormat.JSON).message == "text: is missing"
