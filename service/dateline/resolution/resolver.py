"""The resolver: gazetteer, outlets and ranker joined to resolve place mentions, and names without an article."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from dateline.gazetteer import Demonyms, Gazetteer, read_demonyms
from dateline.outlets import OutletDirectory
from dateline.resolution.feature_words import read_feature_words
from dateline.resolution.landmarks import is_river, may_be_river, noun_after, words_around
from dateline.resolution.natural_features import called_feature
from dateline.resolution.ranker import Ranker
from dateline.resolution.toponym import Toponym, without_far_guesses
from dateline.text import read_name
from dateline.values import (
    AnnotateOptions,
    Article,
    EntityType,
    Home,
    MatchType,
    Mention,
    MentionKind,
    NameKind,
    NameMatch,
    PlaceQuery,
    ReaderRegion,
    Resolution,
    ResolveOptions,
    Span,
    given_language,
)

_REGION_KM = 50.0
_AREA_CODES = ("PCL", "ADM1", "CONT", "RGN")
_WATER, _REGION = "H", "L"
_CODES = {
    "river": ("STM",),
    "creek": ("STM",),
    "lake": ("LK", "RSV"),
    "lagoon": ("LGN", "LK"),
    "reservoir": ("RSV", "LK"),
    "volcano": ("VLC", "MT"),
    "island": ("ISL",),
}
"""The GeoNames codes, or beginnings of them, of what a noun behind a name means."""


class Lookup(Protocol):
    """A function that looks up a name in a gazetteer."""

    def __call__(self, name: str, *, after_place: bool = False) -> Sequence[NameMatch]:
        """Returns the places called `name`, best known first; `after_place` says that it follows a place's name."""


Called = Callable[[str], Sequence[NameMatch]]


@dataclass(frozen=True, slots=True)
class Resolver:
    """The lookup and the ranking of place mentions; safe to share between threads."""

    gazetteer: Gazetteer
    outlets: OutletDirectory
    ranker: Ranker

    def resolve(
        self, toponyms: Sequence[Toponym], article: Article, *, options: AnnotateOptions
    ) -> tuple[Resolution, ...]:
        """Returns one resolution for each toponym of the article, in order, whatever its confidence."""
        choice = ResolveOptions(
            max_candidates=options.max_candidates,
            preference=options.preference,
            outlet=article.outlet,
            reader_region=article.reader_region,
            misspelt_matches=options.misspelt_matches,
        )
        return self._resolve(toponyms, article, choice)

    def resolve_query(self, query: PlaceQuery, *, options: ResolveOptions) -> Resolution:
        """Returns the resolution of a name without an article; the context names of the query speak for candidates."""
        lookup = partial(self.gazetteer.lookup, language_code=query.language_code)
        language_code = given_language(query.language_code).code
        demonyms = read_demonyms(language_code)
        text = "\n\n".join((query.name, *query.context_names))
        spans, position = [], 0
        for name in query.names:
            start = text.index(name, position)
            position = start + len(name)
            spans.append(Span(start, position, name))
        article = Article("", text, reader_region=options.reader_region)
        mentions = [
            Mention("", span, EntityType.PLACE, _kind_in_query(span.content, lookup, demonyms), "", 1.0)
            for span in spans
        ]
        called = partial(self.gazetteer.called, language_code=query.language_code)
        toponyms = list(find_toponyms(mentions, article, lookup=lookup, called=called, language_code=language_code))
        if query.country_code:
            matches = toponyms[0].matches
            wanted = tuple(match for match in matches if match.place.country_code == query.country_code)
            toponyms[0] = replace(toponyms[0], matches=wanted)
        (resolution, *_) = self._resolve(toponyms, article, options)
        return at_least(resolution, options.min_place_confidence)

    def _resolve(
        self, toponyms: Sequence[Toponym], article: Article, options: ResolveOptions
    ) -> tuple[Resolution, ...]:
        if not options.misspelt_matches:
            toponyms = [replace(toponym, matches=_spelt_right(toponym.matches)) for toponym in toponyms]
        region = options.reader_region
        home = self._region_home(region) if region else self.outlets.home(options.outlet)
        return self.ranker.rank(
            toponyms,
            article=article,
            home=home,
            preference=options.preference,
            max_candidates=options.max_candidates,
        )

    def _region_home(self, region: ReaderRegion) -> Home:
        """Returns the region as a home, with the first-order division of the town nearest to its point."""
        towns = self.gazetteer.nearest(region.coordinates, max_km=_REGION_KM) if region.coordinates else ()
        admin1_id = next((town.admin1_id for town in towns if region.country_code in ("", town.country_code)), "")
        return Home(region.country_code, admin1_id, region.coordinates)


def at_least(resolution: Resolution, confidence: float) -> Resolution:
    """Returns the resolution, without its place where that is less sure than `confidence`; the rest stays."""
    return resolution if resolution.confidence >= confidence else replace(resolution, place=None, confidence=0.0)


def _kind_in_query(name: str, lookup: Lookup, demonyms: Demonyms | None) -> MentionKind:
    # An English demonym is found by its letters, whatever its kind.
    is_people = demonyms is not None and is_demonym(name, lookup, demonyms)
    return MentionKind.DEMONYM if is_people else MentionKind.NAME


def _spelt_right(matches: Sequence[NameMatch]) -> tuple[NameMatch, ...]:
    return tuple(match for match in matches if match.match_type is not MatchType.MISSPELT)


def find_toponyms(
    mentions: Sequence[Mention], article: Article, *, lookup: Lookup, called: Called, language_code: str = "en"
) -> tuple[Toponym, ...]:
    """Returns the place mentions as toponyms, in their order, each with the gazetteer's matches of its name.

    `called` looks up a name as it is written and in no other form. `language_code` is that of the article's language.
    """
    return without_far_guesses(tuple(_looked_up(mentions, article, lookup, called, language_code)))


def _looked_up(
    mentions: Sequence[Mention], article: Article, lookup: Lookup, called: Called, language_code: str
) -> Iterator[Toponym]:
    demonyms, feature_words = read_demonyms(language_code), read_feature_words(language_code)
    spoken = feature_words.language_code if feature_words else language_code
    feature_called = partial(called_feature, language_code=spoken, called=called, lookup=lookup)
    previous: Span | None = None
    for mention in mentions:
        if mention.type is EntityType.PLACE:
            span = mention.span
            name = read_name(span.content)
            matches = tuple(lookup(name, after_place=_follows(previous, span, article)))
            before, after = words_around(article.text_of(span.part), span.start_offset, span.end_offset)
            has_article = before.lower().endswith("the ")
            if has_article and (whole := _with_article(name, called)):
                name, matches = whole[0].place.name, tuple(dict.fromkeys((*whole, *matches)))
            noun = noun_after(after) if mention.kind is MentionKind.NAME else ""
            may_be_feature = noun and (has_article or not any(map(_is_area, matches)))
            if may_be_feature and (features := _features(name, noun, matches, lookup, called)):
                name, matches = f"{name} {noun.capitalize()}", features
            elif mention.kind is MentionKind.NAME and is_river(name, before=before, after=after):
                matches = _rivers(name, matches, called)
            elif mention.kind is MentionKind.NAME and may_be_river(name, before=before, after=after):
                matches = _waters_before_towns(name, matches, called)
            elif (
                mention.kind is MentionKind.NAME
                and feature_words
                and (feature := feature_words.find(name, before=before, after=after, is_known=_is_known(matches)))
                and (renamed := feature_called(feature, matches))
            ):
                name, matches = renamed
            elif demonyms is not None:
                matches = _foreign_matches(name, mention.kind, matches, lookup, demonyms)
            elif mention.kind is MentionKind.DEMONYM:
                # "Jordanian" means the country, not a town that is called so.
                matches = _of_peoples(matches) or matches
            yield Toponym(name, mention.kind, span.part, span.start_offset, span.end_offset, matches)
            previous = span


def _is_known(matches: Sequence[NameMatch]) -> bool:
    return any(match.match_type.is_of_known_name for match in matches)


def _with_article(name: str, called: Called) -> tuple[NameMatch, ...]:
    """Returns the places whose main name begins with the article: The Hague is no place called Hague."""
    whole = f"The {name}"
    return tuple(match for match in called(whole) if match.place.name.casefold() == whole.casefold())


def _is_area(match: NameMatch) -> bool:
    return match.place.is_country_or_first_order


def _features(
    name: str, noun: str, matches: Sequence[NameMatch], lookup: Lookup, called: Called
) -> tuple[NameMatch, ...]:
    """Returns the natural features that are called so with the noun; none where the name means something else.

    Where no Otter is known, "the Otter river" is what "the Otter River" would be; but "a Texas river" lies in Texas,
    and on "Lamu island" there is Lamu.
    """
    whole = f"{name} {noun.capitalize()}"
    found = (*called(whole), *called(f"{noun.capitalize()} {name}"), *matches)
    features = (
        match
        for match in found
        if match.place.feature_code.startswith(_CODES[noun]) and match.match_type.is_of_known_name
    )
    known = tuple(dict.fromkeys(features))
    return known or (() if noun == "island" or any(map(_is_area, matches)) else tuple(lookup(whole)))


def _rivers(name: str, matches: Sequence[NameMatch], called: Called) -> tuple[NameMatch, ...]:
    """Returns the waters that are called so, alone or with the word for them.

    "The Niger rose" is not about the country, and where no Wye is known, "fishing the Wye" is not about a village of
    that name. But "the Netherlands has risen" is about no river.
    """
    are_towns = all(match.place.is_populated_place for match in matches)
    return _waters(name, matches, called) or (() if are_towns else tuple(matches))


def _waters_before_towns(name: str, matches: Sequence[NameMatch], called: Called) -> tuple[NameMatch, ...]:
    """Returns the waters called so, or all matches where none is, or where a region is that has the article, too."""
    is_region = any(match.place.feature_class == _REGION for match in matches)
    return (not is_region and _waters(name, matches, called)) or tuple(matches)


def _waters(name: str, matches: Sequence[NameMatch], called: Called) -> tuple[NameMatch, ...]:
    found = (*matches, *called(f"{name} River"), *called(f"River {name}"))
    waters = (match for match in found if match.place.feature_class == _WATER and match.match_type.is_of_known_name)
    return tuple(dict.fromkeys(waters))


def _foreign_matches(
    name: str, kind: MentionKind, matches: tuple[NameMatch, ...], lookup: Lookup, demonyms: Demonyms
) -> tuple[NameMatch, ...]:
    """Returns the matches of a name in another language than English, of which `matches` are those of its letters.

    A demonym means the places of its table. Villages all over the world are called as some people is in some language,
    so where it is in no table, only countries, divisions and regions count. A name that no place has may be a demonym.
    """
    is_demonym = kind is MentionKind.DEMONYM
    if not is_demonym and _is_known(matches):
        return matches
    found = demonyms.matches(name, lookup=lookup)
    if found or not is_demonym:
        return found or matches
    near = tuple(match for match in matches if match.match_type < MatchType.EMBEDDED)
    return _of_peoples(near) or tuple(match for match in near if match.place.feature_code.startswith(_AREA_CODES))


def _of_peoples(matches: Sequence[NameMatch]) -> tuple[NameMatch, ...]:
    return tuple(match for match in matches if match.name_kind is NameKind.DEMONYM)


def known_matches(name: str, lookup: Lookup) -> tuple[NameMatch, ...]:
    """Returns the gazetteer's matches of the name itself, not of another spelling or of a part of it."""
    return tuple(match for match in lookup(name) if match.match_type.is_of_known_name)


def is_demonym(name: str, lookup: Lookup, demonyms: Demonyms | None = None) -> bool:
    """Returns whether `name` is known as a demonym, in English or as one of `demonyms`, and as nothing else."""
    if demonyms is not None and name in demonyms.distinct:
        return True
    matches = known_matches(name, lookup)
    return bool(matches) and all(match.name_kind is NameKind.DEMONYM for match in matches)


def _follows(previous: Span | None, span: Span, article: Article) -> bool:
    """Returns whether `span` stands right behind the place mention `previous`, where "IN" means Indiana."""
    if previous is None or previous.part is not span.part:
        return False
    return article.text_of(span.part)[previous.end_offset : span.start_offset].strip(" ,()") == ""
