"""Variants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.gazetteer.variants import MAX_VARIANTS, says_republic, variants
from support.growth import growth


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the Netherlands", "Netherlands"),
        ("Bexar County", "Bexar"),
        ("County of Bexar", "Bexar"),
        ("Idlib province", "Idlib"),
        ("City of Paris", "Paris"),
        ("southern Syria", "Syria"),
        ("eastern Ghouta", "Ghouta"),
        ("north-eastern Nigeria", "Nigeria"),
        ("the south of France", "France"),
        ("Russia’s", "Russia"),  # the apostrophe of print
        ("US-led", "US"),
        ("pro-Russian", "Russian"),
        ("Loudon Co.", "Loudon"),
        ("Hague", "the Hague"),
        ("W. Columbia", "West Columbia"),
        ("N. Columbia", "North Columbia"),
        ("So. Sudan", "South Sudan"),
        ("north of the Litani", "Litani"),
        ("the Syrians'", "Syrians"),
        ("rebel-held Idlib", "Idlib"),
        ("Nile basin", "Nile"),
    ],
)
def test_words_around_a_name_are_taken_away(name: str, expected: str) -> None:
    """Articles, possessives, division words, compass parts and hyphenated participles leave the name itself."""
    assert expected in [variant.name for variant in variants(name)]


def test_division_words_ask_for_a_division() -> None:
    """What "county" was taken from is looked for among divisions first."""
    assert next(variant for variant in variants("Bexar County") if variant.name == "Bexar").feature_class == "A"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Niger Republic", True),
        ("Niger Republic’s", True),
        ("the Republic of Niger", True),
        ("Republic", False),
        ("Republican Guard", False),
    ],
)
def test_a_name_may_call_itself_a_republic(name: str, *, expected: bool) -> None:
    """Before the name or behind it; the word alone names none."""
    assert says_republic(name) is expected


def test_town_words_ask_for_a_town() -> None:
    """What "city" was taken from is looked for among towns first."""
    for name in ("City of Bexar", "Bexar City"):
        assert next(variant for variant in variants(name) if variant.name == "Bexar").feature_class == "P"


@given(st.text(max_size=300))
def test_variants_are_few(text: str) -> None:
    """No text has more than the allowed number of variants."""
    assert len(list(variants(text))) <= MAX_VARIANTS


@pytest.mark.parametrize("piece", ["north ", "a county of ", "-led", "x", "the "])
@pytest.mark.parametrize("size", [32, 50_000], ids=["names", "texts"])
def test_hostile_names_cost_no_more_than_their_length(piece: str, size: int) -> None:
    """Text built to make patterns backtrack costs in proportion to its length at most."""

    def text(chars: int) -> str:
        return piece * (chars // len(piece))

    def form(chars: int) -> None:
        for _ in range(20):
            list(variants(text(chars)))

    # Of eight times the text there are more variants, each of which is read once, until there are MAX_VARIANTS.
    counts = [len(list(variants(text(chars)))) for chars in (size, 8 * size)]
    more = max(1, counts[1] / max(1, counts[0]))
    assert growth(form, size=size) < 1.5 * 8 * more
