"""The ranker: calibrated probabilities of the candidates of all toponyms of an article, decided together."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from threadpoolctl import ThreadpoolController

from dateline.resolution.candidates import CandidateTable, Floats, Integers, candidate_table
from dateline.resolution.context.country_words import country_shares
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.context.votes import ContextVotes
from dateline.resolution.evidence import Decision, HomeContext, Ranking, attribute_evidence
from dateline.resolution.features import candidate_features
from dateline.resolution.granularity import prefer_cities, prefer_granularity
from dateline.resolution.location.area_evidence import AreaEvidence
from dateline.resolution.location.areas import Atlas, rounded
from dateline.resolution.location.whole_countries import believe_whole_countries
from dateline.resolution.network import RankerWeights, RankingNetwork
from dateline.resolution.periods import prefer_existing
from dateline.resolution.sense import group_senses
from dateline.resolution.toponym import Toponym
from dateline.values import (
    Area,
    Article,
    Candidate,
    Evidence,
    EvidenceKind,
    Granularity,
    Home,
    MatchType,
    MentionKind,
    NameKind,
    Resolution,
)

ROUNDS = 2
"""Rounds of votes among the places of the article; more rounds change next to nothing."""

GUESS_ODDS = {MatchType.MISSPELT: 0.03, MatchType.TRANSLITERATED: 0.3}
"""What is left of the odds of a match that is a guess: of the few misspelt ones that the corpora's news had answered
none was right, while of the names that the ranker is trained on many are misspelt on purpose."""

DEMONYM_ODDS = 10.0
"""By how much the odds of a demonym's places are raised: the ranker has learnt from names of places alone
that those from elsewhere may be villages that the gazetteer lacks."""

_UNKNOWN = Resolution()
_PREFERRED = Evidence(EvidenceKind.PREFERENCE, "the request prefers this one of two places that share the name")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The outcome of ranking an article.

    `ranking` has a probability for each row of the table, `preferred` these probabilities with the caller's preference
    applied, and `nil_probabilities` one for each sense of the table.
    """

    ranking: Ranking
    preferred: Floats
    nil_probabilities: Floats


def _single_threaded_algebra() -> AbstractContextManager[object]:
    """Returns a context in which NumPy's matrix products take one thread.

    The ranker's matrices are small: with more threads OpenBLAS takes three times as long, and the recogniser's cores.
    """
    limit: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return limit


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


class Ranker:
    """A model that resolves the toponyms of one article together; safe to share between threads.

    `atlas` gives the countries and divisions of `Resolution.areas`; without an atlas there are no areas.
    """

    def __init__(self, weights: RankerWeights, *, atlas: Atlas | None = None) -> None:
        self._weights = weights
        self._atlas = atlas

    @property
    def revision(self) -> str:
        """A string that changes whenever the weights do."""
        return self._weights.revision

    def rank(
        self,
        toponyms: Sequence[Toponym],
        *,
        article: Article,
        home: Home | None = None,
        preference: Granularity = Granularity.LIKELIEST,
        max_candidates: int = 5,
    ) -> tuple[Resolution, ...]:
        """Returns one resolution for each toponym, in order; its place is None where NIL is likelier than it.

        `toponyms` must stand in the order of the article. Toponyms of one sense get one resolution. `home` is the home
        of the article's readers.
        """
        with _single_threaded_algebra():
            return self._rank(toponyms, article, home, preference, max_candidates)

    def _rank(
        self,
        toponyms: Sequence[Toponym],
        article: Article,
        home: Home | None,
        preference: Granularity,
        max_candidates: int,
    ) -> tuple[Resolution, ...]:
        every_sense = group_senses(toponyms, read_contexts(article, toponyms))
        senses = [sense for sense in every_sense if sense.matches]
        if not senses:
            return (_UNKNOWN,) * len(toponyms)
        table = candidate_table(senses)
        shares = country_shares(article)
        outcome = self._outcome(table, toponyms, article, shares, home)
        area_evidence = AreaEvidence(table, every_sense, toponyms, country_shares=shares)
        if self._atlas is not None and not self._atlas.whole_countries.isdisjoint(table.region_ids):
            outcome = self._believing(self._atlas.whole_countries, outcome, area_evidence, home)
        outcome = _preferring(preference, outcome)
        # Sense by sense, the likeliest row first; equal rows stay in order, the best known first.
        order = np.lexsort((-outcome.preferred, table.sense))
        ranked = [order[table.rows(i)].tolist() for i in range(len(senses))]
        decisions = [Decision(rows[0], rows[:2][-1]) for rows in ranked]
        kind = EvidenceKind.READER_REGION if article.reader_region else EvidenceKind.OUTLET_HOME
        network, home_context = self._weights.joint, HomeContext(home, kind)
        reasons = attribute_evidence(decisions, outcome.ranking, network=network, home_context=home_context)
        known = iter(enumerate(zip(ranked, reasons, strict=True)))
        answers = [_UNKNOWN] * len(toponyms)
        for sense, areas in zip(every_sense, self._areas(area_evidence, len(every_sense), outcome, home), strict=True):
            answer = Resolution(areas=areas)
            if sense.matches:
                number, (rows, evidence) = next(known)
                answer = self._resolution(
                    number, rows=rows, outcome=outcome, evidence=evidence, areas=areas, max_candidates=max_candidates
                )
            for member in sense.members:
                answers[member] = answer
        return tuple(answers)

    def _areas(
        self, evidence: AreaEvidence, sense_count: int, outcome: _Outcome, home: Home | None
    ) -> Sequence[tuple[Area, ...]]:
        if self._atlas is None:
            return ((),) * sense_count
        nil_probabilities = np.ones(sense_count)
        nil_probabilities[evidence.rows_of] = outcome.nil_probabilities
        return self._weights.areas.areas(
            evidence, outcome.ranking.table, outcome.preferred, nil_probabilities, home=home, atlas=self._atlas
        )

    def _outcome(
        self,
        table: CandidateTable,
        toponyms: Sequence[Toponym],
        article: Article,
        shares: Mapping[str, float],
        home: Home | None,
    ) -> _Outcome:
        context_votes = ContextVotes(table, toponyms)
        measured = candidate_features(table, toponyms, article=article, country_shares=shares, home=home)
        static = np.hstack((measured, context_votes.possible_votes()))
        features = self._joint_features(static, table, context_votes)
        probabilities, nil_probabilities = softmax_with_nil(
            self._weights.joint,
            features,
            table.starts,
            temperature=self._weights.temperature,
            nil_offset=self._weights.nil_offset,
        )
        odds = match_odds(table, [toponyms[sense.members[0]].kind for sense in table.senses])
        probabilities, nil_probabilities = weigh_matches(table, probabilities, nil_probabilities, odds=odds)
        year = article.publish_time.year if article.publish_time else None
        likely = _by_sense(table, lambda rows: prefer_existing(table.matches[rows], probabilities[rows], year))
        likely = _by_sense(
            table,
            lambda rows: (
                likely[rows]
                if table.senses[table.sense[rows.start]].says_division
                else prefer_cities(table.matches[rows], likely[rows])
            ),
        )
        return _Outcome(Ranking(table, features, likely), likely, nil_probabilities)

    def _believing(
        self, whole_countries: AbstractSet[str], outcome: _Outcome, evidence: AreaEvidence, home: Home | None
    ) -> _Outcome:
        ranking = outcome.ranking
        probabilities, nil_probabilities = believe_whole_countries(
            ranking.table,
            ranking.probabilities,
            outcome.nil_probabilities,
            nil_by_country=self._weights.areas.nil_by_country(evidence, ranking.probabilities, home),
            whole_countries=whole_countries,
        )
        return _Outcome(replace(ranking, probabilities=probabilities), probabilities, nil_probabilities)

    def _joint_features(self, static: Floats, table: CandidateTable, context_votes: ContextVotes) -> Floats:
        probabilities, _ = softmax_with_nil(self._weights.first, static, table.starts)
        features = np.hstack((static, context_votes.votes(probabilities)))
        for _ in range(ROUNDS - 1):
            probabilities, _ = softmax_with_nil(self._weights.joint, features, table.starts)
            features = np.hstack((static, context_votes.votes(probabilities)))
        return features

    def _resolution(  # noqa: PLR0913  # what an answer is made of
        self,
        sense: int,
        *,
        rows: Sequence[int],
        outcome: _Outcome,
        evidence: tuple[Evidence, ...],
        areas: tuple[Area, ...],
        max_candidates: int,
    ) -> Resolution:
        """Returns the resolution of a sense; `rows` are its rows of the table, the likeliest first."""
        table, preferred = outcome.ranking.table, outcome.preferred
        first = rows[0]
        if preferred[first] != outcome.ranking.probabilities[first]:
            evidence = (_PREFERRED, *evidence)
        nil_probability = float(outcome.nil_probabilities[sense])
        chosen = table.matches[first].place if preferred[first] > nil_probability else None
        candidates = tuple(
            Candidate(table.matches[row].place, rounded(float(preferred[row]))) for row in rows[:max_candidates]
        )
        listed = sum(candidate.probability for candidate in candidates)
        return Resolution(
            chosen,
            rounded(float(preferred[first])) if chosen else 0.0,
            candidates,
            rounded(nil_probability),
            rounded(max(0.0, 1.0 - listed - nil_probability)),
            areas,
            table.matches[first].match_type,
            evidence,
        )


def _preferring(preference: Granularity, outcome: _Outcome) -> _Outcome:
    if preference is Granularity.LIKELIEST:
        return outcome
    table, probabilities = outcome.ranking.table, outcome.ranking.probabilities
    preferred = _by_sense(table, lambda rows: prefer_granularity(table.matches[rows], probabilities[rows], preference))
    return replace(outcome, preferred=preferred)


def softmax_with_nil(
    network: RankingNetwork, features: Floats, starts: Integers, *, temperature: float = 1.0, nil_offset: float = 0.0
) -> tuple[Floats, Floats]:
    """Returns the probability of each row, and of NIL for each sense; the probabilities of one sense sum to 1.

    `temperature` and `nil_offset`, which is added to the log-odds of NIL, calibrate them.
    """
    scores, nil_scores = network.scores(features, starts)
    return calibrated(scores, nil_scores, starts, temperature=temperature, nil_offset=nil_offset)


def calibrated(
    scores: Floats, nil_scores: Floats, starts: Integers, *, temperature: float, nil_offset: float
) -> tuple[Floats, Floats]:
    """Returns the probabilities of a network's scores, as `softmax_with_nil` does."""
    scores, nil_scores = scores / temperature, nil_scores / temperature + nil_offset
    counts = np.diff(starts)
    top = np.maximum(np.maximum.reduceat(scores, starts[:-1]), nil_scores)
    weights, nil_weights = np.exp(scores - np.repeat(top, counts)), np.exp(nil_scores - top)
    totals = np.add.reduceat(weights, starts[:-1]) + nil_weights
    return weights / np.repeat(totals, counts), nil_weights / totals


def match_odds(table: CandidateTable, kinds: Sequence[MentionKind]) -> Floats:
    """Returns what the odds of each row are multiplied by for what its match is, whatever the ranker learnt.

    `kinds` are those of the senses' mentions. Misspelt matches are guesses, and a demonym ("Texans") means a place that
    the table of demonyms has, never one that the gazetteer lacks.
    """
    odds = np.ones(len(table.matches))
    for row, (match, sense) in enumerate(zip(table.matches, table.sense.tolist(), strict=True)):
        if match.match_type in GUESS_ODDS:
            odds[row] = GUESS_ODDS[match.match_type]
        elif match.name_kind is NameKind.DEMONYM and kinds[sense] is MentionKind.DEMONYM:
            odds[row] = DEMONYM_ODDS
    return odds


def weigh_matches(
    table: CandidateTable, probabilities: Floats, nil_probabilities: Floats, *, odds: Floats
) -> tuple[Floats, Floats]:
    """Returns the probabilities of rows and of NIL with the odds of the rows; those of one sense still sum to 1."""
    weights = odds * probabilities
    totals = np.add.reduceat(weights, table.starts[:-1]) + nil_probabilities
    return weights / np.repeat(totals, np.diff(table.starts)), nil_probabilities / totals


def _by_sense(table: CandidateTable, weigh: Callable[[slice], Floats]) -> Floats:
    """Returns what `weigh` makes of the rows of each sense, in the order of the table."""
    return np.concatenate([weigh(table.rows(sense)) for sense in range(len(table.senses))])
