"""Names of streets, schools and the like."""

import pytest

from dateline.resolution.landmarks import is_landmark


@pytest.mark.parametrize(
    "name",
    ["Pump Street", "Harrow Grove School", "Rue Cler", "Ferry Hotel", "The Sail restaurant", "A303", "I-80", "14 Elm",
     "200 block of Elm", "Otter Creek", "Ridge High", "Tailors' Golf Club", "Weir St."],
)  # fmt: skip
def test_a_landmark_is_told_by_its_name(name: str) -> None:
    """Roads, schools, houses, grounds and small waters, road numbers and house numbers."""
    assert is_landmark(name, before="", after="")


@pytest.mark.parametrize("name", ["Springfield", "High Wycombe", "Middle East", "Streetsboro", "B", "Kenya", "Ohio"])
def test_a_town_is_none(name: str) -> None:
    """Words that only look like a landmark's are none."""
    assert not is_landmark(name, before="in ", after=" on Monday")


@pytest.mark.parametrize(
    ("before", "after"),
    [("the corner of ", ""), ("along ", ""), ("drunk driving on ", ""), ("the ", " roundabout"),
     ("", " and Alder streets"), ("at the ", " gas station")],
)  # fmt: skip
def test_a_landmark_is_told_by_the_words_beside_it(before: str, after: str) -> None:
    """A bare name is a road or a venue where the text says so."""
    assert is_landmark("Hazel", before=before, after=after)
    assert not is_landmark("Hazel", before="at ", after=" primary care")
