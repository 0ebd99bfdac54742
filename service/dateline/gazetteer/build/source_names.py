"""Names of the packages and dumps made into names that a text may have."""

import re
from collections.abc import Iterator

_TYPE_WORDS = (
    "Autonomous Province|Autonomous Region|Autonomous Republic|Governorate|Prefecture|Municipality|Department|Province|"
    "District|Division|Territory|Voivodeship|Township|Borough|County|Parish|Region|Oblast|oblast|Raion|Rayon|Canton|State|Krai"
)
_TYPE_SUFFIX = re.compile(rf"^(?P<name>.{{3,}}?) (?:{_TYPE_WORDS})$")
_LOCAL_TYPE = re.compile(r"\b(?:oblast'?|oblysy|kray|Respublika|Sheng|Shi|Zizhiqu|viloyati|ostan)$", re.IGNORECASE)
_COMPASS = re.compile(
    r"(?:(?:upper|lower|far|mid)?[ -]?(?:(?:north|south|east|west)(?:ern)?[ -]?){1,2}|central|middle|upper|"
    r"lower|capital|metropolitan|municipal|federal|national|new|islands?|coastal?|first|second|third|city|urban|rural)",
    re.IGNORECASE,
)
_JUNK = re.compile(r"^[A-Z]{1,3}$|^[^a-z]*$|^[a-z0-9 .,'’`()/-]*$|[/\[\]@]|https?:|www\.")


def is_usable_alternate_name(name: str) -> bool:
    """Returns whether a packaged alternate name could stand in a text.

    GeoNames mixes in airport codes ("ALP"), which are also words and abbreviations of other places, postal codes,
    links, pronunciations, and machine transliterations without capitals or vowels ("hlb").
    """
    return not (name.isascii() and _JUNK.search(name)) and "/" not in name and "http" not in name


def natural_order(name: str) -> str:
    """Returns a name of ISO's, such as "wallonne, Région", in the order in which it is said."""
    head, comma, tail = name.partition(", ")
    return f"{tail} {head}" if comma and tail[:1].isupper() else name


def english_division_name(name: str, aliases: tuple[str, ...]) -> str:
    """Returns the English alias of a division whose GeoNames name is a transliteration, else `name`."""
    if name.isascii() and not _LOCAL_TYPE.search(name):
        return name
    english = tuple(alias for alias in aliases if alias.isascii() and _TYPE_SUFFIX.match(alias))
    # An oblast keeps its type, because the city of the same name is mostly a division of its own.
    oblasts = (alias for alias in english if alias.endswith("Oblast"))
    return next(oblasts, next(without_division_types(english), name))


def without_division_types(names: tuple[str, ...]) -> Iterator[str]:
    """Yields names of divisions without their type ("Afrin" for "Afrin District"), unless only a direction is left."""
    for name in names:
        match = _TYPE_SUFFIX.match(name)
        if match and not _COMPASS.fullmatch(match["name"]):
            yield match["name"]
