from datetime import UTC, datetime

import pytest

from dateline.annotation.datelines import find_datelines
from dateline.documents import InputFailure
from support.readings import read_document

STORY = (
    "<nitf><head><title>Head</title></head><body><body.head>{head}</body.head>"
    "<body.content>{text}</body.content></body></nitf>"
)


def read_one(head, text="<p>They met.</p>"):
    (each,) = read_document(STORY.format(head=head, text=text).encode(), name="a.xml")
    return each


def test_a_story_is_read_from_a_file(read):
    """NITF 3.4: headline, blocks, lists and id are read; abstract, captions, byline and tagline are not."""
    (each,) = read("story.nitf.xml")
    article = each.article
    assert (article.id, article.title) == ("hg:2026:0626:17", "Talks in Geneva go on")
    assert (article.outlet, article.language_code) == ("The Harbour Gazette", "en-US")
    assert article.publish_time == datetime(2026, 6, 27, 4, tzinfo=UTC)
    assert article.text.splitlines() == [
        "GENEVA, Switzerland, June 26 - Delegates from São Tomé and the United Nations met again.",
        "What is next",
        "A vote in Bern",
        "A summit in Oslo",
        "They part on Sunday.",
    ]


@pytest.mark.parametrize(
    ("head", "text", "start"),
    [
        ("<dateline><location>New York</location></dateline>", "They met.", "NEW YORK - They met."),
        ("<dateline><location>NEW YORK</location></dateline>", "NEW YORK (AP) — They met.", "NEW YORK (AP) — They"),
        ("<dateline>Accra, Ghana, June 26 - </dateline>", "They met.", "ACCRA, Ghana, June 26 - They met."),
        (
            "<dateline><location>Lagos</location><story.date norm='20170102T222800+0000'>17</story.date></dateline>",
            "They met.",
            "LAGOS, January 2 - They met.",
        ),
        ("<dateline><story.date norm='20170102'/></dateline>", "They met.", "They met."),
        (
            "<dateline><location>Lagos</location><story.date>Monday</story.date></dateline>",
            "So.",
            "LAGOS, Monday - So.",
        ),
    ],
    ids=["place", "in-the-body-too", "words", "norm", "date-alone", "weekday"],
)
def test_a_dateline_apart_goes_to_the_head_once(head, text, start):
    """It stands where the finder of datelines reads it, unless the body begins with it."""
    article = read_one(head, f"<p>{text}</p>").article
    assert article.text.startswith(start)
    if "location" in head:
        assert next(find_datelines(article)).span.content.casefold() in head.casefold()


def test_a_story_without_text_is_refused():
    """A headline alone is no article, and a story in another place of the document none that is known."""
    assert read_one("<hedline><hl1>Only this</hl1></hedline>", "") == InputFailure(
        "a.xml", "has no text in body.content"
    )
    (each,) = read_document(b"<rss/>", name="a.xml", input_format="nitf")
    assert each == InputFailure("a.xml", "is not NITF: its root element is not nitf")


def test_a_story_without_a_headline_has_the_title_of_its_head():
    """The title of the head stands in for a headline; an id is where the story was read."""
    article = read_one("").article
    assert (article.title, article.id, article.publish_time) == ("Head", "a.xml", None)
