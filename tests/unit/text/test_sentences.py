import pytest
from hypothesis import given

from dateline.text import MAX_SENTENCE_CHARS, split_sentences
from support.growth import growth
from support.wild_text import wild_text


@given(wild_text)
def test_sentences_are_exact_slices_that_lose_no_visible_character(text):
    """Every sentence is the text between its offsets, in order, and only white space lies between them."""
    position = 0
    for sentence in split_sentences(text):
        assert text[sentence.start_offset : sentence.end_offset] == sentence.content
        assert not text[position : sentence.start_offset].strip()
        assert 0 < len(sentence.content) <= MAX_SENTENCE_CHARS
        position = sentence.end_offset
    assert not text[position:].strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "The talks in Astana went on. ",
        "talks ",
        "x",
        "A. ",
        '"(',
        "...",
        "\u200b",
        "é ",
        "left.The ",
        " ",
        "\t",
        "\r",
        "\u3000",
        "and x? ",
        "a. of ",
        '"Hi." said ',
        'x." he ',
        "a.Bc/",
        "\n",
    ],
)
def test_a_long_line_costs_no_more_than_its_length(line):
    """Splitting costs in proportion to the length of the line at most, whatever the line is made of."""

    def split(chars):
        return split_sentences((line * chars)[:chars])

    assert growth(split, size=4_000) < 24
    sentences = split(32_000)
    assert max((len(sentence.content) for sentence in sentences), default=0) <= MAX_SENTENCE_CHARS


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("TALKS RESUME\nEnvoys met in Geneva", ["TALKS RESUME", "Envoys met in Geneva"]),
        ("Present:\r\n- Lavrov\r\n- Kerry", ["Present:", "- Lavrov", "- Kerry"]),
        ("They met in Geneva\n and parted.", ["They met in Geneva\n and parted."]),
        ("They met in\nGeneva and were\nnot seen to\npart.", ["They met in\nGeneva and were\nnot seen to\npart."]),
        ("They met in Geneva.They parted.", ["They met in Geneva.", "They parted."]),
        ("<p>They met</p><p>They parted</p>", ["<p>", "They met</p>", "<p>", "They parted</p>"]),
        ("See news.Example.Com/Talks.Html now", ["See news.Example.Com/Talks.Html now"]),
    ],
    ids=["headline", "list", "line that goes on", "wrapped text", "missing space", "markup", "address"],
)
def test_sentences_end_where_a_reader_sees_them_end(text, sentences):
    """At the ends of headlines and list items and where a space is missing, not where a wrapped line breaks."""
    assert [sentence.content for sentence in split_sentences(text)] == sentences
