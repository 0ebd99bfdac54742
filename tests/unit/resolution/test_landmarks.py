"""Names of streets, schools and the like."""

import pytest

from dateline.resolution.landmarks import is_landmark, is_river, is_wide, may_be_river


@pytest.mark.parametrize(
    "name",
    ["Pump Street", "Harrow Grove School", "Rue Cler", "Ferry Hotel", "The Sail restaurant", "A303", "I-80", "14 Elm",
     "200 block of Elm", "Otter Creek", "Ridge High", "Tailors' Golf Club", "Weir St.", "Weavers Row", "Heron Field",
     "Pump Studios"],
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
     ("", " and Alder streets"), ("", "/Alder intersection"), ("at the ", " gas station")],
)  # fmt: skip
def test_a_landmark_is_told_by_the_words_beside_it(before: str, after: str) -> None:
    """A bare name is a road or a venue where the text says so."""
    assert is_landmark("Hazel", before=before, after=after)
    assert not is_landmark("Hazel", before="at ", after=" primary care")


def test_what_runs_along_many_towns_is_wide() -> None:
    """Rivers, ranges and railways are; a street or a house that is called after one is not."""
    assert all(map(is_wide, ["Otter River", "River Otter", "Lake Otter", "Mount Otter", "Otter Railway"]))
    assert not any(map(is_wide, ["River Street", "Lake Hotel", "Mt. Otter School", "Otter Street"]))


@pytest.mark.parametrize(
    ("before", "after"),
    [("The ", " burst its banks"), ("the ", " rose 3 metres"), ("the ", " has risen"), ("on the banks of the ", "."),
     ("a man fishing the ", " fell in"), ("water levels on the ", " fell"), ("a bridge over the ", " is shut")],
)  # fmt: skip
def test_a_river_is_told_by_what_it_does_and_what_is_done_on_it(before: str, after: str) -> None:
    """ "The" stands before it; a country or a town has none, and a name of several words says itself what it is."""
    assert is_river("Otter", before=before, after=after)
    assert not is_river("Otter", before=before.replace("the ", "").replace("The ", ""), after=after)
    assert not is_river("Otter Valley", before=before, after=after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the ", " government fell"),
        ("the ", " border rose in price"),
        ("a bridge over the ", " border"),
        ("a ferry on the ", " coast"),
    ],
)
def test_the_before_a_name_does_not_make_a_river(before: str, after: str) -> None:
    """It stands before what belongs to a country, too."""
    assert not is_river("Jordan", before=before, after=after)


@pytest.mark.parametrize(
    ("name", "after"), [("Otter", "."), ("Otter", " and the Vole"), ("Otter", " flooded"), ("Rio Otter", " near town")]
)
def test_what_stands_as_rivers_do_may_be_one(name: str, after: str) -> None:
    """With "the" before it, and no noun behind it."""
    assert may_be_river(name, before="across the ", after=after)
    assert not may_be_river(name, before="across ", after=after)


@pytest.mark.parametrize(
    ("name", "after"),
    [("Otter", " legislature met"), ("Otter", " and Vole capitals"), ("Otter", ", Vole and Stoat"),
     ("Otter", " armed forces"), ("Gambia", "."), ("Congo", " and the Chad")],
)  # fmt: skip
def test_a_name_before_a_noun_and_a_country_with_an_article_may_not(name: str, after: str) -> None:
    """ "The Gambia" is the country, for all that it is a river, too."""
    assert not may_be_river(name, before="in the ", after=after)
