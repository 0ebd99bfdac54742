import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.geodesy import distance_km
from dateline.resolution.candidates import candidate_table, great_circle_km, unit_vectors
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.context.votes import SENSE_VOTES, VOTES, ContextVotes
from dateline.resolution.sense import group_senses
from support.atlas import DALLAS, PARIS_FR, PARIS_TX, read

NAMES = ("Paris", "Texas", "Dallas", "France", "United States", "Lamar County", "New York")


def _poll(text, *names):
    article, toponyms = read(text, *names)
    table = candidate_table(group_senses(toponyms, read_contexts(article, toponyms)))
    return table, ContextVotes(table, toponyms)


def _column(name):
    return VOTES.index(name)


def _row(table, place):
    return [match.place for match in table.matches].index(place)


def test_a_place_has_the_votes_of_those_in_its_divisions():
    """Paris in Texas has Dallas's vote for country and state, Paris in France has none."""
    table, context_votes = _poll("Paris and Dallas", "Paris", "Dallas")
    votes = context_votes.votes(np.ones(len(table.matches)))
    texan, french = votes[_row(table, PARIS_TX)], votes[_row(table, PARIS_FR)]
    assert texan[_column("admin1_mass")] > 0
    assert texan[_column("beside_admin1")] > 0
    assert texan[_column("near_700_km")] > french[_column("near_700_km")]
    assert french[_column("country_mass")] == 0


def test_an_article_tells_how_many_of_its_names_nobody_knows():
    """One of three names, however often it stands there, is not in the gazetteer."""
    article, toponyms = read(
        "Paris, Nowhereville, Dallas, Nowhereville", "Paris", "Nowhereville", "Dallas", "Nowhereville"
    )
    senses = [sense for sense in group_senses(toponyms, read_contexts(article, toponyms)) if sense.matches]
    votes = ContextVotes(candidate_table(senses), toponyms).possible_votes()
    assert votes[:, _column("unknown_share")] == pytest.approx(1 / 3)


def test_a_vote_weighs_what_its_voter_is_sure_of():
    """Half a chance that Dallas is meant is half the mass."""
    table, context_votes = _poll("Paris and Dallas", "Paris", "Dallas")
    sure = np.ones(len(table.matches))
    half = np.where(np.arange(len(sure)) == _row(table, DALLAS), 0.5, 1.0)
    row, column = _row(table, PARIS_TX), _column("country_share")
    assert context_votes.votes(half)[row, column] == pytest.approx(context_votes.votes(sure)[row, column] / 2)


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=10))
def test_nobody_votes_for_a_namesake(names):
    """The candidates of one sense do not vote for each other: an article of one name has no votes at all."""
    table, context_votes = _poll("; ".join([names[0]] * len(names)), *([names[0]] * len(names)))
    votes = context_votes.votes(np.ones(len(table.matches)))
    silent = [_column(name) for name in VOTES if name not in ("nearest_log_km", *SENSE_VOTES)]
    assert not votes[:, silent].any()


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=10), st.integers(0, 2**32 - 1))
def test_votes_are_finite_and_none_is_negative(names, seed):
    """Whatever the probabilities, each vote is a number from 0 up."""
    table, context_votes = _poll(", ".join(names), *names)
    votes = context_votes.votes(np.random.default_rng(seed).uniform(size=len(table.matches)))
    assert np.isfinite(votes).all()
    assert (votes >= 0).all()
    assert context_votes.possible_votes().shape == votes.shape


def test_distances_are_those_of_the_sphere():
    """Unit vectors give the distances that the sphere module gives."""
    points = [PARIS_FR.coordinates, PARIS_TX.coordinates, DALLAS.coordinates]
    vectors = unit_vectors(points)
    expected = [[distance_km(one, other) for other in points] for one in points]
    assert great_circle_km(vectors, vectors) == pytest.approx(np.array(expected), abs=0.2)
