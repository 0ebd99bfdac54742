"""SupportingPlaces: the places of the article that speak for a candidate, to be named in the evidence."""

import numpy as np

from dateline.resolution.candidates import CandidateTable, Floats, Integers, great_circle_km, number_members
from dateline.values import Place

_MOST_NAMED = 3
_LEAST_PROBABILITY, _NEAR_KM = 0.3, 300.0


class SupportingPlaces:
    """The likeliest candidate of each sense, where it is likely enough to be named as a reason."""

    def __init__(self, table: CandidateTable, probabilities: Floats) -> None:
        self._table = table
        best = (rows.start + int(np.argmax(probabilities[rows])) for rows in map(table.rows, range(len(table.senses))))
        likely = [row for row in best if probabilities[row] >= _LEAST_PROBABILITY]
        self._rows = np.array(sorted(likely, key=lambda row: -probabilities[row]), np.int64)
        self._senses, self._own = table.sense[self._rows], table.own[self._rows]
        self._sense_of = number_members(table.senses)

    def kin(self, row: int) -> tuple[Place, ...]:
        """Those that share its smallest division, or else its country, the likeliest first."""
        others = self._others(row)
        for regions in self._table.regions[::-1]:
            if regions[row]:
                sharing = others[regions[others] == regions[row]]
                if len(sharing):
                    return self._places(sharing)
        return ()

    def nearest(self, row: int) -> tuple[Place, ...]:
        """The one nearest to it, where any is near, as one place or none."""
        others = self._others(row)
        points = others[self._table.is_point[others]]
        if not len(points):
            return ()
        distances = great_circle_km(self._table.vectors[points], self._table.vectors[row : row + 1])[:, 0]
        nearest = int(np.argmin(distances))
        return self._places(points[[nearest]]) if distances[nearest] <= _NEAR_KM else ()

    def containers(self, row: int) -> tuple[Place, ...]:
        """Those named as what it lies in."""
        sense = self._table.senses[self._table.sense[row]]
        around = {self._sense_of[each] for each in sense.containers if each in self._sense_of}
        others = self._others(row)
        inside = np.isin(self._table.own[others], self._table.regions[:, row])
        return self._places(others[inside & np.isin(self._table.sense[others], list(around))])

    def _others(self, row: int) -> Integers:
        table = self._table
        # "Egypt" and "Egyptian" are two senses of one place, which is no support for itself.
        others: Integers = self._rows[(self._senses != table.sense[row]) & (self._own != table.own[row])]
        return others

    def _places(self, rows: Integers) -> tuple[Place, ...]:
        places = (self._table.matches[row].place for row in rows)
        return tuple({place.place_id: place for place in places}.values())[:_MOST_NAMED]
