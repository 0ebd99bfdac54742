"""Candidates: the places that the toponyms of one article may mean, as a table with a row for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dateline.geodesy import EARTH_RADIUS_KM
from dateline.resolution.sense import Sense
from dateline.values import Coordinates, NameMatch, Place

MAX_CANDIDATES, MAX_ROWS = 100, 20_000
"""Most rows of one sense, and about the most of an article; of more places, the best known are kept."""

_IN_TOWN_KM = 25.0

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CandidateTable:
    """The candidates of all senses of an article; rows of one sense stand together, best known first.

    `sense` is each row's index into `senses`, `starts` each sense's first row and, at the end, the number of rows.
    Regions are numbered within the article, 0 being none: `regions` has each row's country, first- and second-order
    division (a division counts as lying in itself), `own` the region that the row is itself, and `region_ids` the
    country code or place id of each number. `vectors` are points on the unit sphere; `is_point` is False for places too
    large to be near to others, and for those whose own point nobody knows; `is_part` is True for landmarks and parts of
    towns, `is_town` for whole towns.
    """

    senses: tuple[Sense, ...]
    matches: tuple[NameMatch, ...]
    sense: Integers
    starts: Integers
    regions: Integers
    region_ids: tuple[str, ...]
    own: Integers
    vectors: Floats
    is_point: Booleans
    is_part: Booleans
    is_town: Booleans

    def rows(self, sense: int) -> slice:
        """Returns the rows of one sense."""
        return slice(int(self.starts[sense]), int(self.starts[sense + 1]))


def number_members(senses: Sequence[Sense]) -> dict[int, int]:
    """Returns the index of each toponym's sense, by the index of the toponym."""
    return {member: i for i, sense in enumerate(senses) for member in sense.members}


def candidate_table(senses: Sequence[Sense]) -> CandidateTable:
    """Returns the table of an article's senses, in their order."""
    most = max(1, min(MAX_CANDIDATES, MAX_ROWS // max(1, len(senses))))
    kept = [sense.matches[:most] for sense in senses]
    matches = tuple(match for sense_matches in kept for match in sense_matches)
    places = [match.place for match in matches]
    counts = [len(sense_matches) for sense_matches in kept]
    numbers: dict[str, int] = {"": 0}
    regions = [[numbers.setdefault(region, len(numbers)) for region in _regions(place)] for place in places]
    numbered = np.array(regions, np.int64).reshape(-1, 4).T
    return CandidateTable(
        tuple(senses),
        matches,
        np.repeat(np.arange(len(senses)), counts),
        np.cumsum([0, *counts]),
        numbered[:3],
        tuple(numbers),
        numbered[3],
        unit_vectors([place.coordinates for place in places]),
        np.array([_is_point(place) for place in places], np.bool_),
        np.array([_is_part(place) for place in places], np.bool_),
        np.array([place.is_populated_place and not _is_part(place) for place in places], np.bool_),
    )


def lies_inside(table: CandidateTable, rows: slice, around: slice) -> Booleans:
    """Returns whether each candidate of `rows`, a row each, lies in each of `around`, a column each.

    A country or division holds what its id says; a town holds the landmarks and the parts of towns that are near it,
    since no entry says in which town these are.
    """
    own = table.own[around]
    inside: Booleans = lies_in_region(table, rows, around) & (table.own[rows, None] != own)
    parts, towns = table.is_part[rows], table.is_town[around]
    if parts.any() and towns.any():
        near = great_circle_km(table.vectors[rows], table.vectors[around]) <= _IN_TOWN_KM
        inside |= near & parts[:, None] & towns & (table.own[rows, None] != own)
    return inside


def lies_in_region(table: CandidateTable, rows: slice, around: slice) -> Booleans:
    """Returns whether each of `rows` is or lies in the country or division that each of `around` is.

    What lies in a division that took up a former one counts as lying in the former one.
    """
    regions = table.regions[:, rows]
    inside: Booleans = (regions[:, :, None] == table.own[around]).any(axis=0)
    for column, match in enumerate(table.matches[around]):
        if match.place.former is not None:
            successors = match.place.former.successor_ids
            numbers = [number for number, region_id in enumerate(table.region_ids) if region_id in successors]
            inside[:, column] |= np.isin(regions, numbers).any(axis=0)
    return inside


def unit_vectors(points: Sequence[Coordinates]) -> Floats:
    """Returns the points as vectors on the unit sphere, a row for each."""
    degrees = [(point.latitude_degrees, point.longitude_degrees) for point in points]
    latitude, longitude = np.radians(np.array(degrees, np.float64).reshape(-1, 2)).T
    across = np.cos(latitude)
    return np.stack((across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)), axis=1)


def great_circle_km(vectors: Floats, others: Floats) -> Floats:
    """Returns the distances between points on the unit sphere: a row for each of `vectors`, a column for each other."""
    return arc_km(vectors @ others.T)


def arc_km(cosines: Floats) -> Floats:
    """Returns the distances on the earth that angles with these cosines span."""
    distances: Floats = np.arccos(np.clip(cosines, -1, 1)) * EARTH_RADIUS_KM
    return distances


def _regions(place: Place) -> tuple[str, str, str, str]:
    admin1 = place.place_id if place.is_first_order_division else place.admin1_id
    admin2 = place.place_id if place.feature_code == "ADM2" else place.admin2_id
    own = (place.is_country and place.country_code) or place.place_id
    return place.country_code, admin1, admin2, own


def _is_part(place: Place) -> bool:
    return place.feature_class in ("S", "R", "V") or place.feature_code == "PPLX"


def _is_point(place: Place) -> bool:
    return place.has_own_point and not (place.is_country_or_first_order or place.feature_class == "L")
