# ruff: noqa: RUF001  # letters and commas of other alphabets
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.text import MAX_SENTENCE_CHARS, read_name, split_sentences
from support.growth import growth
from support.wild_text import wild_text

SENTENCES = Path("benchmarks/sentences.txt")
# What looks as if it was read in a wrong encoding is told by the whole text, and other letters are read there.
rightly_encoded = wild_text.filter(lambda text: not re.search(r"[\u00c2-\u00f4][^\x00-\x7f]", text))
languages = st.sampled_from(
    "en de fr es pt it nl da nb nn sv fi pl hu ro hr sr sk ru uk tr ar id zh hi pt-BR zh-Hant no".split()
)


@given(rightly_encoded, languages)
def test_sentences_lose_no_letter(text, language):
    """Sentences are in order, each what is read between its offsets; no letter or digit lies outside or is none's."""
    position = 0
    for sentence in split_sentences(text, language_code=language):
        between = text[sentence.start_offset : sentence.end_offset]
        assert read_name(between).strip() == sentence.content
        assert not _has_letters(text[position : sentence.start_offset])
        assert any(map(str.isalnum, sentence.content))
        assert len(sentence.content) <= MAX_SENTENCE_CHARS
        position = sentence.end_offset
    assert not _has_letters(text[position:])


def _has_letters(text):
    # The tatweel, which is a letter to Python, only lengthens an Arabic word.
    return any(map(str.isalnum, text.replace("\u0640", "")))


@given(rightly_encoded, languages)
def test_a_span_of_a_sentence_gives_the_characters_that_were_given(text, language):
    """What is read between a word's offsets is that word."""
    for sentence in split_sentences(text, language_code=language):
        for word in re.finditer(r"\S+", sentence.content):
            start, end = sentence.given_span(*word.span())
            assert read_name(text[start:end]) == word.group()


def _marked_sentences():
    kind = ""
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif line and not line.startswith("#"):
            yield kind, line.replace(r"\n", "\n").replace(r"\t", "\t")


def test_names_are_hardly_ever_torn():
    """Of the texts that splitters are compared on, 19 in 20 are split right, and all behind titles and in datelines."""
    wrong = defaultdict(list)
    texts = list(_marked_sentences())
    for kind, text in texts:
        found = [sentence.content for sentence in split_sentences(text.replace("¦", ""))]
        if found != [sentence.strip() for sentence in text.split("¦")]:
            wrong[kind].append(text)
    assert not wrong.keys() & {"title", "rank", "initial", "dateline", "headline", "space", "number", "other"}
    assert sum(map(len, wrong.values())) <= len(texts) / 20


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
        "1. ",
        "\n- a",
        "\t",
        "\r",
        "\u3000",
        "and x? ",
        "a. of ",
        '"Hi." said ',
        'x." he ',
        "a.Bc/",
        "\n",
        "。",
        "漢!",
        '漢。"',
        "А. ",
        "1. А ",
        "ушли.Армия",
        "« Oui. » ",
        "\u0301",
        "،",
    ],
)
@pytest.mark.parametrize("language", ["en", "fr", "hr", "zh"])
def test_a_long_line_costs_no_more_than_its_length(line, language):
    """Splitting costs in proportion to the length of the line at most, whatever the line is made of."""

    def split(chars):
        return split_sentences((line * chars)[:chars], language_code=language)

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
        ("<p>They met</p><p>They parted</p>", ["They met", "They parted"]),
        ("Contents\n.....\n* * *\n— 🎉\nTalks", ["Contents", "Talks"]),
        ("Dr. J.\u00a0D. Low spoke.\u00a0He left.", ["Dr. J.\u00a0D. Low spoke.", "He left."]),
        ("See news.Example.Com/Talks.Html now", ["See news.Example.Com/Talks.Html now"]),
    ],
    ids=[
        "headline",
        "list",
        "line that goes on",
        "wrapped text",
        "missing space",
        "markup",
        "no letters",
        "no-break spaces",
        "address",
    ],
)
def test_sentences_end_where_a_reader_sees_them_end(text, sentences):
    """At the ends of headlines and list items and where a space is missing, not where a wrapped line breaks."""
    assert [sentence.content for sentence in split_sentences(text)] == sentences


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("漢字文，" * 500, 1_000),
        ("العربية، " * 300, 1_000),
        ("漢" * 2_500, 1_000),
        ("क" + "े" * 10 + "खी" * 1_500, 1_000),
    ],
    ids=["Han with commas", "Arabic", "Han without commas", "letters with marks"],
)
def test_a_sentence_without_end_is_cut_where_a_reader_pauses(text, longest):
    """Behind a comma or white space, or else between two letters: no mark is parted from its letter."""
    sentences = split_sentences(text, language_code="zh")
    assert len(sentences) > 1
    for sentence in sentences[:-1]:
        assert longest / 2 <= len(sentence.content) <= longest
    assert not any(unicodedata.category(sentence.content[0])[0] == "M" for sentence in sentences)
    if "，" in text or "، " in text:
        assert all(sentence.content[-1] in "،，" for sentence in sentences)
