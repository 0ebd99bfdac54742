import pytest

from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.values import Coordinates
from training.first_words import LEAST_COUNT, first_words


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory):
    """A gazetteer with one well-known town."""
    path = tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite"
    town = Record("geonames:1", "Zqby", "P", "PPL", Coordinates(60, 10), "NO", population_count=900_000)
    build_gazetteer(path, records=[town])
    return Gazetteer(path)


def gold(tmp_path, *sentences):
    """Writes gold in Norwegian in which `Word/PER` is a name, and returns the corpora's folder."""
    folder = tmp_path / "entities/languages/nb"
    folder.mkdir(parents=True)
    rows = [[(word, tag or "O") for word, _, tag in (each.partition("/") for each in s.split())] for s in sentences]
    text = "\n\n".join("\n".join(f"{word}\t{tag if tag == 'O' else f'B-{tag}'}" for word, tag in row) for row in rows)
    (folder / "train.iob2").write_text(text + "\n", encoding="utf-8")
    return tmp_path


def test_a_word_that_begins_sentences_and_stands_in_them_in_small_letters_begins_no_name(tmp_path, gazetteer):
    """Marks in front of it do not count, nor does a word that stands nowhere else."""
    corpora = gold(tmp_path, "« Zqfor det .", *["det zqfor det"] * LEAST_COUNT, "Zqaldri sov .")
    assert "zqfor" in first_words(corpora, "nb", gazetteer=gazetteer)
    assert "zqaldri" not in first_words(corpora, "nb", gazetteer=gazetteer)


@pytest.mark.parametrize("sentence", ["Zqfor/PER sov .", "det Zqfor sov"])
def test_a_word_that_begins_names_or_often_has_a_capital_is_none(tmp_path, gazetteer, sentence):
    """A sentence with it is read."""
    corpora = gold(tmp_path, "Zqfor det .", *["det zqfor det"] * LEAST_COUNT, *[sentence] * 3)
    assert "zqfor" not in first_words(corpora, "nb", gazetteer=gazetteer)


def test_a_demonym_is_none(tmp_path, gazetteer):
    """Where it stands first, it is as much a demonym as elsewhere."""
    corpora = gold(tmp_path, "Dansk fisk .", *["en dansk fisk"] * LEAST_COUNT)
    assert "dansk" not in first_words(corpora, "nb", gazetteer=gazetteer)


def test_a_well_known_place_is_none(tmp_path, gazetteer):
    """However common a word is, "Lima" at the beginning of a sentence may be the town."""
    corpora = gold(tmp_path, "Zqby det .", *["det zqby det"] * LEAST_COUNT)
    assert "zqby" not in first_words(corpora, "nb", gazetteer=gazetteer)
