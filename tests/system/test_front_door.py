"""What a newcomer at the Python prompt sees."""

import doctest

import pytest

import dateline


@pytest.mark.slow
def test_the_example_of_help_runs() -> None:
    """`help(dateline)` shows an example that does what it says, with the shipped model and the whole gazetteer."""
    outcome = doctest.testmod(dateline)
    assert outcome.attempted >= 4
    assert outcome.failed == 0
