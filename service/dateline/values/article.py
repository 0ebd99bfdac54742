"""Articles, and what a caller wants to be told about them."""

import enum
from dataclasses import dataclass
from datetime import datetime

from dateline.geodesy import Coordinates
from dateline.values.mention import ArticlePart, EntityType


@dataclass(frozen=True, slots=True)
class GivenMention:
    """A mention the caller brings along, so that recognition is not needed; code points, half-open."""

    start_offset: int
    end_offset: int
    type: EntityType
    part: ArticlePart = ArticlePart.TEXT


@dataclass(frozen=True, slots=True)
class ReaderRegion:
    """Where an article's readers live: a country code, a point, or both."""

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
    reader_region: ReaderRegion | None = None
    publish_time: datetime | None = None
    mentions: tuple[GivenMention, ...] | None = None

    def text_of(self, part: ArticlePart) -> str:
        """Returns the text that spans of `part` count in."""
        return self.title if part is ArticlePart.TITLE else self.text


class Granularity(enum.StrEnum):
    """Which of a city and a division that share a name the caller would rather have."""

    LIKELIEST = "LIKELIEST"
    CITY = "CITY"
    DIVISION = "DIVISION"


@dataclass(frozen=True, slots=True)
class AnnotateOptions:
    """What the answer to an article should hold.

    `demonyms` and `nested` keep mentions of these kinds in it. Mentions below `min_mention_confidence` are left out;
    below `min_place_confidence` no place is chosen. Both are probabilities in [0, 1]. With `misspelt_matches` a place
    whose name is a letter away from the text's may be a candidate.
    """

    demonyms: bool = True
    nested: bool = True
    max_candidates: int = 5
    preference: Granularity = Granularity.LIKELIEST
    min_mention_confidence: float = 0.0
    min_place_confidence: float = 0.0
    misspelt_matches: bool = True
