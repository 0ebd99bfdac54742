"""Tag sets of known named-entity models, with the entity type of each tag.

CoNLL-2003 has PER, ORG, LOC, MISC; OntoNotes 5 has 18 tags; Dateline has PERSON, ORGANIZATION, PLACE. MISC and NORP
have no entity type: they hold demonyms among much else, and DemonymMatcher finds demonyms that a model does not.
"""

from collections.abc import Iterable
from types import MappingProxyType

from dateline.errors import ResourceDamagedError
from dateline.values import EntityType

ENTITY_TYPES = MappingProxyType(
    {
        "PERSON": EntityType.PERSON,
        "PER": EntityType.PERSON,
        "ORGANIZATION": EntityType.ORGANIZATION,
        "ORG": EntityType.ORGANIZATION,
        "PLACE": EntityType.PLACE,
        "LOC": EntityType.PLACE,
        "GPE": EntityType.PLACE,
        "FAC": EntityType.PLACE,
    }
)


def span_labels(tags: Iterable[str]) -> tuple[str, ...]:
    """Returns the labels of a BIO or BIOES tag dictionary, sorted, without positions and outside tags."""
    bare = (tag[2:] if tag[:2] in ("B-", "I-", "E-", "S-") else tag for tag in tags)
    return tuple(sorted({tag for tag in bare if tag not in ("O", "<unk>", "<START>", "<STOP>", "")}))


def check_labels(labels: tuple[str, ...], *, model: str) -> None:
    """Raises ResourceDamagedError where none of a model's labels has an entity type."""
    if not ENTITY_TYPES.keys() & set(labels):
        known = ", ".join(ENTITY_TYPES)
        raise ResourceDamagedError(f"model {model!r} predicts none of {known}; its labels are: {', '.join(labels)}")
