"""Evidence: the reasons why the ranker chose a candidate over the next best, measured on the ranker itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dateline.geodesy import distance_km
from dateline.resolution.candidates import CandidateTable, Floats
from dateline.resolution.context.conflicts import CONTAINER_CONFLICTS, COUNTRY_CONFLICTS
from dateline.resolution.context.lists import LIST_VOTES
from dateline.resolution.context.votes import NEARNESS_VOTES, REGION_VOTES
from dateline.resolution.features import (
    CLASS_FEATURES,
    COUNTRY_WORD_FEATURES,
    HOME_FEATURES,
    MATCH_TYPE_FEATURES,
    PROMINENCE_FEATURES,
    WORD_FEATURES,
)
from dateline.resolution.network import INPUTS, RankingNetwork
from dateline.resolution.supporting_places import SupportingPlaces
from dateline.values import Coordinates, Evidence, EvidenceKind, Home, MatchType, NameKind, NameMatch, Place

_LEAST_WEIGHT = 0.25
_COLUMNS = {name: column for column, name in enumerate(INPUTS["joint"])}


def _both(*votes: str) -> tuple[str, ...]:
    return (*votes, *(f"possible_{name}" for name in votes))


_GROUPS: tuple[tuple[EvidenceKind, tuple[str, ...]], ...] = (
    (EvidenceKind.PRIMARY_NAME, ("alternate", "abbreviation", "same_spelling")),
    (EvidenceKind.DEMONYM, ("demonym_name",)),
    (EvidenceKind.SPELLING, MATCH_TYPE_FEATURES),
    (EvidenceKind.POPULATION, PROMINENCE_FEATURES),
    (EvidenceKind.FEATURE_CLASS, CLASS_FEATURES),
    (EvidenceKind.CONTEXT_WORDS, WORD_FEATURES),
    (EvidenceKind.CONTEXT_WORDS, COUNTRY_WORD_FEATURES),
    (EvidenceKind.OUTLET_HOME, HOME_FEATURES),
    (EvidenceKind.SHARED_DIVISION, _both(*REGION_VOTES, *COUNTRY_CONFLICTS, *LIST_VOTES, "contains")),
    (EvidenceKind.NEARBY, _both(*NEARNESS_VOTES)),
    (EvidenceKind.CONTAINED_IN, _both(*CONTAINER_CONFLICTS, "contained")),
)
_GROUP_COLUMNS = tuple(np.array([_COLUMNS[name] for name in names]) for _, names in _GROUPS)
_COUNTRY_WORDS = _GROUPS.index((EvidenceKind.CONTEXT_WORDS, COUNTRY_WORD_FEATURES))
_COUNTRY_EVIDENCE = Evidence(EvidenceKind.CONTEXT_WORDS, "the article's words speak of its country")
_FEATURE_WORDS = {"PPLC": "a capital", "ADM1": "a first-order division", "ADM2": "a second-order division"}
_CLASS_WORDS = {"P": "a populated place", "A": "a division", "L": "a region", "H": "a water", "T": "a landform"}
_MATCH_TYPE_WORDS = {
    MatchType.VARIANT: "the name without the words around it, or with other spaces",
    MatchType.TRANSLITERATED: "another transliteration of its name",
    MatchType.INFLECTED: "an inflected form of its name",
    MatchType.EMBEDDED: "its name stands inside the longer one",
    MatchType.MISSPELT: "a likely misspelling of its name",
}
_GENERAL_WORDS = {
    EvidenceKind.CONTAINED_IN: "contained in a place named next to it",
    EvidenceKind.SHARED_DIVISION: "agrees best with the countries and divisions of the article's other places",
    EvidenceKind.NEARBY: "nearer to the article's other places than the next best",
    EvidenceKind.PRIMARY_NAME: "the name is its main one or common for it",
    EvidenceKind.CONTEXT_WORDS: "the words beside it say what kind of place it is",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The row chosen for a sense and the next best row, which is the same row where the sense has only one."""

    chosen: int
    runner_up: int


@dataclass(frozen=True, slots=True)
class HomeContext:
    """The readers' home that the ranker was given, and the kind of the evidence that speaks of it."""

    home: Home | None
    kind: EvidenceKind


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranker's result for an article: the final features of each candidate and its probability from them."""

    table: CandidateTable
    features: Floats
    probabilities: Floats


def attribute_evidence(
    decisions: Sequence[Decision], ranking: Ranking, *, network: RankingNetwork, home_context: HomeContext
) -> tuple[tuple[Evidence, ...], ...]:
    """Returns the evidence for each decision, the weightiest first.

    The weight of a reason is the loss of the chosen row's log-odds when the runner-up's features of that kind replace
    the row's own.
    """
    features, table = ranking.features, ranking.table
    losses = np.zeros((len(decisions), len(_GROUPS)))
    contested = [i for i, decision in enumerate(decisions) if decision.chosen != decision.runner_up]
    if contested:
        chosen = features[[decisions[i].chosen for i in contested]]
        runners_up = features[[decisions[i].runner_up for i in contested]]
        # The last copy of each row stays unchanged, for comparison.
        swapped = np.repeat(chosen[:, None, :], len(_GROUPS) + 1, axis=1)
        for group, columns in enumerate(_GROUP_COLUMNS):
            swapped[:, group, columns] = runners_up[:, columns]
        scores = network.row_scores(swapped.reshape(-1, features.shape[1])).reshape(len(contested), -1)
        losses[contested] = scores[:, -1:] - scores[:, :-1]
        # What lies in no country is not spoken of, though less is said against it.
        losses[contested, _COUNTRY_WORDS] *= chosen[:, _COLUMNS["country_words"]] > 0
    supporting = SupportingPlaces(table, ranking.probabilities)
    return tuple(
        tuple(_reasons(decision, row, table, supporting, home_context))
        for decision, row in zip(decisions, losses, strict=True)
    )


def _reasons(
    decision: Decision, losses: Floats, table: CandidateTable, supporting: SupportingPlaces, home_context: HomeContext
) -> Iterator[Evidence]:
    match = table.matches[decision.chosen]
    if decision.chosen == decision.runner_up:
        yield Evidence(EvidenceKind.ONLY_CANDIDATE, "only entry of this name")
        for kind, holds in _plain_facts(match.match_type, match.name_kind).items():
            if holds:
                yield _evidence(kind, decision.chosen, table, supporting, home_context)
    else:
        ranked = [int(group) for group in np.argsort(-losses, kind="stable")]
        groups = [group for group in ranked if losses[group] >= _LEAST_WEIGHT]
        if not groups and losses[ranked[0]] > 0:
            groups = ranked[:1]
        elif not groups:
            yield Evidence(EvidenceKind.PRIMARY_NAME, "no single reason stands out")
        for group in groups:
            if group == _COUNTRY_WORDS:
                yield _COUNTRY_EVIDENCE
            else:
                yield _evidence(_GROUPS[group][0], decision.chosen, table, supporting, home_context)
    members = len(table.senses[table.sense[decision.chosen]].members)
    if members > 1:
        yield Evidence(EvidenceKind.ONE_SENSE, f"{members} mentions of this name decided together")


def _plain_facts(match_type: MatchType, kind: NameKind) -> dict[EvidenceKind, bool]:
    return {
        EvidenceKind.SPELLING: match_type is not MatchType.EXACT,
        EvidenceKind.DEMONYM: kind is NameKind.DEMONYM,
    }


def _evidence(
    kind: EvidenceKind, row: int, table: CandidateTable, supporting: SupportingPlaces, home_context: HomeContext
) -> Evidence:
    match, places = table.matches[row], _supporting(kind, row, supporting)
    place = match.place
    if places:
        names = ", ".join(dict.fromkeys(supporter.name for supporter in places))
        if kind is EvidenceKind.CONTAINED_IN:
            words = f"contained in {names}, named next to it"
        elif kind is EvidenceKind.SHARED_DIVISION:
            words = f"shares a country or division with {names}"
        else:
            words = f"{_distance(place.coordinates, places[0].coordinates)} from {names}"
        return Evidence(kind, words, places[0].place_id)
    return Evidence(home_context.kind if kind is EvidenceKind.OUTLET_HOME else kind, _words(kind, match, home_context))


def _words(kind: EvidenceKind, match: NameMatch, home_context: HomeContext) -> str:
    place = match.place
    if kind is EvidenceKind.OUTLET_HOME:
        return _home_words(place, home_context.home)
    if kind is EvidenceKind.FEATURE_CLASS:
        return _class_words(place)
    if kind is EvidenceKind.POPULATION:
        return f"population {place.population_count:,}" if place.population_count else "well known"
    if kind is EvidenceKind.DEMONYM:
        return f"demonym of {place.name}"
    if kind is EvidenceKind.SPELLING:
        return _MATCH_TYPE_WORDS.get(match.match_type, "the name is spelt as here")
    return _GENERAL_WORDS[kind]


def _supporting(kind: EvidenceKind, row: int, supporting: SupportingPlaces) -> tuple[Place, ...]:
    if kind is EvidenceKind.CONTAINED_IN:
        return supporting.containers(row)
    if kind is EvidenceKind.SHARED_DIVISION:
        return supporting.kin(row)
    return supporting.nearest(row) if kind is EvidenceKind.NEARBY else ()


def _class_words(place: Place) -> str:
    if place.is_country:
        return "a country"
    return _FEATURE_WORDS.get(place.feature_code) or _CLASS_WORDS.get(place.feature_class, "a landmark")


def _home_words(place: Place, home: Home | None) -> str:
    if home is None:
        return "nothing is known of the readers"
    if home.coordinates is not None and place.has_own_point and not place.is_country:
        return f"{_distance(place.coordinates, home.coordinates)} from the readers' home"
    return "in the readers' country" if home.country_code == place.country_code else "not in the readers' country"


def _distance(point: Coordinates, other: Coordinates) -> str:
    return f"{distance_km(point, other):,.0f} km"
