"""Toponyms: place mentions with the gazetteer's matches of their names, and the words around them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.values import ArticlePart, MatchType, MentionKind, NameKind, NameMatch

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
