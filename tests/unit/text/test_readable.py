# ruff: noqa: RUF001  # letters of other alphabets
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.text import ReadableText, read_name
from dateline.text.readable import read
from support.growth import growth
from support.wild_text import FRAGMENTS, wild_text

MARKED_UP = (
    "&atilde;", "&amp;", "&nbsp;", "&#8217;", "&#x301;", "&shy;", "&", ";", "<b>", "</b>", "<p>", "<", ">", "e\u0301",
    "\u1112\u1161\u11ab", "Ã©", "â€™", "Â\xa0", "Ð\xad",
)  # fmt: skip
rough_text = st.one_of(wild_text, st.lists(st.sampled_from(FRAGMENTS + MARKED_UP), max_size=40).map("".join))


@pytest.mark.parametrize(
    ("given_text", "content"),
    [
        ("Sa\u0303o Tome\u0301", "São Tomé"),
        ("\u1109\u1165\u110b\u116e\u11af", "서울"),
        ("Gen\u00adeva, Alep\u200bpo, \ufeffHoms", "Geneva, Aleppo, Homs"),
        ("S&atilde;o&nbsp;Tom&#233;", "São\u00a0Tomé"),
        ("Tome&#769; &amp; Co.", "Tomé & Co."),
        ("Gen&shy;eva", "Geneva"),
        ("<p>Talks in <b>Gene</b>va</p>", "\n\nTalks in Geneva\n\n"),
        ("a < b <Reuters> &c; R&D", "a < b <Reuters> &c; R&D"),
        ("Homs\x00Idlib\u2028Hama", "Homs Idlib Hama"),
        ("Zürich’s 東京都 🎉", "Zürich’s 東京都 🎉"),
        ("\u202bفي \u2067بغداد\u2069\u200f.\u202c", "في بغداد."),
        ("بغـــداد ـ لـ«دمشق»", "بغداد ـ ل«دمشق»"),
        ("ﺑﻐﺪﺍﺩ ﷲ ﹰ", "بغداد الله ً"),
        ("قُمْ بِبَغْدَاد", "قُمْ بِبَغْدَاد"),
        ("می\u200cشود क\u094d\u200dष", "میشود क\u094dष"),
        ("I\u0307zmir ışık DİYARBAKIR", "İzmir ışık DİYARBAKIR"),
        ("И\u0306ошкар Київ", "Йошкар Київ"),
        ("Die BrÃ¼cke von MÃ¡laga, Łódź â€“ fertig", "Die Brücke von Málaga, Łódź – fertig"),
        ("Â«SÃ¡bado&raquo;", "«Sábado»"),
        ("GdaÅ„sk i KrakÃ³w, Ã\x89vora", "Gdańsk i Kraków, Évora"),
        ("CAFÉ—BAR «À L’ÉTÉ» NÃO Ö“ XÃ HỘI “IRMÃ” IRMÃ\xa0D", "CAFÉ—BAR «À L’ÉTÉ» NÃO Ö“ XÃ HỘI “IRMÃ” IRMÃ\xa0D"),
        ("\U0001f469\U0001f3fd\u200d\U0001f692 北京", "\U0001f469\U0001f3fd\U0001f692 北京"),
    ],
    ids=[
        "accents", "Hangul", "invisible", "entities", "entity of a mark", "invisible entity", "tags", "no markup",
        "controls", "nothing to do", "marks of direction", "lengthened letters", "Arabic letters in the shape of print",
        "vowel signs", "joiners", "Turkish letters", "Cyrillic accents", "wrong encoding",
        "wrong encoding and entities", "wrong encoding of one text", "capitals and marks", "emoji",
    ],
)  # fmt: skip
def test_text_is_read_as_a_reader_sees_it(given_text, content):
    """Composed, decoded, without what nobody sees; anything else stays as it is."""
    assert read(given_text).content == read_name(given_text) == content


def test_text_that_needs_no_reading_has_no_map():
    """Plain text, which most is, costs no more than a look at it."""
    assert read("Talks in Zürich") == ReadableText("Talks in Zürich")


def test_a_span_of_what_is_read_gives_the_characters_that_were_given():
    """Marks, entities and invisible characters inside a name belong to it; those around it do not."""
    text = "Talks in \u200bSa\u0303o Tom&eacute;\u200b, to\u00adday"
    readable = read(text)
    start = readable.content.index("São")
    first, last = readable.given_span(start, start + len("São Tomé"))
    assert text[first:last] == "Sa\u0303o Tom&eacute;"


def test_a_name_in_a_wrong_encoding_is_given_as_it_stands():
    """Its letters are read as they were meant, and the offsets are of what was given."""
    text = "Rain in MÃ¡&shy;laga today"
    readable = read(text)
    start = readable.content.index("Málaga")
    first, last = readable.given_span(start, start + len("Málaga"))
    assert text[first:last] == "MÃ¡&shy;laga"


def test_names_without_spaces_in_a_wrong_encoding_stand_apart():
    """Each letter has a place of its own, however long the run of them is."""
    text = "åŒ—äº¬å’Œä¸Šæµ·"
    readable = read(text)
    assert readable.content == "北京和上海"
    assert [readable.given_span(start, start + 2) for start in (0, 3)] == [(0, 6), (9, 15)]


@given(rough_text)
@example("A&#X300;<P>&#X300;")
def test_every_character_read_comes_from_its_own_characters_given(text):
    """In order, without overlap but for characters that one entity stands for; letters given are letters read."""
    readable = read(text)
    spans = [readable.given_span(i, i + 1) for i in range(len(readable.content))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] or one == other for one, other in pairwise(spans))
    for character, (start, end) in zip(readable.content, spans, strict=True):
        if end - start == 1 and character.isalnum():
            assert any(character in unicodedata.normalize(form, text[start:end]) for form in ("NFC", "NFKC"))


@given(rough_text)
def test_what_is_read_is_composed(text):
    """Marks of any number stand in Unicode's order, composed."""
    content = read(text).content
    assert unicodedata.is_normalized("NFC", content)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["a\u0301", "a" + "\u0301\u0327" * 40, "\u0301\u0327", "\u200b", "&amp;", "<p>", "<p ", "Ã©", "â€™", "Ã"]
)
def test_reading_costs_the_length_of_the_text(piece):
    """Also where all of it has to be composed, decoded or left out."""
    assert growth(lambda chars: read((piece * chars)[:chars]), size=8_000) < 24


@pytest.mark.parametrize(
    ("text", "name", "given_name"),
    [
        ("وصل إلى \u2067بغـداد\u2069 أمس", "بغداد", "بغـداد"),
        ("وصل إلى ﺑﻐﺪﺍﺩ أمس", "بغداد", "ﺑﻐﺪﺍﺩ"),
        ("nach \u200eI\u0307zmir\u200f heute", "İzmir", "I\u0307zmir"),
    ],
)
def test_a_name_read_plainly_is_given_as_it_was_written(text, name, given_name):
    """Marks of direction around a name are none of it; the shapes of its letters are the caller's."""
    readable = read(text)
    start = readable.content.index(name)
    first, last = readable.given_span(start, start + len(name))
    assert text[first:last] == given_name
