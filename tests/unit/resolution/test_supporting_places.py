from dataclasses import replace

import numpy as np

from dateline.resolution.candidates import candidate_table
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.sense import group_senses
from dateline.resolution.supporting_places import SupportingPlaces
from support.atlas import DALLAS, PARIS_TX, TEXAS, read


def _supporting(text, *names, wanted):
    article, toponyms = read(text, *names)
    table = candidate_table(group_senses(toponyms, read_contexts(article, toponyms)))
    places = [match.place for match in table.matches]
    return SupportingPlaces(table, np.ones(len(places))), places.index(wanted)


def test_kin_are_those_of_the_smallest_division_that_any_shares():
    """Dallas probabilities the state of Paris in Texas, not its county."""
    supporting, row = _supporting("Dallas and Texas and Paris", "Dallas", "Texas", "Paris", wanted=DALLAS)
    assert supporting.kin(row) == (TEXAS,)


def test_the_nearest_is_named_only_where_it_is_near():
    """Dallas is near Lamar County; New York is near to nothing in Texas."""
    supporting, row = _supporting("Dallas, Lamar County", "Dallas", "Lamar County", wanted=DALLAS)
    assert [place.name for place in supporting.nearest(row)] == ["Lamar County"]
    far, row = _supporting("Dallas, New York", "Dallas", "New York", wanted=DALLAS)
    assert far.nearest(row) == ()


def test_nothing_is_near_to_a_place_that_nobody_has_located():
    """The point of Lamar County would be that of all of Texas."""
    article, toponyms = read("Dallas, Lamar County", "Dallas", "Lamar County")
    (county,) = toponyms[1].matches
    unlocated = replace(county, place=replace(county.place, has_own_point=False))
    senses = group_senses([toponyms[0], replace(toponyms[1], matches=(unlocated,))], read_contexts(article, toponyms))
    table = candidate_table(senses)
    supporting = SupportingPlaces(table, np.ones(len(table.matches)))
    assert [supporting.nearest(row) for row in range(len(table.matches))] == [(), ()]


def test_containers_are_those_named_as_such():
    """Texas behind "Paris," holds it."""
    supporting, row = _supporting("Paris, Texas", "Paris", "Texas", wanted=PARIS_TX)
    assert supporting.containers(row) == (TEXAS,)


def test_a_place_under_two_names_does_not_support_itself():
    """ "TEXAS" and "Texas" are one place, which does not speak for itself."""
    article, toponyms = read("Texas and Texas", "Texas", "Texas")
    senses = group_senses([replace(toponyms[0], name="Lone Star State"), toponyms[1]], read_contexts(article, toponyms))
    table = candidate_table(senses)
    supporting = SupportingPlaces(table, np.ones(len(table.matches)))
    assert supporting.kin(0) == supporting.nearest(0) == ()
