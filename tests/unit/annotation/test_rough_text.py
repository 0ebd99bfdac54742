"""Text as it comes: accents apart, invisible characters, entities of HTML; names that the gazetteer holds together."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation import Annotator
from dateline.annotation.lookup import ArticleLookup
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.settings import Settings
from dateline.values import Article, Coordinates, EntityType, MentionKind, ModelDescription, Recognition
from support.wild_text import FRAGMENTS

RECORDS = (
    Record("geonames:1", "Brasilândia", "P", "PPL", Coordinates(-15, -47), "BR", population_count=300_000),
    Record("geonames:2", "São Tomé", "P", "PPLC", Coordinates(0, 6), "ST", population_count=900_000),
    Record("geonames:3", "Ware and Lomond", "A", "ADM1", Coordinates(5, 5), "GB", population_count=20_000),
    Record("geonames:4", "Lomond", "P", "PPL", Coordinates(5, 5), "GB", population_count=9_000),
    Record("geonames:5", "Abbot’s Lynn", "P", "PPL", Coordinates(6, 5), "GB", population_count=9_000),
    Record("geonames:6", "Brooks", "P", "PPL", Coordinates(7, 5), "CA", population_count=9_000),
    Record("own:7", "East and West Coast", "L", "RGN", Coordinates(7, 5), population_count=9_000),
    Record("geonames:8", "South Africa", "A", "PCLI", Coordinates(-30, 25), "ZA", population_count=60_000_000,
           demonyms=("South African",)),
    Record("geonames:9", "Oldport", "P", "PPL", Coordinates(8, 5), "GB", population_count=900_000),
)  # fmt: skip
NAMES = ("Brasilândia", "São Tomé", "Lomond", "Oldport", "South", "Ann Zoë", "Brook")


class ListRecognizer:
    """Recognises a few names, composed, and nothing else."""

    parallel_sentences = None
    description = ModelDescription("list", "1", ("en",), ("PER", "PLACE"))
    _form = re.compile("|".join(NAMES))

    def count_tokens(self, sentence):
        return len(sentence.split())

    def recognize(self, sentences):
        return tuple(
            tuple(
                Recognition(*match.span(), EntityType.PERSON if match[0][0] == "A" else EntityType.PLACE,
                            MentionKind.NAME, "PLACE", 0.9)
                for match in self._form.finditer(sentence)
            )
            for sentence in sentences
        )  # fmt: skip


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory):
    """A gazetteer of nine places."""
    path = tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite"
    build_gazetteer(path, records=RECORDS)
    return path


@pytest.fixture(scope="module")
def annotator(gazetteer):
    """An annotator on them."""
    return Annotator(Settings(gazetteer=gazetteer), recognizer=ListRecognizer())


def _annotate(annotator, text, title=""):
    return annotator.annotate([Article("a", text, title=title)])[0]


def _mentions(annotator, text):
    annotation = _annotate(annotator, text)
    return {
        mention.span.content: (entity.name, mention.kind)
        for entity in annotation.entities
        for mention in entity.mentions
    }


@pytest.mark.parametrize(
    "written",
    [
        unicodedata.normalize("NFD", "São Tomé"),
        "S\u200bão Tomé",
        "São To\u00admé",
        "S&atilde;o Tom&#233;",
        "Sa&#771;o Tomé",
        "S<b>ão</b> Tomé",
    ],
    ids=["accents apart", "zero width", "soft hyphen", "entities", "entity of a mark", "tags"],
)
def test_a_name_is_recognised_and_resolved_as_it_is_read(annotator, written):
    """Its span holds the caller's own characters, and its place is found by what is read."""
    text = f"Talks in {written} ended."
    annotation = _annotate(annotator, text)
    (entity,) = annotation.entities
    (mention,) = entity.mentions
    assert mention.span.content == written == text[mention.span.start_offset : mention.span.end_offset]
    assert entity.resolution.place.name == "São Tomé"


def test_an_entity_without_a_place_has_the_name_that_is_read(annotator):
    """Its name is decoded and composed, and so mentions merge that are written differently."""
    annotation = _annotate(annotator, "Ann Zoe\u0308 left. Ann Zo&euml; came. Ann Zoë stayed.")
    (entity,) = annotation.entities
    assert (entity.name, len(entity.mentions)) == ("Ann Zoë", 3)


MARKED_UP = ("Sa\u0303o Tome\u0301", "S&atilde;o Tom&eacute;", "Old\u00adport", "&amp;", "<b>", "<p>", " and ")
rough = st.lists(st.sampled_from((*FRAGMENTS, *NAMES, *MARKED_UP))).map("".join)


@given(rough, rough)
def test_spans_echo_the_characters_that_were_given(annotator, text, title):
    """Whatever the text, a span's content is what stands between its offsets, and reads as a name of the list."""
    annotation = _annotate(annotator, text or "x", title)
    for entity in annotation.entities:
        for mention in entity.mentions:
            span = mention.span
            whole = title if span.part == "TITLE" else text
            assert whole[span.start_offset : span.end_offset] == span.content
            assert span.content.strip() == span.content != ""


def test_demonyms_are_matched_whatever_the_recogniser_finds(annotator):
    """ "South", which it takes for a place, is a piece of "South African"."""
    assert _mentions(annotator, "A South African won.") == {"South African": ("South Africa", MentionKind.DEMONYM)}


def test_the_gazetteer_says_where_a_name_ends(annotator):
    """With "and", with an apostrophe, and between two places that a hyphen joins."""
    assert _mentions(annotator, "Rain fell in Ware and Lomond.") == {
        "Ware and Lomond": ("Ware and Lomond", MentionKind.NAME)
    }
    assert set(_mentions(annotator, "The Oldport-Brasilândia line")) == {"Oldport", "Brasilândia"}
    assert set(_mentions(annotator, "Brook's report")) == {"Brook"}


def test_prominence_is_that_of_the_name_itself(gazetteer):
    """An apostrophe is one of the place's name; a region of several countries is not joined by "and"."""
    with Gazetteer(gazetteer) as opened:
        lookup = ArticleLookup(opened)
        for name in ("Abbot's Lynn", "Abbots Lynn", "Brooks"):
            assert lookup.prominence(name) > 0
        for name in ("Brook's", "East and West Coast", "South African", "Oldprt"):
            assert lookup.prominence(name) == 0
        assert lookup.prominence("Oldport") == lookup.prominence("OLDPORT") > lookup.prominence("Lomond")
