"""The lookup of toponyms."""

import re

import pytest

from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.resolution import find_toponyms
from dateline.values import Article, Coordinates, EntityType, MatchType, Mention, MentionKind, Span


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """A gazetteer with villages that are called as peoples of other languages are."""
    path = tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite"
    places = (
        ("Turkey", "A", "PCLI", ("Turkish",)),
        ("Turca", "P", "PPL", ()),
        ("Gallega", "P", "PPL", ()),
        ("Scotland", "A", "ADM1", ("Scottish",)),
        ("Indonesia", "A", "PCLI", ("Indonesian",)),
        ("Parisien", "L", "RGN", ()),
        ("Otter", "A", "PCLI", ()),
        ("Otter River", "H", "STM", ()),
        ("Vole", "P", "PPL", ()),
    )
    records = (
        Record(f"geonames:{i}", name, feature_class, code, Coordinates(0, 0), "TR", demonyms=demonyms)
        for i, (name, feature_class, code, demonyms) in enumerate(places)
    )
    build_gazetteer(path, records=records)
    return Gazetteer(path)


@pytest.mark.parametrize(
    ("name", "kind", "places"),
    [
        ("turcas", MentionKind.DEMONYM, ["Turkey"]),
        ("turca", MentionKind.DEMONYM, ["Turkey"]),
        ("Turca", MentionKind.NAME, ["Turca"]),
        ("turcos", MentionKind.NAME, ["Turkey"]),
        ("Gallegas Bay", MentionKind.NAME, []),
        ("gallega", MentionKind.DEMONYM, []),
        ("gallegas", MentionKind.DEMONYM, []),
        ("Scottish", MentionKind.DEMONYM, ["Scotland"]),
        ("Indonesia", MentionKind.DEMONYM, ["Indonesia"]),
        ("Parisien", MentionKind.DEMONYM, ["Parisien"]),
    ],
)
def test_a_demonym_of_another_language_is_no_village(
    gazetteer: Gazetteer, name: str, kind: MentionKind, places: list[str]
) -> None:
    """One that is in no list has the countries and areas called so, or the place whose English demonym it is."""
    mention = Mention("m1", Span(0, len(name), name), EntityType.PLACE, kind, "", 1.0)
    (toponym,) = find_toponyms(
        [mention],
        Article("a", name),
        lookup=gazetteer.lookup,
        called=gazetteer.called,
        language_code="es",
    )
    assert [match.place.name for match in toponym.matches] == places


@pytest.mark.parametrize(
    ("text", "name", "places"),
    [
        ("The Otter burst its banks", "Otter", ["Otter River"]),
        ("fishing the Vole at dawn", "Vole", []),
        ("Rain fell in the Otter capital", "Otter", ["Otter"]),
        ("a raid across the Otter.", "Otter", ["Otter River"]),
        ("a raid across the Vole.", "Vole", ["Vole"]),
        ("Vole has risen", "Vole", ["Vole"]),
        ("Hunger in the Indonesia has risen", "Indonesia", ["Indonesia"]),
    ],
)
def test_a_river_is_no_country_or_town_that_is_called_so(
    gazetteer: Gazetteer, text: str, name: str, places: list[str]
) -> None:
    """One that the gazetteer lacks is none of the places that it holds."""
    start = text.index(name)
    span = Span(start, start + len(name), name)
    mention = Mention("m1", span, EntityType.PLACE, MentionKind.NAME, "", 1.0)
    (toponym,) = find_toponyms([mention], Article("a", text), lookup=gazetteer.lookup, called=gazetteer.called)
    assert [match.place.name for match in toponym.matches] == places


@pytest.mark.parametrize(
    ("text", "name", "called", "places"),
    [
        ("along the Otter river to the sea", "Otter", "Otter River", ["Otter River"]),
        ("an Otter river", "Otter", "Otter", ["Otter"]),
        ("along the Otter lake", "Otter", "Otter", ["Otter"]),
        ("an Indonesia river", "Indonesia", "Indonesia", ["Indonesia"]),
        ("a boat to Vole island", "Vole", "Vole", ["Vole"]),
        ("the Otter rivers trust", "Otter", "Otter", ["Otter"]),
    ],
)
def test_the_noun_behind_a_name_says_what_it_is_of(
    gazetteer: Gazetteer, text: str, name: str, called: str, places: list[str]
) -> None:
    """A river in small letters is a river; where a country or an island's town has the name, that is meant."""
    start = text.index(name)
    mention = Mention("m1", Span(start, start + len(name), name), EntityType.PLACE, MentionKind.NAME, "", 1.0)
    (toponym,) = find_toponyms([mention], Article("a", text), lookup=gazetteer.lookup, called=gazetteer.called)
    assert (toponym.name, [match.place.name for match in toponym.matches]) == (called, places)


def test_a_river_that_is_not_known_has_its_villages_name_within_its_own(gazetteer: Gazetteer) -> None:
    """ "The Vole river" is read as "the Vole River" is: Vole is only a part of the name."""
    text = "the Vole river is dry"
    mention = Mention("m1", Span(4, 8, "Vole"), EntityType.PLACE, MentionKind.NAME, "", 1.0)
    (toponym,) = find_toponyms([mention], Article("a", text), lookup=gazetteer.lookup, called=gazetteer.called)
    assert toponym.name == "Vole River"
    assert [(match.place.name, match.match_type) for match in toponym.matches] == [("Vole", MatchType.EMBEDDED)]


@pytest.mark.parametrize(
    ("language_code", "text", "name", "places"),
    [
        ("sk", "pri rieke [Vole]", "Vole River", []),
        ("es", "el río [Otter] creció", "Otter River", ["Otter River"]),
        ("es", "vive en [Vole]", "Vole", ["Vole"]),
        ("pl", "nad jeziorem [Vole]", "Vole Lake", []),
        ("fr", "sur l’île de [Vole]", "Vole", ["Vole"]),
        ("es", "el lago de [Indonesia]", "Indonesia", ["Indonesia"]),
        ("pl", "jezioro [Indonesia]", "Indonesia Lake", []),
        ("es", "los lagos de [Scotland]", "Scotland", ["Scotland"]),
        ("hr", "na obali [Indonesia]", "Indonesia", ["Indonesia"]),
        ("es", "cerca del [Río Vole]", "Vole River", []),
    ],
)
def test_words_of_other_languages_say_what_a_name_is_of(
    gazetteer: Gazetteer, language_code: str, text: str, name: str, places: list[str]
) -> None:
    """A lake is no town, whether the gazetteer has it or not; a country that it may lie in stays."""
    before, span, after = re.split(r"[\[\]]", text)
    mention = Mention(
        "m1", Span(len(before), len(before) + len(span), span), EntityType.PLACE, MentionKind.NAME, "", 1.0
    )
    (toponym,) = find_toponyms(
        [mention],
        Article("a", f"{before}{span}{after}"),
        lookup=gazetteer.lookup,
        called=gazetteer.called,
        language_code=language_code,
    )
    assert (toponym.name, [match.place.name for match in toponym.matches]) == (name, places)
