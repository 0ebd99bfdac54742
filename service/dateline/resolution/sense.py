"""Senses: toponyms of an article that name one place, decided together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.document import NameMatch
from dateline.resolution.context import Context
from dateline.resolution.toponym import Toponym, contains


@dataclass(frozen=True, slots=True)
class Sense:
    """One name in one meaning; `members` and `containers` are indices of the article's toponyms."""

    members: tuple[int, ...]
    containers: tuple[int, ...]
    matches: tuple[NameMatch, ...]
    says_division: bool
    says_town: bool


def group_senses(toponyms: Sequence[Toponym], contexts: Sequence[Context]) -> tuple[Sense, ...]:
    """One sense per name and article (Gale, Church and Yarowsky 1992), unless the text itself tells two apart.

    "Paris, Texas" and "Paris, France" are two senses, and so are the Georgias of "Tbilisi, Georgia" and "Atlanta,
    Georgia". A bare name takes the first sense.
    """
    admitted = _admitted(toponyms, contexts)
    groups: dict[str, list[_Group]] = defaultdict(list)
    bare: list[int] = []
    for i, toponym in enumerate(toponyms):
        if i not in admitted:
            bare.append(i)
            continue
        home = next((group for group in groups[toponym.key] if group.admitted & admitted[i]), None)
        if home is None:
            groups[toponym.key].append(_Group([i], admitted[i]))
        else:
            home.members.append(i)
            home.admitted &= admitted[i]
    for i in bare:
        same_name = groups[toponyms[i].key]
        if same_name:
            same_name[0].members.append(i)
        else:
            same_name.append(_Group([i], set()))
    every = (group.members for same_name in groups.values() for group in same_name)
    return tuple(_sense(sorted(members), toponyms, contexts) for members in every)


@dataclass(slots=True)
class _Group:
    members: list[int]
    admitted: set[str]


def _admitted(toponyms: Sequence[Toponym], contexts: Sequence[Context]) -> dict[int, set[str]]:
    """For each toponym named beside what it lies in or contains, the ids of the candidates for which that holds."""
    admitted: dict[int, set[str]] = defaultdict(set)
    for i, context in enumerate(contexts):
        for j in context.containers:
            for inner in toponyms[i].matches:
                for outer in toponyms[j].matches:
                    if contains(outer.place, inner.place):
                        admitted[i].add(inner.place.place_id)
                        admitted[j].add(outer.place.place_id)
    return dict(admitted)


def _sense(members: list[int], toponyms: Sequence[Toponym], contexts: Sequence[Context]) -> Sense:
    matches = {match.place.place_id: match for i in reversed(members) for match in toponyms[i].matches}
    return Sense(
        tuple(members),
        tuple(container for i in members for container in contexts[i].containers),
        tuple(matches.values()),
        any(contexts[i].says_division for i in members),
        any(contexts[i].says_town for i in members),
    )
