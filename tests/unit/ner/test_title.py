import pytest

from dateline.ner.title import without_titles
from dateline.values import EntityType, MentionKind, Recognition


def _names(sentence, name, entity_type=EntityType.PERSON):
    start = sentence.index(name)
    found = Recognition(start, start + len(name), entity_type, MentionKind.NAME, entity_type.name, 0.9)
    (kept,) = without_titles(sentence, (found,))
    return sentence[kept.start_offset : kept.end_offset]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Alhaji Musa Dankwambo", "Musa Dankwambo"),
        ("Garda Orla Finn", "Orla Finn"),
        ("Pol. Maj. Gen. Somsak Prem", "Somsak Prem"),
        ("Tan Sri Azman Lee", "Azman Lee"),
        ("Dato' Azman Lee", "Azman Lee"),
        ("Père Luc", "Luc"),
    ],
)
def test_a_title_is_no_part_of_a_name(name, expected):
    """In the papers of all countries, one behind the other, with full stops or without."""
    assert _names(f"On Monday {name} spoke.", name) == expected


@pytest.mark.parametrize("name", ["Nana Akua Mensah", "Tan Wei", "Alhaji", "Don Draper", "Pakistan Khan", "Sen Kato"])
def test_what_may_be_a_name_stays(name):
    """A given name that is also a title, a title alone, and a word that only begins like one."""
    assert _names(f"On Monday {name} spoke.", name) == name


def test_only_persons_have_titles():
    """A company may be called as a man is."""
    assert _names("Uncle Luke sells rice.", "Uncle Luke", EntityType.ORGANIZATION) == "Uncle Luke"
