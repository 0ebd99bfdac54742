import io
from dataclasses import replace

import pytest

from dateline.export.text import annotation_text, open_console
from dateline.export.wording import area_words, isolated, kind_word, language_words, place_words
from dateline.values import (
    LANGUAGE_CODES,
    Annotation,
    Area,
    Article,
    ArticleLanguage,
    Candidate,
    Coordinates,
    Direction,
    Entity,
    EntityType,
    Former,
    Mention,
    MentionKind,
    Place,
    Resolution,
    Span,
    SpatialKind,
    SpatialRelation,
)
from support import arabic
from support.annotated import FLOODS, KENYA, NAIROBI, NAIROBI_COUNTY


def annotated(text, *spans, relation=None):
    entities = tuple(
        Entity(
            f"e{number}", kind, text[start:end],
            (Mention(f"m{number}", Span(start, end, text[start:end]), kind, MentionKind.NAME, "", 1.0, "", relation),),
            0.5,
        )
        for number, (start, end, kind) in enumerate(spans)
    )  # fmt: skip
    annotation = Annotation("a", "", entities, (), None, (), "r", Article("a", text))
    return annotation_text(open_console(io.StringIO()), annotation)


PLACE, ORGANIZATION = EntityType.PLACE, EntityType.ORGANIZATION


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        ([(0, 23, ORGANIZATION), (0, 5, PLACE)], "[[Paris PLACE] Police Department ORGANIZATION] x"),
        ([(0, 5, PLACE), (6, 12, ORGANIZATION)], "[Paris PLACE] [Police ORGANIZATION] Department x"),
        ([(0, 12, PLACE), (6, 23, ORGANIZATION)], "[Paris Police PLACE] Department x"),
        ([(24, 25, PLACE)], "Paris Police Department [x PLACE]"),
        ([], "Paris Police Department x"),
    ],
    ids=["nested", "side-by-side", "crossing", "at-end", "none"],
)
def test_spans_are_marked(spans, marked):
    """Spans are bracketed with their types, nested ones inside, of crossing ones the first."""
    assert marked in annotated("Paris Police Department x", *spans).splitlines()


def test_control_characters_do_not_reach_the_terminal():
    """An article cannot move the cursor or set the title of the window."""
    shown = annotated("a\x1b]0;title\x07b\x9b31mc\r\nd [red]e[/red] :smile:", (0, 1, PLACE))
    assert not set(shown) & {"\x1b", "\x07", "\x9b", "\r"}
    assert "[red]e[/red] :smile:" in shown


@pytest.mark.parametrize(
    ("relation", "label"),
    [
        (SpatialRelation(SpatialKind.OFFSET, Direction.EAST, 30.0), "PLACE offset east 30 km"),
        (SpatialRelation(SpatialKind.NEAR), "PLACE near"),
        (None, "PLACE"),
    ],
)
def test_a_spatial_relation_stands_behind_the_type(relation, label):
    """What the words around a name say of where is meant is shown with it."""
    assert f"30 km east of [Homs {label}]" in annotated("30 km east of Homs", (14, 18, PLACE), relation=relation)


def test_areas_stand_in_for_places_that_are_not_sure():
    """ "in Nairobi County", its country and its probability, and no point."""
    shown = annotation_text(open_console(io.StringIO()), FLOODS)
    (kiamaiko,) = (line.split() for line in shown.splitlines() if line.startswith(" Kiamaiko"))
    assert kiamaiko == ["Kiamaiko", "in", "Nairobi", "County", "Kenya", "0.61"]
    assert "Filed in NAIROBI (Nairobi)" in shown
    assert "About Łódź (town) 0.70" in shown


def test_a_right_to_left_name_keeps_to_itself():
    """It changes the order of nothing in its line where the terminal or editor knows directions; others stay bare."""
    shown = annotation_text(open_console(io.StringIO()), arabic.ANNOTATION)
    assert "Filed in \u2068دمشق\u2069 (\u2068دمشق\u2069)" in shown
    assert f" \u2068{arabic.UNIVERSITY}\u2069 " in shown
    assert "[جامعة [دمشق PLACE] ORGANIZATION]" in shown
    assert isolated("שדרות") == "\u2068" + "שדרות" + "\u2069"
    for name in ("Paris", "Łódź", "Харків", "北京"):
        assert isolated(name) == name


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        ((), "none known"),
        ((Area(KENYA, 0.4),), "none known"),
        ((Area(KENYA, 0.9),), "in Kenya"),
        ((Area(KENYA, 0.9), Area(NAIROBI_COUNTY, 0.4)), "in Kenya"),
        ((Area(KENYA, 0.9), Area(NAIROBI_COUNTY, 0.5)), "in Nairobi County"),
        ((Area(KENYA, 0.9), Area(NAIROBI_COUNTY, 0.6), Area(replace(NAIROBI, admin1_name="Nairobi County"), 0.5)),
         "in Nairobi, Nairobi County"),
    ],
)  # fmt: skip
def test_the_smallest_likely_area_is_named(areas, words):
    """One that is less likely than not is not; without any, why none is known is said."""
    assert area_words(Resolution(areas=areas)) == words
    assert area_words(Resolution(candidates=(Candidate(KENYA, 0.05),))) == "none likely"
    assert area_words(None) == "none known"


@pytest.mark.parametrize(
    ("place", "words", "kind"),
    [
        (replace(NAIROBI_COUNTY, name="Nairobi Province", former=Former(None, 2013, ("t:1",))),
         "Nairobi Province (until 2013)", "former division"),
        (replace(KENYA, name="Zaire", feature_code="PCLH", former=Former(1971, 1997, ("t:1",))),
         "Zaire (until 1997)", "former country"),
    ],
)  # fmt: skip
def test_what_is_no_more_is_marked(place, words, kind):
    """People read until when a division or state of the past was there."""
    assert (place_words(place), kind_word(place)) == (words, kind)


def test_a_line_is_said_to_be_one():
    """The one point of a river may be far from where the article is about."""
    volta = Place("t:2", "Volta", "H", "STM", Coordinates(5.8, 0.7), "GH", admin1_name="Volta Region")
    assert place_words(volta) == "Volta (river, a line)"


def test_a_place_without_a_point_of_its_own_is_said_to_be_somewhere():
    """The point of a district that nobody has located is its province's, or its country's."""
    district = Place("t:3", "Otterdale", "A", "ADM2", Coordinates(54, -106), "CA", "Canada", has_own_point=False)
    assert place_words(district) == "Otterdale (somewhere in Canada)"
    assert place_words(replace(district, admin1_name="Uplands")) == "Otterdale (somewhere in Uplands)"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (ArticleLanguage("de", 0.987, is_given=False), "In German, told from the text, 0.99"),
        (ArticleLanguage("nb", 1.0, is_given=True), "In Norwegian Bokmål, as given"),
        (ArticleLanguage("gsw", 1.0, is_given=True), "In gsw, as given"),
    ],
)
def test_the_language_and_how_it_was_known_are_a_line(language, line):
    """One that is told has its probability, and one that is not read has its code."""
    assert line in annotation_text(open_console(io.StringIO()), replace(FLOODS, language=language)).splitlines()


def test_languages_have_the_names_of_cldr():
    """The table of names is Babel's for every language that is told."""
    names = pytest.importorskip("babel").Locale("en").languages
    for code in LANGUAGE_CODES:
        assert language_words(ArticleLanguage(code, 1.0, is_given=True)) == f"{names[code]}, as given"
