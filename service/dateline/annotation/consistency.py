"""Consistency: one type for a name in all of an article, where passage by passage it got several.

A tagger that reads some sentences at a time calls a name a person here and a place there. Its probabilities of all
types, summed over the article, decide (label consistency; Krishnan and Manning 2006, "An Effective Two-Stage Model for
Exploiting Non-Local Dependencies"). Where they leave doubt, the gazetteer is heard.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from dateline.annotation.lookup import ArticleLookup
from dateline.annotation.mentions import FoundMention, position
from dateline.annotation.name_types import (
    SURE_CONFIDENCE,
    mentions_by_name,
    names_in_doubt,
    type_probabilities,
    weigh_evidence,
)
from dateline.values import ArticlePart, EntityType

_SURE_PERSON_CONFIDENCE = 0.8
_BEFORE_PLACES = frozenset((
    "in", "into", "near", "outside", "inside", "around", "across", "through", "throughout", "within", "via", "at",
    "from", "to", "towards", "toward", "of", "city", "town", "village", "capital", "port", "province", "district",
    "region", "state", "county", "downtown", "central", "nearby", "greater", "north", "south", "east", "west",
    "northern", "southern", "eastern", "western", ",", ":", "(",
))  # fmt: skip
"""What stands in front of places, and of persons seldom."""
_LEAST_MARGIN = 0.3
"""How much likelier another type must be, by all evidence, than the one that the tagger gave."""

Rule = Callable[[Sequence[FoundMention], ArticleLookup], list[FoundMention]]


def agree_on_types(mentions: Sequence[FoundMention], _: ArticleLookup) -> list[FoundMention]:
    """Returns the mentions, in which all of one name have the type that is likeliest over them.

    A mention whose type is sure keeps it.
    """
    settled = list(mentions)
    for numbers in mentions_by_name(mentions).values():
        if len({mentions[i].type for i in numbers}) > 1:
            means = {kind: sum(_probability(mentions[i], kind) for i in numbers) / len(numbers) for kind in EntityType}
            likeliest = max(means, key=lambda kind: means[kind])
            for i in numbers:
                if mentions[i].type is not likeliest and mentions[i].confidence < SURE_CONFIDENCE:
                    settled[i] = _as_type(mentions[i], likeliest, means[likeliest])
    return settled


def weigh_types(mentions: Sequence[FoundMention], lookup: ArticleLookup) -> list[FoundMention]:
    """Returns the mentions, in which those that are not sure have the type that the evidence on their name speaks for.

    The rule leaves articles in other languages than English as they are: the weights are fitted on English, and other
    languages inflect names, so that the gazetteer's entries say less.
    """
    settled = list(mentions)
    if not lookup.is_english:
        return settled
    names = names_in_doubt(mentions)
    for name, evidence in weigh_evidence(mentions, names, lookup=lookup).items():
        probabilities = type_probabilities(evidence)
        likeliest = max(probabilities, key=lambda kind: probabilities[kind])
        for i in names[name]:
            mention = mentions[i]
            is_likelier = probabilities[likeliest] - probabilities[mention.type] > _LEAST_MARGIN
            if is_likelier and mention.confidence < SURE_CONFIDENCE:
                is_name = sum(_probability(mention, kind) for kind in EntityType)
                settled[i] = _as_type(mention, likeliest, probabilities[likeliest] * is_name)
    return settled


def give_surnames(mentions: Sequence[FoundMention], lookup: ArticleLookup) -> list[FoundMention]:
    """Returns the mentions, in which a doubtful place is a person where one with that surname was named before it.

    A name stays a place where a word such as "in" or a comma stands before any mention of it ("Jean Albany, Albany"),
    where a place stands behind it ("Raleigh, N.C."), and inside a longer name. The rule changes articles in English
    alone, since it knows which English words stand before places.
    """
    settled = list(mentions)
    if not lookup.is_english:
        return settled
    names = mentions_by_name(mentions)
    name_by_index = {i: name for name, numbers in names.items() for i in numbers}
    places = [mention.span for mention in mentions if mention.type is EntityType.PLACE]
    begins = {(span.part, span.start_offset) for span in places}
    located = {name for name, numbers in names.items() if any(_is_located(mentions[i], begins) for i in numbers)}
    surnames: set[str] = set()
    for i in sorted(name_by_index, key=lambda i: position(mentions[i])):
        mention, name = mentions[i], name_by_index[i]
        *forenames, surname = name.split() or ("",)
        # "The Prince of Wales" has no surname.
        has_surname = bool(forenames) and forenames[-1] not in _BEFORE_PLACES
        if mention.type is EntityType.PERSON and has_surname and mention.confidence > _SURE_PERSON_CONFIDENCE:
            surnames |= {surname} - located
        elif mention.type is EntityType.PLACE and mention.confidence < SURE_CONFIDENCE and name in surnames:
            settled[i] = _as_type(mention, EntityType.PERSON, mention.confidence)
    return settled


RULES: tuple[Rule, ...] = (agree_on_types, weigh_types, give_surnames)
"""The rules, in order; training/README.md tells what each gains."""


def settle_mentions(
    mentions: Sequence[FoundMention], *, lookup: ArticleLookup, rules: Sequence[Rule] = RULES
) -> list[FoundMention]:
    """Returns the mentions of an article with the types that its whole text gives them, in the same order."""
    settled = list(mentions)
    for rule in rules:
        settled = rule(settled, lookup)
    return settled


def _probability(mention: FoundMention, kind: EntityType) -> float:
    """Returns how likely a mention is of a type; where types were not weighed, its own has its confidence."""
    types = mention.types
    if types is None:
        return mention.confidence if mention.type is kind else 0.0
    if kind is EntityType.PLACE:
        # The head for places alone counts where its word was taken.
        return max(types.place, types.toponym) if mention.type is kind else types.place
    return types.person if kind is EntityType.PERSON else types.organization


def _is_located(mention: FoundMention, begins: Collection[tuple[ArticlePart, int]]) -> bool:
    """Returns whether what stands before a mention, or the place behind it and a comma, tells that it is a place."""
    behind = mention.span.part, mention.span.end_offset + len(", ")
    return mention.word_before in _BEFORE_PLACES or behind in begins


def _as_type(mention: FoundMention, kind: EntityType, confidence: float) -> FoundMention:
    return replace(mention, type=kind, confidence=round(min(1.0, confidence), 3), label=str(kind))
