"""Senses: groups of toponyms of an article that mean one place and are resolved together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.resolution.containment import containments
from dateline.resolution.context.statements import Context
from dateline.resolution.toponym import Toponym
from dateline.values import NameMatch, Place


@dataclass(frozen=True, slots=True)
class Sense:
    """The toponyms of one name and meaning; `members`, `containers` and `listed` are indices of toponyms.

    The rest is as in Context, where it holds for one of the members.
    """

    members: tuple[int, ...]
    containers: tuple[int, ...]
    listed: tuple[int, ...]
    matches: tuple[NameMatch, ...]
    says_division: bool
    says_town: bool
    says_village: bool
    is_landmark: bool


def group_senses(toponyms: Sequence[Toponym], contexts: Sequence[Context]) -> tuple[Sense, ...]:
    """Returns one sense for each name (Gale, Church and Yarowsky 1992), or several where the text tells them apart.

    "Paris, Texas" and "Paris, France" are two senses, and so are the Georgias of "Tbilisi, Georgia" and "Atlanta,
    Georgia". Each sense then has only the candidates that fit its containers or contents, except where these would
    leave out a country or state: "Syria, Iraq, Iran" is a list. A bare name joins the first sense.
    """
    admitted, doubtful = _admitted(toponyms, contexts)
    groups: dict[str, list[_Group]] = defaultdict(list)
    for i, toponym in enumerate(toponyms):
        if i in admitted:
            _join_fitting(groups[toponym.key], i, admitted[i], is_open=i in doubtful)
    # Bare names join last, since the first group of their name may come after them in the article.
    for i, toponym in enumerate(toponyms):
        if i not in admitted:
            _join_first(groups[toponym.key], i)
    return tuple(
        # Only where a name has several senses do containers and contents limit the candidates.
        _sense(group, toponyms, contexts, is_open=group.is_open or len(same_name) == 1)
        for same_name in groups.values()
        for group in same_name
    )


@dataclass(slots=True)
class _Group:
    """A sense in the making; `admitted` are ids of candidates, and the sense takes others, too, where `is_open`."""

    members: list[int]
    admitted: set[str]
    is_open: bool = False


def _join_fitting(same_name: list[_Group], toponym: int, admitted: set[str], *, is_open: bool) -> None:
    """Adds a toponym to the first group of its name that admits one of its candidates, or to a new group."""
    group = next((group for group in same_name if group.admitted & admitted), None)
    if group is None:
        same_name.append(_Group([toponym], admitted, is_open=is_open))
    else:
        group.members.append(toponym)
        group.admitted &= admitted
        group.is_open |= is_open


def _join_first(same_name: list[_Group], toponym: int) -> None:
    """Adds a toponym to the first group of its name, or to a new group that admits no candidate."""
    if same_name:
        same_name[0].members.append(toponym)
    else:
        same_name.append(_Group([toponym], set()))


def _admitted(toponyms: Sequence[Toponym], contexts: Sequence[Context]) -> tuple[dict[int, set[str]], set[int]]:
    """Returns the ids of each toponym's candidates that fit its containers or contents, and the doubtful toponyms.

    Two candidates fit where one lies in the other and the text names the other as the container. A toponym is doubtful
    where it contains no other and fitting its containers leaves out a country or first-order division.
    """
    admitted: dict[int, set[str]] = defaultdict(set)
    inside: set[int] = set()
    around: set[int] = set()
    known: dict[tuple[int, int], tuple[set[str], set[str]]] = {}
    for i, context in enumerate(contexts):
        for j in context.containers:
            inside_matches, around_matches = toponyms[i].matches, toponyms[j].matches
            # By identity, since equal lookups share a tuple; one name can have other candidates elsewhere, as "IN" has.
            pair = (id(inside_matches), id(around_matches))
            if pair not in known:
                known[pair] = containments(inside_matches, around_matches)
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
    return place.is_country_or_first_order


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
        tuple(other for i in members for other in contexts[i].listed),
        tuple(matches.values()),
        any(contexts[i].says_division for i in members),
        any(contexts[i].says_town for i in members),
        any(contexts[i].says_village for i in members),
        any(contexts[i].is_landmark for i in members),
    )
