import pytest

from training.corpora.items import ENGLISH_ITEMS, FOREIGN_ITEMS, KIND_ITEMS, TAUGHT_ITEMS, Mark, PlaceKey, read_items
from training.corpora.marked import read_marked_items

TEXT = """{O:{L:Kumasi} Traders Union} Elects {P:Ama Boateng}

The vote was calm.
===
Rain in {L:Tema}, {D:Ghanaian} skies.
"""
PLACES = "1\tKumasi\tGH/Ashanti/P\t\n2\tGhanaian\tGH\tGhana\n"


def write(folder, text=TEXT, places=PLACES):
    (folder / "west.txt").write_text(text, encoding="utf-8")
    (folder / "west.tsv").write_text(places, encoding="utf-8")
    return folder / "west.txt"


def test_items_are_read_with_the_marks_that_stand_in_their_text(tmp_path):
    """Marks may lie within others, and a table beside the text tells which places they mean."""
    union, rain = read_items(write(tmp_path))
    assert union.text == "Kumasi Traders Union Elects Ama Boateng\n\nThe vote was calm."
    assert union.marks == (Mark(0, 20, "O"), Mark(0, 6, "L"), Mark(28, 39, "P"))
    assert union.places == ((Mark(0, 6, "L"), PlaceKey("GH", "Ashanti", "P", "Kumasi")),)
    assert rain.id == "west/2"
    assert rain.places == ((Mark(14, 22, "D"), PlaceKey("GH", "", "", "Ghana")),)


def test_a_text_with_two_meanings_has_them_in_their_order(tmp_path):
    """The last one holds for all that come after it."""
    text = "{L:Lagos} State; {L:Lagos} town; {L:Lagos} again"
    (item,) = read_items(write(tmp_path, text, "1\tLagos\tNG/Lagos/A\t\n1\tLagos\tNG/Lagos/P\t\n"))
    assert [key.kind for _, key in item.places] == ["A", "P", "P"]


def test_both_heads_learn_from_items(tmp_path):
    """The outer name is the first head's, the place inside the second's."""
    ((headline, _), _) = read_marked_items(write(tmp_path))
    assert [(span.start, span.end, span.type) for span in headline.names] == [
        (0, 3, "ORGANIZATION"),
        (4, 6, "PERSON"),
    ]
    assert [(span.start, span.end, span.type) for span in headline.toponyms] == [(0, 1, "PLACE")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("in {L:Tema", ""),
        ("in Tema}", ""),
        (TEXT, "1\tKumasi\tGhana\t\n"),
        (TEXT, "1\tAccra\tGH/Greater Accra/P\t\n"),
        (TEXT, "3\tTema\tGH/Greater Accra/P\t\n"),
    ],
)
def test_a_slip_of_the_pen_is_refused(tmp_path, text, places):
    """A mark without its other end, a key of no form, a place that is not marked, an item that is not there."""
    with pytest.raises(ValueError, match=r"mark|key|item"):
        list(read_items(write(tmp_path, text, places)))


def test_all_items_can_be_read():
    """English ones to score with have the places that are meant, and the others enough names to learn from."""
    english = [item for path in ENGLISH_ITEMS for item in read_items(path)]
    assert len(english) > 600
    assert all(item.places for item in english)
    for code, path in FOREIGN_ITEMS.items():
        assert sum(len(item.marks) for item in read_items(path)) > 100, code
    assert sum(1 for path in TAUGHT_ITEMS for _ in read_items(path)) > 400
    assert len(KIND_ITEMS) == 3
    for path in KIND_ITEMS:
        assert sum(len(item.marks) for item in read_items(path)) > 500, path.name
