import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation import Annotator
from dateline.annotation.focus import find_focus
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.settings import Settings
from dateline.values import (
    Article,
    ArticlePart,
    Coordinates,
    Entity,
    EntityType,
    GivenMention,
    Mention,
    MentionKind,
    Place,
    Resolution,
    Span,
)
from support.focus_articles import ARTICLES


def _country(name, code, *demonyms):
    return Record(f"country {name}", name, "A", "PCLI", Coordinates(0, 0), code, "", "", 50_000_000, demonyms=demonyms)


def _division(name, code, *names):
    number = f"division {name}"
    return Record(number, name, "A", "ADM1", Coordinates(0, 0), code, number, alternate_names=names)


def _town(name, code, division="", feature_code="PPL", population_count=1_500_000):
    admin1 = f"division {division}" if division else ""
    return Record(f"town {name}", name, "P", feature_code, Coordinates(0, 0), code, admin1, "", population_count)


RECORDS = (
    _country("Russia", "RU", "Russian"),
    _country("Kazakhstan", "KZ"),
    _country("Syria", "SY", "Syrian"),
    _country("Switzerland", "CH"),
    _country("Ethiopia", "ET"),
    _country("Kenya", "KE"),
    _country("Turkey", "TR", "Turkish"),
    _country("United States", "US"),
    _country("Netherlands", "NL"),
    _division("Moscow", "RU"),
    _town("Moscow", "RU", "Moscow", "PPLC"),
    _division("Nur-Sultan", "KZ", "Astana"),
    _town("Astana", "KZ", "Nur-Sultan", "PPLC"),
    _division("Aleppo", "SY"),
    _town("Aleppo", "SY", "Aleppo"),
    _division("Genève", "CH", "Geneva"),
    _town("Geneva", "CH", "Genève"),
    _town("Nairobi", "KE", feature_code="PPLC"),
    _division("Texas", "US"),
    _town("Dallas", "US", "Texas"),
    _town("Houston", "US", "Texas"),
    _division("Groningen", "NL"),
    _town("Groningen", "NL", "Groningen", population_count=238_000),
    _town("Delfzijl", "NL", "Groningen", population_count=25_000),
    _town("Veendam", "NL", "Groningen", population_count=27_000),
    Record("region Balkans", "Balkans", "L", "RGN", Coordinates(0, 0)),
    Record("region Mediterranean Sea", "Mediterranean Sea", "H", "SEA", Coordinates(0, 0)),
)


@pytest.fixture(scope="module")
def annotate(tmp_path_factory):
    path = tmp_path_factory.mktemp("gazetteer") / "world.sqlite"
    build_gazetteer(path, records=RECORDS)
    return _with_marked_mentions(Annotator(Settings(gazetteer=path)))


def _with_marked_mentions(annotator):
    def annotate(text, title=""):
        (text, mentions), (title, title_mentions) = _unmark(text, ArticlePart.TEXT), _unmark(title, ArticlePart.TITLE)
        article = Article("a", text, title=title, mentions=(*mentions, *title_mentions))
        return annotator.annotate([article])[0]

    return annotate


def _unmark(marked, source):
    text, mentions = "", []
    for piece in re.split(r"(\[[^\]]*\])", marked):
        content = piece.strip("[]")
        if content != piece:
            mentions.append(GivenMention(len(text), len(text) + len(content), EntityType.PLACE, source))
        text += content
    return text, mentions


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_an_article_is_about_the_places_that_lead_each_level(article, annotate):
    """Each article is about the places a reader would name, at every level, and about no other."""
    found = annotate(article.text, article.title).focus_places
    assert {focus.place.place_id for focus in found} == article.focus
    assert [focus.score for focus in found] == sorted((focus.score for focus in found), reverse=True)
    assert all(0.15 <= focus.score <= 1 for focus in found)


@pytest.mark.slow
@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_so_it_is_with_every_place_there_is(article):
    """The whole gazetteer, in which names mean many places and towns have divisions of their own, gives the same."""
    found = _with_marked_mentions(Annotator())(article.text, article.title).focus_places
    assert {f"{_level(focus.place)} {focus.place.name}" for focus in found} == article.focus


def _level(place):
    if place.feature_class == "P":
        return "town"
    return {"PCLI": "country", "ADM1": "division"}.get(place.feature_code, "region")


def test_what_speaks_for_a_place_is_named(annotate):
    """A country lists its towns' entities and its own, in their order; the score is its share of the weight."""
    annotation = annotate("[Aleppo] is in [Syria], [Kenya] is not.")
    syria = annotation.focus_places[0]
    assert (syria.place.name, syria.entity_ids) == ("Syria", ("e1", "e2"))
    assert syria.score == pytest.approx(2 / 3, abs=1e-3)


def test_a_later_paragraph_weighs_less(annotate):
    """Of two places named as often, the one in the first paragraph leads."""
    text = f"[Nairobi] wakes. {'The day goes on and on. ' * 30}[Dallas] sleeps."
    assert [focus.place.name for focus in annotate(text).focus_places] == ["Kenya", "Nairobi"]


class NoAtlas:
    whole_countries: frozenset[str] = frozenset()

    def get(self, _):
        return None

    def country(self, _):
        return None


def _find_nothing(name: str, *, after_place: bool = False) -> tuple[()]:
    del name, after_place
    return ()


places = st.builds(
    Place,
    place_id=st.sampled_from("abcdefgh"),
    name=st.just("x"),
    feature_class=st.sampled_from("APLH"),
    feature_code=st.sampled_from(("PCLI", "ADM1", "PPL", "RGN")),
    coordinates=st.just(Coordinates(0, 0)),
    country_code=st.sampled_from(("", "SY")),
)
mentions = st.builds(
    Mention,
    st.just("m"),
    st.builds(Span, st.integers(0, 2000), st.integers(2001, 3000), st.just("x"), st.sampled_from(ArticlePart)),
    st.just(EntityType.PLACE),
    st.sampled_from(MentionKind),
    st.just(""),
    st.just(1.0),
)
resolutions = st.builds(Resolution, st.none() | places, st.floats(0, 1))
entities = st.builds(
    Entity,
    st.sampled_from(("e1", "e2", "e3")),
    st.just(EntityType.PLACE),
    st.just("x"),
    st.lists(mentions, min_size=1, max_size=4).map(tuple),
    st.just(0.1),
    st.none() | resolutions,
)


@given(st.lists(entities, max_size=12), st.none() | st.just(Span(0, 30, "x")))
def test_scores_are_shares(found, line):
    """Whatever the entities, scores lie in [0, 1], fall, and no level has more than three places."""
    focus = find_focus(found, line=line, atlas=NoAtlas(), lookup=_find_nothing)
    scores = [each.score for each in focus]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len(focus) <= 12
