"""Features: what is known of each candidate before the article's other places are asked."""

from collections.abc import Iterator, Sequence
from math import log1p, log10

import numpy as np

from dateline.document import Article, Home, MentionKind, NameKind, NameMatch, NameTier
from dateline.resolution.candidates import CandidateTable, Floats, great_circle_km, unit_vectors
from dateline.resolution.sense import Sense
from dateline.resolution.toponym import Toponym, is_country, is_division

NAME_FEATURES = ("alternate", "abbreviation", "demonym_name", "same_spelling")
TIER_FEATURES = ("reduced", "transliterated", "embedded", "misspelt")
PRIOR_FEATURES = ("prior", "population", "has_population", "prior_below_best", "prior_rank", "is_best_known")
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
    *NAME_FEATURES, *TIER_FEATURES, *PRIOR_FEATURES, *CLASS_FEATURES, *WORD_FEATURES, *MENTION_FEATURES, *HOME_FEATURES,
)  # fmt: skip

FARTHEST_KM = 20_039.0
_LEAD_CHARS = 300


def measure(table: CandidateTable, toponyms: Sequence[Toponym], *, article: Article, home: Home | None) -> Floats:
    """A row of FEATURES for each row of the table; `home` is where the article's readers live."""
    rows = [
        row
        for i, sense in enumerate(table.senses)
        for row in _sense_rows(sense, table.matches[table.rows(i)], toponyms[sense.members[0]], article)
    ]
    known = np.array(rows, np.float64).reshape(len(table.matches), len(FEATURES) - len(HOME_FEATURES))
    return np.hstack((known, _home_features(table, home)))


def _sense_rows(
    sense: Sense, matches: Sequence[NameMatch], first: Toponym, article: Article
) -> Iterator[tuple[float, ...]]:
    places = [match.place for match in matches]
    divisions = {place.place_id for place in places if is_division(place)}
    around_towns = {id_ for place in places if place.feature_class == "P" for id_ in (place.admin1_id, place.admin2_id)}
    best = max((log10(match.prior + 10) for match in matches), default=0.0)
    mention = (
        first.kind is MentionKind.DEMONYM,
        log1p(len(matches)),
        log1p(len(sense.members)),
        first.start_offset / max(1, len(article.part(first.source))),
        first.start_offset < _LEAD_CHARS,
        first.name.count(" ") + 1,
    )
    for rank, match in enumerate(matches):
        place, prior = match.place, log10(match.prior + 10)
        division, town = is_division(place), place.feature_class == "P"
        yield (
            match.name_kind is NameKind.ALTERNATE,
            match.name_kind is NameKind.ABBREVIATION,
            match.name_kind is NameKind.DEMONYM,
            place.name == first.name,
            match.tier is NameTier.REDUCED,
            match.tier is NameTier.TRANSLITERATED,
            match.tier is NameTier.EMBEDDED,
            match.tier is NameTier.MISSPELT,
            prior,
            log10((place.population_count or 0) + 1),
            bool(place.population_count),
            best - prior,
            1 / (1 + rank),
            rank == 0,
            is_country(place),
            place.feature_code == "ADM1",
            division and place.feature_code != "ADM1",
            town,
            place.feature_code == "PPLC",
            place.feature_class == "L",
            place.feature_class in ("H", "T"),
            place.feature_class in ("S", "R", "V", "U"),
            division and place.place_id in around_towns,
            town and not divisions.isdisjoint((place.admin1_id, place.admin2_id)),
            sense.says_division,
            sense.says_town,
            division and sense.says_division,
            town and sense.says_town,
            *mention,
        )


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
