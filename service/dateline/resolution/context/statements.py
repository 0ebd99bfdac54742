"""Statements: what the text beside a toponym says of where it lies and what it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from dateline.resolution.containment import containments
from dateline.resolution.kind_words import (
    DIVISIONS_AFTER,
    DIVISIONS_BEFORE,
    PART_BETWEEN,
    PARTS_IN,
    VILLAGES_AFTER,
    VILLAGES_BEFORE,
    says_division,
    says_town,
    says_village,
)
from dateline.resolution.landmarks import is_landmark, words_around
from dateline.resolution.toponym import Toponym
from dateline.values import Article, NameKind, NameMatch

_FOLLOWED_BY_CONTAINER = re.compile(r"\s?[,(]\s?|,?\s+(?:in|of)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}")
_POSSESSED = re.compile(r"['’]s?\s+")
# "Canada's London embassy" is not in Canada, nor is the border that it shares.
_ABROAD = re.compile(
    r"-based|\s+(?:accord|agreement|ambassador|border|bureau|consul|deal|delegation|embassy|envoy|games|"
    r"high commission|mission|office|olympics|policy|protocol|summit|talks|team|tour|trip|visit|war)s?\b",
    re.IGNORECASE,
)
_SPACES = (" ", "\xa0")
_PRECEDED_BY_CONTAINER = re.compile(
    r"(?:['’]s?)?\s+(?:[a-z-]+\s+){0,3}(?:capital|city|town|village|port|province|region|state|district|county|"
    r"governorate|suburb|island)(?:\s+of)?,?\s+"
)
# Behind these words a man meets "the mayor of Orsk in Penza".
_OFFICE_BEFORE = re.compile(
    r"\b(?:mayor|governor|president|premier|minister|bishop|archbishop|ambassador|king|queen|emir|sultan)s? of $",
    re.IGNORECASE,
)
_IN = re.compile(r"\s+in\s.*")
_IN_LIST = re.compile(r"\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|or|&)\s+|\s?[/–-]\s?")
# "Lowell and Lawrence, Massachusetts": the last name of a list has an "and" before it, so that this one holds the two.
_AND, _COMMA = re.compile(r",?\s+(?:and|or|&)\s+"), re.compile(r"\s?,\s?")
_ENDS_PHRASE = re.compile(
    r"\s*(?:$|[.,;:!?)\]—–-]|\n)"
    r"|\s(?:about|after|and|around|at|before|but|by|during|early|for|from|in|into|late|near|on|or|over|since|so|that|to|"
    r"until|when|where|which|while|who|with)\b"
)
_LISTED = 4
_LONGEST_GAP_CHARS = 48
_UNKNOWN_CONTAINERS = 3
"""So many names that the gazetteer lacks may stand between a place and a container that it knows."""
_UNSPACED_CONTAINERS = 4
"""So many containers are read before a Chinese name: country, province, prefecture and county."""


@dataclass(frozen=True, slots=True)
class Context:
    """The context of one toponym; `containers` are indices of the toponyms that the text says it lies in.

    `listed` are those of the toponyms that stand in a list with it. `says_division`, `says_town` and `says_village`
    tell whether words in its name or beside it call the place so, `is_landmark` whether it is a street, a school or the
    like.
    """

    containers: tuple[int, ...]
    listed: tuple[int, ...]
    says_division: bool
    says_town: bool
    says_village: bool
    is_landmark: bool


@dataclass(frozen=True, slots=True)
class _Containment:
    """Which names of an article may lie in which: what the gazetteer has of two names is compared once."""

    known: dict[tuple[int, int], bool] = field(default_factory=dict)

    def may_lie_in(self, inner: Toponym, outer: Toponym) -> bool:
        # By identity, since equal lookups share a tuple.
        pair = (id(inner.matches), id(outer.matches))
        if pair not in self.known:
            self.known[pair] = bool(containments(inner.matches, outer.matches)[0])
        return self.known[pair]


def read_contexts(article: Article, toponyms: Sequence[Toponym]) -> tuple[Context, ...]:
    """Returns one context for each toponym, in the order given, which must be the order of the article."""
    lists, containment = _lists(article, toponyms), _Containment()
    shared = list(_shared_containers(article, toponyms, containment))
    for _, outer in shared:
        if outer - 1 in lists[outer]:
            lists[outer] = ()
    lists = [tuple(other for other in listed if lists[other]) for listed in lists]
    landmarks = [_is_landmark(article.text_of(toponym.part), toponym) for toponym in toponyms]
    containers = _containers(article, toponyms, lists, landmarks, containment)
    for inner, outer in shared:
        if outer not in containers[inner]:
            containers[inner].append(outer)
    containers = [list(_with_outer(toponyms, containers, i, containment)) for i in range(len(toponyms))]
    contexts = [
        _context(article.text_of(toponym.part), toponym, tuple(containers[i]), lists[i], is_landmark_name=landmarks[i])
        for i, toponym in enumerate(toponyms)
    ]
    for i in _in_lists_called(DIVISIONS_BEFORE, DIVISIONS_AFTER, article, toponyms, lists):
        contexts[i] = replace(contexts[i], says_division=True)
    for i in _in_lists_called(VILLAGES_BEFORE, VILLAGES_AFTER, article, toponyms, lists):
        contexts[i] = replace(contexts[i], says_village=True)
    return tuple(contexts)


def _containers(
    article: Article,
    toponyms: Sequence[Toponym],
    lists: Sequence[tuple[int, ...]],
    landmarks: Sequence[bool],
    containment: _Containment,
) -> list[list[int]]:
    """Returns, for each toponym, those next to it that the text says it lies in."""
    containers: list[list[int]] = [[] for _ in toponyms]
    for i in range(len(toponyms) - 1):
        gap = _gap(article, toponyms[i], toponyms[i + 1])
        # A comma in a list parts its names, unless the one does lie in the other: "Paris, Texas and Dallas, Texas".
        # So does a mere space ("Paris Texas"), and any gap beside a people, "Icelanders, Bolivian miners", but for the
        # word for what lies in its country: "the Icelandic town of Selfoss".
        if gap is None:
            continue
        if not gap:
            containers[i + 1] += _containers_before(article, toponyms, i + 1, containment)
            continue
        kind = PART_BETWEEN.fullmatch(gap)
        is_preceded = _PRECEDED_BY_CONTAINER.fullmatch(gap) is not None
        is_in_country = (kind and kind["preposition"] == "of") or is_preceded
        is_of_people = any(map(_is_people, toponyms[i : i + 2])) and not is_in_country
        is_doubtful = i + 1 in lists[i] or gap in _SPACES or is_of_people or _is_of_office(article, toponyms[i], gap)
        if is_doubtful and not containment.may_lie_in(toponyms[i], toponyms[i + 1]):
            continue
        if kind:
            inner, outer = (i + 1, i) if _holds_part(toponyms[i], toponyms[i + 1], kind, containment) else (i, i + 1)
            containers[inner].append(outer)
        elif gap in _SPACES or _FOLLOWED_BY_CONTAINER.fullmatch(gap):
            containers[i].append(i + 1)
        elif is_preceded or (
            _POSSESSED.fullmatch(gap)
            and (landmarks[i + 1] or _is_possessed(article, toponyms[i], toponyms[i + 1], containment))
        ):
            containers[i + 1].append(i)
    return containers


def _containers_before(
    article: Article, toponyms: Sequence[Toponym], inner: int, containment: _Containment
) -> list[int]:
    """Returns the names before one without a space between, as in Chinese, that hold its place, the nearest first.

    Where none is known to, the place is one that the gazetteer lacks, and lies in the countries and divisions.
    """
    outer, before = inner, list[int]()
    while (
        outer > 0 and len(before) < _UNSPACED_CONTAINERS and _gap(article, toponyms[outer - 1], toponyms[outer]) == ""
    ):
        outer -= 1
        before.append(outer)
    holding = [i for i in before if containment.may_lie_in(toponyms[inner], toponyms[i])]
    if holding or any(map(_is_area, toponyms[inner].matches)) or _is_people(toponyms[inner]):
        return holding
    return [i for i in before if any(map(_is_area, toponyms[i].matches))]


def _holds_part(before: Toponym, behind: Toponym, kind: re.Match[str], containment: _Containment) -> bool:
    """Returns whether the first of two names with a word for a part between them holds the second.

    "The Texas town of Paris" is in Texas, and "the Upton ward of Paris" in Paris.
    """
    may_hold, may_lie = containment.may_lie_in(behind, before), containment.may_lie_in(before, behind)
    if may_hold != may_lie:
        return may_hold
    is_area = any(map(_is_area, before.matches)) or _is_people(before)
    return is_area or (kind["preposition"] == "of" and kind["town"] is not None)


def _with_outer(
    toponyms: Sequence[Toponym], containers: Sequence[Sequence[int]], inner: int, containment: _Containment
) -> Iterator[int]:
    """Yields the containers of a toponym, and those of them that tell nothing: Upton's ward lies in the ward's town.

    A container tells nothing where the gazetteer lacks it, or knows it only from elsewhere.
    """
    reached, frontier = {inner}, containers[inner]
    for _ in range(_UNKNOWN_CONTAINERS + 1):
        found = [outer for outer in dict.fromkeys(frontier) if outer not in reached]
        yield from found
        reached.update(found)
        frontier = [
            outer
            for unknown in found
            for outer in containers[unknown]
            if not containment.may_lie_in(toponyms[unknown], toponyms[outer])
        ]


def _lists(article: Article, toponyms: Sequence[Toponym]) -> list[tuple[int, ...]]:
    """Returns, for each toponym, those that stand in a list with it, at most _LISTED on either side.

    Two names with a comma between them are a place and its container; three, or two with "and", are a list.
    """
    lists: list[tuple[int, ...]] = [()] * len(toponyms)
    start, is_joined = 0, False
    for i in range(1, len(toponyms) + 1):
        gap = _gap(article, toponyms[i - 1], toponyms[i]) if i < len(toponyms) else None
        if gap is not None and _IN_LIST.fullmatch(gap):
            is_joined |= "," not in gap or len(gap.strip()) > 1
            continue
        if i - start > 2 or (i - start == 2 and is_joined):
            for member in range(start, i):
                around = range(max(start, member - _LISTED), min(i, member + _LISTED + 1))
                lists[member] = tuple(other for other in around if other != member)
        start, is_joined = i, False
    return lists


def _shared_containers(
    article: Article, toponyms: Sequence[Toponym], containment: _Containment
) -> Iterator[tuple[int, int]]:
    """Yields indices of a toponym and of the one that holds it and stands behind both of two names.

    A town right before that one lies there whether the gazetteer knows it or not, and so do all of "A, B and C villages
    in D"; other names do where they may.
    """
    gaps = [_gap(article, *pair) or "" for pair in pairwise(toponyms)]
    for outer in range(2, len(toponyms)):
        text, end = article.text_of(toponyms[outer].part), toponyms[outer].end_offset
        if not _AND.fullmatch(gaps[outer - 2]):
            continue
        goes_on = (outer < len(gaps) and _AND.fullmatch(gaps[outer])) or not _ENDS_PHRASE.match(text, end)
        is_behind_pair = (
            _COMMA.fullmatch(gaps[outer - 1]) and any(map(_is_area, toponyms[outer].matches)) and not goes_on
        )
        are_parts = PARTS_IN.fullmatch(gaps[outer - 1]) is not None
        if not is_behind_pair and not are_parts:
            continue
        inner = outer - 1
        while inner >= 0 and (inner >= outer - 2 or _COMMA.fullmatch(gaps[inner])):
            is_town = (
                (are_parts or inner == outer - 1)
                and not _is_people(toponyms[inner])
                and not any(map(_is_area, toponyms[inner].matches))
            )
            if is_town or containment.may_lie_in(toponyms[inner], toponyms[outer]):
                yield inner, outer
            inner -= 1


def _is_area(match: NameMatch) -> bool:
    is_area = match.place.is_country_or_first_order
    return is_area and match.name_kind is not NameKind.DEMONYM and match.match_type.is_of_known_name


def _in_lists_called(
    words_before: re.Pattern[str],
    words_after: re.Pattern[str],
    article: Article,
    toponyms: Sequence[Toponym],
    lists: Sequence[tuple[int, ...]],
) -> Iterator[int]:
    """Yields the toponyms of lists beside which stands what all of them are: "the counties of Alba and Cluj"."""
    for i, toponym in enumerate(toponyms):
        text, first, last = article.text_of(toponym.part), i, i
        if words_before.search(text[max(0, toponym.start_offset - _LONGEST_GAP_CHARS) : toponym.start_offset]):
            while last + 1 in lists[last]:
                last += 1
        elif words_after.match(text, toponym.end_offset):
            while first - 1 in lists[first]:
                first -= 1
        if first < last:
            yield from range(first, last + 1)


def _is_of_office(article: Article, toponym: Toponym, gap: str) -> bool:
    """Returns whether "in" behind a toponym says where somebody is, and not where the toponym lies."""
    text = article.text_of(toponym.part)
    return _IN.fullmatch(gap) is not None and _OFFICE_BEFORE.search(_before(text, toponym)) is not None


def _is_possessed(article: Article, outer: Toponym, inner: Toponym, containment: _Containment) -> bool:
    """Returns whether the second of two names, "Brazil's Recife", is that of a place in the first one.

    There is a town of Cuba in "America's Cuba policy", too: countries are in no country's possession.
    """
    is_country = any(match.place.is_country for match in inner.matches)
    is_abroad = is_country or _ABROAD.match(article.text_of(inner.part), inner.end_offset) is not None
    return not is_abroad and containment.may_lie_in(inner, outer)


def _is_people(toponym: Toponym) -> bool:
    return bool(toponym.matches) and all(match.name_kind is NameKind.DEMONYM for match in toponym.matches)


def _gap(article: Article, here: Toponym, following: Toponym) -> str | None:
    """Returns the text between two toponyms, or None where they are of two parts, overlap, or stand far apart."""
    distance = following.start_offset - here.end_offset
    if here.part is not following.part or not 0 <= distance <= _LONGEST_GAP_CHARS:
        return None
    return article.text_of(here.part)[here.end_offset : following.start_offset]


def _is_landmark(text: str, toponym: Toponym) -> bool:
    before, after = words_around(text, toponym.start_offset, toponym.end_offset)
    return is_landmark(toponym.name, before=before, after=after)


def _before(text: str, toponym: Toponym) -> str:
    return words_around(text, toponym.start_offset, toponym.end_offset)[0]


def _context(
    text: str, toponym: Toponym, containers: tuple[int, ...], listed: tuple[int, ...], *, is_landmark_name: bool
) -> Context:
    before, end_offset = _before(text, toponym), toponym.end_offset
    return Context(
        containers,
        listed,
        says_division(toponym.name, before=before, text=text, end_offset=end_offset),
        says_town(toponym.name, before=before, text=text, end_offset=end_offset),
        says_village(toponym.name, before=before, text=text, end_offset=end_offset),
        is_landmark_name,
    )
