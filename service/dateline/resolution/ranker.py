"""The ranker: which candidate each toponym of an article means, decided together, as calibrated probabilities."""

from collections.abc import Sequence

import numpy as np

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
"""How often the article's places are asked for each other; later rounds change next to nothing."""

_SURELY_NIL = 0.9
_PREFERRED = Evidence(EvidenceKind.PREFERENCE, "the request prefers this one of two places that share the name")


class Ranker:
    """Resolves the toponyms of one article together; safe to share between threads."""

    def __init__(self, weights: RankerWeights) -> None:
        self._weights = weights

    @property
    def revision(self) -> str:
        """Changes whenever the weights do."""
        return self._weights.revision

    def rank(
        self,
        toponyms: Sequence[Toponym],
        *,
        article: Article,
        home: Home | None = None,
        prefer: Granularity = Granularity.LIKELIEST,
        max_alternatives: int = 5,
    ) -> tuple[Resolution | None, ...]:
        """One resolution a toponym, in order; None where there is no candidate, or most surely none that is right.

        `toponyms` must stand in the order of the article. Toponyms of one sense get one answer. `home` is where the
        article's readers live.
        """
        senses = [sense for sense in group_senses(toponyms, read_contexts(article, toponyms)) if sense.matches]
        if not senses:
            return (None,) * len(toponyms)
        table = candidate_table(senses)
        context_votes = ContextVotes(table, toponyms)
        static = np.hstack(
            (candidate_features(table, toponyms, article=article, home=home), context_votes.possible_votes())
        )
        features = self._joint_features(static, table, context_votes)
        probabilities, nil_probabilities = softmax_with_nil(
            self._weights.joint, features, table.starts, temperature=self._weights.temperature
        )
        preferred = probabilities
        if prefer is not Granularity.LIKELIEST:
            spans = map(table.rows, range(len(table.senses)))
            preferred = np.concatenate(
                [prefer_granularity(table.matches[each], probabilities[each], prefer) for each in spans]
            )
        # Sense by sense, the likeliest of each first, and of equals the best known.
        order = np.lexsort((-preferred, table.sense))
        ranked = [order[table.rows(i)].tolist() for i in range(len(table.senses))]
        decisions = [Decision(rows[0], rows[:2][-1]) for rows in ranked]
        kind = EvidenceKind.PUBLISHER_REGION if article.publisher_region else EvidenceKind.OUTLET_HOME
        ranking = Ranking(table, features, probabilities)
        reasons = attribute_evidence(
            decisions, ranking, network=self._weights.joint, home_context=HomeContext(home, kind)
        )
        answers: list[Resolution | None] = [None] * len(toponyms)
        for i, (decision, evidence) in enumerate(zip(decisions, reasons, strict=True)):
            if nil_probabilities[i] <= _SURELY_NIL:
                if preferred[decision.chosen] != probabilities[decision.chosen]:
                    evidence = (_PREFERRED, *evidence)  # noqa: PLW2901
                answer = _resolution(table, ranked[i], preferred, evidence, max_alternatives)
                for member in table.senses[i].members:
                    answers[member] = answer
        return tuple(answers)

    def _joint_features(self, static: Floats, table: CandidateTable, context_votes: ContextVotes) -> Floats:
        probabilities, _ = softmax_with_nil(self._weights.first, static, table.starts)
        features = np.hstack((static, context_votes.votes(probabilities)))
        for _ in range(ROUNDS - 1):
            probabilities, _ = softmax_with_nil(self._weights.joint, features, table.starts)
            features = np.hstack((static, context_votes.votes(probabilities)))
        return features


def softmax_with_nil(
    network: RankingNetwork, features: Floats, starts: Integers, *, temperature: float = 1.0
) -> tuple[Floats, Floats]:
    """The probability of each row, and of none of its rows for each sense; those of one sense sum to 1."""
    scores, nil_probabilities = (each / temperature for each in network.scores(features, starts))
    counts = np.diff(starts)
    top = np.maximum(np.maximum.reduceat(scores, starts[:-1]), nil_probabilities)
    weights, nil_weights = np.exp(scores - np.repeat(top, counts)), np.exp(nil_probabilities - top)
    totals = np.add.reduceat(weights, starts[:-1]) + nil_weights
    return weights / np.repeat(totals, counts), nil_weights / totals


def _resolution(
    table: CandidateTable,
    ranked: Sequence[int],
    probabilities: Floats,
    evidence: tuple[Evidence, ...],
    max_alternatives: int,
) -> Resolution:
    candidates = [
        Candidate(table.matches[row].place, round(float(probabilities[row]), 4))
        for row in ranked[: max(1, max_alternatives)]
    ]
    listed = tuple(candidates[:max_alternatives])
    none_probability = round(max(0.0, 1.0 - sum(candidate.probability for candidate in listed)), 4)
    return Resolution(candidates[0].place, candidates[0].probability, listed, none_probability, evidence)
