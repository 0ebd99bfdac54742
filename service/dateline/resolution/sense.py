"""Senses: toponyms of an article that name one place, decided together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.resolution.toponym import Context, Toponym
from dateline.values import NameMatch, Place


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
    Georgia"; each then has only the candidates for which that holds, except where this would leave out a country or
    state, for "Syria, Iraq, Iran" is a list. A bare name takes the first sense.
    """
    admitted, doubtful = _admitted(toponyms, contexts)
    groups: dict[str, list[_Group]] = defaultdict(list)
    bare: list[int] = []
    for i, toponym in enumerate(toponyms):
        if i not in admitted:
            bare.append(i)
            continue
        home = next((group for group in groups[toponym.key] if group.admitted & admitted[i]), None)
        if home is None:
            groups[toponym.key].append(_Group([i], admitted[i], is_open=i in doubtful))
        else:
            home.members.append(i)
            home.admitted &= admitted[i]
            home.is_open |= i in doubtful
    for i in bare:
        same_name = groups[toponyms[i].key]
        if same_name:
            same_name[0].members.append(i)
        else:
            same_name.append(_Group([i], set()))
    return tuple(
        # What told two senses apart also says what each may be.
        _sense(group, toponyms, contexts, is_open=group.is_open or len(same_name) == 1)
        for same_name in groups.values()
        for group in same_name
    )


@dataclass(slots=True)
class _Group:
    members: list[int]
    admitted: set[str]
    is_open: bool = False


def _admitted(toponyms: Sequence[Toponym], contexts: Sequence[Context]) -> tuple[dict[int, set[str]], set[int]]:
    """For each toponym named beside what it lies in or contains, the ids of the candidates for which that holds.

    And those for which it leaves out a country or first-order division because of what stands behind them alone.
    """
    admitted: dict[int, set[str]] = defaultdict(set)
    inside: set[int] = set()
    around: set[int] = set()
    known: dict[tuple[int, int], tuple[set[str], set[str]]] = {}
    for i, context in enumerate(contexts):
        for j in context.containers:
            inside_matches, around_matches = toponyms[i].matches, toponyms[j].matches
            # The very tuples, which equal lookups share: one name may have other candidates elsewhere, as "IN" has.
            pair = (id(inside_matches), id(around_matches))
            if pair not in known:
                known[pair] = _containments(inside_matches, around_matches)
            inner, outer = known[pair]
            if inner:
                admitted[i] |= inner
                admitted[j] |= outer
                inside.add(i)
                around.add(j)
    doubtful = {i for i in inside - around if not admitted[i].issuperset(_large(toponyms[i].matches))}
    return dict(admitted), doubtful


def _large(matches: Sequence[NameMatch]) -> set[str]:
    return {match.place.place_id for match in matches if _is_large(match.place)}


def _is_large(place: Place) -> bool:
    return place.is_country or place.is_first_order_division


def _containments(inner: Sequence[NameMatch], outer: Sequence[NameMatch]) -> tuple[set[str], set[str]]:
    """The ids of inner places that lie in an outer one, and of those outer ones."""
    members: dict[str, set[str]] = defaultdict(set)
    for place in (match.place for match in inner):
        for region in {place.country_code, place.admin1_id, place.admin2_id} - {""}:
            members[region].add(place.place_id)
    found: tuple[set[str], set[str]] = (set(), set())
    for place in (match.place for match in outer):
        within = members[place.country_code if place.is_country else place.place_id] - {place.place_id}
        if within:
            found[0].update(within)
            found[1].add(place.place_id)
    return found


def _sense(group: _Group, toponyms: Sequence[Toponym], contexts: Sequence[Context], *, is_open: bool) -> Sense:
    members = sorted(group.members)
    matches: dict[str, NameMatch] = {}
    for i in members:
        for match in toponyms[i].matches:
            if is_open or match.place.place_id in group.admitted:
                matches.setdefault(match.place.place_id, match)
    return Sense(
        tuple(members),
        tuple(container for i in members for container in contexts[i].containers),
        tuple(matches.values()),
        any(contexts[i].says_division for i in members),
        any(contexts[i].says_town for i in members),
    )
