import pytest

from dateline.ner import DemonymMatcher
from dateline.values import EntityType, MentionKind, Recognition

MATCHER = DemonymMatcher(("Russian", "British", "South Korean", "South Koreans", "Korean", "American"))


def _named(sentence, name, entity_type):
    start = sentence.index(name)
    return Recognition(start, start + len(name), entity_type, MentionKind.NAME, "X", 0.9)


def _found(sentence, *names):
    merged = MATCHER.merge(sentence, tuple(_named(sentence, *name) for name in names))
    return [(sentence[each.start_offset : each.end_offset], each.type, each.kind) for each in merged]


DEMONYM = (EntityType.PLACE, MentionKind.DEMONYM)


def test_demonyms_are_found_as_written():
    """The longest form first, small letters never."""
    assert _found("South Koreans met Russian and american envoys") == [
        ("South Koreans", *DEMONYM),
        ("Russian", *DEMONYM),
    ]


def test_a_demonym_in_an_organisation_stands_beside_it():
    """ "Russian" in "Russian Foreign Ministry" is its own mention."""
    assert _found("the Russian Foreign Ministry", ("Russian Foreign Ministry", EntityType.ORGANIZATION)) == [
        ("Russian Foreign Ministry", EntityType.ORGANIZATION, MentionKind.NAME),
        ("Russian", *DEMONYM),
    ]


@pytest.mark.parametrize(
    ("sentence", "name", "entity_type"),
    [
        ("in British Columbia", "British Columbia", EntityType.PLACE),
        ("said Tom British", "Tom British", EntityType.PERSON),
    ],
    ids=["longer place", "person"],
)
def test_a_demonym_in_a_longer_place_or_person_is_part_of_that_name(sentence, name, entity_type):
    """ "British Columbia" is one place."""
    assert _found(sentence, (name, entity_type)) == [(name, entity_type, MentionKind.NAME)]


def test_a_place_that_leads_something_is_a_demonym():
    """ "US-led" speaks of the country as "American-led" would; "Moscow-based" names the city."""
    assert _found("the US-led raid", ("US", EntityType.PLACE)) == [("US", *DEMONYM)]
    assert _found("the Moscow-based firm", ("Moscow", EntityType.PLACE)) == [
        ("Moscow", EntityType.PLACE, MentionKind.NAME)
    ]


def test_a_demonym_recognised_as_place_keeps_its_label():
    """What the model called a place is the same mention, now a demonym."""
    assert _found("Russian troops", ("Russian", EntityType.PLACE)) == [("Russian", *DEMONYM)]


def test_without_demonyms_nothing_is_found():
    """A gazetteer may know none."""
    assert DemonymMatcher(()).merge("Russian, British", ()) == ()
