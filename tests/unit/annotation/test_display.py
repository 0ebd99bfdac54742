"""Answers with their places named in the language that is asked for, and mentions read in the article's."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dateline.annotation import Annotator
from dateline.errors import InvalidInputError
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.gazetteer.build.record import PlaceName
from dateline.settings import Settings
from dateline.values import (
    AnnotateOptions,
    Annotation,
    Article,
    Coordinates,
    EntityType,
    GivenMention,
    MatchType,
    PlaceQuery,
    ResolveOptions,
)
from support.tiny_world import TinyRecognizer

RECORDS = (
    Record(
        "t:kz", "Kazakhstan", "A", "PCLI", Coordinates(48, 68), "KZ", population_count=18_000_000, demonyms=("Kazakh",),
        place_names=(PlaceName("Kasachstan", "de"), PlaceName("Казахстан", "ru")),
    ),
    Record(
        "t:astana", "Astana", "P", "PPLC", Coordinates(51, 71), "KZ", population_count=700_000,
        place_names=(PlaceName("Астана", "ru"),),
    ),
    Record("t:village", "Kasachin", "P", "PPL", Coordinates(52, 10), "DE", population_count=70),
)  # fmt: skip
TEXT = "ASTANA - Sergey Lavrov left Astana. Kazakhstan thanked Atlantis."


@pytest.fixture(scope="module")
def annotator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Annotator]:
    path = Path(tmp_path_factory.mktemp("gazetteer")) / "g.sqlite"
    build_gazetteer(path, records=RECORDS)
    with closing(Annotator(Settings(gazetteer=path), recognizer=TinyRecognizer())) as annotator:
        yield annotator


def _annotate(annotator: Annotator, article: Article, display_language: str = "") -> Annotation:
    return annotator.annotate([article], options=AnnotateOptions(display_language=display_language))[0]


def test_every_place_of_an_annotation_is_named_in_the_language(annotator: Annotator) -> None:
    """Entities, candidates, areas, focus and dateline; people and unknown places keep their names."""
    annotation = _annotate(annotator, Article("", TEXT), "ru")
    assert [entity.name for entity in annotation.entities] == ["Астана", "Sergey Lavrov", "Казахстан", "Atlantis"]
    astana = annotation.entities[0].resolution
    assert astana is not None
    assert astana.place is not None
    assert (astana.place.name, astana.place.country_name) == ("Астана", "Казахстан")
    assert astana.candidates[0].place == astana.place
    assert {area.place.name for area in astana.areas} <= {"Казахстан"}
    assert {focus.place.name for focus in annotation.focus_places} <= {"Астана", "Казахстан"}
    assert annotation.dateline is not None
    assert annotation.dateline.place == astana.place


@pytest.mark.parametrize(
    ("query", "place_name", "match_type"),
    [
        (PlaceQuery("Астане", language_code="ru-RU"), "Astana", MatchType.INFLECTED),
        (PlaceQuery("Астана", language_code="ru"), "Astana", MatchType.EXACT),
        (PlaceQuery("Астане, Казахстана", language_code="ru"), "Astana", MatchType.INFLECTED),
        (PlaceQuery("Kasachischen", language_code="de"), "Kazakhstan", MatchType.EXACT),
        (PlaceQuery("Kasachin", language_code="de"), "Kazakhstan", MatchType.EXACT),
        (PlaceQuery("Kasachstan", language_code="de"), "Kazakhstan", MatchType.EXACT),
        (PlaceQuery("Kasachstan", language_code="tlh"), None, None),
        (PlaceQuery("Kasachstan", language_code="en"), None, None),
        (PlaceQuery("Kasachstan"), None, None),
    ],
)
def test_a_name_without_an_article_is_read_in_its_language(
    annotator: Annotator, query: PlaceQuery, place_name: str | None, match_type: MatchType | None
) -> None:
    """Names, their inflected forms and demonyms of the language count that a query names, and of no other."""
    options = ResolveOptions(misspelt_matches=False)
    (answer,) = annotator.resolve_places([query], options=options)
    resolution = answer.resolution
    assert (resolution.place and resolution.place.name, resolution.match_type) == (place_name, match_type)


def test_names_that_are_not_known_stay_english(annotator: Annotator) -> None:
    """German has a name of its own for the country alone."""
    in_german, plain = (_annotate(annotator, Article("", TEXT), code) for code in ("de", ""))
    assert [entity.name for entity in in_german.entities] == ["Astana", "Sergey Lavrov", "Kasachstan", "Atlantis"]
    assert _annotate(annotator, Article("", TEXT), "en") == plain
    assert _annotate(annotator, Article("", TEXT), "pl") == plain


def test_answers_to_queries_are_named_in_the_language(annotator: Annotator) -> None:
    """Places looked up without an article, too, and what is not found has no name."""
    options = ResolveOptions(display_language="ru")
    found, missing = annotator.resolve_places([PlaceQuery("Astana"), PlaceQuery("Atlantis")], options=options)
    assert found.resolution.place is not None
    assert found.resolution.place.name == "Астана"
    assert missing.resolution.place is None


@pytest.mark.parametrize("code", ["tlh", "x-pt", "\ud800"])
def test_a_language_without_names_is_refused(annotator: Annotator, code: str) -> None:
    """The error names the field and says which languages there are."""
    options, resolve_options = AnnotateOptions(display_language=code), ResolveOptions(display_language=code)
    message = r"^options\.display_language: must be empty or one of ar, da, "
    with pytest.raises(InvalidInputError, match=message):
        annotator.annotate([Article("", TEXT)], options=options)
    with pytest.raises(InvalidInputError, match=message):
        annotator.resolve_places([PlaceQuery("Astana")], options=resolve_options)


def test_given_mentions_are_read_in_the_language_of_the_article(annotator: Annotator) -> None:
    """An inflected name is found in a text of its language, and only there."""
    text = "Встреча прошла в Астане."
    start = text.index("Астане")
    mentions = (GivenMention(start, start + len("Астане"), EntityType.PLACE),)
    (russian,) = _annotate(annotator, Article("", text, language_code="ru", mentions=mentions)).entities
    assert russian.place is not None
    assert russian.place.place_id == "t:astana"
    assert russian.resolution is not None
    assert russian.resolution.match_type is MatchType.INFLECTED
    (unknown,) = _annotate(annotator, Article("", text, mentions=mentions)).entities
    assert unknown.resolution is not None
    assert unknown.resolution.match_type is not MatchType.INFLECTED


def test_of_a_tag_the_language_counts(annotator: Annotator) -> None:
    """ "RU" and "ru-KZ" name places as "ru" does."""
    names = {
        entity.name
        for code in ("ru", "RU", "ru-KZ")
        for annotation in annotator.annotate([Article("", TEXT)], options=AnnotateOptions(display_language=code))
        for entity in annotation.entities
    }
    assert "Астана" in names
    assert "Astana" not in names
