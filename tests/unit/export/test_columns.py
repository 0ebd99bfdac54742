import json
import re

import pytest

from dateline.convert import annotation_to_message
from dateline.errors import InvalidInputError
from dateline.export import COLUMNS, ColumnType, message_json
from dateline.export.columns import select_columns
from dateline.export.rows import table_rows
from support.annotated import ANNOTATIONS, FLOODS

BY_NAME = {column.name: column for column in COLUMNS}


def cells(names, *, per="mention"):
    columns = [BY_NAME[name] for name in names.split()]
    return [tuple(column.value(row) for column in columns) for row in table_rows(ANNOTATIONS, per=per)]


def test_a_row_is_a_mention_in_the_order_of_the_article():
    """Those of the title come first, one that lies in another after it."""
    assert cells("mention_id content part start_offset end_offset within_mention_id") == [
        ("m1", "Łódź", "ARTICLE_PART_TITLE", 12, 16, None),
        ("m2", "NAIROBI", "ARTICLE_PART_TEXT", 0, 7, None),
        ("m3", "Łódź", "ARTICLE_PART_TEXT", 45, 49, None),
        ("m4", "Ann Owuor", "ARTICLE_PART_TEXT", 63, 72, None),
        ("m5", "Łódź Police", "ARTICLE_PART_TEXT", 80, 91, None),
        ("m6", "Łódź", "ARTICLE_PART_TEXT", 80, 84, "m5"),
        ("m7", "Kiamaiko", "ARTICLE_PART_TEXT", 97, 105, None),
    ]


def test_a_row_may_be_a_place_with_all_its_mentions():
    """People and organisations are no places; what differs between mentions is left out."""
    assert cells("entity_id mention_count place_id place_confidence focus_score is_dateline", per="place") == [
        ("e1", 3, "geonames:3093133", 0.97, 0.7, False),
        ("e2", 1, "geonames:184745", 0.9, None, True),
        ("e5", 1, None, 0.0, None, False),
    ]
    names = {column.name for column in select_columns(None, per="place", with_text=False)}
    assert not names & {"mention_id", "content", "start_offset", "direction"}


def test_areas_are_there_without_a_place_too():
    """The country, the division and the smallest area that is likely, with their probabilities."""
    assert cells("country_area_name country_area_probability admin1_area_name smallest_area_name", per="place") == [
        ("Poland", 0.99, "Łódź Voivodeship", "Łódź Voivodeship"),
        ("Kenya", 1.0, None, "Kenya"),
        ("Kenya", 0.98, "Nairobi County", "Nairobi County"),
    ]


def test_rows_say_what_language_their_article_was_read_in():
    """As JSON does, beside the language that was given."""
    assert set(cells("language_code article_language_code article_language_probability")) == {("en", "en", 1.0)}


def test_people_have_nothing_of_places():
    """A cell without a value is None, whatever its type."""
    (owuor,) = (
        row
        for row in cells("content place_id latitude nil_probability candidate_count evidence")
        if row[0] == "Ann Owuor"
    )
    assert owuor == ("Ann Owuor", None, None, None, None, None)


def test_every_column_has_a_value_somewhere_and_of_its_type():
    """No column is a promise that nothing keeps, and integers and times are told from strings."""
    types = {
        ColumnType.STRING: str, ColumnType.ENUM: str, ColumnType.TIME: str, ColumnType.INTEGER: int,
        ColumnType.NUMBER: float, ColumnType.BOOLEAN: bool,
    }  # fmt: skip
    rows = list(table_rows(ANNOTATIONS, per="mention"))
    for column in COLUMNS:
        values = [value for row in rows if (value := column.value(row)) is not None]
        assert values, column.name
        assert {type(value) for value in values} == {types[column.type]}, column.name


def test_names_are_those_of_json():
    """The last name of a column's path is the column's, or it is so behind the name of what it belongs to."""
    for column in COLUMNS:
        last = column.path.split(".")[-1]
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        is_made = column.read is not None
        assert is_made or column.name == last or column.name.endswith(f"_{last}"), column.name
    assert len(BY_NAME) == len(COLUMNS)


def test_every_path_is_one_of_the_contract():
    """The fields that a column says are the same exist in JSON."""
    fields = json.loads(message_json(annotation_to_message(FLOODS))) | {
        "article": {"title": "", "outlet": "", "publish_time": "", "text": ""}
    }
    for column in COLUMNS:
        found = fields
        for name in column.path.split("."):
            found = found[0] if isinstance(found, list) else found
            if name == "spatial_relation":
                found = fields["entities"][0]["mentions"][1]
            found = found[name]


def test_columns_are_chosen_by_name_and_in_that_order():
    """The text is there where it is named or asked for; else nobody repeats it in each row."""
    chosen = select_columns(("latitude", "article_id"), per="mention", with_text=True)
    assert [column.name for column in chosen] == ["latitude", "article_id", "text"]
    assert "text" not in {column.name for column in select_columns(None, per="mention", with_text=False)}
    assert "text" in {column.name for column in select_columns(None, per="place", with_text=True)}
    assert [column.name for column in select_columns(("text",), per="place", with_text=True)] == ["text"]


@pytest.mark.parametrize(
    ("fields", "per", "message"),
    [
        (("title", "areaz"), "mention", "fields: 'areaz' is no column of a mention; there are article_id, title, "),
        (("content",), "place", "fields: 'content' is no column of a place; there are article_id, title, "),
        (("title", "title"), "mention", "fields: 'title' is there twice"),
        ((), "mention", "fields: must name a column"),
    ],
    ids=["unknown", "of-mentions", "twice", "none"],
)
def test_what_is_no_column_is_refused(fields, per, message):
    """The error names it, and those that there are."""
    with pytest.raises(InvalidInputError) as refused:
        select_columns(fields, per=per, with_text=False)
    assert str(refused.value).startswith(message)
