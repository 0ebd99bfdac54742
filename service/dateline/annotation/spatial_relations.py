"""Spatial relations: the location meant, from the words around a place's name, as in "southern Syria"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dateline.values import (
    Article,
    Direction,
    EntityType,
    Mention,
    MentionKind,
    NameMatch,
    SpatialKind,
    SpatialRelation,
)

_LOOK_BEHIND_CHARS = 100
_KM_PER_UNIT = {"k": 1.0, "m": 1.609344, "n": 1.852}
_NUMBER_WORDS = {
    "half a": 0.5, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}(?:\.\d{{1,2}})?|{'|'.join(_NUMBER_WORDS)})"
# The number must not end a longer number or a range ("10 to 15 km"), which gives no single distance.
_DISTANCE = (
    rf"(?<![\w.,–-])(?<!\bto\s)(?<!\band\s)(?<!\bor\s)(?P<number>{_NUMBER})[-\s]?"
    r"(?P<unit>km|kms|kilomet(?:re|er)s?|miles?|mi|nautical miles?)\b(?:\s?\([^()\n]{1,30}\))?"
)
_POINT = r"(?:(?:north|south)[-\s]?(?:east|west)(?:ern)?|(?:north|south|east|west)(?:ern)?)"
_POINTS = rf"\b(?:(?P<other>{_POINT}),? (?:and|or) )?(?P<point>{_POINT})(?:-central)?"
_PARTS = "parts?|half|side|end|tip|areas?|corner|coast|districts?|quarters?|neighbou?rhoods?|countryside|flank|fringes?"
_EDGES = "outskirts|edges?|suburbs?|vicinity|environs|gates"
# Words that may stand between the relation and the name: "near the Syrian city of Idlib".
_KINDS = "city|town|village|port|province|district|region|island|state"
_KIND_OF_PLACE = rf"(?:the (?:(?:[a-z'’-]{{1,20}} ){{0,2}}(?:capital,?|(?:{_KINDS}) of) )?)?"


@dataclass(frozen=True, slots=True)
class _Form:
    """Words for a relation: `before` ends where the name begins, `inside` begins the mention that holds the name."""

    kind: SpatialKind
    direction: Direction | None
    before: re.Pattern[str]
    inside: re.Pattern[str]


def _form(kind: SpatialKind, pattern: str, direction: Direction | None = None) -> _Form:
    # A space stands for exactly one gap, so that no pattern can match the same text in two ways.
    spaced = pattern.replace(" ", r"(?:[^\S\n]{1,3}|\n)")
    return _Form(
        kind,
        direction,
        re.compile(rf"{spaced}\Z", re.IGNORECASE),
        # "The southern city of Homs" is not the south of Homs.
        re.compile(rf"(?:the\s)?{spaced}(?!(?:{_KINDS}|capital)\b)(?=\S)", re.IGNORECASE),
    )


# The first form that fits counts, so forms that say more come first.
_FORMS = (
    _form(
        SpatialKind.OFFSET,
        rf"(?:{_DISTANCE} (?:(?:away|due|directly|further|farther|or so) )?(?:to the )?|\bto the )"
        rf"{_POINTS} of {_KIND_OF_PLACE}",
    ),
    _form(SpatialKind.OFFSET, rf"{_DISTANCE} (?:(?:away )?from|outside(?: of)?) {_KIND_OF_PLACE}"),
    _form(SpatialKind.OFFSET, rf"{_DISTANCE} off the (?:{_POINTS} )?coast of {_KIND_OF_PLACE}"),
    _form(SpatialKind.NEAR, rf"\bwithin {_DISTANCE} of {_KIND_OF_PLACE}"),
    _form(SpatialKind.NEAR, rf"\boff the (?:{_POINTS} )?coast of {_KIND_OF_PLACE}"),
    _form(SpatialKind.NEAR, rf"(?:{_POINTS} )?\b(?:{_EDGES}) of {_KIND_OF_PLACE}"),
    _form(SpatialKind.PART, rf"(?:{_POINTS} )\b(?:{_PARTS}) of {_KIND_OF_PLACE}"),
    _form(SpatialKind.PART, rf"\b(?:cent(?:re|er)|heart|middle) of {_KIND_OF_PLACE}", Direction.CENTRAL),
    _form(SpatialKind.PART, rf"\bparts of {_KIND_OF_PLACE}"),
    _form(SpatialKind.PART, rf"\bthe {_POINTS} of {_KIND_OF_PLACE}"),
    _form(SpatialKind.OFFSET, rf"{_POINTS} of {_KIND_OF_PLACE}"),
    _form(
        SpatialKind.NEAR,
        rf"\b(?:near|close to|outside(?: of)?|next to|adjacent to|not far from|in and around) {_KIND_OF_PLACE}",
    ),
    _form(SpatialKind.PART, rf"{_POINTS} "),
    _form(SpatialKind.PART, r"\b(?:central|downtown) ", Direction.CENTRAL),
)


# All forms end in one of these words; to look for them first takes a twentieth of the time of trying every form.
_LAST_WORD = re.compile(
    r"(?:\b(?:of|from|outside|near|to|around|the|capital,?|central|downtown)"
    r"|(?:north|south|east|west)(?:ern)?(?:-central)?)\Z",
    re.IGNORECASE,
)
_LAST_WORD_CHARS = 30


def relate_mentions(
    mentions: Sequence[Mention], *, article: Article, lookup: Callable[[str], Sequence[NameMatch]]
) -> tuple[Mention, ...]:
    """Returns the mentions, those of places by name with the spatial relations that the article's words give them.

    The words stand right before the mention or begin it. They give no relation where they belong to the name: "South
    Sudan" is no part of Sudan, since the gazetteer's `lookup` knows it as another place.
    """
    return tuple(
        replace(mention, spatial_relation=_read(mention, article.text_of(mention.span.part), lookup))
        if mention.type is EntityType.PLACE and mention.kind is MentionKind.NAME
        else mention
        for mention in mentions
    )


def _read(mention: Mention, text: str, lookup: Callable[[str], Sequence[NameMatch]]) -> SpatialRelation | None:
    start, end = mention.span.start_offset, mention.span.end_offset
    for form in _FORMS if len(text[start:end].split()) > 1 else ():
        match = form.inside.match(text, start, end)
        if match and not _is_other_name(text[start:end], text[match.end() : end], lookup):
            return _relation(form, match)
    words = text[max(0, start - _LAST_WORD_CHARS) : start].split()
    if not words or not text[start - 1].isspace() or not _LAST_WORD.search(words[-1]):
        return None
    for form in _FORMS:
        match = form.before.search(text, max(0, start - _LOOK_BEHIND_CHARS), start)
        if match is None:
            continue
        is_capitalised_part = form.kind is SpatialKind.PART and match[0][0].isupper()
        if is_capitalised_part and _is_other_name(text[match.start() : end], text[start:end], lookup):
            return None
        return _relation(form, match)
    return None


def _is_other_name(whole: str, bare: str, lookup: Callable[[str], Sequence[NameMatch]]) -> bool:
    """Returns whether `whole` is the name of a place that `bare` cannot mean, and not words before the name `bare`.

    Where the gazetteer knows neither, `whole` is a name if it begins with a capital.
    """
    whole, bare = " ".join(whole.split()), " ".join(bare.split())
    whole_matches, bare_matches = lookup(whole), lookup(bare)
    if not whole_matches:
        return whole[0].isupper() and not bare_matches
    place = whole_matches[0].place
    bare_ids = {match.place.place_id for match in bare_matches}
    return place.name.casefold() == whole.casefold() or place.place_id not in bare_ids


def _relation(form: _Form, match: re.Match[str]) -> SpatialRelation:
    groups = match.groupdict()
    direction = form.direction
    # Two directions ("northern and eastern Syria") give no single direction.
    if (point := groups.get("point")) and not groups["other"]:
        letters = "".join(filter(str.isalpha, point.upper())).removesuffix("ERN")
        direction = Direction[letters]
    distance_km = _distance_km(groups["number"], groups["unit"]) if groups.get("number") else None
    return SpatialRelation(form.kind, direction, distance_km)


def _distance_km(number: str, unit: str) -> float:
    word = " ".join(number.lower().split())
    count = _NUMBER_WORDS[word] if word in _NUMBER_WORDS else float(word.replace(",", ""))
    return round(count * _KM_PER_UNIT[unit[0].lower()], 1)
