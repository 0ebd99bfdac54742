"""Divisions: the population and the point of those whose own are not known, from the populated places in them."""

import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from dateline.values import Coordinates, NameKind

_COUNT_POINTLESS = """
SELECT count(*) FROM places WHERE feature_code = 'ADM2' AND latitude_degrees IS NULL AND admin1_id != ''
"""
# Many a second-order division of which no town is known has the name of its seat. In the packaged data the best known
# town that has a division's name, in the same first-order one, lies in it 985 times of 1,000.
_FIND_SEATS = f"""
SELECT DISTINCT division.place_id, town.place_id, town.latitude_degrees, town.longitude_degrees, town.population_count
FROM places AS division
JOIN staged_names AS own ON own.place = division.id
JOIN staged_names AS its ON its.folded = own.folded AND its.kind = {NameKind.PRIMARY:d}
JOIN places AS town ON town.id = its.place
WHERE division.feature_code = 'ADM2' AND division.latitude_degrees IS NULL AND division.admin1_id != ''
AND town.feature_class = 'P' AND town.admin2_id = '' AND town.admin1_id = division.admin1_id
AND town.latitude_degrees IS NOT NULL
ORDER BY division.id, town.population_count DESC, town.id
"""  # noqa: S608  # the number is this package's own
_MARK_POINTLESS = "UPDATE places SET has_own_point = 0 WHERE latitude_degrees IS NULL"
# A division without populated places stands at the point of the division or country that it lies in, which may be far.
_INHERIT_DIVISION_POINT = (
    "UPDATE places AS child SET (latitude_degrees, longitude_degrees) = (SELECT latitude_degrees, longitude_degrees "
    "FROM places WHERE place_id = child.admin1_id AND latitude_degrees IS NOT NULL) WHERE latitude_degrees IS NULL"
)
_INHERIT_COUNTRY_POINT = (
    "UPDATE places AS child SET (latitude_degrees, longitude_degrees) = (SELECT latitude_degrees, longitude_degrees "
    "FROM places WHERE country_code = child.country_code AND feature_code LIKE 'PCL%' ORDER BY id LIMIT 1) "
    "WHERE latitude_degrees IS NULL"
)


@dataclass(slots=True)
class Members:
    """The populated places of one division, added one by one; points are averaged on the sphere."""

    population_count: int = 0
    x: float = 0.0
    y: float = 0.0
    z: float = 0.0

    def add(self, coordinates: Coordinates, population_count: int) -> None:
        """Adds one populated place."""
        weight = population_count + 1
        latitude, longitude = math.radians(coordinates.latitude_degrees), math.radians(coordinates.longitude_degrees)
        self.population_count += population_count
        self.x += weight * math.cos(latitude) * math.cos(longitude)
        self.y += weight * math.cos(latitude) * math.sin(longitude)
        self.z += weight * math.sin(latitude)

    def center(self) -> Coordinates:
        """Returns the mean point of the places, weighted by population."""
        latitude = math.degrees(math.atan2(self.z, math.hypot(self.x, self.y)))
        return Coordinates(round(latitude, 5), round(math.degrees(math.atan2(self.y, self.x)), 5))


def complete_divisions(connection: sqlite3.Connection, members: dict[str, Members]) -> None:
    """Gives divisions that lack a population or a point those of their members, or else those of their seats."""
    _add_up(connection, members)
    _add_up(connection, _seats(connection))
    connection.execute(_MARK_POINTLESS)
    connection.execute(_INHERIT_DIVISION_POINT)
    connection.execute(_INHERIT_COUNTRY_POINT)
    # A division that got no point at all is left out, because every place needs one.
    for table in ("staged_names", "place_names"):
        connection.execute(
            f"DELETE FROM {table} WHERE place IN (SELECT id FROM places WHERE latitude_degrees IS NULL)"  # noqa: S608
        )
    connection.execute("DELETE FROM places WHERE latitude_degrees IS NULL")


def _add_up(connection: sqlite3.Connection, members: Mapping[str, Members]) -> None:
    connection.executemany(
        "UPDATE places SET population_count = ? WHERE place_id = ? AND population_count IS NULL",
        ((summed.population_count, division) for division, summed in members.items() if summed.population_count),
    )
    connection.executemany(
        "UPDATE places SET latitude_degrees = ?, longitude_degrees = ? WHERE place_id = ? AND latitude_degrees IS NULL",
        (
            (point.latitude_degrees, point.longitude_degrees, division)
            for division, point in ((division, summed.center()) for division, summed in members.items())
        ),
    )


def _seats(connection: sqlite3.Connection) -> dict[str, Members]:
    """Puts towns into the divisions that have their main names and no other members, and returns these members.

    A town is the seat of one division at most.
    """
    seats: dict[str, Members] = {}
    taken: set[str] = set()
    # Dumps give every division a point, and joining their names takes long.
    (count,) = connection.execute(_COUNT_POINTLESS).fetchone()
    rows = connection.execute(_FIND_SEATS).fetchall() if count else ()
    for division, town, latitude, longitude, population in rows:
        if division not in seats and town not in taken:
            taken.add(town)
            connection.execute("UPDATE places SET admin2_id = ? WHERE place_id = ?", (division, town))
            seats[division] = Members()
            seats[division].add(Coordinates(latitude, longitude), population or 0)
    return seats
