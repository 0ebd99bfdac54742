"""Countries and capitals that the recogniser missed, by their names in the language of the sentence."""

# ruff: noqa: RUF001  # the punctuation of print

from collections.abc import Iterator

import pytest

from dateline.annotation.known_places import add_known_places
from dateline.annotation.lookup import ArticleLookup
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.gazetteer.build.record import PlaceName
from dateline.values import Coordinates, EntityType, MentionKind, Recognition

PLACE, PERSON, ORGANIZATION = EntityType.PLACE, EntityType.PERSON, EntityType.ORGANIZATION


def _record(number: int, code: str, names: str, *, population_count: int = 5_000_000) -> Record:
    """A place at its own point, with its English name and those in other languages."""
    name, *others = names.split("|")
    place_names = tuple(PlaceName(other.partition("=")[2], other.partition("=")[0]) for other in others)
    return Record(
        f"t:{number}", name, code[0], code[1:], Coordinates(number, number), "KE",
        population_count=population_count, place_names=place_names,
    )  # fmt: skip


RECORDS = (
    _record(1, "APCLI", "Kenya|pl=Kenia|sv=Kenya|tr=Kenya|zh=肯尼亚|id=Kenya|da=Kenya|fr=Kenya"),
    _record(2, "PPPLC", "Nairobi|pl=Nairobi|ar=نيروبي|tr=Nairobi|zh=内罗毕|sv=Nairobi"),
    _record(3, "PPPLC", "Rome|pl=Rzym|tr=Roma|zh=罗马|sv=Rom|it=Roma"),
    _record(4, "APCLI", "South Korea|pl=Korea Południowa|id=Korea Selatan|ru=Южная Корея|fr=Corée du Sud"),
    _record(5, "APCLI", "Haiti|zh=海地|pl=Haiti"),
    _record(6, "APCLI", "Mexico|zh=墨西哥"),
    _record(7, "AADM1", "New Mexico|zh=新墨西哥"),
    _record(8, "PPPL", "Łódź|pl=Łódź"),
)


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    path = tmp_path_factory.mktemp("gazetteer") / "g.sqlite"
    build_gazetteer(path, records=RECORDS)
    with Gazetteer(path) as gazetteer:
        yield gazetteer


def _found(
    gazetteer: Gazetteer, language_code: str, sentence: str, *names: Recognition
) -> list[tuple[str, EntityType, MentionKind]]:
    lookup = ArticleLookup(gazetteer, language_code=language_code)
    known = add_known_places(sentence, names, language_code=language_code, lookup=lookup)
    return [(sentence[name.start_offset : name.end_offset], name.type, name.kind) for name in known]


def _name(
    sentence: str, content: str, entity_type: EntityType, confidence: float, kind: MentionKind = MentionKind.NAME
) -> Recognition:
    start = sentence.index(content)
    return Recognition(start, start + len(content), entity_type, kind, "X", confidence)


@pytest.mark.parametrize(
    ("language_code", "sentence", "expected"),
    [
        ("pl", "Szef rządu Kenii przyleciał.", ["Kenii"]),
        ("pl", "Kenii pomogli sąsiedzi.", ["Kenii"]),
        ("pl", "drogi kenii", []),
        ("pl", "Ulice Łodzi są puste.", []),
        ("pl", "Rząd Korei Południowej milczy.", ["Korei Południowej"]),
        ("ru", "Власти Южной Кореи молчат.", ["Южной Кореи"]),
        ("ar", "عقد الاجتماع بنيروبي أمس", ["بنيروبي"]),
        ("tr", "Nairobinin belediye başkanı konuştu.", ["Nairobinin"]),
        ("tr", "Romanın kahramanı konuştu.", []),
        ("tr", "Bugün Romanın meydanı doldu.", ["Romanın"]),
        ("sv", "Roms borgmästare talade i går.", []),
        ("sv", "Nairobis borgmästare talade i Kenya.", ["Nairobis"]),
        ("fr", "Le port de Kenya est fermé.", []),
        ("fr", "Le président de la Corée du Sud parle.", ["Corée du Sud"]),
        ("id", "Pemerintah Korea Selatan diam.", ["Korea Selatan"]),
        ("id", "Empat warga Kenya tiba; presiden Kenya diam.", ["Kenya"]),
        ("en", "The head of Kenia came to South Korea.", []),
    ],
)
def test_countries_and_capitals_that_were_missed_are_places(
    gazetteer: Gazetteer, language_code: str, sentence: str, expected: list[str]
) -> None:
    """At the beginning no short word nor a common one ("of the novel"), nowhere small letters, other towns, English.

    Where names are not inflected only names of several words, genitives in the Nordic languages, and countries with
    citizens in Indonesian.
    """
    assert _found(gazetteer, language_code, sentence) == [(name, PLACE, MentionKind.NAME) for name in expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("他昨天在内罗毕会见了肯尼亚总统。", ["内罗毕", "肯尼亚"]),
        ("他去了沿海地区。", []),
        ("新墨西哥很热。", []),
        ("墨西哥很热。", ["墨西哥"]),
    ],
)
def test_chinese_names_are_found_in_running_text(gazetteer: Gazetteer, sentence: str, expected: list[str]) -> None:
    """Not within the name of another place, nor where the characters belong to other words ("coastal region")."""
    found = _found(gazetteer, "zh", sentence)
    assert [name for name, *_ in found] == expected


def test_a_chinese_name_takes_the_place_of_a_piece_of_it(gazetteer: Gazetteer) -> None:
    """The recogniser saw two of its three characters."""
    sentence = "他在内罗毕。"
    assert _found(gazetteer, "zh", sentence, _name(sentence, "内罗", PERSON, 0.5)) == [
        ("内罗毕", PLACE, MentionKind.NAME)
    ]


@pytest.mark.parametrize(
    ("sentence", "name", "entity_type", "confidence", "expected"),
    [
        ("Zarząd Kenii milczy.", "Kenii", ORGANIZATION, 0.65, PLACE),
        ("Zarząd Kenii milczy.", "Kenii", ORGANIZATION, 0.75, ORGANIZATION),
        ("Zarząd Kenii milczy.", "Kenii", PERSON, 0.85, PLACE),
        ("Zarząd Kenii milczy.", "Kenii", PERSON, 0.95, PLACE),
        ("Zarząd Kenii milczy.", "Kenii", PERSON, 0.98, PERSON),
        ("Zarząd Rzymu milczy.", "Rzymu", PERSON, 0.95, PERSON),
        ("Zarząd Rzymu milczy.", "Rzymu", ORGANIZATION, 0.85, PLACE),
        ("Zarząd Łodzi milczy.", "Łodzi", ORGANIZATION, 0.3, ORGANIZATION),
        ("Kenia gra dobrze.", "Kenia", PERSON, 0.5, PLACE),
    ],
)
def test_an_unsure_name_of_another_type_gives_way(
    *, gazetteer: Gazetteer, sentence: str, name: str, entity_type: EntityType, confidence: float, expected: EntityType
) -> None:
    """The recogniser's word counts where it is sure, sooner where a country may be its team."""
    found = _found(gazetteer, "pl", sentence, _name(sentence, name, entity_type, confidence))
    assert found == [(name, expected, MentionKind.NAME)]


def test_in_every_language_an_unsure_name_gives_way(gazetteer: Gazetteer) -> None:
    """French inflects no names, but has persons who are called as no country is."""
    sentence = "Selon nous, Kenya parle."
    assert _found(gazetteer, "fr", sentence, _name(sentence, "Kenya", PERSON, 0.8)) == [
        ("Kenya", PLACE, MentionKind.NAME)
    ]


def test_an_unsure_people_gives_way_to_a_capital_alone(gazetteer: Gazetteer) -> None:
    """Peoples are called as their countries are, not as the capitals."""
    for content, kind in (("Nairobinin", MentionKind.NAME), ("Kenyanın", MentionKind.DEMONYM)):
        sentence = f"{content} ekibi geldi."
        name = _name(sentence, content, PLACE, 0.7, MentionKind.DEMONYM)
        assert _found(gazetteer, "tr", sentence, name) == [(content, PLACE, kind)]


def test_a_place_in_an_organisation_stands_beside_it(gazetteer: Gazetteer) -> None:
    """However sure the organisation is; in a person's name it does not."""
    sentence = "Bank Kenii milczy."
    whole = _name(sentence, "Bank Kenii", ORGANIZATION, 0.95)
    assert _found(gazetteer, "pl", sentence, whole) == [
        ("Bank Kenii", ORGANIZATION, MentionKind.NAME),
        ("Kenii", PLACE, MentionKind.NAME),
    ]
    person = _name(sentence, "Bank Kenii", PERSON, 0.95)
    assert _found(gazetteer, "pl", sentence, person) == [("Bank Kenii", PERSON, MentionKind.NAME)]
