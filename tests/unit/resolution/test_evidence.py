import numpy as np
import pytest

from dateline.resolution import Ranker, shipped_weights
from dateline.resolution.candidates import candidate_table
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.evidence import Decision, HomeContext, Ranking, attribute_evidence
from dateline.resolution.network import INPUTS
from dateline.resolution.sense import group_senses
from dateline.values import EvidenceKind, Home
from support.atlas import PARIS_TX, read


class LinearNetwork:
    """A network that adds up its inputs, so that what each is worth is known."""

    def __init__(self, **worth):
        self._worth = np.array([worth.get(name, 0.0) for name in INPUTS["joint"]])

    def row_scores(self, features):
        return features @ self._worth


def _explain(network, *, home=None, kind=EvidenceKind.OUTLET_HOME, **features):
    article, toponyms = read("Paris and Texas and Dallas", "Paris", "Texas", "Dallas")
    table = candidate_table(group_senses(toponyms, read_contexts(article, toponyms)))
    matrix = np.zeros((len(table.matches), len(INPUTS["joint"])))
    chosen = [match.place for match in table.matches].index(PARIS_TX)
    for name, value in features.items():
        matrix[chosen, INPUTS["joint"].index(name)] = value
    ranking = Ranking(table, matrix, np.full(len(table.matches), 0.5))
    (evidence,) = attribute_evidence(
        [Decision(chosen, 0)], ranking, network=network, home_context=HomeContext(home, kind)
    )
    return evidence


def test_reasons_are_what_the_ranker_would_lose_without_them_strongest_first():
    """Of two kinds of features that decided, the one worth more comes first; what is worth nothing is no reason."""
    network = LinearNetwork(near_30_km=2.0, prominence=1.0, town=0.0)
    evidence = _explain(network, near_30_km=1.0, prominence=1.0, town=1.0)
    assert [each.kind for each in evidence] == [EvidenceKind.NEARBY, EvidenceKind.POPULATION]


def test_what_speaks_against_the_chosen_place_is_no_reason():
    """A feature that made the chosen place less likely does not appear."""
    evidence = _explain(LinearNetwork(near_30_km=2.0, prominence=-5.0), near_30_km=1.0, prominence=1.0)
    assert [each.kind for each in evidence] == [EvidenceKind.NEARBY]


def test_where_nothing_stands_out_the_weightiest_is_named():
    """There is always a reason."""
    evidence = _explain(LinearNetwork(admin1=0.01), admin1=1.0)
    assert [each.kind for each in evidence] == [EvidenceKind.FEATURE_CLASS]


def test_reasons_name_the_places_that_they_rest_on():
    """Shared divisions and nearness name other places of the article, by name and id."""
    evidence = _explain(LinearNetwork(admin1_mass=1.0, near_150_km=2.0), admin1_mass=1.0, near_150_km=1.0)
    nearby, shared = evidence
    assert nearby.description.endswith("km from Dallas")
    assert "Texas" in shared.description
    assert nearby.place_id
    assert shared.place_id


@pytest.mark.parametrize("kind", [EvidenceKind.OUTLET_HOME, EvidenceKind.READER_REGION])
@pytest.mark.parametrize(
    ("home", "words"),
    [
        (Home("US", "", PARIS_TX.coordinates), "0 km from the readers' home"),
        (Home("US"), "in the readers' country"),
        (Home("FR"), "not in the readers' country"),
        (None, "nothing is known of the readers"),
    ],
)
def test_the_home_is_told_by_where_it_came_from(kind, home, words):
    """Outlet or reader region, with the distance where a point is known."""
    (evidence,) = _explain(LinearNetwork(home_country=1.0), home=home, kind=kind, home_country=1.0)
    assert (evidence.kind, evidence.description) == (kind, words)


def test_words_of_a_country_are_a_reason():
    """They are told from the words beside the name."""
    (evidence,) = _explain(LinearNetwork(country_words=1.0), country_words=1.0)
    assert evidence.kind is EvidenceKind.CONTEXT_WORDS
    assert evidence.description == "the article's words speak of its country"


def test_words_do_not_speak_of_what_lies_in_no_country():
    """They may speak against the next best."""
    (evidence,) = _explain(LinearNetwork(other_country_words=-1.0), other_country_words=-1.0)
    assert evidence.kind is not EvidenceKind.CONTEXT_WORDS


def test_every_input_of_the_ranker_belongs_to_a_reason_or_is_the_same_for_all_candidates():
    """No feature that can tell two candidates of a name apart is left out of the evidence."""
    from dateline.resolution.context.votes import SENSE_VOTES
    from dateline.resolution.evidence import _GROUPS
    from dateline.resolution.features import MENTION_FEATURES

    grouped = {name for _, names in _GROUPS for name in names}
    shared = {*MENTION_FEATURES, *SENSE_VOTES, *(f"possible_{name}" for name in SENSE_VOTES)}
    assert grouped | shared == set(INPUTS["joint"])
    assert not grouped & shared


def test_the_rankers_own_answer_is_explained():
    """The shipped ranker, told of a home, gives reasons whose kinds are not repeated."""
    article, toponyms = read("Paris and Dallas", "Paris", "Dallas")
    home = Home("US", "", PARIS_TX.coordinates)
    (paris, _) = Ranker(shipped_weights()).rank(toponyms, article=article, home=home)
    kinds = [each.kind for each in paris.evidence]
    assert len(kinds) == len(set(kinds)) > 0
