"""Believing that a whole country's places are all there."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolution import Ranker, shipped_weights
from dateline.resolution.candidates import candidate_table
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.location.whole_countries import believe_whole_countries
from dateline.resolution.sense import group_senses
from dateline.values import MatchType
from support.atlas import FRANCE, PARIS_FR, PARIS_TX, TEXAS, US, read

NIL = 0.6
NAMES = ("Paris", "Texas", "Dallas", "France", "United States", "Lamar County", "New York", "Syria")


def _table(*names, match_type=MatchType.EXACT):
    article, toponyms = read(", ".join(names), *names)
    found = [
        replace(toponym, matches=tuple(replace(match, match_type=match_type) for match in toponym.matches))
        for toponym in toponyms
    ]
    return candidate_table(group_senses(found, read_contexts(article, found)))


def _believed(table, whole, shares):
    """The probabilities by place, and NIL's, of a single name whose NIL lies in the countries by these shares."""
    probabilities = np.full(len(table.matches), (1 - NIL) / len(table.matches))
    numbers = np.array([table.region_ids.index(code) for code in shares])
    believed, nil = believe_whole_countries(
        table,
        probabilities,
        np.array([NIL]),
        nil_by_country=(numbers, np.array([list(shares.values())])),
        whole_countries=whole,
    )
    return dict(zip((match.place for match in table.matches), believed.tolist(), strict=True)), float(nil[0])


def test_candidates_of_a_whole_country_gain_what_nil_has_there():
    """Of NIL's part in the United States nearly all goes to the Paris there, and none to the other one."""
    believed, nil = _believed(_table("Paris"), {"US"}, {"FR": 0.1, "US": 0.8})
    assert believed[PARIS_FR] == pytest.approx(0.2)
    assert believed[PARIS_TX] == pytest.approx(0.2 + 0.95 * 0.8 * NIL)
    assert nil == pytest.approx(NIL - 0.95 * 0.8 * NIL)


def test_a_country_that_is_not_whole_changes_nothing():
    """Of France the gazetteer may lack any number of villages."""
    assert _believed(_table("Paris"), {"SY"}, {"FR": 0.1, "US": 0.8})[1] == NIL


@pytest.mark.parametrize("match_type", [MatchType.TRANSLITERATED, MatchType.EMBEDDED, MatchType.MISSPELT])
def test_guesses_at_the_name_gain_nothing(match_type):
    """That all places are there speaks for no place of another name."""
    assert _believed(_table("Paris", match_type=match_type), {"US"}, {"US": 0.8})[1] == NIL


@pytest.mark.parametrize(("name", "code"), [("France", "FR"), ("Texas", "US")])
def test_only_populated_places_gain(name, code):
    """What the gazetteer lacks in France is not France, and what it lacks in the United States no state."""
    assert _believed(_table(name), {code}, {code: 0.8})[1] == NIL


class _Atlas:
    def __init__(self, *whole):
        self.whole_countries = frozenset(whole)

    def get(self, place_id):
        return {TEXAS.place_id: TEXAS}.get(place_id)

    def country(self, country_code):
        return {"US": US, "FR": FRANCE}.get(country_code)


def test_the_ranker_is_surer_of_places_in_whole_countries():
    """Where all of the United States is there, the Paris of "Paris, Texas" is likelier than else, and NIL less."""
    article, toponyms = read("Fire in Paris, Texas", "Paris", "Texas")
    (known, _), (believed, _) = (
        Ranker(shipped_weights(), atlas=_Atlas(*whole)).rank(toponyms, article=article) for whole in ((), ("US",))
    )
    assert known.place == believed.place == PARIS_TX
    assert believed.confidence > known.confidence
    assert believed.nil_probability < known.nil_probability


def test_a_road_is_no_town_that_could_be_lacking():
    """Of "Paris Road" the Paris of a whole country is no likelier than before."""
    article, (paris, texas) = read("Fire in Paris Road, Texas", "Paris", "Texas")
    toponyms = (replace(paris, name="Paris Road", end_offset=paris.end_offset + 5), texas)
    (known, _), (believed, _) = (
        Ranker(shipped_weights(), atlas=_Atlas(*whole)).rank(toponyms, article=article) for whole in ((), ("US",))
    )
    assert believed == known


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8, unique=True), st.integers(0, 2**32 - 1))
def test_what_is_believed_are_probabilities(names, seed):
    """Whatever is named and whole, each name's candidates and NIL share 1."""
    table, chance = _table(*names), np.random.default_rng(seed)
    nil = chance.random(len(table.senses))
    probabilities = chance.random(len(table.matches))
    probabilities *= ((1 - nil) / np.add.reduceat(probabilities, table.starts[:-1]))[table.sense]
    countries = np.unique(table.regions[0])
    shares = chance.dirichlet(np.ones(len(countries) + 1), len(table.senses))[:, :-1]
    believed, left = believe_whole_countries(
        table, probabilities, nil, nil_by_country=(countries, shares), whole_countries={"US", "SY"}
    )
    assert (believed >= probabilities).all()
    assert (left >= 0).all()
    assert np.add.reduceat(believed, table.starts[:-1]) + left == pytest.approx(np.ones(len(table.senses)))
