"""Evidence: the contributions that decided, in words."""

from collections.abc import Sequence

from dateline.document import Evidence, EvidenceKind, Place
from dateline.resolution.scorecard import Contribution, Scorecard
from dateline.resolution.sense import Sense
from dateline.resolution.toponym import is_country

_LEAST_WEIGHT = 0.25
# These say that a place beats others of its name; the only one beats none.
_COMPARATIVE = frozenset((EvidenceKind.POPULATION, EvidenceKind.PRIMARY_NAME, EvidenceKind.FEATURE_CLASS))
_FEATURE_WORDS = {"PPLC": "a capital", "ADM1": "a first-order division", "ADM2": "a second-order division"}
_CLASS_WORDS = {"P": "a populated place", "A": "a division", "L": "a region", "H": "a water", "T": "a landform"}


def describe(best: Scorecard, others: Sequence[Scorecard], sense: Sense) -> tuple[Evidence, ...]:
    """Why `best` was chosen over `others` (ranked), weightiest first; only what the ranker used.

    A contribution counts by how far it exceeds the runner-up's of the same kind.
    """
    found: list[tuple[float, Evidence]] = []
    if others:
        lead = {kind: best.weight_of(kind) - others[0].weight_of(kind) for kind in _kinds(best)}
    else:
        found.append((float("inf"), Evidence(EvidenceKind.ONLY_CANDIDATE, "only entry of this name")))
        lead = {kind: best.weight_of(kind) for kind in _kinds(best) if kind not in _COMPARATIVE}
    for kind, weight in lead.items():
        if weight >= _LEAST_WEIGHT:
            strongest = max((each for each in best.contributions if each.kind is kind), key=lambda each: each.weight)
            # A container named beside the place explains more than the votes it also casts.
            rank = float("inf") if kind is EvidenceKind.CONTAINED_IN else weight
            found.append((rank, _evidence(strongest, best.place)))
    if not found:
        # No single reason stands out: name the weightiest.
        strongest = max(best.contributions, key=lambda each: each.weight)
        found.append((strongest.weight, _evidence(strongest, best.place)))
    if len(sense.members) > 1:
        found.append(
            (0.0, Evidence(EvidenceKind.ONE_SENSE, f"{len(sense.members)} mentions of this name decided together"))
        )
    return tuple(evidence for _, evidence in sorted(found, key=lambda each: -each[0]))


def _kinds(card: Scorecard) -> tuple[EvidenceKind, ...]:
    return tuple(dict.fromkeys(each.kind for each in card.contributions))


def _evidence(contribution: Contribution, place: Place) -> Evidence:
    first = contribution.places[0].place_id if contribution.places else ""
    return Evidence(contribution.kind, _words(contribution, place), first)


def _words(contribution: Contribution, place: Place) -> str:
    names = ", ".join(dict.fromkeys(each.name for each in contribution.places))
    return {
        EvidenceKind.CONTAINED_IN: f"contained in {names}, named next to it",
        EvidenceKind.SHARED_DIVISION: (
            f"shares a country or division with {names}" if names else "contains a place named next to it"
        ),
        EvidenceKind.NEARBY: f"near {names}",
        EvidenceKind.POPULATION: f"population {place.population_count or 0:,}",
        EvidenceKind.DEMONYM: f"demonym of {place.name}",
        EvidenceKind.FEATURE_CLASS: (
            "a country"
            if is_country(place)
            else _FEATURE_WORDS.get(place.feature_code) or _CLASS_WORDS.get(place.feature_class, "a landmark")
        ),
        EvidenceKind.PUBLISHER_REGION: "in the publisher's region",
        EvidenceKind.PRIMARY_NAME: "the place's main name",
    }[contribution.kind]
