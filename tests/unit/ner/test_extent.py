import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.ner import settle_extents, without_ships
from dateline.values import EntityType, MentionKind, MentionOrigin, Recognition
from support.growth import growth

PROMINENCE = {
    "Ware and Lomond": 40_000.0,
    "Lomond": 9_000.0,
    "Abbot's Lynn": 30_000.0,
    "St. Bede's": 90_000.0,
    "Oldport": 900_000.0,
    "New Haven": 700_000.0,
    "Northam": 200_000.0,
    "Southam": 200_000.0,
    "Guin": 800_000.0,
    "Guin-Oldport": 300_000.0,
    "Northam-New Haven": 9_000.0,
}
PERSON, ORGANIZATION, PLACE = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE


def _settle(sentence, *names, confidence=0.6):
    recognitions = []
    for name, entity_type in names:
        start = sentence.index(name)
        recognitions.append(Recognition(start, start + len(name), entity_type, MentionKind.NAME, "X", confidence))
    return settle_extents(sentence, tuple(recognitions), prominence=lambda name: PROMINENCE.get(name, 0.0))


def _found(sentence, *names, confidence=0.6):
    settled = _settle(sentence, *names, confidence=confidence)
    return [(sentence[each.start_offset : each.end_offset], each.type) for each in settled]


@pytest.mark.parametrize("types", [(PLACE, PLACE), (PLACE, PERSON), (PERSON, PERSON)])
def test_two_names_that_are_one_place_become_one(types):
    """Whatever the recogniser took its halves for, "A and B" is the entry of that name, and as sure as they are."""
    sentence = "Rain fell in Ware and Lomond on Monday."
    settled = _settle(sentence, ("Ware", types[0]), ("Lomond", types[1]))
    assert [(sentence[each.start_offset : each.end_offset], each.type) for each in settled] == [
        ("Ware and Lomond", PLACE)
    ]
    assert settled[0].confidence == 0.6


def test_half_a_name_that_was_found_brings_the_other():
    """The recogniser need not have seen both halves."""
    assert _found("Rain fell in Ware and Lomond.", ("Lomond", PLACE)) == [("Ware and Lomond", PLACE)]
    assert _found("He left Ware & Lomond.", ("Ware", PLACE)) == [("Ware", PLACE)], "no entry is called so"


def test_names_that_are_no_entry_together_stay_two():
    """Two towns with "and" between them, and a name that goes on."""
    names = (("Oldport", PLACE), ("Lomond", PLACE))
    assert _found("Rain fell in Oldport and Lomond.", *names) == list(names)
    longer = ("Ware and Lomond Council", ORGANIZATION)
    assert _found("It is for Ware and Lomond Council.", longer) == [longer]


def test_an_apostrophe_inside_a_place_holds_it_together():
    """ "Abbot's Lynn" is no Lynn of an abbot."""
    assert _found("She was born in Abbot's Lynn.", ("Lynn", PLACE)) == [("Abbot's Lynn", PLACE)]
    assert _found("She was born in Abbot's Lynn.", ("Abbot", PERSON), ("Lynn", PLACE)) == [("Abbot's Lynn", PLACE)]
    assert _found("She left Oldport's Lomond.", ("Lomond", PLACE)) == [("Lomond", PLACE)]


@pytest.mark.parametrize(
    ("sentence", "name", "entity_type", "kept"),
    [
        ("The mayor of St. Bede's left.", "St. Bede", PLACE, "St. Bede's"),
        ("Oldport's mayor left.", "Oldport", PLACE, "Oldport"),
        ("They met at Marlow's.", "Marlow", ORGANIZATION, "Marlow's"),
        ("Marlow’s said it would close.", "Marlow", ORGANIZATION, "Marlow’s"),
        ("Marlow's profits fell.", "Marlow", ORGANIZATION, "Marlow"),
        ("The fault is Marlow's.", "Marlow", PERSON, "Marlow"),
    ],
    ids=["entry", "town", "end", "verb", "possessed", "person"],
)
def test_a_possessive_ending_is_kept_where_it_belongs_to_the_name(sentence, name, entity_type, kept):
    """Of a place where an entry is called so, of an organisation where nothing possessed follows."""
    assert _found(sentence, (name, entity_type)) == [(kept, entity_type)]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("the Oldport-New Haven flight", [("Oldport-New", PLACE)]),
        ("Oldport/New Haven stood still", [("Oldport", ORGANIZATION)]),
        ("the Oldport–New Haven line", []),
    ],
    ids=["half of it found", "slash", "nothing found"],
)
def test_two_well_known_places_that_a_hyphen_joins_are_two(sentence, names):
    """Also where the recogniser found one, a half or nothing."""
    assert _found(sentence, *names, confidence=0.4) == [("Oldport", PLACE), ("New Haven", PLACE)]


def test_places_less_known_are_two_only_where_the_recogniser_found_a_place():
    """Surnames are joined by hyphens, too, and many are towns."""
    assert _found("the Northam-Southam talks", ("Northam-Southam", PLACE)) == [("Northam", PLACE), ("Southam", PLACE)]
    assert _found("the Northam-Southam talks") == []


@pytest.mark.parametrize(
    ("sentence", "name", "entity_type"),
    [
        ("in Guin-Oldport today", "Guin-Oldport", PLACE),
        ("said Ann Oldport-Guin today", "Ann Oldport-Guin", PERSON),
        ("the Oldport-Guin Bank", "Oldport-Guin Bank", ORGANIZATION),
        ("in Oldport-Zell", "Oldport-Zell", PLACE),
    ],
    ids=["entry", "person", "longer name", "half unknown"],
)
def test_a_name_with_a_hyphen_that_is_one_stays_one(sentence, name, entity_type):
    """An entry of its own, a person, a longer name, and one whose halves are not both known."""
    assert _found(sentence, (name, entity_type)) == [(name, entity_type)]


def test_what_is_found_at_a_half_keeps_its_own_confidence():
    """A place already right is left as it is; a sure organisation stays; a new one says its origin."""
    place, new = _settle("the Oldport/New Haven line", ("Oldport", PLACE))
    assert (place.confidence, place.label, place.origin) == (0.6, "X", MentionOrigin.RECOGNIZED)
    assert (new.type, new.kind) == (PLACE, MentionKind.NAME)
    assert _found("the Oldport/New Haven line", ("Oldport", ORGANIZATION))[0] == ("Oldport", ORGANIZATION)
    (first, _) = _settle("the Oldport/New Haven line")
    assert (first.label, first.origin, first.confidence) == ("", MentionOrigin.GAZETTEER, 0.7)


fragments = st.sampled_from(
    (
        "Oldport",
        "New",
        "Haven",
        " ",
        " and ",
        "-",
        "/",
        "'s",
        "Ware",
        "Lomond",
        "Guin",
        "Ann",
        ",",
        ".",
        "Abbot's Lynn",
        "x",
    )
)


@given(st.lists(fragments, max_size=20).map("".join), st.data())
def test_settled_names_never_cross(sentence, data):
    """Whatever was found, names stay inside the sentence, apart or one in the other, each once."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(sentence)), max_size=8)))
    types = st.sampled_from(tuple(EntityType))
    names = tuple(
        Recognition(start, end, data.draw(types), MentionKind.NAME, "X", 0.6)
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    settled = settle_extents(sentence, names, prominence=lambda name: PROMINENCE.get(name, 0.0))
    bounds = [(each.start_offset, each.end_offset) for each in settled]
    assert all(0 <= start < end <= len(sentence) for start, end in bounds)
    assert all(one[1] <= other[0] for one, other in zip(sorted(bounds), sorted(bounds)[1:], strict=False))


def test_a_road_joins_two_places_however_small():
    """The gazetteer need know one of them; elsewhere a compound of places that are hardly known may be one name."""
    assert _found("the Oldport-Lomond road", ("Oldport-Lomond", PLACE)) == [("Oldport", PLACE), ("Lomond", PLACE)]
    assert _found("in Oldport-Lomond today", ("Oldport-Lomond", PLACE)) == [("Oldport-Lomond", PLACE)]
    whole = "Northam-New Haven"
    assert _found(f"the {whole} road", (whole, PLACE)) == [(whole, PLACE)]
    assert _found("the Oldport-Guild road", ("Oldport-Guild", PLACE)) == [("Oldport", PLACE), ("Guild", PLACE)]
    assert _found("the Upper Guild-Lomond road") == [("Guild", PLACE), ("Lomond", PLACE)]
    assert _found("the Oldport-Guild talks", ("Oldport-Guild", PLACE)) == [("Oldport-Guild", PLACE)]


@pytest.mark.parametrize("half", ["Trans", "Tell", "Indo", "March", "XL", "Al"])
def test_no_road_leads_to_a_part_of_a_name(half):
    """ "Trans-Oldport" is no road from a place called so, nor is "Al-Oldport"."""
    assert _found(f"the {half}-Oldport road") == []


def test_a_name_takes_no_s_that_another_name_holds():
    """Where the recogniser found a name in the "'s", it stays apart."""
    names = (
        Recognition(0, 6, EntityType.ORGANIZATION, MentionKind.NAME, "ORG", 0.6),
        Recognition(7, 8, EntityType.PERSON, MentionKind.NAME, "PER", 0.6),
    )
    assert settle_extents("Lomond's", names, prominence=lambda _: 0.0) == names


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("The MV Nordic Halifax left Lagos.", ["Lagos"]),
        ("HMS Queen Elizabeth sailed for Oslo", ["Oslo"]),
        ("HMS Prince of Oslo sailed to Lagos", ["Lagos"]),
        ("The MVP of Oslo was Ann Lagos", ["Oslo", "Ann Lagos"]),
        ("USS Bo Visits Lagos", ["Lagos"]),
    ],
)
def test_the_name_of_a_ship_holds_no_names(sentence, kept):
    """Neither the place nor the person that it is called after; what stands elsewhere stays."""
    found = ("Nordic", "Halifax", "Lagos", "Queen Elizabeth", "Oslo", "Ann Lagos")
    names = tuple(
        Recognition(
            sentence.index(name), sentence.index(name) + len(name), EntityType.PLACE, MentionKind.NAME, "X", 0.9
        )
        for name in found
        if name in sentence and not ("Ann" in sentence and name == "Lagos")
    )
    assert [sentence[name.start_offset : name.end_offset] for name in without_ships(sentence, names)] == kept


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["Oldport-", "Oldport-New ", "Ware and ", "X", "Abbot's ", "A.", "Éa "])
def test_settling_costs_the_length_of_the_sentence(piece):
    """Whatever the sentence is made of."""
    assert (
        growth(lambda chars: settle_extents(piece * (chars // len(piece)), (), prominence=lambda _: 0.0), size=8_000)
        < 24
    )
