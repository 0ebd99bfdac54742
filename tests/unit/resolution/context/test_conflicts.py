from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolution.candidates import candidate_table
from dateline.resolution.context.conflicts import CONFLICTS, Conflicts
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.sense import group_senses
from support.atlas import FRANCE, NEW_YORK_CITY, NEW_YORK_STATE, PARIS_FR, PARIS_TX, TEXAS, read

NAMES = ("Paris", "Texas", "Dallas", "France", "United States", "Lamar County", "New York", "Syria")


def _conflicts(text, *names):
    article, toponyms = read(text, *names)
    table = candidate_table(group_senses(toponyms, read_contexts(article, toponyms)))
    return table, Conflicts(table).votes(np.ones(len(table.matches)))


def _value(table, votes, name, place):
    return votes[name][[match.place for match in table.matches].index(place)]


def test_a_container_speaks_against_what_it_does_not_hold():
    """In "Paris, France" the Paris of Texas lies outside, the other inside, so that not all lie outside."""
    table, votes = _conflicts("Paris, France", "Paris", "France")
    assert _value(table, votes, "outside_container", PARIS_TX) == 1
    assert _value(table, votes, "outside_container", PARIS_FR) == 0
    assert _value(table, votes, "all_outside_container", PARIS_TX) == 0


def test_a_container_that_holds_no_candidate_speaks_against_them_all():
    """In "Paris, Syria" neither Paris is meant."""
    table, votes = _conflicts("Paris, Syria", "Paris", "Syria")
    assert _value(table, votes, "all_outside_container", PARIS_FR) == 1


def test_a_town_is_in_no_town_far_away():
    """Of "Paris, Dallas", Paris in Texas is too far from there to be a part of it; of a state that is not asked."""
    table, votes = _conflicts("Paris, Dallas", "Paris", "Dallas")
    assert _value(table, votes, "far_from_container", PARIS_TX) == 1
    table, votes = _conflicts("New York, Dallas", "New York", "Dallas")
    assert _value(table, votes, "far_from_container", NEW_YORK_CITY) == 1
    assert _value(table, votes, "far_from_container", NEW_YORK_STATE) == 0


def test_what_lies_in_several_countries_is_outside_what_is_far_away():
    """A river has no country of its own: one by Paris is not outside France, one in Texas is."""
    article, (paris, france) = read("Paris, France", "Paris", "France")
    rivers = tuple(replace(match, place=replace(match.place, country_code="", admin1_id="")) for match in paris.matches)
    toponyms = (replace(paris, matches=rivers), france)
    table = candidate_table(group_senses(toponyms, read_contexts(article, toponyms)))
    votes = Conflicts(table).votes(np.ones(3))
    outside = {
        match.place.place_id: value for match, value in zip(table.matches, votes["outside_container"], strict=True)
    }
    assert [outside[place.place_id] for place in (PARIS_FR, PARIS_TX)] == [0, 1]


def test_a_country_that_is_named_speaks_for_its_own_and_against_the_others():
    """France is named somewhere in the article: that is the country of one Paris, and another than the other's."""
    table, votes = _conflicts("Paris saw rain. All of France did.", "Paris", "France")
    assert _value(table, votes, "own_country_named", PARIS_FR) == pytest.approx(1, abs=1e-5)
    assert _value(table, votes, "own_country_named", PARIS_TX) == 0
    assert _value(table, votes, "other_country_named", PARIS_TX) == pytest.approx(1, abs=1e-5)
    assert _value(table, votes, "unmet_country_named", PARIS_TX) == 0


def test_a_country_in_which_no_candidate_lies_is_unmet():
    """Of Syria no Paris is known, so that its name speaks against each of them."""
    table, votes = _conflicts("Syria sent an envoy. He spoke in Paris.", "Syria", "Paris")
    for name in ("unmet_country_named", "unmet_country_share", "lead_unmet", "lead_elsewhere"):
        assert _value(table, votes, name, PARIS_FR) == pytest.approx(1, abs=1e-5)


def test_a_name_does_not_speak_against_itself():
    """The candidates of the first name have no lead but their own, and Texas is inside what holds it."""
    table, votes = _conflicts("Texas, France", "Texas", "France")
    assert _value(table, votes, "lead_elsewhere", TEXAS) == 0
    assert _value(table, votes, "lead_elsewhere", FRANCE) == 1


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_conflicts_are_between_none_and_one(names, seed):
    """Whatever the article names and however sure it is, each conflict is a number from 0 to 1 for each candidate."""
    article, toponyms = read(", ".join(names), *names)
    table = candidate_table(group_senses(toponyms, read_contexts(article, toponyms)))
    weights = np.random.default_rng(seed).random(len(table.matches))
    sums = np.add.reduceat(weights, table.starts[:-1])
    votes = Conflicts(table).votes(weights / sums[table.sense])
    assert set(votes) == set(CONFLICTS)
    for column in votes.values():
        assert column.shape == (len(table.matches),)
        assert np.isfinite(column).all()
        assert (column >= 0).all()
        assert (column <= 1 + 1e-9).all()
