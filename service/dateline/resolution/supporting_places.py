"""SupportingPlaces: the places of the article that speak for a candidate and are named in the evidence."""

import numpy as np

from dateline.resolution.candidates import CandidateTable, Floats, Integers, great_circle_km, number_members
from dateline.values import Place

_MOST_NAMED = 3
_LEAST_PROBABILITY, _NEAR_KM = 0.3, 300.0


class SupportingPlaces:
    """The likeliest candidate of each sense, where that candidate is likely enough to be named as a reason."""

    def __init__(self, table: CandidateTable, probabilities: Floats) -> None:
        self._table = table
        best = (rows.start + int(np.argmax(probabilities[rows])) for rows in map(table.rows, range(len(table.senses))))
        likely = [row for row in best if probabilities[row] >= _LEAST_PROBABILITY]
        self._rows = np.array(sorted(likely, key=lambda row: -probabilities[row]), np.int64)
        self._senses, self._own = table.sense[self._rows], table.own[self._rows]
        self._sense_of = number_members(table.senses)

    def kin(self, row: int) -> tuple[Place, ...]:
        """Returns the places in the smallest division of the candidate, or else in its country, the likeliest first."""
        supporters = self._supporters(row)
        for regions in self._table.regions[::-1]:
            if regions[row]:
                sharing = supporters[regions[supporters] == regions[row]]
                if len(sharing):
                    return self._places(sharing)
        return ()

    def nearest(self, row: int) -> tuple[Place, ...]:
        """Returns the place nearest to the candidate, alone, or nothing where none is near.

        To a candidate whose own point nobody knows no place is near.
        """
        supporters = self._supporters(row)
        points = supporters[self._table.is_point[supporters]]
        if not len(points) or not self._table.matches[row].place.has_own_point:
            return ()
        distances = great_circle_km(self._table.vectors[points], self._table.vectors[row : row + 1])[:, 0]
        nearest = int(np.argmin(distances))
        return self._places(points[[nearest]]) if distances[nearest] <= _NEAR_KM else ()

    def containers(self, row: int) -> tuple[Place, ...]:
        """Returns the places that the candidate lies in and that the text names as its containers."""
        sense = self._table.senses[self._table.sense[row]]
        around = {self._sense_of[container] for container in sense.containers if container in self._sense_of}
        supporters = self._supporters(row)
        inside = np.isin(self._table.own[supporters], self._table.regions[:, row])
        return self._places(supporters[inside & np.isin(self._table.sense[supporters], list(around))])

    def _supporters(self, row: int) -> Integers:
        table = self._table
        # "Egypt" and "Egyptian" are two senses of one place, and a place does not support itself.
        rows: Integers = self._rows[(self._senses != table.sense[row]) & (self._own != table.own[row])]
        return rows

    def _places(self, rows: Integers) -> tuple[Place, ...]:
        places = (self._table.matches[row].place for row in rows)
        return tuple({place.place_id: place for place in places}.values())[:_MOST_NAMED]
