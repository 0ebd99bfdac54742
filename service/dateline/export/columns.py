"""Columns: what each flat format says of a mention or a place, in one table for all of them.

Names are those of JSON. Where several messages of the contract have a field of the name, that of the message goes in
front. `docs/reference/columns.md` is made from the table.
"""

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from dateline.errors import FieldViolation, InvalidInputError
from dateline.export.rows import (
    OF_MENTION,
    Fields,
    Per,
    Row,
    Value,
    candidate_count,
    country_area,
    division_area,
    evidence,
    focus_score,
    is_dateline,
    mention_count,
    of_area,
    smallest_area,
    warning_reasons,
)
from dateline.values.limits import check_choice

TEXT = "text"
"""The column that is there only where it is asked for, since it repeats the whole text in each row."""


class ColumnType(enum.StrEnum):
    """The type of a column's values."""

    STRING = "string"
    ENUM = "enum"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `path` says where JSON has the same, and `read` makes the value where JSON has it in no one place."""

    name: str
    type: ColumnType
    path: str
    unit: str
    description: str
    read: Callable[[Row], Value] | None = None

    @property
    def is_of_article(self) -> bool:
        """Whether the values are the same for all that an article names, and in no list of its annotation."""
        return self.path.startswith("article") or self.path == "language_code"

    @property
    def is_of_mention(self) -> bool:
        """Whether the values differ between the mentions of an entity."""
        return self.path.startswith(OF_MENTION)

    def value(self, row: Row) -> Value:
        """Returns the cell of a row, None where the field is unset or empty."""
        found = self.read(row) if self.read else row.find(self.path)
        if found in (None, "") or (self.type is ColumnType.ENUM and str(found).endswith("_UNSPECIFIED")):
            return None
        return int(found) if self.type is ColumnType.INTEGER else found  # those of 64 bits are strings in JSON


def select_columns(fields: Sequence[str] | None, *, per: Per, with_text: bool) -> tuple[Column, ...]:
    """Returns the columns named in `fields`, in this order, or all that fit the rows.

    The text is among them with `with_text`, or where it is named. Raises InvalidInputError, naming `fields`, for a name
    that is no column of such rows and for one that is there twice, and naming `per` where there are no such rows.
    """
    check_choice(per, choices=get_args(Per), path="per")
    known = {column.name: column for column in COLUMNS if per == "mention" or not column.is_of_mention}
    if fields is None:
        return tuple(column for name, column in known.items() if with_text or name != TEXT)
    if not fields:
        raise _refused("must name a column")
    for index, name in enumerate(fields):
        if name not in known:
            raise _refused(f"{name!r} is no column of a {per}; there are {', '.join(known)}")
        if name in fields[:index]:
            raise _refused(f"{name!r} is there twice")
    names = [*fields, TEXT] if with_text and TEXT not in fields else fields
    return tuple(known[name] for name in names)


def _refused(description: str) -> InvalidInputError:
    return InvalidInputError(FieldViolation("fields", description))


_T = ColumnType
_SHARE = "0 to 1"
_RESOLUTION, _PLACE = "entities.resolution", "entities.resolution.place"
_SPAN, _SPATIAL = "entities.mentions.span", "entities.mentions.spatial_relation"


def _area_columns(
    prefix: str,
    choose: Callable[[Sequence[Fields]], Fields | None],
    *,
    description: str,
    name_description: str,
) -> Iterator[Column]:
    """Yields the columns of the area that is chosen of an entity's areas."""
    for name, column_type, path, unit, what in (
        ("place_id", _T.STRING, "place.place_id", "", description),
        ("name", _T.STRING, "place.name", "", name_description),
        ("probability", _T.NUMBER, "probability", _SHARE, "how likely it lies there"),
    ):
        read = of_area(choose, path)
        yield Column(f"{prefix}_{name}", column_type, f"entities.resolution.areas.{path}", unit, what, read)


COLUMNS: tuple[Column, ...] = (
    Column("article_id", _T.STRING, "article_id", "", "the article's id, as it was given"),
    Column("title", _T.STRING, "article.title", "", "the article's headline"),
    Column("outlet", _T.STRING, "article.outlet", "", "who published it"),
    Column("publish_time", _T.TIME, "article.publish_time", "UTC", "when it was published"),
    Column("language_code", _T.STRING, "language_code", "BCP-47", "the article's language, as it was given"),
    Column("article_language_code", _T.STRING, "language.code", "BCP-47", "the language that the article was read in"),
    Column("article_language_probability", _T.NUMBER, "language.probability", _SHARE, "how likely that language is"),
    Column(TEXT, _T.STRING, "article.text", "", "the article's text; only where it is asked for"),
    Column("entity_id", _T.STRING, "entities.entity_id", "", "what is named; unique within the article"),
    Column("entity_type", _T.ENUM, "entities.type", "ENTITY_TYPE_...", "what it is"),
    Column("entity_name", _T.STRING, "entities.name", "", "its main name"),
    Column("salience", _T.NUMBER, "entities.salience", _SHARE, "how much the article is about it"),
    Column(
        "mention_count",
        _T.INTEGER,
        "entities.mentions",
        "",
        "how often the article names it",
        mention_count,
    ),
    Column("mention_id", _T.STRING, "entities.mentions.mention_id", "", "the mention; unique within the article"),
    Column("part", _T.ENUM, f"{_SPAN}.part", "ARTICLE_PART_...", "the part of the article that the offsets count in"),
    Column("start_offset", _T.INTEGER, f"{_SPAN}.start_offset", "code points", "where the mention starts"),
    Column("end_offset", _T.INTEGER, f"{_SPAN}.end_offset", "code points", "where it ends, exclusive"),
    Column("content", _T.STRING, f"{_SPAN}.content", "", "the very characters between the offsets"),
    Column("mention_kind", _T.ENUM, "entities.mentions.kind", "MENTION_KIND_...", "how it names the entity"),
    Column("mention_origin", _T.ENUM, "entities.mentions.origin", "MENTION_ORIGIN_...", "where the mention came from"),
    Column("label", _T.STRING, "entities.mentions.label", "", "the recogniser's own label"),
    Column(
        "mention_confidence", _T.NUMBER, "entities.mentions.confidence", _SHARE, "how likely span and type are right"
    ),
    Column("within_mention_id", _T.STRING, "entities.mentions.within_mention_id", "", "the mention that it lies in"),
    Column(
        "spatial_relation_kind", _T.ENUM, f"{_SPATIAL}.kind", "SPATIAL_KIND_...", "how what is meant lies to the place"
    ),
    Column("direction", _T.ENUM, f"{_SPATIAL}.direction", "DIRECTION_...", "on which side of the place"),
    Column("distance_km", _T.NUMBER, f"{_SPATIAL}.distance_km", "kilometres", "how far from the place"),
    Column("place_id", _T.STRING, f"{_PLACE}.place_id", "", "the place that is meant; empty where none is chosen"),
    Column("place_name", _T.STRING, f"{_PLACE}.name", "", "the place's main name"),
    Column(
        "place_confidence",
        _T.NUMBER,
        f"{_RESOLUTION}.confidence",
        _SHARE,
        "how likely the place is right; 0 where none is chosen",
    ),
    Column(
        "latitude",
        _T.NUMBER,
        f"{_PLACE}.coordinates.latitude",
        "degrees north, WGS 84",
        "the one point that stands for the place",
    ),
    Column("longitude", _T.NUMBER, f"{_PLACE}.coordinates.longitude", "degrees east, WGS 84", "the same"),
    Column("feature_class", _T.STRING, f"{_PLACE}.feature_class", "A, P, ...", "GeoNames' class of the place"),
    Column("feature_code", _T.STRING, f"{_PLACE}.feature_code", "ADM1, PPLC, ...", "GeoNames' code of the place"),
    Column("place_kind", _T.STRING, f"{_PLACE}.kind", "river, capital, ...", "the kind of place in a word or two"),
    Column("place_shape", _T.ENUM, f"{_PLACE}.shape", "SHAPE_...", "what the one point stands for, such as a line"),
    Column(
        "region_code", _T.STRING, f"{_PLACE}.region_code", "ISO 3166-1 alpha-2", "the country that the place lies in"
    ),
    Column("country_name", _T.STRING, f"{_PLACE}.country_name", "", "that country's English name"),
    Column(
        "admin1_place_id", _T.STRING, f"{_PLACE}.admin1_place_id", "", "the first-order division that it lies in or is"
    ),
    Column("admin1_name", _T.STRING, f"{_PLACE}.admin1_name", "", "that division's name"),
    Column(
        "admin2_place_id", _T.STRING, f"{_PLACE}.admin2_place_id", "", "the second-order division that it lies in or is"
    ),
    Column("admin2_name", _T.STRING, f"{_PLACE}.admin2_name", "", "that division's name"),
    Column("population_count", _T.INTEGER, f"{_PLACE}.population_count", "", "people living there"),
    Column("source", _T.STRING, f"{_PLACE}.source", "", "the data set or geocoder that the place comes from"),
    Column(
        "match_type",
        _T.ENUM,
        f"{_RESOLUTION}.match_type",
        "MATCH_TYPE_...",
        "how far the name is from that of the first candidate",
    ),
    Column(
        "candidate_count",
        _T.INTEGER,
        f"{_RESOLUTION}.candidates",
        "",
        "how many candidates JSON lists",
        candidate_count,
    ),
    Column(
        "nil_probability",
        _T.NUMBER,
        f"{_RESOLUTION}.nil_probability",
        _SHARE,
        "how likely the gazetteer lacks what is meant",
    ),
    Column(
        "unlisted_probability",
        _T.NUMBER,
        f"{_RESOLUTION}.unlisted_probability",
        _SHARE,
        "how likely it is a candidate that is not listed",
    ),
    *_area_columns(
        "country_area",
        country_area,
        description="the country that most likely contains what is meant, whichever candidate is right",
        name_description="that country's name",
    ),
    *_area_columns(
        "admin1_area",
        division_area,
        description="the first-order division that most likely contains it",
        name_description="that division's name",
    ),
    *_area_columns(
        "smallest_area",
        smallest_area,
        description="the smallest area of probability 0.5 or more",
        name_description="that area's name",
    ),
    Column(
        "evidence",
        _T.STRING,
        f"{_RESOLUTION}.evidence.description",
        "",
        "why the first candidate goes before the next, the strongest reason first",
        evidence,
    ),
    Column(
        "focus_score",
        _T.NUMBER,
        "focus_places.score",
        _SHARE,
        "how much the article is about this place; empty where it is no focus place",
        focus_score,
    ),
    Column(
        "is_dateline",
        _T.BOOLEAN,
        "dateline.entity_id",
        "",
        "whether the article says that it was filed there",
        is_dateline,
    ),
    Column(
        "warning_reasons",
        _T.STRING,
        "warnings.reason",
        "WARNING_REASON_...",
        "what to know about the article's annotation",
        warning_reasons,
    ),
    Column(
        "revision",
        _T.STRING,
        "revision",
        "",
        "names code, model, gazetteer, ranker, one's own outlets and fallback geocoder; while it and the libraries "
        "stay, so do the answers, but for those of the geocoder",
    ),
)
"""Every column: of the article, the entity, the mention, the place, the areas, and the annotation."""
