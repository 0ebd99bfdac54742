"""The gazetteer: finds the places of a file by names in any of their forms, by id and by point."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Self

from dateline.gazetteer.contained_names import ContainedName, read_contained_name
from dateline.gazetteer.folding import MAX_NAME_CHARS, fold
from dateline.gazetteer.generic_terms import generic_variants
from dateline.gazetteer.inflection import base_forms
from dateline.gazetteer.languages import displayed_languages, fold_in, read_languages
from dateline.gazetteer.main_names import MainNames
from dateline.gazetteer.place_file import MAX_SPELT, PlaceFile, rank
from dateline.gazetteer.place_names import WIDELY_KNOWN_PROMINENCE, PlaceNames, is_known_at_home
from dateline.gazetteer.spelling import misspellings, respaced, transliterations
from dateline.gazetteer.unspaced_names import part_unspaced_name
from dateline.gazetteer.variants import are_common, says_republic, variants
from dateline.values import Coordinates, GazetteerDescription, MatchType, NameKind, NameMatch, Place

_CACHED_LOOKUPS = 1_024
_LONGEST_PART_WORDS = 4


class Gazetteer:
    """The places of one gazetteer file, by name, id and point; safe to share between threads and to pickle.

    Raises ResourceMissingError where `path` is no file, and ResourceDamagedError where it is no gazetteer of this
    version.
    """

    def __init__(self, path: Path) -> None:
        self._file = PlaceFile(path)
        self._place_names = PlaceNames(self._file.connection)
        self._find = lru_cache(_CACHED_LOOKUPS)(self._find_uncached)
        self._get = lru_cache(_CACHED_LOOKUPS)(self._file.get)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[type["Gazetteer"], tuple[Path]]:
        return type(self), (self.path,)

    @property
    def path(self) -> Path:
        """The gazetteer's file."""
        return self._file.path

    @property
    def whole_countries(self) -> frozenset[str]:
        """The ISO 3166-1 alpha-2 codes of the countries whose places are all there, as far as GeoNames has them."""
        return self._file.whole_countries

    def close(self) -> None:
        """Closes the file; a later call opens it again."""
        self._file.close()

    def lookup(self, name: str, *, after_place: bool = False, language_code: str = "en") -> tuple[NameMatch, ...]:
        """Returns the places called `name` in a text of a language (BCP-47), the best known first.

        Where no place is called so, the places of other forms of the name are returned, inflected ones first.
        `after_place` says that `name` follows another place's name ("Portland, OR"): then abbreviations that are too
        ambiguous elsewhere count, too.
        """
        # Checked here, so that the cache never holds whole articles.
        return self._find(name, after_place, read_languages(language_code)) if len(name) <= MAX_NAME_CHARS else ()

    def called(self, name: str, *, language_code: str = "en") -> tuple[NameMatch, ...]:
        """Returns the places that are called `name` itself, the best known first; no other form is looked for."""
        return self._called(name, read_languages(language_code))

    def contained(self, name: str, *, language_code: str = "en") -> ContainedName | None:
        """Returns the names of a place and of its container that `name` is made of, as in "Nairobi Kenya", or None.

        None is also the answer where a place is called `name` as a whole, or but for words such as "West".
        """
        if len(name) > MAX_NAME_CHARS:
            return None
        languages = read_languages(language_code)
        contained = read_contained_name(name, called=partial(self._called, languages=languages))
        return None if contained and self._known(name, languages, after_place=False) else contained

    def unspaced_names(self, name: str, *, language_code: str) -> tuple[str, ...]:
        """Returns the names of a place and of its containers, these first, that a Chinese name is made of.

        Nothing is returned where it is one name, or not Chinese.
        """
        return self._unspaced_names(name, read_languages(language_code))

    def in_language(self, place: Place, language_code: str) -> Place:
        """Returns the place with the names that it, its country and its divisions have in a language, where known."""
        names = self._place_names.displayed(displayed_languages(language_code))
        country_id = self._file.country_ids.get(place.country_code, "")
        return replace(
            place,
            name=names.get(place.place_id, place.name),
            country_name=names.get(country_id, place.country_name),
            admin1_name=names.get(place.admin1_id, place.admin1_name),
            admin2_name=names.get(place.admin2_id, place.admin2_name),
        )

    def demonyms(self, name: str) -> tuple[Place, ...]:
        """Returns the places whose people or things `name` means, plurals included, the best known first."""
        return tuple(match.place for match in self._file.called(name) if match.name_kind is NameKind.DEMONYM)

    def demonym_names(self) -> tuple[str, ...]:
        """Returns every demonym as it is written, plurals included, sorted."""
        return self._file.demonym_names

    def main_names(self, language_code: str) -> MainNames:
        """Returns the names of countries and capitals that count in a text of a language (BCP-47), none in English."""
        return self._place_names.main(read_languages(language_code))

    def get(self, place_id: str) -> Place | None:
        """Returns the place with the id `place_id`, or None."""
        return self._get(place_id)

    def country(self, country_code: str) -> Place | None:
        """Returns the country or dependent territory of an ISO 3166-1 alpha-2 code, or None."""
        place_id = self._file.country_ids.get(country_code)
        return self.get(place_id) if place_id else None

    def nearest(self, coordinates: Coordinates, *, limit: int = 1, max_km: float = 100.0) -> tuple[Place, ...]:
        """Returns the populated places within `max_km` of a point, at most `limit` of them, the nearest first."""
        return self._file.nearest(coordinates, limit=limit, max_km=max_km)

    def describe(self) -> GazetteerDescription:
        """Returns the gazetteer's revision, its counts of places and names, and its sources."""
        return self._file.describe()

    def _find_uncached(self, name: str, after_place: bool, languages: tuple[str, ...]) -> tuple[NameMatch, ...]:  # noqa: FBT001  # cached by position
        matches = self._known(name, languages, after_place=after_place)
        called = partial(self._called, languages=languages)
        if not matches:
            matches = list(self._file.spelt(respaced(fold(name)), match_type=MatchType.VARIANT))
        if not matches and (contained := read_contained_name(name, called=called)):
            matches = [replace(match, match_type=MatchType.VARIANT) for match in contained.matches]
        if not matches and (names := self._unspaced_names(name, languages)):
            matches = self._contained_in(names[:-1], names[-1], languages)
        if not matches:
            # All three are guesses, and no one of them is sure enough to leave out the others.
            folded = fold(name)
            matches += self._file.spelt(transliterations(folded), match_type=MatchType.TRANSLITERATED)
            matches += self._embedded(name)
            matches += self._file.spelt(
                misspellings(folded, known_chars=self._file.known_chars(folded)), match_type=MatchType.MISSPELT
            )
        return _unique(matches)

    def _known(self, name: str, languages: tuple[str, ...], *, after_place: bool) -> list[NameMatch]:
        """Returns the matches of the name as it is written, or else inflected, or else without the words around it."""
        matches = list(self._called(name, languages, after_place=after_place))
        if languages and not any(is_known_at_home(match, languages[0]) for match in matches):
            # What is only the name of a hamlet somewhere may be an inflected form of a name that the language has.
            matches = sorted((*self._inflected(name, languages, matches), *matches), key=rank)
        written = bool(matches)
        if languages and not matches:
            matches = self._with_generic_term(name, languages)
        for variant in variants(name):
            # "Granville County" may be an entry, and the county that the gazetteer calls "Granville" be meant.
            if matches and (not written or not variant.feature_class):
                continue
            wanted = variant.feature_class
            reduced = self._called(variant.name, languages, after_place=after_place, match_type=MatchType.VARIANT)
            if written:
                reduced = tuple(match for match in reduced if match.place.feature_class == wanted)
            matches += sorted(reduced, key=lambda match: bool(wanted) and match.place.feature_class != wanted)
        countries = [match for match in matches if match.place.is_country] if says_republic(name) else []
        return countries or matches

    def _with_generic_term(self, name: str, languages: tuple[str, ...]) -> list[NameMatch]:
        """Returns the matches of the first form that has any, with or without a word such as "Kabupaten"."""
        for variant in generic_variants(name, language_code=languages[0]):
            wanted = variant.feature_class
            matches = self._called(variant.name, languages, match_type=MatchType.INFLECTED)
            matches = matches or self._inflected(variant.name, languages, ())
            if matches:
                return sorted(matches, key=lambda match: bool(wanted) and match.place.feature_class != wanted)
        return []

    def _unspaced_names(self, name: str, languages: tuple[str, ...]) -> tuple[str, ...]:
        known = partial(self._known, languages=languages, after_place=False)
        return part_unspaced_name(name, known=known, language_code=languages[0]) if languages else ()

    def _contained_in(self, containers: Sequence[str], name: str, languages: tuple[str, ...]) -> list[NameMatch]:
        """Returns the matches of a name that lie in a place of each of the containers that are known."""
        matches = self._known(name, languages, after_place=False)
        for container in containers:
            places = [match.place for match in self._known(container, languages, after_place=False)]
            if places:
                matches = [match for match in matches if any(map(match.place.lies_in, places))]
        return [replace(match, match_type=MatchType.VARIANT) for match in matches]

    def _called(
        self,
        name: str,
        languages: tuple[str, ...] = (),
        *,
        after_place: bool = False,
        match_type: MatchType = MatchType.EXACT,
    ) -> tuple[NameMatch, ...]:
        """Returns the places that have the name in one of `languages`, or that any source gives it to."""
        written = self._file.called(name, after_place=after_place, match_type=match_type)
        if not languages:
            return written
        folded = (fold_in(name, languages[0]),)
        named = self._place_names.called(folded, languages)
        return _unique(sorted((*self._matches_in_language(named, match_type), *written), key=rank))

    def _inflected(self, name: str, languages: tuple[str, ...], written: Sequence[NameMatch]) -> tuple[NameMatch, ...]:
        """Returns the places that `name` may be an inflected name of; `written` are those that are called so."""
        forms = base_forms(name, languages[0])
        if not forms:
            return ()
        named = self._place_names.called(forms, languages)
        if not named and any(match.prominence >= WIDELY_KNOWN_PROMINENCE for match in written):
            return ()
        # A city may share the name of its division, and the language have a name for the division alone.
        known = self._place_names.known(tuple(set(named.values())) if named else forms, languages[0])
        matches = self._file.of_rows(known, match_type=MatchType.INFLECTED)
        return (*self._matches_in_language(named, MatchType.INFLECTED), *matches)[:MAX_SPELT]

    def _matches_in_language(self, places: Iterable[int], match_type: MatchType) -> tuple[NameMatch, ...]:
        """Returns the matches of places that have the name in the language of the text."""
        matches = self._file.of_rows(((place, NameKind.PRIMARY) for place in places), match_type=match_type)
        return tuple(replace(match, is_local_name=True) for match in matches)

    def _embedded(self, name: str) -> tuple[NameMatch, ...]:
        """Returns the matches of the longest parts of a name that have any: Dubai of "Dubai World Cup"."""
        words = name.split()
        for length in range(min(len(words) - 1, _LONGEST_PART_WORDS), 0, -1):
            parts = (words[i : i + length] for i in range(len(words) - length + 1))
            known = [part for part in parts if part[0][:1].isupper() and len(part[0]) > 2 and not are_common(part)]
            matches = self._file.spelt(tuple(fold(" ".join(part)) for part in known), match_type=MatchType.EMBEDDED)
            if matches:
                return matches
        return ()


def _unique(matches: Iterable[NameMatch]) -> tuple[NameMatch, ...]:
    """Returns the first match of each place."""
    unique: dict[str, NameMatch] = {}
    for match in matches:
        unique.setdefault(match.place.place_id, match)
    return tuple(unique.values())
