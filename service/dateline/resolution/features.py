"""Features: measurements of each candidate that do not depend on the article's other places.

Columns are written by name and put in order by FEATURES alone, so that reordering FEATURES changes no column's meaning.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import log1p

import numpy as np

from dateline.resolution.candidates import CandidateTable, Floats, great_circle_km, unit_vectors
from dateline.resolution.sense import Sense
from dateline.resolution.toponym import Toponym
from dateline.values import Article, Home, MatchType, MentionKind, NameKind, NameMatch, is_country_feature

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
WORD_FEATURES = ("says_division", "says_town", "says_village", "said_division", "said_town", "said_village")
COUNTRY_WORD_FEATURES = ("country_words", "other_country_words")
MENTION_FEATURES = (
    "is_demonym",
    "candidate_count",
    "mention_count",
    "first_position",
    "in_lead",
    "in_dateline",
    "name_words",
)
HOME_FEATURES = (
    "has_home", "home_has_point", "home_log_km", "home_within_50_km", "home_within_300_km", "home_country",
    "home_admin1",
)  # fmt: skip
FEATURES = (
    *NAME_FEATURES, *MATCH_TYPE_FEATURES, *PROMINENCE_FEATURES, *CLASS_FEATURES, *WORD_FEATURES, *MENTION_FEATURES,
    *HOME_FEATURES, *COUNTRY_WORD_FEATURES,
)  # fmt: skip

FARTHEST_KM = 20_039.0
_LEAD_CHARS = 300
# Papers call no larger place a village; some of India and Egypt come near it.
_VILLAGE_PEOPLE = 50_000
_BEFORE_DATELINE = " \t\r\n\"“'‘*•"
_AFTER_DATELINE = re.compile(r"[^.!?\n—–]{0,48}?\.?(?:\s?(?:[—–]|--)|\s-(?=\s)|\s\([A-Za-z]{2,12}\)|:\s)")
_FACTS = (
    *NAME_FEATURES[:3], *MATCH_TYPE_FEATURES, "country", "admin1", "lower_division", "town", "capital", "region",
    "water_or_relief", "facility",
)  # fmt: skip
"""The features that follow from the kinds of a candidate's name, match and place alone."""


def candidate_features(
    table: CandidateTable,
    toponyms: Sequence[Toponym],
    *,
    article: Article,
    country_shares: Mapping[str, float],
    home: Home | None,
) -> Floats:
    """Returns a row of FEATURES for each row of the table.

    `country_shares` are those of dateline.resolution.context.country_words, and `home` is where the readers live.
    """
    firsts = [toponyms[sense.members[0]] for sense in table.senses]
    names = [firsts[sense].name for sense in table.sense.tolist()]
    columns: dict[str, Floats] = {}
    facts = [
        _facts(match.name_kind, match.match_type, match.place.feature_class, match.place.feature_code)
        for match in table.matches
    ]
    columns |= zip(_FACTS, np.array(facts, np.float64).reshape(-1, len(_FACTS)).T, strict=True)
    columns["same_spelling"] = np.array(
        [match.is_local_name or match.place.name == name for match, name in zip(table.matches, names, strict=True)],
        np.float64,
    )
    columns |= _prominence_columns(table)
    columns |= _namesake_columns(table)
    columns |= _word_columns(table, columns["town"])
    columns |= _mention_columns(table, firsts, article)
    columns |= _home_columns(table, home)
    columns |= _country_word_columns(table, country_shares)
    return np.stack([columns[name] for name in FEATURES], axis=1)


@cache
def _facts(name_kind: NameKind, match_type: MatchType, feature_class: str, feature_code: str) -> tuple[bool, ...]:
    """Returns the values of _FACTS for a candidate, in their order."""
    country, admin1 = is_country_feature(feature_class, feature_code), feature_code in ("ADM1", "ADM1H")
    known = {
        "alternate": name_kind is NameKind.ALTERNATE,
        "abbreviation": name_kind is NameKind.ABBREVIATION,
        "demonym_name": name_kind is NameKind.DEMONYM,
        # An inflected form is as sure as the name itself, and the ranker has no column for it.
        "variant": match_type is MatchType.VARIANT,
        "transliterated": match_type is MatchType.TRANSLITERATED,
        "embedded": match_type is MatchType.EMBEDDED,
        "misspelt": match_type is MatchType.MISSPELT,
        "country": country,
        "admin1": admin1,
        "lower_division": feature_class == "A" and not country and not admin1,
        "town": feature_class == "P",
        "capital": feature_code == "PPLC",
        "region": feature_class == "L",
        "water_or_relief": feature_class in ("H", "T"),
        "facility": feature_class in ("S", "R", "V", "U"),
    }
    return tuple(known[name] for name in _FACTS)


def _prominence_columns(table: CandidateTable) -> Mapping[str, Floats]:
    prominences = np.array([match.prominence for match in table.matches], np.float64)
    populations = np.array([_people(match) for match in table.matches], np.float64)
    prominence, starts = np.log10(prominences + 10), table.starts[:-1]
    rank = np.arange(len(prominence)) - starts[table.sense]
    best = np.maximum.reduceat(prominence, starts)[table.sense]
    return {
        "prominence": prominence,
        "population": np.log10(populations + 1),
        "has_population": populations > 0,
        "prominence_below_best": best - prominence,
        "prominence_rank": 1 / (1 + rank),
        "is_best_known": rank == 0,
    }


def _people(match: NameMatch) -> float:
    """Returns the people of a place; of a village without a count its prominence, which is in people, too.

    The ranker knows places without people as seas, regions and landmarks, which are famous.
    """
    place = match.place
    if place.population_count is None and place.is_populated_place and place.feature_code != "PPLX":
        return match.prominence
    return place.population_count or 0.0


def _namesake_columns(table: CandidateTable) -> Mapping[str, Floats]:
    """Returns which divisions contain a candidate town of their name, and which towns lie in such a division."""
    divisions: list[bool] = []
    towns: list[bool] = []
    for number in range(len(table.senses)):
        for division, town in _namesakes(table.matches[table.rows(number)]):
            divisions.append(division)
            towns.append(town)
    return {
        "division_shares_name": np.array(divisions, np.float64),
        "town_shares_name": np.array(towns, np.float64),
    }


def _namesakes(matches: Sequence[NameMatch]) -> Iterator[tuple[bool, bool]]:
    places = [match.place for match in matches]
    divisions = {place.place_id for place in places if place.is_division}
    around_towns = {
        division for place in places if place.is_populated_place for division in (place.admin1_id, place.admin2_id)
    }
    for place in places:
        yield (
            place.place_id in divisions and place.place_id in around_towns,
            place.is_populated_place and not divisions.isdisjoint((place.admin1_id, place.admin2_id)),
        )


def _word_columns(table: CandidateTable, town: Floats) -> Mapping[str, Floats]:
    """Returns the columns of what the words beside the name call the place, and whether the candidate is that."""
    says_division = np.array([sense.says_division for sense in table.senses], np.float64)[table.sense]
    says_town = np.array([sense.says_town for sense in table.senses], np.float64)[table.sense]
    says_village = np.array([sense.says_village for sense in table.senses], np.float64)[table.sense]
    is_small = np.array([_people(match) < _VILLAGE_PEOPLE for match in table.matches], np.float64)
    division = np.array([match.place.is_division for match in table.matches], np.float64)
    return {
        "says_division": says_division,
        "says_town": says_town,
        "says_village": says_village,
        "said_division": says_division * division,
        "said_town": says_town * town,
        "said_village": says_village * town * is_small,
    }


def _mention_columns(table: CandidateTable, firsts: Sequence[Toponym], article: Article) -> Mapping[str, Floats]:
    """Returns the columns measured on the mentions of each sense, the same for all of its candidates."""
    counts = np.diff(table.starts).tolist()
    by_sense = [
        _mention_features(sense, first, article, candidate_count=count)
        for sense, first, count in zip(table.senses, firsts, counts, strict=True)
    ]
    return {
        name: np.array([features[name] for features in by_sense], np.float64)[table.sense] for name in MENTION_FEATURES
    }


def _mention_features(sense: Sense, first: Toponym, article: Article, *, candidate_count: int) -> Mapping[str, float]:
    return {
        "is_demonym": first.kind is MentionKind.DEMONYM,
        "candidate_count": log1p(candidate_count),
        "mention_count": log1p(len(sense.members)),
        "first_position": first.start_offset / max(1, len(article.text_of(first.part))),
        "in_lead": first.start_offset < _LEAD_CHARS,
        "in_dateline": _is_in_dateline(first, article.text_of(first.part)),
        "name_words": first.name.count(" ") + 1,
    }


def _is_in_dateline(first: Toponym, text: str) -> bool:
    """Returns whether the name stands at the head of the text and, after containers, date or agency, a dash follows."""
    is_head = not text[: first.start_offset].strip(_BEFORE_DATELINE)
    return is_head and _AFTER_DATELINE.match(text, first.end_offset) is not None


def _home_columns(table: CandidateTable, home: Home | None) -> Mapping[str, Floats]:
    columns = {name: np.zeros(len(table.matches)) for name in HOME_FEATURES}
    columns["home_log_km"][:] = log1p(FARTHEST_KM)
    if home is None:
        return columns
    columns["has_home"][:] = 1
    if home.coordinates is not None:
        distances = great_circle_km(table.vectors, unit_vectors([home.coordinates]))[:, 0]
        columns["home_has_point"][:] = 1
        columns["home_log_km"] = np.log1p(distances)
        columns["home_within_50_km"] = np.exp(-distances / 50)
        columns["home_within_300_km"] = np.exp(-distances / 300)
    places = [match.place for match in table.matches]
    columns["home_country"][:] = [
        bool(home.country_code) and home.country_code == place.country_code for place in places
    ]
    columns["home_admin1"][:] = [
        bool(home.admin1_id) and home.admin1_id in (place.admin1_id, place.place_id) for place in places
    ]
    return columns


def _country_word_columns(table: CandidateTable, shares: Mapping[str, float]) -> Mapping[str, Floats]:
    """Returns how much the article's words speak for each candidate's country, and most for any other one."""
    codes = [match.place.country_code for match in table.matches]
    most = {
        code: max((share for other, share in shares.items() if other != code), default=0.0) for code in {"", *codes}
    }
    return {
        "country_words": np.array([shares.get(code, 0.0) for code in codes], np.float64),
        "other_country_words": np.array([most[code] if code else 0.0 for code in codes], np.float64),
    }
