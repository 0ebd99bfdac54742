"""Articles, and the options of their annotation."""

import enum
from dataclasses import dataclass
from datetime import datetime

from dateline.geodesy import Coordinates
from dateline.values.mention import ArticlePart, EntityType


@dataclass(frozen=True, slots=True)
class GivenMention:
    """A mention that comes with its article, so that it need not be recognised; code points, half-open."""

    start_offset: int
    end_offset: int
    type: EntityType
    part: ArticlePart = ArticlePart.TEXT


@dataclass(frozen=True, slots=True)
class ReaderRegion:
    """The region where an article's readers live: a country code, a point, or both."""

    country_code: str = ""
    coordinates: Coordinates | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One news article; `mentions` is None where they are to be recognised, and empty where there are none."""

    id: str
    text: str
    title: str = ""
    language_code: str = ""
    outlet: str = ""
    reader_region: ReaderRegion | None = None
    publish_time: datetime | None = None
    mentions: tuple[GivenMention, ...] | None = None

    def text_of(self, part: ArticlePart) -> str:
        """Returns the title or the text, whichever `part` names."""
        return self.title if part is ArticlePart.TITLE else self.text


def as_article(article: Article | str) -> Article:
    """Returns the article itself, or an article without id of a text."""
    return Article(id="", text=article) if isinstance(article, str) else article


class Granularity(enum.StrEnum):
    """The caller's preference where a city and a division share a name."""

    LIKELIEST = "LIKELIEST"
    CITY = "CITY"
    DIVISION = "DIVISION"


@dataclass(frozen=True, slots=True)
class AnnotateOptions:
    """Options of an annotation.

    `demonyms` and `nested` say whether mentions of these kinds are kept. Mentions below `min_mention_confidence` are
    left out; below `min_place_confidence` no place is chosen. Both are probabilities in [0, 1]. With `misspelt_matches`
    a place whose name is one letter off may be a candidate. Places are named in `display_language`, one of
    `dateline.values.LANGUAGE_CODES`, where the gazetteer knows their names in it; empty stands for English.
    """

    demonyms: bool = True
    nested: bool = True
    max_candidates: int = 5
    preference: Granularity = Granularity.LIKELIEST
    min_mention_confidence: float = 0.0
    min_place_confidence: float = 0.0
    misspelt_matches: bool = True
    display_language: str = ""
