"""The rule ranker: prior, containment and votes, summed as log-odds and made probabilities.

The baseline that a learned ranker must beat, and the fallback where there is none.
"""

from collections.abc import Sequence
from math import exp

from dateline.document import Article, Candidate, Place, Resolution
from dateline.resolution.context import read_contexts
from dateline.resolution.evidence import describe
from dateline.resolution.scorecard import Scorecard, open_scorecards
from dateline.resolution.sense import Sense, group_senses
from dateline.resolution.toponym import Toponym
from dateline.resolution.vote import add_containers, add_votes

_TEMPERATURE = 1.0
_NONE_SCORE = 2.0
_ROUNDS = 2
_MAX_CANDIDATES = 60


class RuleRanker:
    """Resolves the toponyms of one article together."""

    def rank(
        self, toponyms: Sequence[Toponym], *, article: Article, max_alternatives: int = 5
    ) -> tuple[Resolution | None, ...]:
        """One resolution a toponym, in order, None where the gazetteer holds no candidate.

        `toponyms` must stand in the order of the article. Toponyms of one sense get one answer.
        """
        contexts = read_contexts(article, toponyms)
        senses = group_senses(toponyms, contexts)
        sense_of = _sense_of(senses, len(toponyms))
        cards: list[list[Scorecard]] = []
        for sense in senses:
            opened = open_scorecards(sense, article.publisher_region)
            cards.append(sorted(opened, key=_rank)[:_MAX_CANDIDATES])
        add_containers(senses, cards, sense_of)
        settled = [list(map(_copy, each)) for each in cards]
        for _ in range(_ROUNDS):
            chosen = [_favourite(each) for each in settled]
            settled = [list(map(_copy, each)) for each in cards]
            add_votes(settled, chosen)
        resolutions = [
            _resolution(each, sense, max_alternatives=max_alternatives)
            for each, sense in zip(settled, senses, strict=True)
        ]
        return tuple(resolutions[sense_of[i]] for i in range(len(toponyms)))


def _sense_of(senses: Sequence[Sense], count: int) -> list[int]:
    indices = [0] * count
    for i, sense in enumerate(senses):
        for member in sense.members:
            indices[member] = i
    return indices


def _copy(card: Scorecard) -> Scorecard:
    return Scorecard(card.place, list(card.contributions))


def _rank(card: Scorecard) -> tuple[float, str]:
    return -card.score, card.place.place_id


def _favourite(cards: Sequence[Scorecard]) -> tuple[Place, float] | None:
    if not cards:
        return None
    best = min(range(len(cards)), key=lambda i: _rank(cards[i]))
    return cards[best].place, _probabilities(cards)[best]


def _probabilities(cards: Sequence[Scorecard]) -> list[float]:
    scores = [card.score for card in cards]
    top = max(*scores, _NONE_SCORE)
    weights = [exp((score - top) / _TEMPERATURE) for score in scores]
    total = sum(weights) + exp((_NONE_SCORE - top) / _TEMPERATURE)
    return [weight / total for weight in weights]


def _resolution(cards: Sequence[Scorecard], sense: Sense, *, max_alternatives: int) -> Resolution | None:
    if not cards:
        return None
    ranked = sorted(zip(_probabilities(cards), cards, strict=True), key=lambda each: (-each[0], each[1].place.place_id))
    listed = tuple(Candidate(card.place, round(probability, 4)) for probability, card in ranked[:max_alternatives])
    none_probability = round(max(0.0, 1.0 - sum(candidate.probability for candidate in listed)), 4)
    best = ranked[0][1]
    return Resolution(
        best.place,
        round(ranked[0][0], 4),
        listed,
        none_probability,
        describe(best, [card for _, card in ranked[1:]], sense),
    )
