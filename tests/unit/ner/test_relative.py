import pytest

from dateline.ner import name_relatives
from dateline.values import EntityType, MentionKind, Recognition, TypeProbabilities

PERSON, _, PLACE = EntityType


TYPES = TypeProbabilities(0.1, 0.1, 0.7, 0.8)


def named(sentence, name, *, kind=MentionKind.NAME, types=TYPES):
    start = sentence.index(name)
    found = Recognition(start, start + len(name), PLACE, kind, "PLACE", 0.8, types=types)
    (settled,) = name_relatives(sentence, (found,))
    return settled


@pytest.mark.parametrize(
    "sentence",
    [
        "Her son, Kenya, was held overnight.",
        "My brother, Kenya.",
        "a mother and her baby, Kenya",
        "“She raised her eldest granddaughter, Kenya,” he said.",
        "He had an uncle, Kenya, and a dog.",
        "They named their twin Kenya after a river.",
        "the couple's toddler, Kenya (3)",
        "a son of the late Kenya and Ann Marsh",
    ],
)
def test_a_relative_is_a_person_whatever_the_name_is(sentence):
    """Between commas or right behind the word; the person is as likely as the place was."""
    settled = named(sentence, "Kenya")
    assert (settled.type, settled.label, settled.confidence) == (PERSON, "PERSON", 0.9)
    assert settled.types == TypeProbabilities(0.7, 0.1, 0.0, 0.0)


@pytest.mark.parametrize(
    "sentence",
    [
        "After he lost his son, Kenya said it would pay.",
        "his home, Kenya, was far",
        "a sister city, Kenya, was far",
        "Mother Kenya, they sang",
        "the mother Kenya mourns",
        "Her mother, Kenya's first pilot, was there.",
    ],
)
def test_what_stands_otherwise_stays_a_place(sentence):
    """A comma may end a clause, and not every word in that spot is a relative's."""
    assert named(sentence, "Kenya").type is PLACE


@pytest.mark.parametrize(
    "sentence",
    [
        "He leaves two sons, Kenya of Leeds and Bob of York.",
        "She is survived by Ann (Kenya) of Leeds.",
        "Survived by her children, Kenya (Bob) of Leeds and Ann of York.",
    ],
)
def test_a_family_is_listed_with_the_towns_it_lives_in(sentence):
    """Notices of deaths name children, and in brackets their spouses, by their first names."""
    assert named(sentence, "Kenya").type is PERSON


@pytest.mark.parametrize(
    "sentence",
    [
        "Kenya of old had two sons.",
        "Her sons live in Kenya (Nairobi).",
        "The team (Kenya) of 1990 won.",
        "At least 20 children have died in Kenya of Ebola.",
        "The sisters were born in Kenya, of Irish parents.",
    ],
)
def test_no_family_is_listed_elsewhere(sentence):
    """Only behind the word for children stands who lives where."""
    assert named(sentence, "Kenya").type is PLACE


def test_a_person_in_that_spot_is_a_sure_one():
    """So that no weighing of a name that towns have makes a place of it again."""
    sentence = "Her son, Kenya, was held overnight."
    found = Recognition(9, 14, PERSON, MentionKind.NAME, "PERSON", 0.4, types=TypeProbabilities(0.5, 0.1, 0.2, 0.1))
    (settled,) = name_relatives(sentence, (found,))
    assert (settled.type, settled.confidence, settled.types) == (PERSON, 0.9, TypeProbabilities(0.5, 0.1, 0.0, 0.0))


def test_names_of_two_words_and_demonyms_stay():
    """A tagger that finds two words has seen the person, if it is one; a people is no relative."""
    assert named("his son, South Sudan, was", "South Sudan").type is PLACE
    assert named("her husband, Kenyan, was", "Kenyan", kind=MentionKind.DEMONYM).type is PLACE


def test_a_recogniser_that_weighs_no_types_is_heard_too():
    """Its names have none afterwards either."""
    assert named("her son, Kenya, was", "Kenya", types=None).types is None
