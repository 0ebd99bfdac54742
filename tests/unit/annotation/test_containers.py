"""A place and its container without a comma, as the recogniser may have found them."""

from collections.abc import Iterator

import pytest

from dateline.annotation.containers import part_containers
from dateline.annotation.lookup import ArticleLookup
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.gazetteer.build.record import PlaceName
from dateline.values import Coordinates, EntityType, MentionKind, MentionOrigin, Recognition

OREGON = "geonames:5744337"
RECORDS = (
    Record("geonames:6252001", "United States", "A", "PCLI", Coordinates(39.76, -98.5), "US", abbreviations=("USA",)),
    Record(OREGON, "Oregon", "A", "ADM1", Coordinates(44, -120.5), "US", OREGON, abbreviations=("Ore.",),
           guarded_abbreviations=("OR",)),
    Record("geonames:5746545", "Portland", "P", "PPL", Coordinates(45.52, -122.68), "US", OREGON,
           population_count=650_000),
    Record("geonames:5757506", "Vale", "P", "PPL", Coordinates(43.98, -117.24), "US", OREGON, population_count=1_900),
    Record("geonames:4975802", "Portland", "P", "PPL", Coordinates(43.66, -70.26), "US", population_count=66_000),
)  # fmt: skip


@pytest.fixture(scope="module")
def lookup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleLookup]:
    path = tmp_path_factory.mktemp("gazetteer") / "oregon.sqlite"
    build_gazetteer(path, records=RECORDS)
    with Gazetteer(path) as gazetteer:
        yield ArticleLookup(gazetteer)


def _parted(
    lookup: ArticleLookup, sentence: str, *names: str, kind: EntityType = EntityType.PLACE, confidence: float = 0.9
) -> list[tuple[str, EntityType, MentionOrigin]]:
    found = [
        Recognition(
            sentence.index(name), sentence.index(name) + len(name), kind, MentionKind.NAME, kind.value, confidence
        )
        for name in names
    ]
    return [
        (sentence[name.start_offset : name.end_offset], name.type, name.origin)
        for name in part_containers(sentence, found, lookup=lookup)
    ]


PLACE, FOUND, ADDED = EntityType.PLACE, MentionOrigin.RECOGNIZED, MentionOrigin.GAZETTEER


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rain in Portland Oregon today", ["Portland", "Oregon"]),
        ("Rain in Portland OR today", ["Portland", "OR"]),
        ("Rain in Portland Ore. today", ["Portland", "Ore."]),
        ("Rain in Portland Oregon USA today", ["Portland", "Oregon", "USA"]),
    ],
)
def test_one_name_of_a_place_and_its_container_becomes_two(
    lookup: ArticleLookup, sentence: str, expected: list[str]
) -> None:
    """Each is a place that was recognised, as sure as the whole was."""
    whole = " ".join(expected)
    assert _parted(lookup, sentence, whole) == [(name, PLACE, FOUND) for name in expected]


@pytest.mark.parametrize(
    ("sentence", "container"),
    [
        ("Rain in Portland OR today", "OR"),
        ("Rain in Portland (OR) today", "OR"),
        ("Rain in Portland, Ore.", "Ore."),
        ("Rain in Portland Oregon Tuesday", "Oregon"),
    ],
)
def test_a_container_that_nobody_found_is_added(lookup: ArticleLookup, sentence: str, container: str) -> None:
    """Behind a space, a comma or a bracket, with its period."""
    assert _parted(lookup, sentence, "Portland") == [("Portland", PLACE, FOUND), (container, PLACE, ADDED)]


@pytest.mark.parametrize(
    "sentence",
    [
        "PORTLAND OR SALEM",
        "Rain in Portland (OR so) fell",
        "Portland and Oregon",
        "Portland. Oregon",
        "Portland Tuesday",
    ],
)
def test_what_names_no_container_is_left_alone(lookup: ArticleLookup, sentence: str) -> None:
    """Words in capitals, open brackets, other words, and the next sentence."""
    name = sentence[sentence.upper().index("PORTLAND") :][: len("Portland")]
    assert _parted(lookup, sentence, name) == [(name, PLACE, FOUND)]


def test_names_that_were_found_behind_a_place_stay_as_they_are(lookup: ArticleLookup) -> None:
    """The container is found already, or belongs to another name."""
    assert len(_parted(lookup, "Rain in Portland Oregon today", "Portland", "Oregon")) == 2
    assert len(_parted(lookup, "Portland Oregon Ducks won", "Portland", "Oregon Ducks")) == 2


def test_a_whole_with_both_its_pieces_beside_it_is_dropped(lookup: ArticleLookup) -> None:
    """The recogniser's second head may have found the pieces, too."""
    names = ("Portland Oregon", "Portland", "Oregon")
    assert _parted(lookup, "Rain in Portland Oregon", *names) == [(name, PLACE, FOUND) for name in names[1:]]


@pytest.mark.parametrize("kind", [EntityType.PERSON, EntityType.ORGANIZATION])
def test_a_sure_person_keeps_both_names(lookup: ArticleLookup, kind: EntityType) -> None:
    """Only what is unsure, or stands behind "in", and names a larger town is a place."""
    person = [("Portland Oregon", kind, FOUND)]
    places = [("Portland", PLACE, FOUND), ("Oregon", PLACE, FOUND)]
    assert _parted(lookup, "Portland Oregon sang", "Portland Oregon", kind=kind) == person
    assert _parted(lookup, "Portland Oregon sang", "Portland Oregon", kind=kind, confidence=0.6) == places
    assert _parted(lookup, "A song in Portland Oregon", "Portland Oregon", kind=kind) == places
    assert _parted(lookup, "Vale Oregon sang", "Vale Oregon", kind=kind, confidence=0.6) == [
        ("Vale Oregon", kind, FOUND)
    ]


def test_a_code_taken_for_a_body_is_the_container_of_the_town_before_it(lookup: ArticleLookup) -> None:
    """ "Vale (OR)" names Oregon, whatever the recogniser made of two capitals; a longer body stays one."""

    def parted(sentence: str, body: str) -> list[tuple[str, EntityType]]:
        found = [
            Recognition(sentence.index(name), sentence.index(name) + len(name), kind, MentionKind.NAME, kind.value, 0.9)
            for name, kind in (("Vale", EntityType.PLACE), (body, EntityType.ORGANIZATION))
        ]
        return [
            (sentence[name.start_offset : name.end_offset], name.type)
            for name in part_containers(sentence, found, lookup=lookup)
        ]

    assert parted("The store in Vale (OR) closed.", "OR") == [("Vale", PLACE), ("OR", PLACE)]
    assert parted("In Vale, Oregon Foods closed.", "Oregon Foods") == [
        ("Vale", PLACE),
        ("Oregon Foods", EntityType.ORGANIZATION),
    ]


KENYA = "t:kenya"
CHINESE = (
    Record(KENYA, "Kenya", "A", "PCLI", Coordinates(0, 38), "KE", place_names=(PlaceName("肯尼亚", "zh"),)),
    Record("t:mombasa", "Mombasa", "P", "PPL", Coordinates(-4, 39.7), "KE", place_names=(PlaceName("蒙巴萨", "zh"),)),
)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleLookup]:
    path = tmp_path_factory.mktemp("gazetteer") / "kenya.sqlite"
    build_gazetteer(path, records=CHINESE)
    with Gazetteer(path) as gazetteer:
        yield ArticleLookup(gazetteer, language_code="zh")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["肯尼亚蒙巴萨"], ["肯尼亚蒙巴萨", "肯尼亚"]),
        (["肯尼亚马林迪"], ["肯尼亚马林迪", "肯尼亚"]),
        (["肯尼亚蒙巴萨", "肯尼", "亚蒙巴萨"], ["肯尼亚蒙巴萨", "肯尼亚"]),
        (["肯尼亚蒙巴萨", "肯尼亚", "蒙巴萨"], ["肯尼亚蒙巴萨", "肯尼亚"]),
        (["肯尼亚", "蒙巴萨"], ["肯尼亚", "蒙巴萨"]),
        (["肯尼亚"], ["肯尼亚"]),
    ],
)
def test_a_chinese_name_of_a_container_and_a_place_holds_the_container(
    chinese: ArticleLookup, found: list[str], expected: list[str]
) -> None:
    """However the recogniser parted it, and whether the second place is known or not."""
    sentence = "他昨天抵达肯尼亚马林迪。" if "肯尼亚马林迪" in expected else "他昨天抵达肯尼亚蒙巴萨。"
    assert _parted(chinese, sentence, *found) == [(name, PLACE, FOUND) for name in expected]


def test_a_chinese_body_keeps_its_name(chinese: ArticleLookup) -> None:
    """What is no place is not parted."""
    body = [("肯尼亚蒙巴萨", EntityType.ORGANIZATION, FOUND)]
    assert _parted(chinese, "肯尼亚蒙巴萨队赢了。", "肯尼亚蒙巴萨", kind=EntityType.ORGANIZATION) == body
