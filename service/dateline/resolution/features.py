"""Features: what is known of each candidate before the article's other places are asked."""

from collections.abc import Iterator, Sequence
from functools import cache
from math import log1p

import numpy as np

from dateline.resolution.candidates import CandidateTable, Floats, great_circle_km, unit_vectors
from dateline.resolution.sense import Sense
from dateline.resolution.toponym import Toponym, is_country_code, is_division
from dateline.values import Article, Home, MatchType, MentionKind, NameKind, NameMatch

NAME_FEATURES = ("alternate", "abbreviation", "demonym_name", "same_spelling")
MATCH_TYPE_FEATURES = ("variant", "transliterated", "embedded", "misspelt")
PROMINENCE_FEATURES = (
    "prominence",
    "population",
    "has_population",
    "prominence_below_best",
    "prominence_rank",
    "is_best_known",
)
CLASS_FEATURES = (
    "country", "admin1", "lower_division", "town", "capital", "region", "water_or_relief", "facility",
    "division_shares_name", "town_shares_name",
)  # fmt: skip
WORD_FEATURES = ("says_division", "says_town", "said_division", "said_town")
MENTION_FEATURES = ("is_demonym", "candidate_count", "mention_count", "first_position", "in_lead", "name_words")
HOME_FEATURES = (
    "has_home", "home_has_point", "home_log_km", "home_within_50_km", "home_within_300_km", "home_country",
    "home_admin1",
)  # fmt: skip
FEATURES = (
    *NAME_FEATURES, *MATCH_TYPE_FEATURES, *PROMINENCE_FEATURES, *CLASS_FEATURES, *WORD_FEATURES, *MENTION_FEATURES,
    *HOME_FEATURES,
)  # fmt: skip

FARTHEST_KM = 20_039.0
_LEAD_CHARS = 300
_NAME_KINDS = {kind: tuple(kind is each for each in tuple(NameKind)[1:]) for kind in NameKind}
_MATCH_TYPES = {match_type: tuple(match_type is each for each in tuple(MatchType)[1:]) for match_type in MatchType}
_PROMINENCE = len(NAME_FEATURES) + len(MATCH_TYPE_FEATURES)
_OWN = _PROMINENCE + 3


def candidate_features(
    table: CandidateTable, toponyms: Sequence[Toponym], *, article: Article, home: Home | None
) -> Floats:
    """A row of FEATURES for each row of the table; `home` is where the article's readers live."""
    firsts = [toponyms[sense.members[0]] for sense in table.senses]
    rows = [row for i, first in enumerate(firsts) for row in _candidate_rows(table.matches[table.rows(i)], first.name)]
    known = np.array(rows, np.float64).reshape(-1, _OWN + len(CLASS_FEATURES))
    (prominence, population, division), classes = known[:, _PROMINENCE:_OWN].T, known[:, _OWN:]
    said = np.array([(sense.says_division, sense.says_town) for sense in table.senses], np.float64).reshape(-1, 2)
    counts = np.diff(table.starts).tolist()
    mentions = [
        _mention_row(sense, first, article, candidate_count=count)
        for sense, first, count in zip(table.senses, firsts, counts, strict=True)
    ]
    words = said[table.sense]
    town = classes[:, CLASS_FEATURES.index("town")]
    return np.hstack(
        (
            known[:, :_PROMINENCE],
            _prominence_features(table, prominence, population),
            classes,
            words,
            words * np.stack((division, town), axis=1),
            np.array(mentions, np.float64).reshape(-1, len(MENTION_FEATURES))[table.sense],
            _home_features(table, home),
        )
    )


def _candidate_rows(matches: Sequence[NameMatch], name: str) -> Iterator[tuple[float, ...]]:
    """Each candidate's NAME and MATCH_TYPE features, prominence, population, whether a division, and CLASS features."""
    places = [match.place for match in matches]
    divisions = {place.place_id for place in places if is_division(place)}
    around_towns = {id_ for place in places if place.feature_class == "P" for id_ in (place.admin1_id, place.admin2_id)}
    for match in matches:
        place = match.place
        yield (
            *_NAME_KINDS[match.name_kind],
            place.name == name,
            *_MATCH_TYPES[match.match_type],
            match.prominence,
            place.population_count or 0,
            is_division(place),
            *_classes(place.feature_class, place.feature_code),
            place.place_id in divisions and place.place_id in around_towns,
            place.feature_class == "P" and not divisions.isdisjoint((place.admin1_id, place.admin2_id)),
        )


@cache
def _classes(feature_class: str, feature_code: str) -> tuple[bool, ...]:
    country, admin1 = is_country_code(feature_code), feature_code == "ADM1"
    return (
        country,
        admin1,
        feature_class == "A" and not country and not admin1,
        feature_class == "P",
        feature_code == "PPLC",
        feature_class == "L",
        feature_class in ("H", "T"),
        feature_class in ("S", "R", "V", "U"),
    )


def _mention_row(sense: Sense, first: Toponym, article: Article, *, candidate_count: int) -> tuple[float, ...]:
    return (
        first.kind is MentionKind.DEMONYM,
        log1p(candidate_count),
        log1p(len(sense.members)),
        first.start_offset / max(1, len(article.part(first.source))),
        first.start_offset < _LEAD_CHARS,
        first.name.count(" ") + 1,
    )


def _prominence_features(table: CandidateTable, prominences: Floats, populations: Floats) -> Floats:
    prominence, starts = np.log10(prominences + 10), table.starts[:-1]
    rank = np.arange(len(prominence)) - starts[table.sense]
    best = np.maximum.reduceat(prominence, starts)[table.sense]
    columns = (prominence, np.log10(populations + 1), populations > 0, best - prominence, 1 / (1 + rank), rank == 0)
    return np.stack(columns, axis=1)


def _home_features(table: CandidateTable, home: Home | None) -> Floats:
    found = np.zeros((len(table.matches), len(HOME_FEATURES)))
    found[:, 2] = log1p(FARTHEST_KM)
    if home is None:
        return found
    found[:, 0] = 1
    if home.coordinates is not None:
        distances = great_circle_km(table.vectors, unit_vectors([home.coordinates]))[:, 0]
        found[:, 1] = 1
        found[:, 2] = np.log1p(distances)
        found[:, 3] = np.exp(-distances / 50)
        found[:, 4] = np.exp(-distances / 300)
    places = [match.place for match in table.matches]
    found[:, 5] = [bool(home.country_code) and place.country_code == home.country_code for place in places]
    found[:, 6] = [bool(home.admin1_id) and home.admin1_id in (place.admin1_id, place.place_id) for place in places]
    return found
