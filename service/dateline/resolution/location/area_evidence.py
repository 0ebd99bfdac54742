"""Area evidence: what the article says of the country, divisions and town that each name lies in.

It speaks for names that the gazetteer lacks, too: "Bole, Kenya" lies in Kenya, whatever is called Bole elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from dateline.geodesy import distance_km
from dateline.resolution.candidates import Booleans, CandidateTable, Floats, Integers, great_circle_km
from dateline.resolution.landmarks import is_landmark, is_wide
from dateline.resolution.sense import Sense
from dateline.resolution.toponym import Toponym, names_in_names
from dateline.values import Home, MatchType, NameMatch

LEVELS = ("country", "admin1", "admin2", "town")
EVIDENCE = (
    "bias", "container", "other_container", "lead", "share", "root_share", "is_largest_share", "relative_share",
    "beside", "relative_beside", "last", "named", "embedded", "crowd", "wide", "home", "other_home",
    "words", "other_words",
    "landmark", "landmark_container", "landmark_beside", "landmark_lead", "landmark_embedded", "landmark_home",
)  # fmt: skip
"""Columns that speak for a region; a landmark is a name such as "Mill Road", which a gazetteer of towns never holds.

`relative_share` and `relative_beside` are a region's parts of all that lies in some region, `last` says whether the
place named last before lies there, `embedded` whether the name has that of a place there in it ("Riverdale Lodge",
or "Old Riverdale" in an article that names Riverdale, too),
`crowd` how many towns are together (see LevelEvidence), `wide` that the name is a river's or the like, and `words` how
much the article's words speak for a country.
"""

MAX_REGIONS = 16
"""Most regions of a level that an article's names may be said to lie in; those with most mentions are kept."""
_NEIGHBOURS, _RANGE_CHARS, _BESIDE_CHARS = 4, 83.0, 400
TOWN_KM = 20.0
"""A landmark counts as a town's, and a town as the home of an outlet, up to this distance."""
_LEAST_NAMED, _LEAST_TOWN = 0.5, 0.3


@dataclass(frozen=True, slots=True)
class LevelEvidence:
    """The evidence on one level: regions by their numbers in the table, and EVIDENCE for each name and region.

    `parents` are the country and the divisions of all regions of the table, 0 where there is none. `own` is the
    probability of each sense's candidates in each region, which is all that counts for a sense whose candidates are
    sure. `likeliest` is the region that most of them lie in, which in an article of many regions may be none of
    `regions`; `likeliest_own` is their probability.
    `is_told` says of which senses the level is told: a town only of landmarks and of what the article puts into one,
    for a village lies in no town.
    `together` says of each two regions whether what lies in the one counts as the other's: towns within TOWN_KM.
    """

    regions: Integers
    parents: Integers
    own: Floats
    columns: Floats
    likeliest: Integers
    likeliest_own: Floats
    is_told: Booleans
    together: Booleans


class AreaEvidence:
    """The evidence of one article, for all of its senses, those without candidates included.

    `rows_of` are the indices of the senses with candidates, `is_landmark` tells which are called a road, school or the
    like. `country_shares` are those of dateline.resolution.context.country_words.
    """

    def __init__(
        self,
        table: CandidateTable,
        senses: Sequence[Sense],
        toponyms: Sequence[Toponym],
        *,
        country_shares: Mapping[str, float],
    ) -> None:
        self._table, self._senses, self._country_shares = table, senses, country_shares
        # The senses of the table are those with candidates, in order.
        self.rows_of = np.array([i for i, sense in enumerate(senses) if sense.matches], np.int64)
        sense_of = {member: i for i, sense in enumerate(senses) for member in sense.members}
        self._lead = sense_of[0]
        pairs = _pairs(toponyms, sense_of)
        self._near = np.array([sense for sense, _, _ in pairs], np.int64)
        self._voters = np.array([voter for _, voter, _ in pairs], np.int64)
        self._weights = np.array([weight for _, _, weight in pairs], np.float64)
        contained = {
            (i, sense_of[container])
            for i, sense in enumerate(senses)
            for container in sense.containers
            if sense_of[container] != i
        }
        self._inner = np.array([inner for inner, _ in sorted(contained)], np.int64)
        self._outer = np.array([outer for _, outer in sorted(contained)], np.int64)
        self.is_landmark = np.array([sense.is_landmark for sense in senses], np.bool_)
        self._is_wide = np.array([is_wide(toponyms[sense.members[0]].name) for sense in senses], np.bool_)
        self._order = [sense_of[i] for i in range(len(toponyms))]
        whole_and_part = names_in_names([toponyms[sense.members[0]].key for sense in senses])
        self._whole = np.array([whole for whole, _ in whole_and_part], np.int64)
        self._part = np.array([part for _, part in whole_and_part], np.int64)
        self._is_embedded = np.array([_is_embedded(match) for match in table.matches], np.bool_)
        self._is_populated = np.array([match.place.is_populated_place for match in table.matches], np.bool_)
        self._regions = np.vstack((table.regions, _towns(table)[None, :])).astype(np.int64)

    @property
    def may_tell_towns(self) -> bool:
        """Whether the article has names that a town is told of."""
        return bool(self.is_landmark.any() or len(self._inner))

    def level(self, level: int, probabilities: Floats, home: Home | None) -> LevelEvidence:
        """Returns the evidence on a level of LEVELS; `probabilities` has one for each row of the table."""
        table, regions = self._table, self._regions[level]
        width = len(table.region_ids)
        sense = self.rows_of[table.sense]
        keys, inverse = np.unique(sense * width + regions, return_inverse=True)
        cells = np.bincount(inverse, probabilities, minlength=len(keys))
        cell_senses, cell_regions = np.divmod(keys, width)
        total = np.bincount(cell_regions, cells, minlength=width)
        total[0] = 0.0
        kept = np.argsort(-total, kind="stable")[:MAX_REGIONS]
        kept = kept[total[kept] > 0]
        position = np.full(width, -1)
        position[kept] = np.arange(len(kept))
        mass = np.zeros((len(self._senses), len(kept)))
        here = position[cell_regions] >= 0
        mass[cell_senses[here], position[cell_regions[here]]] = cells[here]
        named = np.zeros_like(mass)
        itself = (table.own == regions) & (position[regions] >= 0)
        np.add.at(named, (sense[itself], position[regions[itself]]), probabilities[itself])
        parents = np.zeros((len(table.regions), width), np.int64)
        parents[:, regions] = table.regions
        inside = np.where(cell_regions > 0, cells, 0.0)
        if LEVELS[level] == "town":
            # A town does not lie in itself.
            own, inside = np.zeros_like(mass), np.zeros_like(inside)
        else:
            own = mass
        order = np.lexsort((inside, cell_senses))
        last = order[np.flatnonzero(np.diff(cell_senses[order], append=-1))]
        likeliest, likeliest_own = np.zeros(len(self._senses), np.int64), np.zeros(len(self._senses))
        likeliest[cell_senses[last]], likeliest_own[cell_senses[last]] = cell_regions[last], inside[last]
        is_home = np.array([self._is_home(region, home, level) for region in kept.tolist()], np.float64)
        words = np.zeros(len(kept))
        if LEVELS[level] == "country":
            words[:] = [self._country_shares.get(table.region_ids[region], 0.0) for region in kept.tolist()]
        embedded = np.zeros_like(mass)
        inner = self._is_embedded & (position[regions] >= 0)
        np.add.at(embedded, (sense[inner], position[regions[inner]]), probabilities[inner])
        embedded /= np.maximum(embedded.sum(axis=1, keepdims=True), 1e-9)
        together, is_told = np.eye(len(kept), dtype=np.bool_), np.ones(len(self._senses), np.bool_)
        spread, landmark = mass, self.is_landmark
        if LEVELS[level] == "town":
            rows = [int(np.argmax(table.own == region)) for region in kept.tolist()]
            together = great_circle_km(table.vectors[rows], table.vectors[rows]) <= TOWN_KM
            spread, named, embedded = (np.minimum(1, part @ together) for part in (mass, named, embedded))
            landmark = is_told = self.is_landmark | self._is_in_town(probabilities)
        np.maximum.at(embedded, self._whole, spread[self._part])
        columns = self._columns(
            spread,
            placed=mass.sum(axis=1),
            named=named,
            is_home=is_home,
            words=words,
            embedded=embedded,
            crowd=np.log(together.sum(axis=0)),
            is_landmark=landmark,
        )
        return LevelEvidence(kept, parents, own, columns, likeliest, likeliest_own, is_told, together)

    def _is_in_town(self, probabilities: Floats) -> Booleans:
        """Returns of which senses the article says that they lie in what is rather a town than anything else."""
        towns = np.zeros(len(self._senses))
        np.add.at(towns, self.rows_of[self._table.sense], probabilities * self._is_populated)
        is_in_town = np.zeros(len(self._senses), np.bool_)
        np.logical_or.at(is_in_town, self._inner, towns[self._outer] >= _LEAST_TOWN)
        return is_in_town

    def _columns(  # noqa: PLR0913  # what the columns are made of
        self,
        mass: Floats,
        *,
        placed: Floats,
        named: Floats,
        is_home: Floats,
        words: Floats,
        embedded: Floats,
        crowd: Floats,
        is_landmark: Booleans,
    ) -> Floats:
        """Returns EVIDENCE for each sense and region; `placed` is how likely each sense lies in any of the regions."""
        senses, regions = mass.shape
        others = max(1, senses - 1)
        share = (mass.sum(axis=0) - mass) / others
        absent = np.log(np.maximum(1e-6, 1 - named))
        container = np.zeros_like(mass)
        np.maximum.at(container, self._inner, mass[self._outer])
        lead = np.tile(mass[self._lead], (senses, 1))
        lead[self._lead] = 0
        beside, all_beside = np.zeros_like(mass), np.zeros(senses)
        np.add.at(beside, self._near, self._weights[:, None] * mass[self._voters])
        np.add.at(all_beside, self._near, self._weights * placed[self._voters])
        largest = np.zeros_like(mass)
        if regions:
            largest[np.arange(senses), share.argmax(axis=1)] = 1
        surest = container.max(axis=1, initial=0)[:, None]
        landmark = is_landmark[:, None]
        home = np.tile(is_home, (senses, 1))
        columns = {
            "bias": np.ones_like(mass),
            "container": container,
            "other_container": np.where(container < surest, surest, 0),
            "lead": lead,
            "share": share,
            "root_share": np.sqrt(share.clip(0)),
            "is_largest_share": largest,
            "relative_share": _parts(share, (placed.sum() - placed) / others),
            "beside": beside,
            "relative_beside": _parts(beside, all_beside),
            "last": self._last_named(mass, placed),
            "named": 1 - np.exp(absent.sum(axis=0) - absent),
            "embedded": embedded,
            "crowd": np.tile(crowd, (senses, 1)),
            "wide": self._is_wide[:, None] * np.ones_like(mass),
            "home": home,
            "other_home": is_home.max(initial=0) - home,
            "words": np.tile(words, (senses, 1)),
            "other_words": np.tile(_largest_of_others(words), (senses, 1)),
            "landmark": landmark * np.ones_like(mass),
            "landmark_container": landmark * container,
            "landmark_beside": landmark * beside,
            "landmark_lead": landmark * lead,
            "landmark_embedded": landmark * embedded,
            "landmark_home": landmark * home,
        }
        return np.stack([columns[name] for name in EVIDENCE], axis=-1)

    def _last_named(self, mass: Floats, placed: Floats) -> Floats:
        """Returns, for each sense, the regions of the place that was named last before its first mention."""
        last, before = np.zeros_like(mass), -1
        is_placed = (placed >= _LEAST_NAMED).tolist()
        seen: set[int] = set()
        for sense in self._order:
            if sense not in seen and before >= 0:
                last[sense] = mass[before]
            seen.add(sense)
            before = sense if is_placed[sense] else before
        return last

    def _is_home(self, region: int, home: Home | None, level: int) -> bool:
        if home is None:
            return False
        name, region_id = LEVELS[level], self._table.region_ids[region]
        if name == "country":
            return region_id == home.country_code
        if name == "admin1":
            return region_id == home.admin1_id
        if name == "town" and home.coordinates is not None:
            town = self._table.matches[int(np.argmax(self._regions[level] == region))].place
            return distance_km(town.coordinates, home.coordinates) <= TOWN_KM
        return False


def _is_embedded(match: NameMatch) -> bool:
    # "College" is a town, too, but not what names the college.
    return match.match_type is MatchType.EMBEDDED and not is_landmark(match.place.name, before="", after="")


def _largest_of_others(values: Floats) -> Floats:
    """Returns for each value the largest one beside it, and at least 0."""
    largest: Floats = np.array([np.delete(values, i).max(initial=0.0) for i in range(len(values))], np.float64)
    return largest


def _parts(values: Floats, wholes: Floats) -> Floats:
    """Returns the values of each sense as parts of its whole."""
    parts: Floats = values / np.maximum(wholes, 1e-9)[:, None]
    return parts


def _towns(table: CandidateTable) -> Integers:
    """Returns the number of the town that each row is, or 0; a division is the town of its name in it.

    "A fire in a school in New York" was in the city, also where New York means the state as likely.
    """
    is_town = np.array([match.place.is_populated_place for match in table.matches], np.bool_)
    towns: Integers = np.where(is_town, table.own, 0)
    seats: dict[tuple[int, int], int] = {}
    for row in np.flatnonzero(is_town).tolist():
        for region in table.regions[1:, row].tolist():
            seats.setdefault((int(table.sense[row]), region), int(table.own[row]))
    for row in np.flatnonzero(~is_town & (table.own == table.regions[1:]).any(axis=0)).tolist():
        towns[row] = seats.get((int(table.sense[row]), int(table.own[row])), 0)
    return towns


def _pairs(toponyms: Sequence[Toponym], sense_of: dict[int, int]) -> list[tuple[int, int, float]]:
    """Returns senses with those named closest to them, and weights that sum to 1 for each sense."""
    nearest: dict[tuple[int, int], float] = {}
    for i, here in enumerate(toponyms):
        for j in range(i + 1, min(i + 1 + _NEIGHBOURS, len(toponyms))):
            there = toponyms[j]
            gap = max(0, there.start_offset - here.end_offset)
            if there.part is not here.part or gap > _BESIDE_CHARS:
                break
            if sense_of[i] != sense_of[j]:
                weight = exp(-gap / _RANGE_CHARS)
                for pair in ((sense_of[i], sense_of[j]), (sense_of[j], sense_of[i])):
                    nearest[pair] = max(weight, nearest.get(pair, 0.0))
    totals: dict[int, float] = {}
    for (sense, _), weight in nearest.items():
        totals[sense] = totals.get(sense, 0.0) + weight
    return [(sense, voter, weight / totals[sense]) for (sense, voter), weight in nearest.items()]
