"""The ranker: calibrated probabilities of the candidates of all toponyms of an article, decided together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dateline.resolution.areas import PROBABILITY_DIGITS, Atlas, sum_areas
from dateline.resolution.candidates import CandidateTable, Floats, Integers, candidate_table
from dateline.resolution.evidence import Decision, HomeContext, Ranking, attribute_evidence
from dateline.resolution.features import candidate_features
from dateline.resolution.granularity import prefer_granularity
from dateline.resolution.network import RankerWeights, RankingNetwork
from dateline.resolution.sense import group_senses
from dateline.resolution.toponym import Toponym, read_contexts
from dateline.resolution.votes import ContextVotes
from dateline.values import Article, Candidate, Evidence, EvidenceKind, Granularity, Home, Resolution

ROUNDS = 2
"""Rounds of votes among the places of the article; more rounds change next to nothing."""

_SURELY_NIL = 0.9
_UNKNOWN = Resolution()
_PREFERRED = Evidence(EvidenceKind.PREFERENCE, "the request prefers this one of two places that share the name")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The outcome of ranking an article.

    `ranking` has a probability for each row of the table, `preferred` these probabilities with the caller's preference
    applied, and `nil_probabilities` one for each sense.
    """

    ranking: Ranking
    preferred: Floats
    nil_probabilities: Floats


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
        """Returns one resolution for each toponym, in order; its place is None where NIL is most surely right.

        `toponyms` must stand in the order of the article. Toponyms of one sense get one resolution. `home` is the home
        of the article's readers.
        """
        senses = [sense for sense in group_senses(toponyms, read_contexts(article, toponyms)) if sense.matches]
        if not senses:
            return (_UNKNOWN,) * len(toponyms)
        table = candidate_table(senses)
        outcome = self._outcome(table, toponyms, article, home, preference)
        # Sense by sense, the likeliest row first; equal rows stay in order, the best known first.
        order = np.lexsort((-outcome.preferred, table.sense))
        ranked = [order[table.rows(i)].tolist() for i in range(len(senses))]
        decisions = [Decision(rows[0], rows[:2][-1]) for rows in ranked]
        kind = EvidenceKind.READER_REGION if article.reader_region else EvidenceKind.OUTLET_HOME
        network, home_context = self._weights.joint, HomeContext(home, kind)
        reasons = attribute_evidence(decisions, outcome.ranking, network=network, home_context=home_context)
        answers = [_UNKNOWN] * len(toponyms)
        for i, (rows, evidence) in enumerate(zip(ranked, reasons, strict=True)):
            answer = self._resolution(i, rows, outcome, evidence, max_candidates)
            for member in senses[i].members:
                answers[member] = answer
        return tuple(answers)

    def _outcome(
        self,
        table: CandidateTable,
        toponyms: Sequence[Toponym],
        article: Article,
        home: Home | None,
        preference: Granularity,
    ) -> _Outcome:
        context_votes = ContextVotes(table, toponyms)
        static = np.hstack(
            (candidate_features(table, toponyms, article=article, home=home), context_votes.possible_votes())
        )
        features = self._joint_features(static, table, context_votes)
        probabilities, nil_probabilities = softmax_with_nil(
            self._weights.joint, features, table.starts, temperature=self._weights.temperature
        )
        preferred = probabilities
        if preference is not Granularity.LIKELIEST:
            preferred = np.concatenate(
                [
                    prefer_granularity(table.matches[rows], probabilities[rows], preference)
                    for rows in map(table.rows, range(len(table.senses)))
                ]
            )
        return _Outcome(Ranking(table, features, probabilities), preferred, nil_probabilities)

    def _joint_features(self, static: Floats, table: CandidateTable, context_votes: ContextVotes) -> Floats:
        probabilities, _ = softmax_with_nil(self._weights.first, static, table.starts)
        features = np.hstack((static, context_votes.votes(probabilities)))
        for _ in range(ROUNDS - 1):
            probabilities, _ = softmax_with_nil(self._weights.joint, features, table.starts)
            features = np.hstack((static, context_votes.votes(probabilities)))
        return features

    def _resolution(
        self,
        sense: int,
        rows: Sequence[int],
        outcome: _Outcome,
        evidence: tuple[Evidence, ...],
        max_candidates: int,
    ) -> Resolution:
        """Returns the resolution of a sense; `rows` are its rows of the table, the likeliest first."""
        table, preferred = outcome.ranking.table, outcome.preferred
        first = rows[0]
        if preferred[first] != outcome.ranking.probabilities[first]:
            evidence = (_PREFERRED, *evidence)
        nil_probability = float(outcome.nil_probabilities[sense])
        chosen = table.matches[first].place if nil_probability <= _SURELY_NIL else None
        candidates = tuple(
            Candidate(table.matches[row].place, _rounded(float(preferred[row]))) for row in rows[:max_candidates]
        )
        listed = sum(candidate.probability for candidate in candidates)
        return Resolution(
            chosen,
            _rounded(float(preferred[first])) if chosen else 0.0,
            candidates,
            _rounded(nil_probability),
            _rounded(max(0.0, 1.0 - listed - nil_probability)),
            sum_areas(table, sense, preferred, atlas=self._atlas) if self._atlas else (),
            table.matches[first].match_type,
            evidence,
        )


def softmax_with_nil(
    network: RankingNetwork, features: Floats, starts: Integers, *, temperature: float = 1.0
) -> tuple[Floats, Floats]:
    """Returns the probability of each row, and of NIL for each sense; the probabilities of one sense sum to 1."""
    scores, nil_scores = (log_odds / temperature for log_odds in network.scores(features, starts))
    counts = np.diff(starts)
    top = np.maximum(np.maximum.reduceat(scores, starts[:-1]), nil_scores)
    weights, nil_weights = np.exp(scores - np.repeat(top, counts)), np.exp(nil_scores - top)
    totals = np.add.reduceat(weights, starts[:-1]) + nil_weights
    return weights / np.repeat(totals, counts), nil_weights / totals


def _rounded(probability: float) -> float:
    return round(probability, PROBABILITY_DIGITS)
