"""Places and what they lie in."""

from dateline.values import Coordinates, Former, Place

_POINT = Coordinates(44, 20)
_YUGOSLAVIA = Place("t:yu", "Yugoslavia", "A", "PCLH", _POINT, former=Former(1918, 1992, ("t:si", "t:rs")))


def test_nothing_lies_in_a_state_that_several_followed() -> None:
    """A sea has no country code either, and still is no part of Yugoslavia."""
    assert not Place("t:sea", "Adriatic Sea", "H", "SEA", _POINT).lies_in(_YUGOSLAVIA)


def test_a_state_of_the_past_is_a_country() -> None:
    """Yugoslavia is no division of a country of today."""
    assert _YUGOSLAVIA.is_country
    assert not _YUGOSLAVIA.is_division
