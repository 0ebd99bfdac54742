import pytest

from dateline.errors import InvalidInputError, ResourceDamagedError, ResourceMissingError
from dateline.ner import load_recognizer
from dateline.settings import Settings
from dateline.values import EntityType

pytestmark = pytest.mark.slow


def _types(model, *words):
    recognizer = load_recognizer(Settings(model=str(model), allow_pickle=True))
    found = recognizer.recognize([f"seen in {word} today" for word in words])
    return [[each.type for each in names] for names in found]


def test_a_flair_model_with_conll_tags_takes_its_place(conll_model):
    """PER, ORG and LOC are ours; MISC is nothing."""
    assert _types(conll_model, "Aleppo", "Lavrov", "Tass", "Russian") == [
        [EntityType.PLACE],
        [EntityType.PERSON],
        [EntityType.ORGANIZATION],
        [],
    ]


def test_a_flair_model_with_ontonotes_tags_takes_its_place(ontonotes_model):
    """GPE, LOC and FAC are places; NORP and DATE are nothing."""
    assert _types(ontonotes_model, "Aleppo", "Sahara", "Heathrow", "Lavrov", "Tass", "Russian", "Monday") == [
        *[[EntityType.PLACE]] * 3,
        [EntityType.PERSON],
        [EntityType.ORGANIZATION],
        [],
        [],
    ]


def test_a_model_without_any_known_tag_is_refused(alien_model):
    """A part-of-speech tagger is named as one, not run in vain."""
    with pytest.raises(ResourceDamagedError, match="ADJ, VERB"):
        load_recognizer(Settings(model=str(alien_model), allow_pickle=True))


def test_a_pickle_is_not_opened_unless_the_operator_allows_it(conll_model):
    """Unpickling can run code, so it is asked for by name."""
    with pytest.raises(InvalidInputError) as caught:
        load_recognizer(Settings(model=str(conll_model)))
    assert caught.value.violations[0].field == "model"


def test_a_missing_and_a_foreign_model_file_are_told_apart(tmp_path):
    """No file, and a file that is no model, are two clear errors."""
    with pytest.raises(ResourceMissingError):
        load_recognizer(Settings(model=str(tmp_path / "none.pt"), allow_pickle=True))
    foreign = tmp_path / "foreign.pt"
    foreign.write_bytes(b"no model")
    with pytest.raises(ResourceDamagedError):
        load_recognizer(Settings(model=str(foreign), allow_pickle=True))
