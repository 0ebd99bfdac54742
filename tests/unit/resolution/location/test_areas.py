from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolution.candidates import candidate_table
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.location.area_evidence import EVIDENCE, LEVELS, MAX_REGIONS, AreaEvidence
from dateline.resolution.location.areas import AreaModel, region_probabilities
from dateline.resolution.sense import group_senses
from dateline.values import Article, Coordinates, Home, MatchType
from support.atlas import DALLAS, FRANCE, NEW_YORK_CITY, NEW_YORK_STATE, PARIS_TX, SYRIA, TEXAS, US, matches, read
from support.atlas import toponyms as named

_PLACES = {place.place_id: place for place in (DALLAS, FRANCE, PARIS_TX, SYRIA, TEXAS, US)}
_PLACES["t:suburb"] = replace(DALLAS, place_id="t:suburb", name="Irving", coordinates=Coordinates(32.81, -96.95))
_COUNTRIES = {"US": US, "FR": FRANCE, "SY": SYRIA}
NAMES = ("Paris", "Texas", "Dallas", "France", "United States", "Lamar County", "New York", "Syria", "Nowhereville")


def _matches_of_town_or_country(name):
    return matches(name) if name in ("Dallas", "France") else ()


class _Atlas:
    whole_countries: frozenset[str] = frozenset()

    def get(self, place_id):
        return _PLACES.get(place_id)

    def country(self, country_code):
        return _COUNTRIES.get(country_code)


def _model(**weights):
    return AreaModel({level: np.array([weights.get(name, 0.0) for name in EVIDENCE]) for level in LEVELS})


def _areas(text, *names, model, sure=True, home=None):
    """Returns the areas of each name; the first candidate of a name is meant where `sure`, and else it is NIL."""
    article, toponyms = read(text, *names)
    senses = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table([sense for sense in senses if sense.matches])
    evidence = AreaEvidence(table, senses, toponyms, country_shares={})
    probabilities = np.zeros(len(table.matches))
    nil = np.ones(len(senses))
    if sure:
        probabilities[table.starts[:-1]] = 1
        nil[evidence.rows_of] = 0
    found = model.areas(evidence, table, probabilities, nil, home=home, atlas=_Atlas())
    return {toponyms[sense.members[0]].name: areas for sense, areas in zip(senses, found, strict=True)}


def test_a_sure_place_lies_where_its_entry_says():
    """Dallas lies in the United States and in Texas, whatever else the article tells."""
    areas = _areas("Dallas, not France", "Dallas", "France", model=_model(share=9))["Dallas"]
    assert [(area.place, area.probability) for area in areas] == [(US, 1.0), (TEXAS, 1.0)]


def test_a_country_and_a_division_lie_in_themselves():
    """France lies in France, Texas in the United States and in Texas."""
    areas = _areas("France and Texas", "France", "Texas", model=_model())
    assert [area.place for area in areas["France"]] == [FRANCE]
    assert [area.place for area in areas["Texas"]] == [US, TEXAS]


def test_a_name_without_candidates_lies_in_its_container():
    """Of "Nowhereville, Syria" nothing is known but its country."""
    model = _model(bias=-4, container=8)
    (area,) = _areas("Nowhereville, Syria", "Nowhereville", "Syria", model=model)["Nowhereville"]
    assert area.place == SYRIA
    assert area.probability > 0.9


def test_a_landmark_lies_in_the_town_beside_it():
    """A street that no gazetteer of towns holds lies in the town that the sentence names, the smallest area last."""
    model = _model(bias=-4, beside=8)
    areas = _areas("A fire in Mill Road, Dallas", "Mill Road", "Dallas", model=model)["Mill Road"]
    assert [area.place for area in areas] == [US, TEXAS, DALLAS]
    areas = _areas("Nowhereville lies near Dallas", "Nowhereville", "Dallas", model=model)["Nowhereville"]
    assert [area.place for area in areas] == [US, TEXAS]


def test_what_the_text_puts_into_a_town_lies_in_it():
    """A bare name with "in" or a comma before a town is a venue or quarter of it; before a state it is a place."""
    model = _model(bias=-4, container=8)
    areas = _areas("She sings at Nowhereville in Dallas", "Nowhereville", "Dallas", model=model)["Nowhereville"]
    assert [area.place for area in areas] == [US, TEXAS, DALLAS]
    areas = _areas("A fire in Nowhereville, Texas", "Nowhereville", "Texas", model=model)["Nowhereville"]
    assert [area.place for area in areas] == [US, TEXAS]


def test_a_name_that_has_that_of_a_place_of_the_article_in_it_is_told_by_it():
    """The Dallas Club is in Dallas, since the article names the town by itself, too."""
    text = "The Dallas Club on Mill Road, France and Dallas"
    article = Article("a", text)
    toponyms = named(text, ("Dallas Club", "Mill Road", "France", "Dallas"), get_matches=_matches_of_town_or_country)
    senses = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table([sense for sense in senses if sense.matches])
    level = AreaEvidence(table, senses, toponyms, country_shares={}).level(0, np.ones(len(table.matches)), None)
    embedded = level.columns[:, :, EVIDENCE.index("embedded")]
    (us,) = np.flatnonzero([table.region_ids[region] == "US" for region in level.regions])
    assert embedded[0, us] == 1
    assert embedded.sum() == 1


def test_towns_side_by_side_share_once():
    """Towns that count as each other's have one share between them, not one each."""
    article, (dallas, irving) = read("Dallas and Dallas", "Dallas", "Dallas")
    suburb = replace(dallas.matches[0], place=_PLACES["t:suburb"])
    toponyms = (dallas, replace(irving, name="Irving", matches=(suburb,)))
    senses = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table(senses)
    level = AreaEvidence(table, senses, toponyms, country_shares={}).level(LEVELS.index("town"), np.ones(2), None)
    assert level.columns[:, :, EVIDENCE.index("relative_share")] == pytest.approx(1)


def test_towns_side_by_side_speak_for_each_other():
    """What lies in one of two towns within a few kilometres is told with the probability of both, in the likelier."""
    suburb = _PLACES["t:suburb"]
    model = _model(bias=-0.5, beside=1)
    article, (mill, dallas) = read("A fire in Mill Road, Dallas, and in Irving", "Mill Road", "Dallas")
    start = article.text.index("Irving")
    irving = replace(
        dallas, name="Irving", start_offset=start, end_offset=start + 6,
        matches=(replace(dallas.matches[0], place=suburb),),
    )  # fmt: skip
    toponyms = (mill, dallas, irving)
    senses = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table([sense for sense in senses if sense.matches])
    evidence = AreaEvidence(table, senses, toponyms, country_shares={})
    nil = np.array([1.0, 0, 0])
    level = evidence.level(LEVELS.index("town"), np.ones(2), None)
    assert level.together.all()
    shares = region_probabilities(level, np.array([{"bias": -0.5, "beside": 1}.get(name, 0) for name in EVIDENCE]), nil)
    areas = model.areas(evidence, table, np.ones(2), nil, home=None, atlas=_Atlas())[0]
    assert max(shares[0]) < 0.5 < areas[-1].probability
    assert areas[-1].place in (DALLAS, suburb)


def test_a_landmark_in_the_division_of_a_citys_name_lies_in_the_city():
    """ "Mill Road in New York" is in the city, whether the city or the state is meant."""
    article, toponyms = read("A fire in Mill Road in New York", "Mill Road", "New York")
    senses = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table([sense for sense in senses if sense.matches])
    state = np.array([float(match.place == NEW_YORK_STATE) for match in table.matches])
    level = AreaEvidence(table, senses, toponyms, country_shares={}).level(LEVELS.index("town"), state, None)
    (region,) = level.regions
    assert table.region_ids[region] == NEW_YORK_CITY.place_id
    assert level.columns[0, 0, EVIDENCE.index("container")] == 1


def test_a_landmark_that_bears_a_towns_name_is_told_by_it():
    """Dallas High School names Dallas, though nothing else does; of "Bridge Street" the town of Bridge is no sign."""

    def embedded(name):
        article = Article("a", f"{name} burnt")
        (toponym,) = named(article.text, [name], get_matches=lambda _: matches("Dallas"))
        found = tuple(
            replace(match, match_type=MatchType.EMBEDDED, place=replace(match.place, name=name.split()[0]))
            for match in toponym.matches
        )
        toponyms = (replace(toponym, matches=found),)
        senses = group_senses(toponyms, read_contexts(article, toponyms))
        table = candidate_table(senses)
        level = AreaEvidence(table, senses, toponyms, country_shares={}).level(
            LEVELS.index("town"), np.full(1, 0.2), None
        )
        return level.columns[0, 0, EVIDENCE.index("embedded")]

    assert embedded("Dallas High School") == pytest.approx(1)
    assert embedded("Bridge Street") == 0


def test_no_part_is_likelier_than_its_whole():
    """Each area is at most as likely as the one that it lies in, and those below the country at least a half."""
    model = _model(bias=-1.2, beside=2)
    areas = _areas("Nowhereville near Dallas, France", "Nowhereville", "Dallas", "France", model=model)["Nowhereville"]
    probabilities = [area.probability for area in areas]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(probability >= 0.5 for probability in probabilities[1:])


def test_a_town_lies_in_the_division_that_is_told():
    """New York is told neither of nor beside what lies in Texas, however likely it is among towns alone."""
    model = _model(bias=-4, container=8, beside=20)
    areas = _areas("Mill Road, Texas; New York is far", "Mill Road", "Texas", "New York", model=model)["Mill Road"]
    assert [area.place for area in areas] == [US, TEXAS]


def test_the_readers_home_tells_of_their_country():
    """Where nothing else is told, a paper of Texas writes of what lies near its readers."""
    home = Home("US", TEXAS.place_id, Coordinates(32.8, -96.8))
    text = "Nowhereville. Dallas won against a team from France"
    areas = _areas(text, "Nowhereville", "Dallas", "France", model=_model(bias=-3, home=8), home=home)["Nowhereville"]
    assert [area.place for area in areas] == [US, TEXAS]


def test_what_is_told_nowhere_lies_nowhere():
    """Without evidence a name has no country that is worth telling."""
    assert _areas("Nowhereville and France", "Nowhereville", "France", model=_model(bias=-9))["Nowhereville"] == ()


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=14), st.integers(0, 2**32 - 1))
def test_shares_are_probabilities(names, seed):
    """Whatever is named, the regions of a level share at most 1 for each name, and a level has few regions."""
    article, toponyms = read(", ".join(names), *names)
    senses = group_senses(toponyms, read_contexts(article, toponyms))
    if not any(sense.matches for sense in senses):
        return
    table = candidate_table([sense for sense in senses if sense.matches])
    evidence = AreaEvidence(table, senses, toponyms, country_shares={})
    chance = np.random.default_rng(seed)
    probabilities, known = chance.random(len(table.matches)), chance.random(len(table.senses))
    totals = np.add.reduceat(probabilities, table.starts[:-1]) + known
    nil = np.ones(len(senses))
    nil[evidence.rows_of] = known / totals
    for level in range(len(LEVELS)):
        measured = evidence.level(level, probabilities / totals[table.sense], None)
        shares = region_probabilities(measured, chance.normal(size=len(EVIDENCE)), nil)
        assert len(measured.regions) <= MAX_REGIONS
        assert np.isfinite(measured.columns).all()
        assert (shares >= 0).all()
        assert (shares.sum(axis=1) <= 1 + 1e-9).all()


def test_a_region_beyond_those_that_are_kept_is_told_all_the_same():
    """In an article of more regions than are weighed, a sure place keeps its own country."""
    article, toponyms = read("Dallas", "Dallas")
    senses = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table(senses)
    measured = AreaEvidence(table, senses, toponyms, country_shares={}).level(0, np.ones(1), None)
    assert table.region_ids[measured.likeliest[0]] == "US"
    assert measured.likeliest_own[0] == pytest.approx(1)


def test_words_speak_for_a_country():
    """More than for the other countries of the article, and for none of their divisions."""
    article, toponyms = read("Texas and France", "Texas", "France")
    senses = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table(senses)
    evidence = AreaEvidence(table, senses, toponyms, country_shares={"FR": 0.5, "SY": 0.25})
    level = evidence.level(0, np.ones(2), None)
    codes = [table.region_ids[region] for region in level.regions]
    words, others = (level.columns[0, :, EVIDENCE.index(name)] for name in ("words", "other_words"))
    assert dict(zip(codes, words, strict=True)) == {"US": 0, "FR": 0.5}
    assert dict(zip(codes, others, strict=True)) == {"US": 0.5, "FR": 0}
    assert not evidence.level(1, np.ones(2), None).columns[:, :, EVIDENCE.index("words")].any()
