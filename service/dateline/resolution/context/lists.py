"""Lists: what the other names of a list say of a candidate, since lists name things of a kind.

In "Mali, Niger and Nigeria" Niger is a country, because the others are; in "Kharkiv, Dnipro and Zaporizhzhia" the last
is a town. In "Jerusalem, Huruma and Kamukunji", of which the gazetteer lacks two, it may lack the third, too.
"""

from collections.abc import Collection, Mapping

import numpy as np

from dateline.resolution.candidates import CandidateTable, Floats, number_members
from dateline.values import Place

LIST_VOTES = ("listed_with_kind", "listed_with_others")
LISTED_WITH_UNKNOWN = "listed_with_unknown"
"""The share of the names of its list that the gazetteer lacks, alike for all candidates of a sense."""
_KINDS = 4


class Lists:
    """The lists in which the candidates of one article are named; `unknown` are toponyms that the gazetteer lacks."""

    def __init__(self, table: CandidateTable, unknown: Collection[int]) -> None:
        sense_of = number_members(table.senses)
        pairs = sorted(
            {
                (number, sense_of[other])
                for number, sense in enumerate(table.senses)
                for other in sense.listed
                if other in sense_of and sense_of[other] != number
            }
        )
        self._table = table
        among = [[other in unknown for other in sense.listed] for sense in table.senses]
        self._unknown = np.array([sum(names) / max(1, len(names)) for names in among], np.float64)
        self._kinds = np.array([_kind(match.place) for match in table.matches], np.int64)
        self._listed = np.array([pair[0] for pair in pairs], np.int64)
        self._others = np.array([pair[1] for pair in pairs], np.int64)

    def votes(self, probabilities: Floats) -> Mapping[str, Floats]:
        """Returns LIST_VOTES and LISTED_WITH_UNKNOWN by name; `probabilities` are the weights of the rows as voters."""
        senses = len(self._table.senses)
        cells = self._table.sense * _KINDS + self._kinds
        mass = np.bincount(cells, probabilities, minlength=senses * _KINDS).reshape(senses, _KINDS)
        listed = np.zeros((senses, _KINDS))
        np.add.at(listed, self._listed, mass[self._others])
        counts = np.bincount(self._listed, minlength=senses)
        listed /= np.maximum(counts, 1)[:, None]
        with_kind = listed[self._table.sense, self._kinds]
        return {
            "listed_with_kind": with_kind,
            LISTED_WITH_UNKNOWN: self._unknown[self._table.sense],
            "listed_with_others": np.maximum(0, listed.sum(axis=1)[self._table.sense] - with_kind),
        }


def _kind(place: Place) -> int:
    if place.is_country:
        return 0
    if place.is_division:
        return 1
    return 2 if place.is_populated_place else 3
