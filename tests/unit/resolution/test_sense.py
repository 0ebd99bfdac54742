from dataclasses import replace

from dateline.resolution.context.statements import read_contexts
from dateline.resolution.sense import group_senses
from dateline.values import Article, Coordinates, NameKind, NameMatch, Place
from support.atlas import toponyms

GEORGIA = Place("g:1", "Georgia", "A", "PCLI", Coordinates(42, 43.5), "GE")
GEORGIA_US = Place("g:2", "Georgia", "A", "ADM1", Coordinates(32.7, -83.5), "US")
TBILISI = Place("g:3", "Tbilisi", "P", "PPLC", Coordinates(41.7, 44.8), "GE")
ATLANTA = Place("g:4", "Atlanta", "P", "PPLA", Coordinates(33.7, -84.4), "US", admin1_id="g:2")
IRAQ = Place("g:5", "Iraq", "A", "PCLI", Coordinates(33, 44), "IQ")
IRAN = Place("g:6", "Iran", "A", "PCLI", Coordinates(32, 53), "IR")
ARAK = Place("g:7", "Arak", "P", "PPLA", Coordinates(34, 49.7), "IR")
BAGHDAD = Place("g:8", "Baghdad", "P", "PPLC", Coordinates(33.3, 44.4), "IQ")
MATCHES = {
    name: tuple(NameMatch(place, NameKind.PRIMARY) for place in places)
    for name, places in {
        "Georgia": (GEORGIA, GEORGIA_US),
        "Tbilisi": (TBILISI,),
        "Atlanta": (ATLANTA,),
        "Iraq": (IRAQ, ARAK),
        "Iran": (IRAN,),
        "Baghdad": (BAGHDAD,),
    }.items()
}


def _senses(text, wanted, *names):
    read = toponyms(text, names, get_matches=MATCHES.__getitem__)
    senses = group_senses(read, read_contexts(Article("a", text), read))
    return [
        (sense.members, [match.place for match in sense.matches])
        for sense in senses
        if read[sense.members[0]].name == wanted
    ]


def test_a_name_alone_is_one_sense():
    """All mentions of a bare name are decided together."""
    text = "Georgia won. Georgia lost."
    assert _senses(text, "Georgia", "Georgia", "Georgia") == [((0, 1), [GEORGIA, GEORGIA_US])]


def test_containers_of_different_places_are_two_senses():
    """The Georgia around Tbilisi is not the one around Atlanta; a bare one takes the first."""
    text = "In Tbilisi, Georgia, and in Atlanta, Georgia; Georgia is small."
    assert _senses(text, "Georgia", "Tbilisi", "Georgia", "Atlanta", "Georgia", "Georgia") == [
        ((1, 4), [GEORGIA]),
        ((3,), [GEORGIA_US]),
    ]


def test_a_list_makes_no_town_of_a_country():
    """In "Iraq, Iran" the former may lie in the latter, but stays free to be the country that it is elsewhere."""
    text = "Iraq, Iran; and in Baghdad, Iraq."
    assert _senses(text, "Iraq", "Iraq", "Iran", "Baghdad", "Iraq") == [((0,), [IRAQ, ARAK]), ((3,), [IRAQ])]


def test_names_of_many_places_beside_each_other_cost_little():
    """Twenty thousand neighbours of three hundred places each are grouped without comparing place with place."""
    many = tuple(
        NameMatch(
            Place(f"g:{n}", "San Juan", "P", "PPL", Coordinates(0, 0), "US", admin1_id=f"a:{n}"), NameKind.PRIMARY
        )
        for n in range(300)
    )
    names = ["San Juan", "Santa Cruz"] * 10_000
    text = ", ".join(names)
    read = toponyms(text, names, get_matches=lambda _: many)
    senses = group_senses(read, read_contexts(Article("a", text), read))
    assert [len(sense.members) for sense in senses] == [10_000, 10_000]


def test_each_of_two_senses_is_only_what_its_container_admits():
    """Once the text has told two Georgias apart, neither can be the other."""
    text = "In Tbilisi, Georgia, and in Atlanta, Georgia."
    found = _senses(text, "Georgia", "Tbilisi", "Georgia", "Atlanta", "Georgia")
    assert [places for _, places in found] == [[GEORGIA], [GEORGIA_US]]


def test_a_name_is_judged_by_its_own_candidates():
    """A Georgia that was looked up otherwise and cannot be around Tbilisi says nothing of the next that is."""
    text = "In Tbilisi, Georgia, in Tbilisi, Georgia, and in Atlanta, Georgia."
    names = ["Tbilisi", "Georgia", "Tbilisi", "Georgia", "Atlanta", "Georgia"]
    read = list(toponyms(text, names, get_matches=MATCHES.__getitem__))
    read[1] = replace(read[1], matches=MATCHES["Georgia"][1:])
    senses = group_senses(read, read_contexts(Article("a", text), read))
    georgias = [sense for sense in senses if read[sense.members[0]].name == "Georgia"]
    assert [(each.members, each.matches) for each in georgias] == [
        ((1, 3), MATCHES["Georgia"][:1]),
        ((5,), MATCHES["Georgia"][1:]),
    ]
