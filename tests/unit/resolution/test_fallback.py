import pytest

from dateline.resolution import Toponym, add_fallback_answers, likeliest_country, unknown_names
from dateline.values import (
    Area,
    Article,
    ArticlePart,
    Candidate,
    Coordinates,
    EvidenceKind,
    FallbackAnswer,
    FallbackAnswers,
    MentionKind,
    NameKind,
    NameMatch,
    Place,
    ReaderRegion,
    Resolution,
)

KAZAKHSTAN = Place("geonames:1522867", "Kazakhstan", "A", "PCLI", Coordinates(48, 68), "KZ")
FRANCE = Place("geonames:3017382", "France", "A", "PCLI", Coordinates(46, 2), "FR")
HAVENFORD = Place("osm:node/1", "Havenford", "P", "PPL", Coordinates(51, 71), "KZ", source="nominatim")
COUNTRIES = {"KZ": KAZAKHSTAN, "FR": FRANCE}


def _toponym(name, *, kind=MentionKind.NAME, place=None):
    matches = (NameMatch(place, NameKind.PRIMARY),) if place else ()
    return Toponym(name, kind, ArticlePart.TEXT, 0, len(name), matches)


def _resolution(place, confidence=0.9):
    return Resolution(place, confidence, (Candidate(place, confidence),), 1 - confidence)


def test_unknown_names_are_those_the_gazetteer_holds_nowhere_in_the_article():
    """Each once, in order, as first written; demonyms never, nested names where they are wanted."""
    toponyms = [
        _toponym("France", place=FRANCE),
        _toponym("Port\nHavenford"),
        _toponym("Or."),
        _toponym("Or.", place=FRANCE),
        _toponym("Havenfordian", kind=MentionKind.DEMONYM),
        _toponym("Nested", kind=MentionKind.NESTED),
        _toponym("PORT HAVENFORD"),
    ]
    assert unknown_names(toponyms) == ("Port Havenford", "Nested")
    assert unknown_names(toponyms, nested=False) == ("Port Havenford",)


def test_the_likeliest_country_is_the_one_most_surely_named():
    """Confidences add up; without places the readers' region decides, and without that nothing."""
    resolutions = [_resolution(FRANCE, 0.9), Resolution(), _resolution(KAZAKHSTAN, 0.5), _resolution(KAZAKHSTAN, 0.6)]
    assert likeliest_country(resolutions, Article("", "x")) == "KZ"
    assert likeliest_country([Resolution()], Article("", "x", reader_region=ReaderRegion("FR"))) == "FR"
    assert likeliest_country([Resolution()], Article("", "x")) == ""


@pytest.mark.parametrize(
    ("is_exact", "others", "told", "confidence"),
    [
        (True, (), "", 0.5),
        (False, (), "", 0.25),
        (True, (KAZAKHSTAN, FRANCE), "", 0.7),
        (False, (KAZAKHSTAN,), "", 0.35),
        (True, (FRANCE,), "", 0.3),
        (False, (FRANCE,), "", 0.15),
        (True, (KAZAKHSTAN,), "KZ", 0.5),
    ],
)
def test_confidence_follows_the_name_and_the_article_s_countries(is_exact, others, told, confidence):
    """The documented rule; evidence says what was used, and a country that was asked for speaks neither way."""
    toponyms = [_toponym("HAVENFORD"), *(_toponym(place.name, place=place) for place in others)]
    resolutions = [Resolution(), *map(_resolution, others)]
    fallback = FallbackAnswers("nominatim", (FallbackAnswer("Havenford", HAVENFORD, is_exact),), told)
    first, *rest = add_fallback_answers(resolutions, toponyms, fallback, country_place=COUNTRIES.get, max_candidates=5)
    assert rest == resolutions[1:]
    assert first.place is not None
    assert first.confidence == confidence
    assert first.nil_probability == pytest.approx(1 - confidence)
    assert first.candidates == (Candidate(first.place, confidence),)
    assert first.areas == (Area(KAZAKHSTAN, confidence),)
    assert (first.place.place_id, first.place.country_name) == ("osm:node/1", "Kazakhstan")
    kinds = {each.kind: each.description for each in first.evidence}
    assert kinds[EvidenceKind.FALLBACK_GEOCODER] == "found by nominatim, not in the gazetteer"
    assert (EvidenceKind.SHARED_DIVISION in kinds) == (KAZAKHSTAN in others and not told)


def test_what_has_no_answer_or_a_place_already_stays_as_it_is():
    """A negative answer resolves nothing, the gazetteer's word goes first, and candidates are as many as wanted."""
    toponyms = [_toponym("Nowhere"), _toponym("Havenford", place=FRANCE), _toponym("Elsewhere")]
    resolutions = [Resolution(), _resolution(FRANCE), Resolution()]
    nowhere = Place("osm:node/2", "Elsewhere", "", "", Coordinates(1, 1))
    fallback = FallbackAnswers(
        "nominatim",
        (FallbackAnswer("Nowhere", None), FallbackAnswer("Havenford", HAVENFORD), FallbackAnswer("Elsewhere", nowhere)),
    )
    found = add_fallback_answers(resolutions, toponyms, fallback, country_place=COUNTRIES.get, max_candidates=0)
    assert found[:2] == tuple(resolutions[:2])
    last = found[2]
    assert (last.confidence, last.candidates, last.nil_probability, last.unlisted_probability) == (0.25, (), 0.75, 0.25)
