from dateline.document import Article, Coordinates, MentionKind, NameKind, NameMatch, Place, Source
from dateline.resolution.context import read_contexts
from dateline.resolution.sense import group_senses
from dateline.resolution.toponym import Toponym

GEORGIA = Place("g:1", "Georgia", "A", "PCLI", Coordinates(42, 43.5), "GE")
GEORGIA_US = Place("g:2", "Georgia", "A", "ADM1", Coordinates(32.7, -83.5), "US")
TBILISI = Place("g:3", "Tbilisi", "P", "PPLC", Coordinates(41.7, 44.8), "GE")
ATLANTA = Place("g:4", "Atlanta", "P", "PPLA", Coordinates(33.7, -84.4), "US", admin1_id="g:2")
MATCHES = {
    name: tuple(NameMatch(place, NameKind.PRIMARY) for place in places)
    for name, places in {"Georgia": (GEORGIA, GEORGIA_US), "Tbilisi": (TBILISI,), "Atlanta": (ATLANTA,)}.items()
}


def _members(text, *names):
    toponyms, position = [], 0
    for name in names:
        start = text.index(name, position)
        position = start + len(name)
        toponyms.append(Toponym(name, MentionKind.NAME, Source.TEXT, start, position, MATCHES[name]))
    senses = group_senses(toponyms, read_contexts(Article("a", text), toponyms))
    return [sense.members for sense in senses if toponyms[sense.members[0]].name == "Georgia"]


def test_a_name_alone_is_one_sense():
    """All mentions of a bare name are decided together."""
    assert _members("Georgia won. Georgia lost.", "Georgia", "Georgia") == [(0, 1)]


def test_containers_of_different_places_are_two_senses():
    """The Georgia around Tbilisi is not the one around Atlanta; a bare one takes the first."""
    text = "In Tbilisi, Georgia, and in Atlanta, Georgia; Georgia is small."
    assert _members(text, "Tbilisi", "Georgia", "Atlanta", "Georgia", "Georgia") == [(1, 4), (3,)]


def test_names_of_many_places_beside_each_other_cost_little():
    """Twenty thousand neighbours of three hundred places each are grouped without comparing place with place."""
    many = tuple(
        NameMatch(
            Place(f"g:{n}", "San Juan", "P", "PPL", Coordinates(0, 0), "US", admin1_id=f"a:{n}"), NameKind.PRIMARY
        )
        for n in range(300)
    )
    text = ", ".join(["San Juan", "Santa Cruz"] * 10_000)
    toponyms, position = [], 0
    for name in ["San Juan", "Santa Cruz"] * 10_000:
        toponyms.append(Toponym(name, MentionKind.NAME, Source.TEXT, position, position + len(name), many))
        position += len(name) + 2
    senses = group_senses(toponyms, read_contexts(Article("a", text), toponyms))
    assert [len(sense.members) for sense in senses] == [10_000, 10_000]


def test_each_of_two_senses_is_only_what_its_container_admits():
    """Once the text has told two Georgias apart, neither can be the other."""
    text = "In Tbilisi, Georgia, and in Atlanta, Georgia."
    toponyms, position = [], 0
    for name in ("Tbilisi", "Georgia", "Atlanta", "Georgia"):
        start = text.index(name, position)
        position = start + len(name)
        toponyms.append(Toponym(name, MentionKind.NAME, Source.TEXT, start, position, MATCHES[name]))
    senses = group_senses(toponyms, read_contexts(Article("a", text), toponyms))
    georgias = [sense for sense in senses if toponyms[sense.members[0]].name == "Georgia"]
    assert [[match.place for match in sense.matches] for sense in georgias] == [[GEORGIA], [GEORGIA_US]]
