"""The resolver: what place mentions, or names without an article, mean; gazetteer, outlets and ranker joined."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dateline.gazetteer import Gazetteer
from dateline.outlets import OutletDirectory
from dateline.resolution.ranker import Ranker
from dateline.resolution.toponym import Toponym
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
    PublisherRegion,
    Resolution,
    Span,
)

_REGION_KM = 50.0


@dataclass(frozen=True, slots=True)
class Resolver:
    """Looks place mentions up and ranks what they may mean; safe to share between threads."""

    gazetteer: Gazetteer
    outlets: OutletDirectory
    ranker: Ranker

    def resolve(
        self, toponyms: Sequence[Toponym], article: Article, *, options: AnnotateOptions
    ) -> tuple[Resolution | None, ...]:
        """One resolution a toponym of the article, in order, None where nothing likely is known."""
        region = article.publisher_region
        home = self._region_home(region) if region else self.outlets.home(article.outlet)
        return self.ranker.rank(
            toponyms, article=article, home=home, prefer=options.prefer, max_alternatives=options.max_alternatives
        )

    def resolve_query(self, query: PlaceQuery, *, max_alternatives: int) -> Resolution | None:
        """What a name means without an article, by itself or beside the names of its context."""
        text = "\n\n".join((query.name, *query.context_names))
        spans, position = [], 0
        for name in query.names:
            start = text.index(name, position)
            position = start + len(name)
            spans.append(Span(start, position, name))
        article = Article("", text)
        mentions = [Mention("", span, EntityType.PLACE, MentionKind.NAME, "", 1.0) for span in spans]
        toponyms = list(find_toponyms(mentions, article, gazetteer=self.gazetteer))
        if query.country_code:
            wanted = tuple(m for m in toponyms[0].matches if m.place.country_code == query.country_code)
            toponyms[0] = replace(toponyms[0], matches=wanted)
        return self.ranker.rank(toponyms, article=article, max_alternatives=max_alternatives)[0]

    def _region_home(self, region: PublisherRegion) -> Home:
        """The region with the division that its point lies in, as the homes of outlets have it."""
        towns = self.gazetteer.nearest(region.coordinates, max_km=_REGION_KM) if region.coordinates else ()
        admin1_id = next((town.admin1_id for town in towns if region.country_code in ("", town.country_code)), "")
        return Home(region.country_code, admin1_id, region.coordinates)


def find_toponyms(mentions: Sequence[Mention], article: Article, *, gazetteer: Gazetteer) -> Iterator[Toponym]:
    """The place mentions, in their order, each with what the gazetteer holds under its name."""
    previous: Span | None = None
    for mention in mentions:
        if mention.type is EntityType.PLACE:
            span = mention.span
            matches = gazetteer.lookup(span.content, after_place=_follows(previous, span, article))
            if mention.kind is MentionKind.DEMONYM:
                # "Jordanian" means the country, not a town that is called so.
                matches = tuple(match for match in matches if match.name_kind is NameKind.DEMONYM) or matches
            yield Toponym(span.content, mention.kind, span.source, span.start_offset, span.end_offset, matches)
            previous = span


def known_matches(name: str, gazetteer: Gazetteer) -> tuple[NameMatch, ...]:
    """What the gazetteer holds under a name itself, not under another spelling or a part of it."""
    return tuple(match for match in gazetteer.lookup(name) if match.match_type <= MatchType.VARIANT)


def is_demonym(name: str, gazetteer: Gazetteer) -> bool:
    """Whether the gazetteer knows the word as one for a place's people or things, and as nothing else."""
    matches = known_matches(name, gazetteer)
    return bool(matches) and all(match.name_kind is NameKind.DEMONYM for match in matches)


def _follows(previous: Span | None, span: Span, article: Article) -> bool:
    """Whether `span` stands right behind a place, so that "IN" there is Indiana."""
    if previous is None or previous.source is not span.source:
        return False
    return article.part(span.source)[previous.end_offset : span.start_offset].strip(" ,()") == ""
