"""A few true places under their names, and toponyms that name them."""

from dateline.resolution import Toponym
from dateline.values import Article, ArticlePart, Coordinates, MatchType, MentionKind, NameKind, NameMatch, Place


def place(number, name, code, point, country, *, admin1="", admin2="", population=None):
    return Place(
        f"geonames:{number}", name, "A" if code[:3] in ("ADM", "PCL") else "P", code, Coordinates(*point), country,
        admin1_id=admin1 and f"geonames:{admin1}",
        admin2_id=admin2 and f"geonames:{admin2}", population_count=population,
    )  # fmt: skip


US = place(6252001, "United States", "PCLI", (39.8, -98.5), "US", population=327_000_000)
FRANCE = place(3017382, "France", "PCLI", (46, 2), "FR", population=67_000_000)
TEXAS = place(4736286, "Texas", "ADM1", (31.3, -99.3), "US", population=29_000_000)
LAMAR = place(4705086, "Lamar County", "ADM2", (33.67, -95.57), "US", admin1=4736286, population=49_000)
PARIS_FR = place(2988507, "Paris", "PPLC", (48.85, 2.35), "FR", population=2_100_000)
PARIS_TX = place(4717560, "Paris", "PPL", (33.66, -95.55), "US", admin1=4736286, admin2=4705086, population=24_800)
DALLAS = place(4684888, "Dallas", "PPL", (32.78, -96.8), "US", admin1=4736286, population=1_300_000)
NEW_YORK_STATE = place(5128638, "New York", "ADM1", (43, -75.5), "US", population=19_000_000)
NEW_YORK_CITY = place(5128581, "New York City", "PPL", (40.71, -74.0), "US", admin1=5128638, population=8_800_000)
EUROPE = place(6255148, "Europe", "CONT", (48.7, 9.1), "")
SYRIA = place(163843, "Syria", "PCLI", (35, 38), "SY", population=17_000_000)

_PLACES = {
    "Paris": (PARIS_FR, PARIS_TX), "Texas": (TEXAS,), "Dallas": (DALLAS,), "France": (FRANCE,), "United States": (US,),
    "Lamar County": (LAMAR,), "New York": (NEW_YORK_STATE, NEW_YORK_CITY), "Syria": (SYRIA,), "Europe": (EUROPE,),
    "Nowhereville": (), "Mill Road": (),
}  # fmt: skip


def matches(name, *, kind=NameKind.PRIMARY, match_type=MatchType.EXACT):
    def prominence(place):
        return (1e10 if place.feature_code == "PCLI" else 0) + (place.population_count or 0)

    unsorted = (NameMatch(place, kind, match_type, prominence(place)) for place in _PLACES[name])
    return tuple(sorted(unsorted, key=lambda match: -match.prominence))


def toponyms(text, names, *, get_matches):
    """Returns a toponym for each of `names`, which stand in the text in this order."""
    named, position = [], 0
    for name in names:
        start = text.index(name, position)
        position = start + len(name)
        named.append(Toponym(name, MentionKind.NAME, ArticlePart.TEXT, start, position, get_matches(name)))
    return tuple(named)


def read(text, *names, **given) -> tuple[Article, tuple[Toponym, ...]]:
    """Returns an article with this text, and a toponym for each of `names`, in the order of the text."""
    return Article("a", text, **given), toponyms(text, names, get_matches=matches)
