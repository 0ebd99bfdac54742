"""Wording: what people read of a place and a resolution, the same in every format for them."""

import unicodedata
from collections.abc import Iterator
from itertools import chain

from dateline.values import Annotation, ArticleLanguage, Mention, Place, Resolution, Shape

_UNPRINTABLE = dict.fromkeys(
    chain(
        range(0x20),
        range(0x7F, 0xA0),
        range(0xD800, 0xE000),
        range(0xFDD0, 0xFDF0),
        *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
    ),
    "\ufffd",
) | {ord("\n"): "\n", ord("\t"): "\t", ord("\r"): ""}

_LANGUAGES = {
    "ar": "Arabic", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish", "fr": "French",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "nb": "Norwegian Bokmål",
    "nl": "Dutch", "nn": "Norwegian Nynorsk", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sr": "Serbian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
"""CLDR's English names of the languages that are told; Babel has them, too, but is 33 MB."""


def printable(text: str) -> str:
    """Returns the text with a mark in place of what is no character: controls, lone surrogates, noncharacters."""
    return text.translate(_UNPRINTABLE)


def isolated(name: str) -> str:
    """Returns the name so that it changes the order of no other words of its line.

    A name that runs from right to left is put between the characters FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE,
    which are not seen (Unicode Standard Annex #9, 2.4). Without them a number behind it would be shown before it.
    """
    if name.isascii() or not any(unicodedata.bidirectional(character) in ("R", "AL") for character in name):
        return name
    return f"\u2068{name}\u2069"


def place_words(place: Place) -> str:
    """Returns the place's name, and its first-order division, its last year, or what its one point stands for."""
    name = isolated(place.name)
    if place.former is not None:
        return f"{name} (until {place.former.until_year})"
    if place.shape is Shape.LINE:
        # Its one point may be far from where the article is about.
        return f"{name} ({place.kind}, a line)"
    if place.shape is Shape.CONTAINER:
        return f"{name} (somewhere in {isolated(place.admin1_name or place.country_name)})"
    division = isolated(place.admin1_name) if place.admin1_name != place.name else ""
    return ", ".join(filter(None, (name, division)))


def kind_word(place: Place) -> str:
    """Returns the word for the kind of place, which tells a town from a division of the same name."""
    former = "former " if place.former else ""
    if place.is_country:
        return f"{former}country"
    if place.is_division:
        return f"{former}division"
    return "town" if place.is_populated_place else "place"


def area_words(resolution: Resolution | None) -> str:
    """Returns the words for where an entity without a chosen place is: in its likely area, or why none is known."""
    area = resolution.likely_area if resolution else None
    if area is not None:
        return f"in {place_words(area.place)}"
    return "none likely" if resolution and resolution.candidates else "none known"


WHEREABOUTS = ("Is", "Country", "Latitude", "Longitude", "Confidence", "Why")


def whereabouts(resolution: Resolution | None) -> tuple[str, ...]:
    """Returns a cell for each heading of WHEREABOUTS: of the place, or of its likely area where none is chosen."""
    if resolution is not None and resolution.place is not None:
        return (*place_cells(resolution.place), two_digits(resolution.confidence), evidence_words(resolution))
    area = resolution.likely_area if resolution else None
    country = isolated(area.place.country_name or area.place.country_code) if area else ""
    return area_words(resolution), country, "", "", two_digits(area.probability) if area else "", ""


def place_cells(place: Place) -> tuple[str, ...]:
    """Returns a cell for each heading of WHEREABOUTS up to the longitude."""
    point = place.coordinates
    return (
        place_words(place),
        isolated(place.country_name or place.country_code),
        f"{point.latitude_degrees:.4f}",
        f"{point.longitude_degrees:.4f}",
    )


def evidence_words(resolution: Resolution) -> str:
    """Returns the reasons for the first candidate."""
    return "; ".join(evidence.description for evidence in resolution.evidence)


def relation_words(mention: Mention) -> Iterator[str]:
    """Yields the words for where a mention points, seen from its place."""
    if relation := mention.spatial_relation:
        yield relation.kind.lower()
        if relation.direction:
            yield relation.direction.lower()
        if relation.distance_km:
            yield f"{relation.distance_km:g} km"


def language_words(language: ArticleLanguage) -> str:
    """Returns which language an article was read in, and how that was known; a rare one is named by its code."""
    name = _LANGUAGES.get(language.code, language.code)
    return (
        f"{name}, as given" if language.is_given else f"{name}, told from the text, {two_digits(language.probability)}"
    )


def two_digits(number: float) -> str:
    """Returns a probability or the like with two decimal digits."""
    # Rounded first: a server's number has float's precision, which would tip .985 to the other side.
    return f"{round(number, 4):.2f}"


def summary_lines(annotation: Annotation) -> Iterator[str]:
    """Yields where the article was filed, the places that it is about, and its language, as far as they are known."""
    if annotation.dateline is not None:
        place = annotation.dateline.place
        filed = f"Filed in {isolated(annotation.dateline.span.content)}"
        yield f"{filed} ({place_words(place)})" if place else filed
    if annotation.focus_places:
        yield "About " + ", ".join(
            f"{isolated(focus_place.place.name)} ({kind_word(focus_place.place)}) {two_digits(focus_place.score)}"
            for focus_place in annotation.focus_places
        )
    if annotation.language is not None:
        yield f"In {language_words(annotation.language)}"
