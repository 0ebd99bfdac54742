import numpy as np
import pytest

from dateline.resolution.candidates import candidate_table
from dateline.resolution.context.lists import LIST_VOTES, LISTED_WITH_UNKNOWN, Lists
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.sense import group_senses
from support.atlas import NEW_YORK_CITY, NEW_YORK_STATE, PARIS_TX, read


def _votes(text, *names):
    article, toponyms = read(text, *names)
    senses = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table([sense for sense in senses if sense.matches])
    unknown = {i for i, toponym in enumerate(toponyms) if not toponym.matches}
    votes = Lists(table, unknown).votes(np.ones(len(table.matches)))
    assert set(votes) == {*LIST_VOTES, LISTED_WITH_UNKNOWN}
    return table, votes


def _value(table, votes, name, place):
    return votes[name][[match.place for match in table.matches].index(place)]


def test_a_list_names_things_of_a_kind():
    """Beside "Texas and", New York is rather the state; beside "Dallas and" it is rather the city."""
    table, votes = _votes("Texas and New York", "Texas", "New York")
    assert _value(table, votes, "listed_with_kind", NEW_YORK_STATE) == pytest.approx(1)
    assert _value(table, votes, "listed_with_others", NEW_YORK_CITY) == pytest.approx(1)
    table, votes = _votes("Dallas and New York", "Dallas", "New York")
    assert _value(table, votes, "listed_with_kind", NEW_YORK_CITY) == pytest.approx(1)


def test_two_names_with_a_comma_are_no_list():
    """In "Paris, Texas" the second name holds the first."""
    table, votes = _votes("Paris, Texas", "Paris", "Texas")
    assert _value(table, votes, "listed_with_others", PARIS_TX) == 0


@pytest.mark.parametrize(
    "text", ["Dallas, Paris and Texas", "Dallas, Paris, Texas", "Dallas / Texas", "Dallas or Texas"]
)
def test_commas_and_words_make_a_list(text):
    """Three names, or two with a word or stroke between them, are a list."""
    names = [name for name in ("Dallas", "Paris", "Texas") if name in text]
    article, toponyms = read(text, *names)
    contexts = read_contexts(article, toponyms)
    assert contexts[0].listed == tuple(range(1, len(names)))


def test_a_long_list_is_read_in_time_to_its_length():
    """Each name is set beside its nearest neighbours alone."""
    names = ["Dallas"] * 300
    article, toponyms = read(", ".join(names), *names)
    assert max(len(context.listed) for context in read_contexts(article, toponyms)) == 8


def test_a_list_tells_how_many_of_its_names_nobody_knows():
    """Of the two that stand beside Paris, the gazetteer lacks one."""
    table, votes = _votes("Paris, Nowhereville and Dallas", "Paris", "Nowhereville", "Dallas")
    assert _value(table, votes, LISTED_WITH_UNKNOWN, PARIS_TX) == pytest.approx(0.5)
    table, votes = _votes("Paris. Nowhereville rests.", "Paris", "Nowhereville")
    assert _value(table, votes, LISTED_WITH_UNKNOWN, PARIS_TX) == 0
