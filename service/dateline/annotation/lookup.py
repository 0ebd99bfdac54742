"""The lookup of one article: every name is looked up once, however many steps ask for it."""

import re

from dateline.gazetteer import ContainedName, Gazetteer
from dateline.values import NameKind, NameMatch, given_language

_REGION = "RGN"
_AND = re.compile(r"\s(?:and|&)\s")
_APOSTROPHE = re.compile("['’]")


class ArticleLookup:
    """A gazetteer's lookup that remembers its answers; made for one article, used by one thread at a time.

    Names are looked up as those of a text in the language of `language_code` (BCP-47); empty stands for English.
    `main_names` are those of countries and capitals in that language, which `is_english` tells.
    """

    def __init__(self, gazetteer: Gazetteer, *, language_code: str = "") -> None:
        self._gazetteer = gazetteer
        self._language_code = language_code
        self.is_english = given_language(language_code).code in ("", "en")
        self.main_names = gazetteer.main_names(language_code)
        self._known: dict[tuple[str, bool], tuple[NameMatch, ...]] = {}
        self._called: dict[str, tuple[NameMatch, ...]] = {}
        self._prominence: dict[str, float] = {}
        self._contained: dict[str, ContainedName | None] = {}
        self._unspaced_names: dict[str, tuple[str, ...]] = {}

    def __call__(self, name: str, *, after_place: bool = False) -> tuple[NameMatch, ...]:
        """Returns the places called `name`, as `Gazetteer.lookup` does."""
        key = (name, after_place)
        matches = self._known.get(key)
        if matches is None:
            matches = self._known[key] = self._gazetteer.lookup(
                name, after_place=after_place, language_code=self._language_code
            )
        return matches

    def called(self, name: str) -> tuple[NameMatch, ...]:
        """Returns the places that have the name itself, as `Gazetteer.called` does, but no abbreviations of names."""
        called = self._called.get(name)
        if called is None:
            matches = self._gazetteer.called(name, language_code=self._language_code)
            called = self._called[name] = tuple(match for match in matches if match.name_kind <= NameKind.ALTERNATE)
        return called

    def prominence(self, name: str) -> float:
        """Returns how widely known the best known place called exactly so is, in people; 0 where there is none.

        A name with an apostrophe is that of a place whose main name has one: "Brook's" is not Brooks. One with "and" is
        not that of a region of several countries: "Middle East and North Africa" are two.
        """
        known = self._prominence.get(name)
        if known is None:
            matches = self.called(name)
            if _APOSTROPHE.search(name):
                matches = tuple(match for match in matches if _APOSTROPHE.search(match.place.name))
            if _AND.search(name):
                matches = tuple(
                    match for match in matches if match.place.country_code or match.place.feature_code != _REGION
                )
            known = self._prominence[name] = max((match.prominence for match in matches), default=0.0)
        return known

    def contained(self, name: str) -> ContainedName | None:
        """Returns the names of a place and of its container that `name` is made of, as `Gazetteer.contained` does."""
        if name not in self._contained:
            self._contained[name] = self._gazetteer.contained(name, language_code=self._language_code)
        return self._contained[name]

    def unspaced_names(self, name: str) -> tuple[str, ...]:
        """Returns the names that a Chinese name is made of, as `Gazetteer.unspaced_names` does."""
        if name not in self._unspaced_names:
            names = self._gazetteer.unspaced_names(name, language_code=self._language_code)
            self._unspaced_names[name] = names
        return self._unspaced_names[name]
