"""A country of towns that share a name with places far away, and papers that are printed there."""

import re
from collections.abc import Iterator, Sequence

from dateline.gazetteer.build import Record
from dateline.values import Article, Coordinates, EntityType, GivenMention

PARIS_FRANCE, PARIS_TENNESSEE, PARIS_TEXAS = "geonames:2988507", "geonames:4647963", "geonames:4717560"
TENNESSEE, TEXAS = "geonames:4662168", "geonames:4736286"
_TOWNS = (
    (PARIS_TENNESSEE, "Paris", TENNESSEE, 36.302, -88.3267, 10_200),
    ("geonames:4628735", "Henry", TENNESSEE, 36.2037, -88.4173, 464),
    ("geonames:4651461", "Puryear", TENNESSEE, 36.4431, -88.3339, 671),
    ("geonames:1", "Buchanan", TENNESSEE, 36.4337, -88.1889, 300),
    (PARIS_TEXAS, "Paris", TEXAS, 33.6609, -95.5555, 24_800),
    ("geonames:4687331", "Dallas", TEXAS, 32.7831, -96.8067, 1_300_000),
    ("geonames:4180439", "Atlanta", "", 33.749, -84.388, 460_000),
    ("geonames:5809844", "Seattle", "", 47.6062, -122.3321, 680_000),
    ("geonames:4930956", "Boston", "", 42.3584, -71.0598, 670_000),
)
RECORDS = (
    Record("geonames:3017382", "France", "A", "PCLI", Coordinates(46, 2), "FR", population_count=66_987_244),
    Record(PARIS_FRANCE, "Paris", "P", "PPLC", Coordinates(48.8534, 2.3488), "FR", population_count=2_138_551),
    Record("geonames:6252001", "United States", "A", "PCLI", Coordinates(39.76, -98.5), "US",
           population_count=327_167_434),
    Record("geonames:5128638", "New York", "A", "ADM1", Coordinates(43, -75.5), "US", "geonames:5128638",
           population_count=19_274_244),
    Record("geonames:5128581", "New York City", "P", "PPL", Coordinates(40.7143, -74.006), "US", "geonames:5128638",
           population_count=8_175_133, alternate_names=("New York",)),
    Record(TENNESSEE, "Tennessee", "A", "ADM1", None, "US", TENNESSEE),
    Record(TEXAS, "Texas", "A", "ADM1", None, "US", TEXAS),
    *(
        Record(place_id, name, "P", "PPL", Coordinates(latitude, longitude), "US", admin1, population_count=people)
        for place_id, name, admin1, latitude, longitude, people in _TOWNS
    ),
)  # fmt: skip
_NAMES = re.compile("|".join(sorted({record.name for record in RECORDS}, key=len, reverse=True)))

LOCAL_TEXTS = (
    "A barn burnt in Paris and another in Henry.",
    "The road from Paris to Puryear is closed.",
    "Paris beat Buchanan by two points.",
    "Henry and Puryear share a school.",
    "A teacher from Paris has been to Dallas.",
)
NATIONAL_TEXTS = (
    "Atlanta and Seattle vote.",
    "The United States sign.",
    "Rain in Boston.",
    "Dallas lost in the United States.",
)


def article(text: str, outlet: str = "", identifier: str = "") -> Article:
    """Returns an article with the places of its text as given mentions."""
    return Article(identifier, text, outlet=outlet, mentions=tuple(mentions(text)))


def articles(texts: Sequence[str], outlet: str) -> list[Article]:
    """Returns articles of one outlet, each as `article` makes it."""
    return [article(text, outlet, str(number)) for number, text in enumerate(texts)]


def mentions(text: str) -> Iterator[GivenMention]:
    """Yields the places named in a text."""
    for match in _NAMES.finditer(text):
        yield GivenMention(*match.span(), EntityType.PLACE)
