import pytest

from dateline.resolution import Toponym, add_fallback_answers, likeliest_country, unknown_names
from dateline.values import (
    Article,
    Candidate,
    Coordinates,
    EvidenceKind,
    FallbackAnswer,
    FallbackAnswers,
    MentionKind,
    NameKind,
    NameMatch,
    Place,
    PublisherRegion,
    Resolution,
    Source,
)

KAZAKHSTAN = Place("geonames:1522867", "Kazakhstan", "A", "PCLI", Coordinates(48, 68), "KZ")
FRANCE = Place("geonames:3017382", "France", "A", "PCLI", Coordinates(46, 2), "FR")
HAVENFORD = Place("osm:node/1", "Havenford", "P", "PPL", Coordinates(51, 71), "KZ", source="nominatim")
COUNTRIES = {"KZ": KAZAKHSTAN, "FR": FRANCE}


def _toponym(name, *, kind=MentionKind.NAME, place=None):
    matches = (NameMatch(place, NameKind.PRIMARY),) if place else ()
    return Toponym(name, kind, Source.TEXT, 0, len(name), matches)


def _resolution(place, confidence=0.9):
    return Resolution(place, confidence, (Candidate(place, confidence),), 1 - confidence, ())


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
    assert unknown_names(toponyms, include_nested=False) == ("Port Havenford",)


def test_the_likeliest_country_is_the_one_most_surely_named():
    """Confidences add up; without places the publisher's region decides, and without that nothing."""
    resolutions = [_resolution(FRANCE, 0.9), None, _resolution(KAZAKHSTAN, 0.5), _resolution(KAZAKHSTAN, 0.6)]
    assert likeliest_country(resolutions, Article("", "x")) == "KZ"
    assert likeliest_country([None], Article("", "x", publisher_region=PublisherRegion("FR"))) == "FR"
    assert likeliest_country([None], Article("", "x")) == ""


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
    resolutions = [None, *map(_resolution, others)]
    fallback = FallbackAnswers("nominatim", (FallbackAnswer("Havenford", HAVENFORD, is_exact),), told)
    first, *rest = add_fallback_answers(
        resolutions, toponyms, fallback, country_place=COUNTRIES.get, max_alternatives=5
    )
    assert rest == resolutions[1:]
    assert (first.confidence, first.none_probability) == (confidence, pytest.approx(1 - confidence))
    assert first.alternatives == (Candidate(first.place, confidence),)
    assert (first.place.place_id, first.place.country_name) == ("osm:node/1", "Kazakhstan")
    kinds = {each.kind: each.description for each in first.evidence}
    assert kinds[EvidenceKind.FALLBACK_GEOCODER] == "found by nominatim, not in the gazetteer"
    assert (EvidenceKind.SHARED_DIVISION in kinds) == (KAZAKHSTAN in others and not told)


def test_what_has_no_opinion_or_a_place_already_stays_as_it_is():
    """A negative answer resolves nothing, the gazetteer's word goes first, and alternatives are as many as wanted."""
    toponyms = [_toponym("Nowhere"), _toponym("Havenford", place=FRANCE), _toponym("Elsewhere")]
    resolutions = [None, _resolution(FRANCE), None]
    nowhere = Place("osm:node/2", "Elsewhere", "", "", Coordinates(1, 1))
    fallback = FallbackAnswers(
        "nominatim",
        (FallbackAnswer("Nowhere", None), FallbackAnswer("Havenford", HAVENFORD), FallbackAnswer("Elsewhere", nowhere)),
    )
    found = add_fallback_answers(resolutions, toponyms, fallback, country_place=COUNTRIES.get, max_alternatives=0)
    assert found[:2] == tuple(resolutions[:2])
    assert (found[2].confidence, found[2].alternatives, found[2].none_probability) == (0.25, (), 1.0)
