import pytest

from dateline.annotation.known_places import add_known_places
from dateline.values import EntityType, MatchType, MentionKind, NameKind, NameMatch, Recognition
from support.annotated import KENYA, LODZ, NAIROBI

NAMES = {"Kenii": KENYA, "Nairobi": NAIROBI, "Łodzi": LODZ, "بنيروبي": NAIROBI}


def lookup(name):
    """A gazetteer of four names, known in the language of the text."""
    place = NAMES.get(name)
    return (NameMatch(place, NameKind.PRIMARY, MatchType.INFLECTED, 1e6, is_local_name=True),) if place else ()


def found(sentence, *names, language_code="pl"):
    known = add_known_places(sentence, names, language_code=language_code, lookup=lookup)
    return [(sentence[name.start_offset : name.end_offset], str(name.type)) for name in known]


def name(sentence, content, kind, confidence):
    start = sentence.index(content)
    return Recognition(start, start + len(content), kind, MentionKind.NAME, "X", confidence)


@pytest.mark.parametrize(
    ("language_code", "sentence", "expected"),
    [
        ("pl", "Szef rządu Kenii przyleciał.", [("Kenii", "PLACE")]),
        ("pl", "Nairobi czeka.", []),
        ("pl", "Ulice Łodzi są puste.", []),
        ("pl", "drogi kenii", []),
        ("ar", "عقد الاجتماع بنيروبي أمس", [("بنيروبي", "PLACE")]),
        ("en", "The head of Kenii came.", []),
    ],
)
def test_countries_and_capitals_that_were_missed_are_places(language_code, sentence, expected):
    """Not at the beginning, where a capital says nothing, nor in small letters, nor other towns, nor in English."""
    assert found(sentence, language_code=language_code) == expected


def test_an_unsure_name_of_another_type_gives_way_and_a_sure_one_stays():
    """The recogniser's word counts where it is sure, and where its name is longer."""
    sentence = "Zarząd Kenii milczy."
    assert found(sentence, name(sentence, "Kenii", EntityType.ORGANIZATION, 0.4)) == [("Kenii", "PLACE")]
    assert found(sentence, name(sentence, "Kenii", EntityType.PERSON, 0.9)) == [("Kenii", "PERSON")]
    assert found(sentence, name(sentence, "Zarząd Kenii", EntityType.ORGANIZATION, 0.4)) == [
        ("Zarząd Kenii", "ORGANIZATION")
    ]
