"""Articles, and what a caller wants to be told about them."""

import enum
from dataclasses import dataclass
from datetime import datetime

from dateline.geodesy import Coordinates
from dateline.values.mention import EntityType, Source


@dataclass(frozen=True, slots=True)
class GivenMention:
    """A mention the caller brings along, so that recognition is not needed; code points, half-open."""

    start_offset: int
    end_offset: int
    type: EntityType
    source: Source = Source.TEXT


@dataclass(frozen=True, slots=True)
class PublisherRegion:
    """Where the publisher's readers live: a country code, a point, or both."""

    country_code: str = ""
    coordinates: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One news article; `mentions` None means they are to be recognised, an empty tuple that there are none."""

    id: str
    text: str
    title: str = ""
    language_code: str = ""
    outlet: str = ""
    publisher_region: PublisherRegion | None = None
    publish_time: datetime | None = None
    mentions: tuple[GivenMention, ...] | None = None

    def part(self, source: Source) -> str:
        """The text that spans of `source` count in."""
        return self.title if source is Source.TITLE else self.text


class Granularity(enum.StrEnum):
    """Which of a city and a division that share a name the caller would rather have."""

    LIKELIEST = "LIKELIEST"
    CITY = "CITY"
    DIVISION = "DIVISION"


@dataclass(frozen=True, slots=True)
class AnnotateOptions:
    """What the caller wants in the answer."""

    include_demonyms: bool = True
    include_nested: bool = True
    max_alternatives: int = 5
    prefer: Granularity = Granularity.LIKELIEST
