"""Toponyms: place mentions with the gazetteer's matches of their names, and the words around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dateline.resolution.containment import containments
from dateline.resolution.landmarks import is_landmark, words_around
from dateline.values import Article, ArticlePart, MatchType, MentionKind, NameKind, NameMatch

_FOLLOWED_BY_CONTAINER = re.compile(r"\s?[,(]\s?|,?\s+(?:in|of)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}")
_POSSESSED = re.compile(r"['’]s?\s+")
_SPACES = (" ", "\xa0")
_DIVISIONS = (
    "counties|provinces|states|districts|governorates|parishes|prefectures|oblasts|regions|municipalities|departments|"
    "cantons|voivodeships|local\\s+government\\s+areas"
)
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
# Of "the Hammer district of Elbstadt", Elbstadt is no district, but what the district lies in.
_DIVISION_BEFORE = re.compile(
    r"(?P<named>\b(?!The\b)[A-Z][\w-]+\s)?"
    r"\b(?i:county|province|state|district|governorate|region|parish|prefecture) of\s+$"
)
_DIVISION_AFTER = re.compile(
    r"\s+(?i:county|province|state|district|governorate|parish|prefecture|oblast|region|municipality)\b(?!\s+of)"
    r"|\s+(?i:(?:county|province|governorate|prefecture|oblast)\s+of|local\s+government\s+area)\b"
    r"|\s+(?i:(?:(?:deputy|lieutenant|vice)\s+)?governor|provincial|gubernatorial|velayat"
    r"|regional\s+(?:governor|government|council|administration|assembly|parliament|prosecutor|police))\b"
)
_DIVISION_NAME = re.compile(
    r".*\s(?:County|Province|State|District|Governorate|Parish|Prefecture|Oblast|Region|Municipality|Department|Division)"
    r"|(?:Co(?:unty|\.)?|(?:Province|State|Governorate|District) of)\s.*"
)
_TOWN_NAME = re.compile(r".*\s(?:City|Town|Village)")
_DIVISIONS_BEFORE = re.compile(
    rf"(?<!police )(?<!fire )\b(?i:{_DIVISIONS}),?\s+(?i:of|such as|including|like|namely)\s+$"
)
_DIVISIONS_AFTER = re.compile(rf"\s+(?i:{_DIVISIONS})\b(?!\s+(?:that|its|his|her|the|how|why)\b)")
_BANK_BEFORE = re.compile(r"\bBank of (?:the )?$")
_TOWN_BEFORE = re.compile(r"(?i:city|town|village|port|capital|suburb) of\s+$|\b(?:downtown|capital,?)\s+$")
_TOWN_AFTER = re.compile(r"\s+(?i:city|town|village|police|mayor)\b|,? the capital\b")
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
_PART_WORDS = 4


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place mention to resolve; offsets are code points of its part of the article, half-open."""

    name: str
    kind: MentionKind
    part: ArticlePart
    start_offset: int
    end_offset: int
    matches: tuple[NameMatch, ...]

    @property
    def key(self) -> str:
        """The name without differences of case and white space; toponyms of one sense have the same key."""
        return " ".join(self.name.casefold().split())


@dataclass(frozen=True, slots=True)
class Context:
    """The context of one toponym; `containers` are indices of the toponyms that the text says it lies in.

    `listed` are those of the toponyms that stand in a list with it. `says_division` and `says_town` tell whether words
    in its name or beside it call the place a division or a town, `is_landmark` whether it is a street, a school or the
    like.
    """

    containers: tuple[int, ...]
    listed: tuple[int, ...]
    says_division: bool
    says_town: bool
    is_landmark: bool


def read_contexts(article: Article, toponyms: Sequence[Toponym]) -> tuple[Context, ...]:
    """Returns one context for each toponym, in the order given, which must be the order of the article."""
    lists = _lists(article, toponyms)
    shared = list(_shared_containers(article, toponyms))
    for _, outer in shared:
        lists[outer] = ()
    lists = [tuple(other for other in listed if lists[other]) for listed in lists]
    landmarks = [_is_landmark(article.text_of(toponym.part), toponym) for toponym in toponyms]
    containers: list[list[int]] = [[] for _ in toponyms]
    for i in range(len(toponyms) - 1):
        gap = _gap(article, toponyms[i], toponyms[i + 1])
        # A comma in a list parts its names, unless the one does lie in the other: "Paris, Texas and Dallas, Texas".
        # So does a mere space ("Paris Texas"), and any gap beside a people: "Icelanders, Bolivian miners".
        is_doubtful = i + 1 in lists[i] or gap in _SPACES or any(map(_is_people, toponyms[i : i + 2]))
        is_doubtful |= gap is not None and _is_of_office(article, toponyms[i], gap)
        if gap is None or (is_doubtful and not _may_lie_in(toponyms[i], toponyms[i + 1])):
            continue
        if gap in _SPACES or _FOLLOWED_BY_CONTAINER.fullmatch(gap):
            containers[i].append(i + 1)
        elif _PRECEDED_BY_CONTAINER.fullmatch(gap) or (landmarks[i + 1] and _POSSESSED.fullmatch(gap)):
            containers[i + 1].append(i)
    for inner, outer in shared:
        if outer not in containers[inner]:
            containers[inner].append(outer)
    contexts = [
        _context(article.text_of(toponym.part), toponym, tuple(containers[i]), lists[i], is_landmark_name=landmarks[i])
        for i, toponym in enumerate(toponyms)
    ]
    for i in _in_lists_of_divisions(article, toponyms, lists):
        contexts[i] = replace(contexts[i], says_division=True)
    return tuple(contexts)


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


def _shared_containers(article: Article, toponyms: Sequence[Toponym]) -> Iterator[tuple[int, int]]:
    """Yields indices of a toponym and of the one that holds it and stands behind both of two names.

    A town right before that one lies there whether the gazetteer knows it or not; other names do where they may.
    """
    gaps = [_gap(article, *pair) or "" for pair in pairwise(toponyms)]
    for outer in range(2, len(toponyms)):
        text, end = article.text_of(toponyms[outer].part), toponyms[outer].end_offset
        is_behind_pair = _AND.fullmatch(gaps[outer - 2]) and _COMMA.fullmatch(gaps[outer - 1])
        goes_on = (outer < len(gaps) and _AND.fullmatch(gaps[outer])) or not _ENDS_PHRASE.match(text, end)
        if not is_behind_pair or goes_on or not any(map(_is_area, toponyms[outer].matches)):
            continue
        inner = outer - 1
        while inner >= 0 and (inner >= outer - 2 or _COMMA.fullmatch(gaps[inner])):
            is_town = (
                inner == outer - 1
                and not _is_people(toponyms[inner])
                and not any(map(_is_area, toponyms[inner].matches))
            )
            if is_town or _may_lie_in(toponyms[inner], toponyms[outer]):
                yield inner, outer
            inner -= 1


def _is_area(match: NameMatch) -> bool:
    is_area = match.place.is_country_or_first_order
    return is_area and match.name_kind is not NameKind.DEMONYM and match.match_type.is_of_known_name


def _in_lists_of_divisions(
    article: Article, toponyms: Sequence[Toponym], lists: Sequence[tuple[int, ...]]
) -> Iterator[int]:
    """Yields the toponyms of lists beside which stands what all of them are: "the counties of Alba and Cluj"."""
    for i, toponym in enumerate(toponyms):
        text, first, last = article.text_of(toponym.part), i, i
        if _DIVISIONS_BEFORE.search(text[max(0, toponym.start_offset - _LONGEST_GAP_CHARS) : toponym.start_offset]):
            while last + 1 in lists[last]:
                last += 1
        elif _DIVISIONS_AFTER.match(text, toponym.end_offset):
            while first - 1 in lists[first]:
                first -= 1
        if first < last:
            yield from range(first, last + 1)


def _is_of_office(article: Article, toponym: Toponym, gap: str) -> bool:
    """Returns whether "in" behind a toponym says where somebody is, and not where the toponym lies."""
    text = article.text_of(toponym.part)
    return _IN.fullmatch(gap) is not None and _OFFICE_BEFORE.search(_before(text, toponym)) is not None


def _is_people(toponym: Toponym) -> bool:
    return bool(toponym.matches) and all(match.name_kind is NameKind.DEMONYM for match in toponym.matches)


def _may_lie_in(inner: Toponym, outer: Toponym) -> bool:
    return bool(containments(inner.matches, outer.matches)[0])


def _gap(article: Article, here: Toponym, following: Toponym) -> str | None:
    """Returns the text between two toponyms, or None where they are of two parts, overlap, or stand far apart."""
    distance = following.start_offset - here.end_offset
    if here.part is not following.part or not 0 <= distance <= _LONGEST_GAP_CHARS:
        return None
    return article.text_of(here.part)[here.end_offset : following.start_offset]


def without_far_guesses(toponyms: Sequence[Toponym]) -> tuple[Toponym, ...]:
    """Returns the toponyms without the misspelt and transliterated matches that the article does not bear out.

    Such a match is a guess. Where the article writes any name as the gazetteer does, it must lie in the country of one
    of that name's places. Nobody misspells a country as a town, nor does an article that names a place misspell another
    name of it.
    """
    written = [match.place for toponym in toponyms for match in toponym.matches if not match.match_type.is_guess]
    countries = {place.country_code for place in written} - {""}
    named = {place.place_id for place in written}

    def is_borne_out(match: NameMatch) -> bool:
        if match.match_type is MatchType.MISSPELT and (
            match.place.is_country or (match.name_kind is NameKind.ALTERNATE and match.place.place_id in named)
        ):
            return False
        needs_country = match.match_type.is_guess and not match.place.is_country
        return not needs_country or not countries or match.place.country_code in countries

    return tuple(
        toponym
        if all(map(is_borne_out, toponym.matches))
        else replace(toponym, matches=tuple(filter(is_borne_out, toponym.matches)))
        for toponym in toponyms
    )


def names_in_names(keys: Sequence[str]) -> list[tuple[int, int]]:
    """Returns pairs of indices where the first of two keys of toponyms has the second in it, as whole words."""
    words = [tuple(word.removesuffix("'s").removesuffix("’s") for word in key.split()) for key in keys]
    numbered: dict[tuple[str, ...], list[int]] = {}
    for number, name in enumerate(words):
        numbered.setdefault(name, []).append(number)
    return [
        (whole, part)
        for whole, name in enumerate(words)
        for start in range(len(name))
        for end in range(start + 1, min(len(name), start + _PART_WORDS) + 1)
        if end - start < len(name)
        for part in numbered.get(name[start:end], ())
    ]


def _says_division(before: str) -> bool:
    """Returns whether the words before a name call it a division."""
    match = _DIVISION_BEFORE.search(before)
    return match is not None and match["named"] is None


def _is_landmark(text: str, toponym: Toponym) -> bool:
    before, after = words_around(text, toponym.start_offset, toponym.end_offset)
    return is_landmark(toponym.name, before=before, after=after)


def _before(text: str, toponym: Toponym) -> str:
    return words_around(text, toponym.start_offset, toponym.end_offset)[0]


def _context(
    text: str, toponym: Toponym, containers: tuple[int, ...], listed: tuple[int, ...], *, is_landmark_name: bool
) -> Context:
    before, end = _before(text, toponym), toponym.end_offset
    return Context(
        containers,
        listed,
        _says_division(before)
        or _DIVISION_NAME.fullmatch(toponym.name) is not None
        or (_DIVISION_AFTER.match(text, end) is not None and _BANK_BEFORE.search(before) is None),
        bool(_TOWN_NAME.fullmatch(toponym.name) or _TOWN_BEFORE.search(before) or _TOWN_AFTER.match(text, end)),
        is_landmark_name,
    )
