"""Variants: other forms of a name, to look up where the gazetteer does not hold the name as written."""

# ruff: noqa: RUF001  # the apostrophes and hyphens of print

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from dateline.gazetteer.folding import MAX_NAME_CHARS

MAX_VARIANTS = 24
"""The most forms of one name that are tried, which bounds the lookups that an unknown name costs."""

_DIVISIONS = (
    "county|province|parish|state|region|district|governorate|prefecture|oblast|canton|department|municipality|republic|"
    "territory|voivodeship|borough|division|krai|raion|rayon|emirate|shire|counties|"
    r"provinces|states|local government area|lga|municipal district|co\.?"
)
_PLACES = (
    "city|town|village|township|area|metropolitan area|metro area|metro|valley|suburbs?|proper|downtown|city centre|"
    "city center"
)
_COMPASS = "north|south|east|west|northern|southern|eastern|western"
_COMPASS_PART = (
    rf"(?:(?:far|deep)[ -])?(?:(?:north|south)[ -]?(?:east|west)(?:ern)?|{_COMPASS}|"
    "(?:north|south)-central|central|mid|upper|lower|inner|outer|greater|downtown|mainland|metropolitan|metro|rural|"
    "coastal|continental|suburban|"
    r"historic|old|wider|ancient|modern|present-day|modern-day|nearby|neighbou?ring|war-torn|nazi|imperial|communist|"
    r"occupied|(?:rebel|government|opposition|regime|militant)-held)"
)
_LED = (
    "led|backed|born|based|made|style|controlled|held|occupied|funded|"
    "run|allied|owned|built|trained|brokered|speaking|administered|sponsored|supported|supplied|educated|wide|bound"
)

_COMMON_PARTS = frozenset(
    "abbey academy air airport area arena avenue base bay beach black blue border bridge building camp campus "
    "canal castle cathedral cave cemetery center central centre chapel church citadel city clinic club coast "
    "college corridor court cross dam district dome east eastern embassy estate factory falls farm field fields "
    "forest fort fountain free garden gardens gas gate glacier golden golf grand great green ground hall harbor "
    "harbour high hill hills holy hospital hotel house indigenous industrial inn international island islands "
    "joint junction king lake landing launch library lighthouse line little lodge main mall market memorial "
    "middle military mill mine mission monument mosque mount mountain mountains museum national naval new north "
    "northern nuclear oil old opera palace park pass peace people pier pines plant police plaza point pond port power "
    "prison quarry queen ranch range red refinery refugee research reserve resort river road rock royal ruins "
    "saint satellite school sea shrine south southern space spring springs square stadium state station stone "
    "strait street summit sun temple terminal territory theater theatre tower town trail tree triangle tunnel "
    "union university upper valley village volcano wall water well west western white wilderness wood woods world "
    "zone zoo".split()
)
"""Words for kinds of things, which in a longer name are no place's name by themselves: there is a town of Airport, but
Juba International Airport is not in it."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another form of a name; `feature_class` is the class that the dropped words name, or empty."""

    name: str
    feature_class: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    feature_class: str = ""


def _rule(pattern: str, feature_class: str = "") -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), feature_class)


# The group `rest` is the other form. No pattern can match a text in two ways, so that matching takes linear time.
_RULES = (
    _rule(r"(?P<rest>.*\S)(?:['’‘`]s|(?<=s)['’])$"),
    _rule(r"the\s(?P<rest>.+)$"),
    _rule(rf"(?P<rest>.+)\s(?:{_DIVISIONS})$", "A"),
    _rule(rf"(?:{_DIVISIONS})\s(?:of\s)?(?:the\s)?(?P<rest>.+)$", "A"),
    _rule(rf"(?:{_PLACES})\sof\s(?:the\s)?(?P<rest>.+)$", "P"),
    _rule(rf"(?P<rest>.+)\s(?:{_PLACES})$", "P"),
    _rule(rf"{_COMPASS_PART}[ -](?P<rest>.+)$"),
    _rule(rf"(?:{_COMPASS}|(?:north|south)[ -]?(?:east|west))\sof\s(?:the\s)?(?P<rest>.+)$"),
    _rule(rf"(?P<rest>.+)[-‐‑–](?:{_LED})$"),
    _rule(r"(?:pro|anti|non|pan|pre|post|ex|trans)[-‐‑–](?P<rest>.+)$"),
    _rule(r"(?P<rest>.+)\s(?:peninsula|plateau|archipelago|islands?|basin|region|coast)$"),
)


_COMPASS_LETTERS = {"n.": "North", "s.": "South", "e.": "East", "w.": "West", "no.": "North", "so.": "South"}


def _spell_compass(name: str) -> str:
    """Returns `name` with a compass letter at its beginning in full: "West Columbia" for "W. Columbia"."""
    head, space, tail = name.partition(" ")
    return _COMPASS_LETTERS.get(head.lower(), head) + space + tail


_REPUBLIC = re.compile(r"(?:the )?republic of .+|.+ republic(?:['’]s)?", re.IGNORECASE)


def says_republic(name: str) -> bool:
    """Returns whether a name calls what it means a republic, as "Niger Republic" does, which is no state of Nigeria."""
    return _REPUBLIC.fullmatch(" ".join(name.split())) is not None


def are_common(words: Sequence[str]) -> bool:
    """Returns whether a part of a longer name, such as "Airport", is by itself no place's name; Little Rock is one."""
    return len(words) == 1 and words[0].lower() in _COMMON_PARTS


def variants(name: str) -> Iterator[Variant]:
    """Yields at most MAX_VARIANTS other forms of `name`, the likeliest first; no form of a text too long for a name."""
    if len(name) > MAX_NAME_CHARS:
        return iter(())
    return islice(_unlimited_variants(name), MAX_VARIANTS)


def _unlimited_variants(name: str) -> Iterator[Variant]:
    queue = [Variant(_spell_compass(" ".join(name.split()).strip(' .,;:"“”')))]
    seen = {name}
    if queue[0].name not in seen and queue[0].name:
        yield queue[0]
    while queue:
        current = queue.pop(0)
        for rule in _RULES:
            match = rule.pattern.match(current.name)
            if match and match["rest"] not in seen:
                seen.add(match["rest"])
                variant = Variant(match["rest"], current.feature_class or rule.feature_class)
                queue.append(variant)
                yield variant
    if not name.lower().startswith("the "):
        yield Variant(f"the {name}")
