"""Natural features: the waters and heights that a name means where the text says that it is one's.

What is called so besides is not meant: the river Poprad is no town, also where the gazetteer lacks the river.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from dateline.gazetteer.languages import home_countries
from dateline.resolution.feature_words import NamedFeature
from dateline.values import MatchType, NameMatch

_COUNTRY_CODES, _DIVISION = ("PCL", "CONT"), "ADM1"
_LAND_AND_WATER = ("H", "L", "T", "U", "V")
_CONTINENT = "CONT"
_NAMED_FROM_SHORE = ("sea", "bay", "strait")
_ENGLISH_NAMES = 4
"""How many English names of places that share a name are tried as the feature's."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of features: the noun that it adds to a name, GeoNames' codes or their beginnings, its names in English.

    `leaves_countries` says that the name beside the word may be that of the country that they are in, as in Arabic
    "the mountains of Lebanon", `leaves_home` that towns stay where the language is spoken, since a bank may be a coast,
    `leaves_all` that any place of the name may be meant: Lamu is on the island of Lamu.
    """

    noun: str
    codes: tuple[str, ...]
    english: tuple[str, ...]
    leaves_countries: bool = False
    leaves_home: bool = False
    leaves_all: bool = False


_RIVERS, _LAKES = ("{} River", "River {}"), ("Lake {}", "{} Lake", "{} Lagoon")
_LAKE_CODES, _MOUNTAIN_CODES = ("LK", "RSV", "LGN"), ("MT", "VLC", "PK", "HLL")
_SHORE_CODES = ("STM", *_LAKE_CODES, "SEA", "BAY", "GULF")
_KINDS = {
    "river": _Kind("River", ("STM",), _RIVERS),
    "bank": _Kind(
        "River",
        _SHORE_CODES,
        (*_RIVERS, *_LAKES),
        leaves_countries=True,
        leaves_home=True,
    ),
    "lake": _Kind("Lake", _LAKE_CODES, (*_LAKES, "{} Reservoir")),
    "sea": _Kind("Sea", ("SEA", "OCN"), ("{} Sea", "Sea of {}")),
    "bay": _Kind("Bay", ("BAY", "GULF", "FJD", "SEA"), ("Gulf of {}", "{} Gulf", "Bay of {}", "{} Bay")),
    "strait": _Kind("Strait", ("STRT", "CHN"), ("Strait of {}", "{} Strait"), leaves_countries=True),
    "mountain": _Kind("Mountain", _MOUNTAIN_CODES, ("Mount {}", "{} Mountain", "{} Mountains")),
    "range": _Kind("Mountains", _MOUNTAIN_CODES, ("{} Mountains", "{} Hills"), leaves_countries=True),
    "volcano": _Kind("Volcano", ("VLC", "MT"), ("Mount {}", "{} Volcano")),
    "valley": _Kind("Valley", ("VAL", "STM"), ("{} Valley", *_RIVERS), leaves_countries=True),
    "island": _Kind("Island", ("ISL", "PEN"), ("{} Island", "{} Islands", "{} Peninsula"), leaves_all=True),
}
KINDS = tuple(_KINDS)
"""The kinds that feature_words.tsv may name."""


def called_feature(
    feature: NamedFeature,
    matches: Sequence[NameMatch],
    *,
    language_code: str,
    called: Callable[[str], Sequence[NameMatch]],
    lookup: Callable[[str], Sequence[NameMatch]],
) -> tuple[str, tuple[NameMatch, ...]] | None:
    """Returns the name and the matches of a feature; `matches` are those of the name as the language's texts have it.

    The name has the English noun then, so that it is not taken for that of the town called so. None is the answer where
    all of the matches may be meant.
    """
    if feature.is_within:
        matches = (*matches, *lookup(feature.name))
    kept = _features(feature, matches, home_countries(language_code), called)
    return None if kept is None else (f"{feature.name} {_KINDS[feature.kind].noun}", kept)


def _features(
    feature: NamedFeature,
    matches: Sequence[NameMatch],
    home: Collection[str],
    called: Callable[[str], Sequence[NameMatch]],
) -> tuple[NameMatch, ...] | None:
    kind = _KINDS[feature.kind]
    known = [match for match in matches if match.match_type.is_of_known_name]
    found = (*known, *_in_english(feature.name, kind, known, called))
    features = tuple(dict.fromkeys(match for match in found if match.place.feature_code.startswith(kind.codes)))
    if not features and kind.leaves_all:
        return None
    is_of_town = any(match.place.is_populated_place for match in known)
    at_home = home if kind.leaves_home else ()
    kept = features or tuple(
        match
        for match in known
        if (match.place.is_populated_place and match.place.country_code in at_home)
        or _may_be_meant(match, feature, kind, is_of_town=is_of_town)
    )
    return None if kept == tuple(matches) else kept


def _in_english(
    name: str, kind: _Kind, known: Sequence[NameMatch], called: Callable[[str], Sequence[NameMatch]]
) -> Iterator[NameMatch]:
    """Yields the features whose English names have the name in them, or that of a place called so: Lake Geneva."""
    names = tuple(dict.fromkeys((name, *(match.place.name for match in known))))
    for written in names[:_ENGLISH_NAMES]:
        for form in kind.english:
            yield from (match for match in called(form.format(written)) if match.match_type is MatchType.EXACT)


def _may_be_meant(match: NameMatch, feature: NamedFeature, kind: _Kind, *, is_of_town: bool) -> bool:
    """Returns whether a place that is no feature of the kind may be meant for all that.

    A region of land or water may. So may a country or division that the feature lies in: "the largest lake of" stands
    before its name, which many languages inflect. A sea or bay lies in no country that it is called after, and what has
    the name of a town is called after the town.
    """
    place = match.place
    if place.feature_class in _LAND_AND_WATER and place.feature_code != _CONTINENT:
        return True
    is_around = feature.is_of or match.match_type is MatchType.INFLECTED
    if place.feature_code.startswith(_COUNTRY_CODES):
        return kind.leaves_countries or (is_around and feature.kind not in _NAMED_FROM_SHORE)
    is_division = place.feature_code == _DIVISION and (kind.leaves_home or not is_of_town)
    return is_division and is_around and feature.kind not in _NAMED_FROM_SHORE
