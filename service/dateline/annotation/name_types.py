"""Name types: what a name of an article is, by the tagger's word on all its mentions and the gazetteer's on the name.

A multinomial logistic regression, which training.name_types fits, weighs the evidence: a tagger that has never seen
Axum takes it for an organisation where the gazetteer has an Axum in the country that the article is about.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp, log, log1p

from dateline.annotation.lookup import ArticleLookup
from dateline.annotation.mentions import FoundMention, name_of
from dateline.values import ArticlePart, EntityType, MentionKind

EVIDENCE = (
    "person", "organization", "place", "toponym", "is_known", "prominence", "is_known_here", "prominence_here",
    "is_in_main_country", "is_in_person",
)  # fmt: skip
"""What speaks for a type: logarithms of the mean probabilities of the tagger's heads; whether a place is called so, and
how widely known it is; the same of places in the countries of the article, whether one is in the country that most of
its sure places lie in; and whether it is a word of a person's longer name."""
_HEADS = EVIDENCE[:4]
SURE_CONFIDENCE = 0.9
"""Confidence of a mention that keeps its type whatever the others say: the Washington who crossed a river."""
_SURE_PLACE_CONFIDENCE = 0.8
_LEAST_PROBABILITY = 1e-4
_PEOPLE = 10.0
"""Divides the logarithm of a number of people, so that weights are alike."""


def mentions_by_name(mentions: Sequence[FoundMention]) -> dict[str, list[int]]:
    """Returns the indices of the mentions of each name.

    Those inside longer names are left out: they are places, or they would not be mentions.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    ends = dict.fromkeys(ArticlePart, 0)
    for i in sorted(range(len(mentions)), key=lambda i: (mentions[i].span.start_offset, -mentions[i].span.end_offset)):
        mention, part = mentions[i], mentions[i].span.part
        if mention.span.end_offset > ends[part]:
            ends[part] = mention.span.end_offset
            if mention.kind is MentionKind.NAME:
                groups[name_of(mention)].append(i)
    return groups


def names_in_doubt(mentions: Sequence[FoundMention]) -> dict[str, list[int]]:
    """Returns the indices of the mentions of each name with types, of which one mention at least is not sure."""
    groups = {
        name: [i for i in numbers if mentions[i].types is not None]
        for name, numbers in mentions_by_name(mentions).items()
    }
    return {
        name: numbers
        for name, numbers in groups.items()
        if any(mentions[i].confidence < SURE_CONFIDENCE for i in numbers)
    }


def weigh_evidence(
    mentions: Sequence[FoundMention], names: Mapping[str, Sequence[int]], *, lookup: ArticleLookup
) -> dict[str, tuple[float, ...]]:
    """Returns EVIDENCE for each of the names, whose mentions are given by their indices."""
    countries = _countries(mentions, lookup)
    main_country = max(countries, key=lambda code: countries[code], default="")
    keys = [name_of(mention).split() for mention in mentions if mention.type is EntityType.PERSON]
    words_of_persons = {word for words in keys if len(words) > 1 for word in words}
    evidence = {}
    for name, numbers in names.items():
        probabilities = [types for i in numbers if (types := mentions[i].types) is not None]
        means = (sum(getattr(types, head) for types in probabilities) / len(probabilities) for head in _HEADS)
        called = lookup.called(mentions[numbers[0]].span.content)
        prominence = max((match.prominence for match in called), default=0.0)
        here = [match for match in called if match.place.country_code in countries]
        prominence_here = max((match.prominence for match in here), default=0.0)
        evidence[name] = (
            *(log(min(max(mean, _LEAST_PROBABILITY), 1 - _LEAST_PROBABILITY)) for mean in means),
            float(prominence > 0),
            log1p(prominence) / _PEOPLE,
            float(prominence_here > 0),
            log1p(prominence_here) / _PEOPLE,
            float(any(match.place.country_code == main_country for match in here)),
            float(name in words_of_persons),
        )
    return evidence


def type_probabilities(evidence: Sequence[float]) -> dict[EntityType, float]:
    """Returns how likely a name with this evidence is of each type, if it is a name; they sum to 1."""
    scores = {
        kind: bias + sum(weight * value for weight, value in zip(weights, evidence, strict=True))
        for kind, (bias, *weights) in _weights().items()
    }
    most = max(scores.values())
    parts = {kind: exp(score - most) for kind, score in scores.items()}
    total = sum(parts.values())
    return {kind: part / total for kind, part in parts.items()}


@cache
def _weights() -> dict[EntityType, tuple[float, ...]]:
    """Returns each type's bias and its weights of EVIDENCE, as training.name_types wrote them."""
    said = json.loads((files(__package__) / "name_types.json").read_text(encoding="utf-8"))
    return {EntityType(kind): tuple(weights) for kind, weights in said.items()}


def _countries(mentions: Sequence[FoundMention], lookup: ArticleLookup) -> Counter[str]:
    """Returns how many sure mentions of places lie in each country, each in that of the best known place called so."""
    countries: Counter[str] = Counter()
    for mention in mentions:
        if mention.type is EntityType.PLACE and mention.confidence > _SURE_PLACE_CONFIDENCE:
            countries.update(match.place.country_code for match in lookup(mention.span.content)[:1])
    return countries
