from dataclasses import replace

import numpy as np
import pytest

from dateline.resolution.candidates import MAX_CANDIDATES, candidate_table
from dateline.resolution.context.country_words import country_shares
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.features import FEATURES, candidate_features
from dateline.resolution.sense import group_senses
from dateline.values import Home, MatchType, MentionKind, NameKind
from support.atlas import LAMAR, NEW_YORK_CITY, NEW_YORK_STATE, PARIS_FR, PARIS_TX, matches, read


def _measure(article, toponyms, home=None):
    """The features of each candidate by name, by the candidate's place."""
    table = candidate_table(group_senses(toponyms, read_contexts(article, toponyms)))
    shares = country_shares(article)
    rows = candidate_features(table, toponyms, article=article, country_shares=shares, home=home)
    assert rows.shape == (len(table.matches), len(FEATURES))
    return {match.place: dict(zip(FEATURES, row, strict=True)) for match, row in zip(table.matches, rows, strict=True)}


def test_a_candidate_is_measured_against_its_namesakes():
    """The best known of a name is told from the others, and by how much."""
    found = _measure(*read("Paris", "Paris"))
    assert found[PARIS_FR]["is_best_known"] == 1
    assert found[PARIS_TX]["is_best_known"] == 0
    assert found[PARIS_TX]["prominence_below_best"] == pytest.approx(
        found[PARIS_FR]["prominence"] - found[PARIS_TX]["prominence"], abs=1e-9
    )


@pytest.mark.parametrize(
    ("match_type", "feature"),
    [
        (MatchType.VARIANT, "variant"),
        (MatchType.TRANSLITERATED, "transliterated"),
        (MatchType.EMBEDDED, "embedded"),
        (MatchType.MISSPELT, "misspelt"),
    ],
)
def test_the_match_type_of_a_name_is_a_feature(match_type, feature):
    """How far a name had to be changed is known to the ranker."""
    article, (toponym,) = read("Dallas", "Dallas")
    (plain,) = _measure(article, [toponym]).values()
    (changed,) = _measure(article, [replace(toponym, matches=matches("Dallas", match_type=match_type))]).values()
    assert {name for name in FEATURES if plain[name] != changed[name]} == {feature}


def test_a_village_is_no_large_town():
    """Of "Paris village", the small town may be that, and the capital may not."""
    found = _measure(*read("fire in Paris village", "Paris"))
    assert [found[place]["says_village"] for place in (PARIS_FR, PARIS_TX)] == [1, 1]
    assert [found[place]["said_village"] for place in (PARIS_FR, PARIS_TX)] == [0, 1]


def test_an_inflected_name_is_as_sure_as_the_name_itself():
    """A form in a language that inflects names is no guess, and the ranker has no feature of its own for it."""
    article, (toponym,) = read("Dallas", "Dallas")
    (plain,) = _measure(article, [toponym]).values()
    changed = replace(toponym, matches=matches("Dallas", match_type=MatchType.INFLECTED))
    assert _measure(article, [changed]).popitem()[1] == plain


def test_a_name_in_the_language_of_the_text_is_spelt_as_here():
    """Who writes Firenze in an Italian text writes the place's name, as who writes Florence in an English one."""
    article, (toponym,) = read("Dallas", "Dallas")
    local = replace(toponym, name="Dallasso")
    (foreign,) = _measure(article, [local]).values()
    named = replace(local, matches=tuple(replace(match, is_local_name=True) for match in toponym.matches))
    (own,) = _measure(article, [named]).values()
    assert (foreign["same_spelling"], own["same_spelling"]) == (0, 1)


def test_the_words_beside_a_name_count_for_the_kind_they_name():
    """ "the city of New York" speaks for the city, "New York state" for the state."""
    city = _measure(*read("the city of New York", "New York"))
    state = _measure(*read("New York state police", "New York"))
    assert (city[NEW_YORK_CITY]["said_town"], city[NEW_YORK_STATE]["said_town"]) == (1, 0)
    assert (state[NEW_YORK_CITY]["said_division"], state[NEW_YORK_STATE]["said_division"]) == (0, 1)
    assert city[NEW_YORK_STATE]["division_shares_name"] == city[NEW_YORK_CITY]["town_shares_name"] == 1


def test_the_home_is_near_or_far():
    """A home at Paris in Texas is nearer to that one, shares its country and division, and is unknown without."""
    home = Home("US", "geonames:4736286", PARIS_TX.coordinates)
    found = _measure(*read("Paris", "Paris"), home)
    assert found[PARIS_TX]["home_log_km"] == pytest.approx(0, abs=0.01)
    assert found[PARIS_TX]["home_within_50_km"] > 0.9
    assert found[PARIS_FR]["home_within_300_km"] < 0.1
    assert (found[PARIS_TX]["home_country"], found[PARIS_FR]["home_country"]) == (1, 0)
    assert (found[PARIS_TX]["home_admin1"], found[PARIS_FR]["home_admin1"]) == (1, 0)
    assert {row["has_home"] for row in _measure(*read("Paris", "Paris")).values()} == {0}


def test_the_kind_of_mention_is_known():
    """A demonym is told from a name by mention and by the gazetteer's name."""
    article, (toponym,) = read("Syria", "Syria")
    demonym = replace(toponym, kind=MentionKind.DEMONYM, matches=matches("Syria", kind=NameKind.DEMONYM))
    (found,) = _measure(article, [demonym]).values()
    assert found["is_demonym"] == found["demonym_name"] == found["country"] == 1


def test_a_name_with_too_many_places_keeps_the_best_known():
    """The table is cut to MAX_CANDIDATES rows a sense."""
    article, (toponym,) = read("Lamar County", "Lamar County")
    (match,) = toponym.matches
    many = tuple(
        replace(match, place=replace(LAMAR, place_id=f"geonames:{n}"), prominence=1000.0 - n)
        for n in range(MAX_CANDIDATES + 20)
    )
    senses = group_senses([replace(toponym, matches=many)], read_contexts(article, [toponym]))
    table = candidate_table(senses)
    assert len(table.matches) == MAX_CANDIDATES
    assert table.matches[0].place.place_id == "geonames:0"
    assert np.array_equal(table.starts, [0, MAX_CANDIDATES])


def test_a_village_without_a_count_has_few_people():
    """Only famous places are known without people; of a village its prominence tells how many it may have."""
    article, (paris,) = read("Paris", "Paris")
    village = replace(PARIS_TX, population_count=None)
    town = replace(matches("Paris")[0], prominence=5000.0)
    found = _measure(article, [replace(paris, matches=(town, replace(town, place=village, prominence=30.0)))])
    assert found[village]["population"] == pytest.approx(np.log10(31))
    assert found[village]["has_population"] == 1
    section = replace(village, feature_code="PPLX")
    found = _measure(article, [replace(paris, matches=(replace(town, place=section, prominence=30.0),))])
    assert found[section]["has_population"] == 0


@pytest.mark.parametrize(
    ("text", "is_dateline"),
    [
        ("Dallas, 3 May - The talks", 1), ("Dallas (AP) The talks", 1), ("“Dallas — The talks", 1),
        ("Dallas: The talks", 1), ("Dallas wins. Talks - and more", 0), ("In Dallas - at last", 0),
        ("Dallas-based firms", 0), ("Dallas", 0),
    ],
)  # fmt: skip
def test_a_name_at_the_head_before_a_dash_is_a_datelines(text, is_dateline):
    """Reports from far places are filed in cities that none of their other places is near to."""
    (found,) = _measure(*read(text, "Dallas")).values()
    assert found["in_dateline"] == is_dateline


def test_words_of_a_country_speak_for_its_places_and_against_others():
    """A sheriff's office is American; what lies in no country is neither spoken for nor against."""
    found = _measure(*read("The sheriff's office of Paris", "Paris"))
    assert [found[place]["country_words"] for place in (PARIS_TX, PARIS_FR)] == [0.5, 0]
    assert [found[place]["other_country_words"] for place in (PARIS_TX, PARIS_FR)] == [0, 0.5]
