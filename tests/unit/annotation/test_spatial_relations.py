import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation.spatial_relations import relate_mentions
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import Record, build_gazetteer, ensure
from dateline.values import (
    Article,
    ArticlePart,
    Coordinates,
    Direction,
    EntityType,
    Mention,
    MentionKind,
    Span,
    SpatialKind,
    SpatialRelation,
)
from support.growth import growth
from support.wild_text import wild_text

PART, OFFSET, NEAR = SpatialKind.PART, SpatialKind.OFFSET, SpatialKind.NEAR
NORTH, EAST, SOUTH, WEST = Direction.NORTH, Direction.EAST, Direction.SOUTH, Direction.WEST
NORTHEAST, SOUTHEAST, SOUTHWEST, CENTRAL = (
    Direction.NORTHEAST,
    Direction.SOUTHEAST,
    Direction.SOUTHWEST,
    Direction.CENTRAL,
)
NAMES = (
    "Syria Aleppo Homs Idlib Damascus Libya Beirut Sudan South_Sudan Korea North_Korea Bank West_Bank Timor East_Timor "
    "Africa South_Africa Virginia West_Virginia Cape Eastern_Cape California Southern_California East Near_East "
    "Ireland Northern_Ireland Kivu North_Kivu Europe Eastern_Europe"
)


@pytest.fixture(scope="module")
def lookup(tmp_path_factory):
    path = tmp_path_factory.mktemp("gazetteer") / "names.sqlite"
    names = (name.replace("_", " ") for name in NAMES.split())
    records = [Record(name, name, "P", "PPL", Coordinates(0, 0)) for name in names]
    records.append(Record("Ghouta", "Ghouta", "L", "RGN", Coordinates(0, 0), alternate_names=("Eastern Ghouta",)))
    records.append(Record("Macedonia", "Macedonia", "P", "PPL", Coordinates(0, 0)))
    records.append(Record("MK", "North Macedonia", "A", "PCLI", Coordinates(0, 0), alternate_names=("Macedonia",)))
    build_gazetteer(path, records=records)
    return Gazetteer(path).lookup


def relate(marked, lookup, **fields):
    """The relation of the mention in square brackets, whose span must come back as it was."""
    before, _, rest = marked.partition("[")
    content, _, after = rest.partition("]")
    span = Span(len(before), len(before) + len(content), content)
    mention = Mention(
        "m1", span, **{"type": EntityType.PLACE, "kind": MentionKind.NAME, **fields}, label="", confidence=1
    )
    (related,) = relate_mentions([mention], article=Article("a", before + content + after), lookup=lookup)
    assert related.span == span
    return related.spatial_relation


@pytest.mark.parametrize(
    ("marked", "kind", "direction", "distance_km"),
    [
        ("Rain fell in southern [Syria] today.", PART, SOUTH, None),
        ("Rain fell in [southern Syria] today.", PART, SOUTH, None),
        ("[Southern Syria] was quiet.", PART, SOUTH, None),
        ("Southern [Syria] was quiet.", PART, SOUTH, None),
        ("He lives in [eastern Ghouta].", PART, EAST, None),
        ("He lives in [Eastern Ghouta].", PART, EAST, None),
        ("shops in central [Aleppo] and", PART, CENTRAL, None),
        ("shops in [Central Aleppo] and", PART, CENTRAL, None),
        ("downtown [Beirut]", PART, CENTRAL, None),
        ("the heart of [Beirut]", PART, CENTRAL, None),
        ("in the centre of the city of [Beirut]", PART, CENTRAL, None),
        ("in north-eastern [Syria]", PART, NORTHEAST, None),
        ("in south east [Syria]", PART, SOUTHEAST, None),
        ("in north-central [Syria]", PART, NORTH, None),
        ("in east [Aleppo]", PART, EAST, None),
        ("in the north of [Syria]", PART, NORTH, None),
        ("on the southern tip of [Africa]", PART, SOUTH, None),
        ("the western countryside of [Aleppo]", PART, WEST, None),
        ("in northern and eastern [Syria]", PART, None, None),
        ("parts of [Libya]", PART, None, None),
        ("southern [California]", PART, SOUTH, None),
        ("north of [Aleppo]", OFFSET, NORTH, None),
        ("[north of Aleppo]", OFFSET, NORTH, None),
        ("to the south-west of the town of [Idlib]", OFFSET, SOUTHWEST, None),
        ("villages 30 km east of [Homs]", OFFSET, EAST, 30),
        ("about 1,200 kilometres (750 miles) south of [Libya]", OFFSET, SOUTH, 1200),
        ("a base 12.5-km to the west of [Homs]", OFFSET, WEST, 12.5),
        ("ten miles due north\nof [Homs]", OFFSET, NORTH, 16.1),
        ("half a mile east of [Homs]", OFFSET, EAST, 0.8),
        ("10 to 15 km east of [Homs]", OFFSET, EAST, None),
        ("twenty-five miles east of [Homs]", OFFSET, EAST, None),
        ("north or east of [Homs]", OFFSET, None, None),
        ("40 km away from [Homs]", OFFSET, None, 40),
        ("five miles outside [Homs]", OFFSET, None, 8),
        ("60 nautical miles off the coast of [Libya]", OFFSET, None, 111.1),
        ("near [Idlib]", NEAR, None, None),
        ("[near Idlib]", NEAR, None, None),
        ("Near the Syrian city of [Idlib]", NEAR, None, None),
        ("just outside the capital, [Damascus], on", NEAR, None, None),
        ("on the outskirts of [Damascus]", NEAR, None, None),
        ("[the outskirts of Damascus]", NEAR, None, None),
        ("the eastern suburbs of [Damascus]", NEAR, EAST, None),
        ("within 5 km of [Damascus]", NEAR, None, 5),
        ("off the eastern coast of [Libya]", NEAR, EAST, None),
        ("near [Northern Ireland]", NEAR, None, None),
        ("north of [South Sudan]", OFFSET, NORTH, None),
    ],
)  # fmt: skip
def test_words_before_a_name_or_beginning_it_say_where_is_meant(marked, kind, direction, distance_km, lookup):
    """Parts, what lies beyond and what is near are told apart, with side and distance where the text gives them."""
    assert relate(marked, lookup) == SpatialRelation(kind, direction, distance_km)


@pytest.mark.parametrize(
    "marked",
    [
        "in [South Sudan]",
        "in South [Sudan]",
        "in [North Korea]",
        "in [West Bank] towns",
        "in [East Timor]",
        "in [South Africa]",
        "in [West Virginia]",
        "in the [Eastern Cape]",
        "in [Southern California]",
        "in [southern California]",
        "in Southern [California]",
        "in [eastern Europe]",
        "in [North Macedonia]",
        "in the [Near East]",
        "in [North Kivu]",
        "on [North Avenue]",
        "in [Syria]",
        "Idlib, [Syria]",
        "the southern city of [Homs]",
        "[the southern city of Homs]",
        "near the Syrian border, [Idlib] said",
        "linear [Idlib]",
        "He went north. [Idlib] was quiet",
        "North\n\n[Syria] was quiet",
        "[South]",
        "[ ]",
    ],
)  # fmt: skip
def test_names_that_hold_such_words_are_no_relations(marked, lookup):
    """What the gazetteer knows as another place is a name; words that belong to something else count for nothing."""
    assert relate(marked, lookup) is None


def test_only_places_by_name_are_related(lookup):
    """Neither demonyms, nor places in longer names, nor organisations."""
    assert relate("southern [Syria]", lookup) is not None
    assert relate("southern [Syria]", lookup, kind=MentionKind.DEMONYM) is None
    assert relate("southern [Syria]", lookup, kind=MentionKind.NESTED) is None
    assert relate("southern [Syria]", lookup, type=EntityType.ORGANIZATION) is None


words = st.sampled_from(
    (
        "north",
        "Southern ",
        " of ",
        "the ",
        " ",
        "30",
        " km ",
        "near",
        "outskirts",
        "(",
        ",",
        "and",
        "East",
        "Syria",
        "to ",
    )
)


@given(st.lists(st.one_of(words, wild_text), max_size=20).map("".join), st.data())
def test_no_text_is_too_strange(lookup, text, data):
    """Whatever the text, nothing is raised and all but the relation stays as it was."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = Span(start, end, text[start:end], ArticlePart.TITLE)
    mention = Mention("m1", span, EntityType.PLACE, MentionKind.NAME, "", 1)
    (related,) = relate_mentions([mention], article=Article("a", "", title=text), lookup=lookup)
    assert (related.span, related.mention_id, related.kind) == (span, "m1", MentionKind.NAME)


@pytest.mark.parametrize("piece", ["north ", "30 km ", "near the ", " ", "1,000", "a ", "North and "])
def test_hostile_texts_cost_no_more_than_their_length(piece, lookup):
    """Before a name and inside it, text made to make patterns backtrack costs in proportion to its length at most."""

    def relate_both(chars):
        text = piece * (chars // len(piece))
        relate(f"{text}[Syria]", lookup)
        relate(f"[{text}Syria]", lookup)

    assert growth(relate_both, size=25_000) < 24


@pytest.mark.slow
def test_the_whole_gazetteer_tells_names_from_relations():
    """With every name the gazetteer holds, countries and regions are names and parts of places are parts."""
    lookup = Gazetteer(ensure()).lookup
    for name in (
        "South Sudan|North Korea|West Bank|East Timor|South Africa|West Virginia|Eastern Cape|Southern California|"
        "North Macedonia|Northern Ireland|Western Australia|West Darfur|East Jerusalem|West Africa|eastern Europe|"
        "South China Sea|East River|Central African Republic|Near East|West Hollywood"
    ).split("|"):
        assert relate(f"in [{name}]", lookup) is None, name
    for name in "southern Syria|eastern Ghouta|Northern Iraq|South London|northern Nigeria|Central Aleppo".split("|"):
        relation = relate(f"in [{name}]", lookup)
        assert relation is not None, name
        assert relation.kind is PART, name
