from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest

from dateline.annotation import Annotator
from dateline.values import Annotation, Article, EntityType
from support.paths import ROOT

pytestmark = pytest.mark.slow
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    """The annotator as installed: shipped model, whole gazetteer."""
    return Annotator()


def _annotate(annotator: Annotator, name: str) -> Annotation:
    return annotator.annotate([Article(name, (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8"))])[0]


def _place_ids(annotation: Annotation) -> Mapping[str, set[str]]:
    """The ids that each spelling was resolved to, in any of its mentions."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for entity in annotation.entities:
        if entity.resolution and entity.resolution.place:
            for mention in entity.mentions:
                found[mention.span.content].add(entity.resolution.place.place_id)
    return found


@pytest.mark.parametrize(
    ("name", "places"),
    [
        (
            "astana",
            {
                "MOSCOW": 524901, "Moscow": 524901, "Astana": 1526273, "Aleppo": 170063, "Geneva": 2660646,
                "Syria": 163843, "Kazakhstan": 1522867, "Syrian": 163843, "Russian": 2017370,
            },
        ),
        ("paris-texas", {"Paris": 4717560, "Texas": 4736286, "Dallas": 4684888}),
        ("georgia", {"Georgia": (614540, 4197000), "Tbilisi": 611717, "Batumi": 615532, "Atlanta": 4180439}),
        ("london-ontario", {"London": (6058560, 2643743), "Ontario": 6093943, "Toronto": 6167865, "Windsor": 6182962}),
    ],
)  # fmt: skip
def test_places_of_the_examples_are_resolved(annotator: Annotator, name: str, places: dict[str, Any]) -> None:
    """Each of our own articles gives its places, ambiguous names included, with their GeoNames ids."""
    found = _place_ids(_annotate(annotator, name))
    for spelling, numbers in places.items():
        expected = {f"geonames:{number}" for number in (numbers if isinstance(numbers, tuple) else (numbers,))}
        assert (spelling, found[spelling]) == (spelling, expected)


def test_people_and_organisations_of_the_wire_report_are_merged(annotator: Annotator) -> None:
    """Lavrov is Sergey Lavrov, the UN the United Nations, and the report was filed in Moscow."""
    annotation = _annotate(annotator, "astana")
    mentions = {
        entity.name: {mention.span.content for mention in entity.mentions}
        for entity in annotation.entities
        if entity.type is not EntityType.PLACE
    }
    assert mentions["Sergey Lavrov"] == {"Sergey Lavrov", "Lavrov"}
    assert mentions["United Nations"] == {"United Nations", "UN"}
    assert "Vladimir Putin" in mentions
    assert "Russian Foreign Ministry" in mentions
    assert annotation.dateline is not None
    assert annotation.dateline.place is not None
    assert annotation.dateline.place.place_id == "geonames:524901"
    assert annotation.focus_places
