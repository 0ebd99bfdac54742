import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolution import Ranker, shipped_weights
from dateline.resolution.candidates import candidate_table
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.ranker import DEMONYM_ODDS, GUESS_ODDS, match_odds, weigh_matches
from dateline.resolution.sense import group_senses
from dateline.values import EvidenceKind, Granularity, Home, MentionKind, NameKind, ReaderRegion, Resolution
from support.atlas import (
    FRANCE,
    NEW_YORK_CITY,
    NEW_YORK_STATE,
    PARIS_FR,
    PARIS_TX,
    TEXAS,
    matches,
    read,
)

NAMES = ("Paris", "Texas", "Dallas", "France", "United States", "Lamar County", "New York", "Nowhereville")


@pytest.fixture(scope="module")
def ranker():
    return Ranker(shipped_weights())


def _resolve(ranker, text, *names, **options):
    article, toponyms = read(text, *names)
    return ranker.rank(toponyms, article=article, **options)


def _shares(resolution):
    return {candidate.place.place_id: candidate.probability for candidate in resolution.candidates}


def test_the_best_known_place_of_a_name_is_meant_where_nothing_else_speaks(ranker):
    """Alone in the text, "Paris" is France's."""
    (resolution,) = _resolve(ranker, "Paris", "Paris")
    assert resolution.place == PARIS_FR


@pytest.mark.parametrize("text", ["A fire in Paris, Texas, on Monday", "A fire in Paris (Texas)"])
def test_a_container_named_behind_the_place_decides(ranker, text):
    """ "Paris, Texas" lies in Texas, and the evidence says so."""
    resolution = _resolve(ranker, text, "Paris", "Texas")[0]
    assert resolution.place == PARIS_TX
    assert TEXAS.place_id in {evidence.place_id for evidence in resolution.evidence}


def test_a_name_has_one_sense_unless_the_text_names_two_containers(ranker):
    """A bare "Paris" after "Paris, Texas" is the same; "Paris, France" beside it is not."""
    text = "Fire in Paris, Texas. Paris is small. Paris, France, is not."
    answers = _resolve(ranker, text, "Paris", "Texas", "Paris", "Paris", "France")
    assert [answer.place for answer in answers] == [PARIS_TX, TEXAS, PARIS_TX, PARIS_FR, FRANCE]
    assert EvidenceKind.ONE_SENSE in {evidence.kind for evidence in answers[0].evidence}


def test_other_places_of_the_article_vote(ranker):
    """Beside Dallas and Lamar County, Paris in Texas gains what Paris in France loses, and the evidence names them."""
    alone = _shares(_resolve(ranker, "Paris", "Paris")[0])
    text = "Paris is the seat of Lamar County. People from Dallas visit Texas."
    (beside, *_) = _resolve(ranker, text, "Paris", "Lamar County", "Dallas", "Texas")
    assert _shares(beside)[PARIS_TX.place_id] > alone[PARIS_TX.place_id]
    assert beside.place == PARIS_TX
    assert {EvidenceKind.SHARED_DIVISION, EvidenceKind.NEARBY} & {evidence.kind for evidence in beside.evidence}


@pytest.mark.parametrize("match_type", GUESS_ODDS)
def test_a_guess_is_doubted(match_type):
    """A letter off a known name costs odds, which NIL and the candidates that are spelt right gain in proportion."""
    article, (toponym,) = read("Paris", "Paris")
    guess = replace(toponym.matches[0], match_type=match_type)
    toponyms = (replace(toponym, matches=(guess, toponym.matches[1])),)
    sense = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table(sense)
    odds = match_odds(table, [MentionKind.NAME])
    probabilities, nil = weigh_matches(table, np.array([0.5, 0.3]), np.array([0.2]), odds=odds)
    assert probabilities.sum() + nil.sum() == pytest.approx(1)
    assert probabilities[0] / nil[0] == pytest.approx(GUESS_ODDS[match_type] * 0.5 / 0.2)
    assert probabilities[1] / nil[0] == pytest.approx(0.3 / 0.2)


@pytest.mark.parametrize(("kind", "odds"), [(MentionKind.DEMONYM, DEMONYM_ODDS), (MentionKind.NAME, 1)])
def test_a_demonym_means_the_place_that_its_table_has(kind, odds):
    """There is no village that the gazetteer lacks behind "Texans"; a place may be called as a people is."""
    article, (toponym,) = read("Paris", "Paris")
    people = tuple(replace(match, name_kind=NameKind.DEMONYM) for match in toponym.matches)
    toponyms = (replace(toponym, matches=people),)
    table = candidate_table(group_senses(toponyms, read_contexts(article, toponyms)))
    probabilities, nil = weigh_matches(table, np.array([0.4, 0.1]), np.array([0.5]), odds=match_odds(table, [kind]))
    assert probabilities.sum() + nil.sum() == pytest.approx(1)
    assert probabilities[0] / nil[0] == pytest.approx(odds * 0.4 / 0.5)


def test_the_readers_home_decides_and_the_evidence_says_so(ranker):
    """A paper of Paris, Texas, means its own town; whether outlet or reader region said so, the evidence tells."""
    home = Home("US", TEXAS.place_id, PARIS_TX.coordinates)
    (resolution,) = _resolve(ranker, "Paris", "Paris", home=home)
    assert resolution.place == PARIS_TX
    assert resolution.evidence[0].kind is EvidenceKind.OUTLET_HOME
    article, toponyms = read("Paris", "Paris", reader_region=ReaderRegion("US", PARIS_TX.coordinates))
    (given_region,) = ranker.rank(toponyms, article=article, home=home)
    assert given_region.evidence[0].kind is EvidenceKind.READER_REGION


def test_a_preference_moves_the_probability_of_both_to_one(ranker):
    """Of city and state of New York the caller gets the one it prefers, and its confidence is that of the two."""
    either = _shares(_resolve(ranker, "New York", "New York")[0])
    both = either[NEW_YORK_CITY.place_id] + either[NEW_YORK_STATE.place_id]
    for prefer, wanted in ((Granularity.CITY, NEW_YORK_CITY), (Granularity.DIVISION, NEW_YORK_STATE)):
        (resolution,) = _resolve(ranker, "New York", "New York", preference=prefer)
        assert resolution.place == wanted
        assert resolution.confidence == pytest.approx(
            both if either[wanted.place_id] < both / 2 else either[wanted.place_id], abs=0.001
        )
    changed = [
        evidence.kind
        for prefer in (Granularity.CITY, Granularity.DIVISION)
        for evidence in _resolve(ranker, "New York", "New York", preference=prefer)[0].evidence
    ]
    assert changed.count(EvidenceKind.PREFERENCE) == 1


@given(
    st.lists(st.sampled_from(NAMES), max_size=12),
    st.sampled_from([None, Home("US"), Home("FR", "", PARIS_FR.coordinates)]),
    st.sampled_from(list(Granularity)),
    st.integers(0, 5),
)
def test_answers_stand_in_order_and_sum_to_one(names, home, prefer, most):
    """Each toponym has its answer, ranked, the chosen place first; with NIL and the unlisted all sum to 1."""
    article, toponyms = read(", ".join(names), *names)
    answers = Ranker(shipped_weights()).rank(
        toponyms, article=article, home=home, preference=prefer, max_candidates=most
    )
    assert len(answers) == len(names)
    for toponym, answer in zip(toponyms, answers, strict=True):
        assert answer.place in [None, *(match.place for match in toponym.matches)]
        probabilities = [candidate.probability for candidate in answer.candidates]
        assert len(probabilities) <= most
        assert probabilities == sorted(probabilities, reverse=True)
        all_of_them = sum(probabilities) + answer.nil_probability + answer.unlisted_probability
        assert all_of_them == pytest.approx(1, abs=0.001)
        assert not most or not answer.place or answer.candidates[0].place == answer.place
        assert bool(answer.evidence) == bool(toponym.matches)


def test_a_name_the_gazetteer_does_not_hold_is_surely_nil(ranker):
    """An unknown name has no place and does not disturb its neighbours."""
    unknown, texas = _resolve(ranker, "Nowhereville, Texas", "Nowhereville", "Texas")
    assert (unknown, texas.place) == (Resolution(), TEXAS)
    assert (unknown.place, unknown.candidates, unknown.nil_probability, unknown.areas) == (None, (), 1.0, ())
    assert _resolve(ranker, "Nowhereville", "Nowhereville") == (Resolution(),)
    assert _resolve(ranker, "nothing") == ()


def test_equal_articles_get_equal_answers(ranker):
    """Nothing is left over from one article to the next."""
    text = "Fire in Paris, Texas, says Dallas."
    first = _resolve(ranker, text, "Paris", "Texas", "Dallas")
    _resolve(ranker, "Paris, France", "Paris", "France")
    assert _resolve(ranker, text, "Paris", "Texas", "Dallas") == first


def test_a_demonym_is_told_as_such(ranker):
    """The evidence of the only candidate says that the word is its demonym."""
    article, (toponym,) = read("Syria", "Syria")
    demonym = replace(toponym, kind=MentionKind.DEMONYM, matches=matches("Syria", kind=NameKind.DEMONYM))
    (resolution,) = ranker.rank([demonym], article=article)
    assert [evidence.kind for evidence in resolution.evidence] == [EvidenceKind.ONLY_CANDIDATE, EvidenceKind.DEMONYM]


def test_a_long_list_of_places_is_resolved_as_a_short_one(ranker):
    """Six hundred towns in one article are each found, however many more they are than in any article trained on."""
    article, (dallas,) = read("Dallas", "Dallas")
    (match,) = dallas.matches
    names = [f"Town{number}" for number in range(600)]
    towns = [
        replace(match, place=replace(match.place, place_id=f"geonames:{number}", name=name))
        for number, name in enumerate(names)
    ]
    text = ", ".join(names)
    toponyms = [
        replace(dallas, name=name, start_offset=start, end_offset=start + len(name), matches=(town,))
        for name, town, start in zip(names, towns, (text.index(f"{name}") for name in names), strict=True)
    ]
    answers = ranker.rank(toponyms, article=replace(article, text=text))
    assert [answer and answer.place.place_id for answer in answers] == [town.place.place_id for town in towns]


def test_a_home_of_which_only_the_country_is_known_speaks_for_it(ranker):
    """Readers in the United States make Paris in Texas likelier than readers in France do."""
    probabilities = {
        code: _shares(_resolve(ranker, "Paris", "Paris", home=Home(code))[0])[PARIS_TX.place_id]
        for code in ("US", "FR")
    }
    assert probabilities["US"] > probabilities["FR"]


def test_the_article_with_more_names_than_any_is_resolved(ranker):
    """Ten thousand toponyms, all ambiguous, are resolved within the bounds on pairs and voters."""
    names = ["Paris", "New York"] * 5_000
    answers = _resolve(ranker, " ".join(names), *names)
    assert len(answers) == 10_000
    assert all(answers)


def test_the_shipped_weights_are_those_that_were_reviewed():
    """The digest of the weights is the one of the last review; change it with them and the figures in benchmarks."""
    from importlib.resources import files

    weights = (files("dateline.resolution") / "model" / "ranker.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == "196f933d87ac64115ce07758617c1579e6389f21d5542c975b2d5661ee522b70"
