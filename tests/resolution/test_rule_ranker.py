import pytest

from dateline.document import (
    Article,
    Coordinates,
    EvidenceKind,
    MentionKind,
    NameKind,
    NameMatch,
    Place,
    PublisherRegion,
    Source,
)
from dateline.resolution import RuleRanker, Toponym

US = Place(
    "geonames:6252001", "United States", "A", "PCLI", Coordinates(39.8, -98.5), "US", population_count=327_000_000
)
FRANCE = Place("geonames:3017382", "France", "A", "PCLI", Coordinates(46, 2), "FR", population_count=67_000_000)
TEXAS = Place("geonames:4736286", "Texas", "A", "ADM1", Coordinates(31.3, -99.3), "US", population_count=29_000_000)
PARIS_FR = Place("geonames:2988507", "Paris", "P", "PPLC", Coordinates(48.85, 2.35), "FR", population_count=2_100_000)
PARIS_TX = Place(
    "geonames:4717560", "Paris", "P", "PPL", Coordinates(33.66, -95.55), "US",
    admin1_id="geonames:4736286", admin1_name="Texas", population_count=24_800,
)  # fmt: skip
DALLAS = Place(
    "geonames:4684888", "Dallas", "P", "PPLA2", Coordinates(32.78, -96.8), "US",
    admin1_id="geonames:4736286", admin1_name="Texas", population_count=1_300_000,
)  # fmt: skip
GAZETTEER = {
    name: tuple(NameMatch(place, NameKind.PRIMARY) for place in places)
    for name, places in {
        "Paris": (PARIS_FR, PARIS_TX), "Texas": (TEXAS,), "Dallas": (DALLAS,), "France": (FRANCE,),
        "United States": (US,),
    }.items()
}  # fmt: skip


def _resolve(text, *names, region=None):
    toponyms, position = [], 0
    for name in names:
        start = text.index(name, position)
        position = start + len(name)
        toponyms.append(Toponym(name, MentionKind.NAME, Source.TEXT, start, position, GAZETTEER.get(name, ())))
    return RuleRanker().rank(toponyms, article=Article("a", text, publisher_region=region))


def test_the_prior_prefers_the_capital():
    """Alone in the text, "Paris" is France's."""
    (resolution,) = _resolve("A day in Paris.", "Paris")
    assert resolution.place == PARIS_FR
    assert EvidenceKind.POPULATION in {evidence.kind for evidence in resolution.evidence}


@pytest.mark.parametrize("text", ["Paris, Texas", "Paris (Texas)", "Paris in Texas"])
def test_a_container_named_behind_the_place_decides(text):
    """ "Paris, Texas" lies in Texas, and the evidence says so."""
    resolution = _resolve(text, "Paris", "Texas")[0]
    assert resolution.place == PARIS_TX
    assert resolution.evidence[0].kind is EvidenceKind.CONTAINED_IN
    assert resolution.evidence[0].place_id == TEXAS.place_id


def test_a_name_has_one_sense_unless_the_text_names_two_containers():
    """A bare "Paris" after "Paris, Texas" is the same; "Paris, France" beside it is not."""
    text = "Fire in Paris, Texas. Paris is small. Paris, France, is not."
    answers = _resolve(text, "Paris", "Texas", "Paris", "Paris", "France")
    assert [answer.place for answer in answers] == [PARIS_TX, TEXAS, PARIS_TX, PARIS_FR, FRANCE]


def test_other_places_of_the_article_vote():
    """Beside Dallas and the United States, Paris in Texas gains what Paris in France loses."""
    alone = _resolve("Paris", "Paris")[0]
    beside = _resolve("Paris and then Dallas, then all of Texas", "Paris", "Dallas", "Texas")[0]
    share = {candidate.place.place_id: candidate.probability for candidate in alone.alternatives}
    voted = {candidate.place.place_id: candidate.probability for candidate in beside.alternatives}
    assert voted[PARIS_TX.place_id] > share[PARIS_TX.place_id]


def test_the_publishers_region_counts():
    """A paper of Paris, Texas, means its own town more often."""
    region = PublisherRegion("US", PARIS_TX.coordinates)
    probability = {c.place.place_id: c.probability for c in _resolve("Paris", "Paris", region=region)[0].alternatives}
    plain = {c.place.place_id: c.probability for c in _resolve("Paris", "Paris")[0].alternatives}
    assert probability[PARIS_TX.place_id] > plain[PARIS_TX.place_id]


def test_probabilities_and_none_sum_to_one():
    """Alternatives are ranked, the chosen first, and with none sum to 1."""
    (resolution,) = _resolve("Paris", "Paris")
    probabilities = [candidate.probability for candidate in resolution.alternatives]
    assert probabilities == sorted(probabilities, reverse=True)
    assert resolution.alternatives[0].place == resolution.place
    assert sum(probabilities) + resolution.none_probability == pytest.approx(1, abs=0.001)


def test_a_name_the_gazetteer_does_not_hold_has_no_resolution():
    """An unknown name is unresolved and does not disturb its neighbours."""
    assert [bool(each) for each in _resolve("Nowhereville, Texas", "Nowhereville", "Texas")] == [False, True]
