"""Fits how NIL's probability is dealt out to areas: one vector of weights a level, by maximum likelihood."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from dateline.geodesy import distance_km
from dateline.resolution.candidates import CandidateTable, Floats
from dateline.resolution.location.area_evidence import (
    EVIDENCE,
    LEVELS,
    MAX_REGIONS,
    TOWN_KM,
    AreaEvidence,
    LevelEvidence,
)
from dateline.values import Home
from training.ranker.location import Location

_LEAST_NIL = 0.02
_STEPS, _DECAY = 100, 1.0


@dataclass(frozen=True, slots=True)
class AreaQuestion:
    """An article's area evidence with the ranker's probabilities, and where each of its names lies."""

    evidence: AreaEvidence
    table: CandidateTable
    home: Home | None
    probabilities: Floats
    nil_probabilities: Floats
    is_nil: Sequence[bool]
    locations: Sequence[Location | None]
    weight: float


def fit_areas(questions: Sequence[AreaQuestion]) -> Mapping[str, Floats]:
    """Returns the weights of EVIDENCE for each of LEVELS."""
    return {name: _fit(list(_rows(questions, level))) for level, name in enumerate(LEVELS)}


_Row = tuple[Floats, Floats, Floats, float, float]


def _rows(questions: Sequence[AreaQuestion], number: int) -> Iterator[_Row]:
    """Yields a name's evidence, own shares, right regions, probability of NIL and weight."""
    for question in questions:
        level = question.evidence.level(number, question.probabilities, question.home)
        for sense, location in enumerate(question.locations):
            nil = float(question.nil_probabilities[sense])
            if LEVELS[number] == "town":
                # A town is told only of what the gazetteer lacks, so that only such names teach it.
                nil = float(question.is_nil[sense])
            if location is None or nil < _LEAST_NIL or not len(level.regions) or not level.is_told[sense]:
                continue
            right = right_regions(location, level, question.table, LEVELS[number])
            if right is not None:
                yield level.columns[sense], level.own[sense], right, nil, question.weight


def right_regions(location: Location, level: LevelEvidence, table: CandidateTable, name: str) -> Floats | None:
    """Returns 1 for each region of the level that holds the location, else 0; None where that is not known."""
    if name == "town":
        if location.coordinates is None:
            return None
        first_row = {int(own): row for row, own in reversed(list(enumerate(table.own)))}
        towns = [table.matches[first_row[region]].place.coordinates for region in level.regions.tolist()]
        return np.array([distance_km(town, location.coordinates) <= TOWN_KM for town in towns], np.float64)
    wanted = {"country": location.country_code, "admin1": location.admin1_id, "admin2": location.admin2_id}[name]
    if wanted is None:
        return None
    return np.array([bool(wanted) and table.region_ids[region] == wanted for region in level.regions], np.float64)


def _fit(rows: Sequence[_Row]) -> Floats:
    if not rows:
        return np.zeros(len(EVIDENCE))
    columns = torch.zeros(len(rows), MAX_REGIONS, len(EVIDENCE))
    own, right = torch.zeros(len(rows), MAX_REGIONS), torch.zeros(len(rows), MAX_REGIONS)
    is_region = torch.zeros(len(rows), MAX_REGIONS, dtype=torch.bool)
    for i, (evidence, shares, truth, _, _) in enumerate(rows):
        count = len(shares)
        columns[i, :count], own[i, :count] = torch.from_numpy(evidence).float(), torch.from_numpy(shares).float()
        right[i, :count], is_region[i, :count] = torch.from_numpy(truth).float(), True
    nil, weights = (torch.tensor([row[k] for row in rows], dtype=torch.float32) for k in (3, 4))
    vector = torch.zeros(len(EVIDENCE), requires_grad=True)
    optimizer = torch.optim.LBFGS([vector], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        scores = (columns @ vector).masked_fill(~is_region, -1e9)
        parts = torch.softmax(torch.cat((scores, torch.zeros(len(rows), 1)), dim=1), dim=1)[:, :-1]
        shares = own + nil[:, None] * parts
        inside = (shares * right).sum(dim=1)
        likelihood = torch.where(right.any(dim=1), inside, 1 - shares.sum(dim=1)).clamp(min=1e-4)
        loss = -(weights * likelihood.log()).sum() / weights.sum() + _DECAY / len(rows) * vector.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return vector.detach().numpy().astype(np.float64)
