"""Members: the population and the centre of the populated places in one division."""

import math
from dataclasses import dataclass

from dateline.values import Coordinates


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
