import pytest

from dateline.resolution.kind_words import says_division, says_town, says_village


@pytest.mark.parametrize(
    ("name", "division", "town", "village"),
    [
        ("Upton Village", False, True, True),
        ("Barangay Upton", False, False, True),
        ("Upton County", True, False, False),
        ("Upton City", False, True, False),
        ("Upton", False, False, False),
    ],
)
def test_a_name_says_by_itself_what_it_is(name, division, town, village):
    """Without a word beside it."""
    beside = {"before": "", "text": name, "end_offset": len(name)}
    assert says_division(name, **beside) is division
    assert says_town(name, **beside) is town
    assert says_village(name, **beside) is village


@pytest.mark.parametrize(
    ("text", "is_town"),
    [
        ("In Ohio, a town of 300 voted", False),
        ("Ohio, a town of 300, voted", True),
        ("Ohio, the city of Lima said", False),
        ("Ohio, a suburb of Lima", False),
    ],
)
def test_a_word_behind_a_comma_is_about_the_name_unless_the_sentence_goes_on_with_it(text, is_town):
    """ "In Ohio, a town" begins with where; "a suburb of" may tell of the name behind it."""
    start = text.index("Ohio")
    end_offset = start + len("Ohio")
    assert says_town("Ohio", before=text[:start], text=text, end_offset=end_offset) is is_town


@pytest.mark.parametrize("text", ["Ohio suburb", "Ohio estate agents", "the Ohio settlement", "Ohio township"])
def test_parts_of_large_cities_are_no_villages(text):
    """A suburb or a township may have a million people."""
    start = text.index("Ohio")
    assert not says_village("Ohio", before=text[:start], text=text, end_offset=start + len("Ohio"))
