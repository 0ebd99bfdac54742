import pytest
from hypothesis import given

from dateline.annotation.datelines import find_datelines
from dateline.values import Article, Coordinates, EntityType, NameKind, NameMatch, Place
from support.growth import growth
from support.wild_text import wild_text

PLACE, PERSON, ORGANIZATION = EntityType.PLACE, EntityType.PERSON, EntityType.ORGANIZATION


def first(text):
    return next(find_datelines(Article("a", text)), None)


@pytest.mark.parametrize(
    ("text", "place", "query"),
    [
        ("MOSCOW, June 26. /TASS/. The talks", "MOSCOW", "MOSCOW"),
        ("GENEVA (AP) — Envoys met", "GENEVA", "GENEVA"),
        ("GENEVA, Switzerland (AP) — Envoys met", "GENEVA", "GENEVA, Switzerland"),
        ("NEW YORK, Jan 3 (Reuters) - Shares fell", "NEW YORK", "NEW YORK"),
        ("NEW YORK, January 3rd (Reuters) - Shares", "NEW YORK", "NEW YORK"),
        ("ASTANA — The talks", "ASTANA", "ASTANA"),
        ("ASTANA—The talks", "ASTANA", "ASTANA"),
        ("ASTANA - the talks", "ASTANA", "ASTANA"),
        ("ASTANA. January 23. KAZINFORM – The", "ASTANA", "ASTANA"),
        ("ASTANA. KAZINFORM – The", "ASTANA", "ASTANA"),
        ("LONDON/PARIS (Reuters) - Banks", "LONDON", "LONDON"),
        ("AMMAN and BEIRUT, May 2 (Reuters) - Banks", "AMMAN", "AMMAN"),
        ("KYIV, Ukraine, March 3 (Xinhua) -- Snow", "KYIV", "KYIV, Ukraine"),
        ("DAMASCUS, 3 March (SANA) - Snow", "DAMASCUS", "DAMASCUS"),
        ("DAMASCUS, (SANA) Snow fell", "DAMASCUS", "DAMASCUS"),
        ("NEW DELHI: The monsoon", "NEW DELHI", "NEW DELHI"),
        ("NEW DELHI:\nThe monsoon", "NEW DELHI", "NEW DELHI"),
        ("Beirut: The port", "Beirut", "Beirut"),
        ("ISLAMABAD, Pakistan | The court", "ISLAMABAD", "ISLAMABAD, Pakistan"),
        ("ST. PAUL, Minn. (AP) _ Lawmakers", "ST. PAUL", "ST. PAUL, Minn."),
        ("WASHINGTON, D.C. (AP) — Lawmakers", "WASHINGTON", "WASHINGTON, D.C."),
        ("PARIS, Texas, 5 May 2024: Voters", "PARIS", "PARIS, Texas"),
        ("HELSINKI (dpa) - The lake froze", "HELSINKI", "HELSINKI"),
        ("Kabul, Afghanistan (CNN)The council", "Kabul", "Kabul, Afghanistan"),
        ("Kabul, Afghanistan (CNN) -- The council", "Kabul", "Kabul, Afghanistan"),
        ("LIMA, Tuesday, June 26, 2018 (EFE) - Snow", "LIMA", "LIMA"),
        ("LIMA, Tuesday. Snow fell", "LIMA", "LIMA"),
        ("LIMA, TUE 26 JUNE 2018 [EFE] Snow", "LIMA", "LIMA"),
        ("LIMA 2018-06-26 (EFE) - Snow", "LIMA", "LIMA"),
        ("LIMA, 26/06/2018 - Snow", "LIMA", "LIMA"),
        ("LIMA, June 26, (EFE) - Snow", "LIMA", "LIMA"),
        ("PORT-AU-PRINCE, Haiti (AP) - Rain", "PORT-AU-PRINCE", "PORT-AU-PRINCE, Haiti"),
        ("N'DJAMENA (AFP) - Rain", "N'DJAMENA", "N'DJAMENA"),
        ("Rio de Janeiro, 4 May (EFE) - Rain", "Rio de Janeiro", "Rio de Janeiro"),
        ("PORT OF SPAIN, Trinidad (AP) - Rain", "PORT OF SPAIN", "PORT OF SPAIN, Trinidad"),
        ("al-Bab, Syria (AFP) - Rain", "al-Bab", "al-Bab, Syria"),
        ("SÃO PAULO (Reuters) - Rain", "SÃO PAULO", "SÃO PAULO"),
        ("\ufeff \n  “ST. LOUIS (AP) -- Police", "ST. LOUIS", "ST. LOUIS"),
        ("ST. LOUIS – Police", "ST. LOUIS", "ST. LOUIS"),
        ("PARIS, TEXAS – Police", "PARIS", "PARIS, TEXAS"),
        ("PARIS, AFP – Police", "PARIS", "PARIS"),
        ("PARIS, Reuters: Police", "PARIS", "PARIS"),
        ("BERLIN Lawmakers met", "BERLIN", "BERLIN"),
        ("NEW YORK A man", "NEW YORK", "NEW YORK"),
        ("AUSTIN, Texas A man", "AUSTIN", "AUSTIN, Texas"),
        ("BERLIN (AP) \ufffd Lawmakers met", "BERLIN", "BERLIN"),
        ("Boat found in lake. HUDSON -- Officials", "HUDSON", "HUDSON"),
        ("Boat found in lake.\n    HUDSON, N.Y. (AP) -- Officials", "HUDSON", "HUDSON, N.Y."),
        ("By JANE DOE\n\nPARIS — The court", "PARIS", "PARIS"),
        ("By JANE DOE\nParis (AP) — The court", "Paris", "Paris"),
        ("Jane Doe, Staff Writer\nPARIS — The court", "PARIS", "PARIS"),
        ("A court rules on bread\n\nBy Jane Doe\nThe Daily Loaf\n\nPARIS (AP) — The court", "PARIS", "PARIS"),
        ("By Jane Doe in London\n\nPARIS (AP) — The court", "PARIS", "PARIS"),
        ("By Jane Doe in Nairobi\n\nThe rains", "Nairobi", "Nairobi"),
        ("Rains fail\n\nBy Jane Doe and John Roe in Nairobi and Ann Poe in Kampala\n\nThe", "Nairobi", "Nairobi"),
        ("By Jane Doe, Ann Poe and John Roe in Port of Spain, Tobago\nThe", "Port of Spain", "Port of Spain, Tobago"),
        ("BY JANE DOE IN NAIROBI\nThe rains", "NAIROBI", "NAIROBI"),
        ("From Jane Doe in Nairobi | The Daily Loaf\nThe rains", "Nairobi", "Nairobi"),
    ],
)  # fmt: skip
def test_the_usual_forms_of_a_dateline_are_found(text, place, query):
    """The place filed is the first name at the head, before date, agency or dash; the byline's, where there is none."""
    dateline = first(text)
    assert dateline is not None
    assert (dateline.span.content, dateline.query) == (place, query)
    assert text[dateline.span.start_offset : dateline.span.end_offset] == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The talks in Astana went on.",
        "The talks - the third in Astana - went on.",
        "Sergey Lavrov said on June 26 that",
        "Police said. Two men",
        "(Reuters) - Shares in Paris fell",
        "Apple - the maker of",
        "Apple: the maker of",
        "In Moscow, June 26. Nobody",
        "By Tuesday, June 26. Nobody",
        "By law in Nairobi courts must",
        "By law in Nairobi\nThe",
        "By Jane Doe in Nairobi courts must answer",
        "Moscow was cold. June 26 (AP) - it",
        "Moscow, which on June 26 (AP) - it",
        "Moscow (population 12,000,000) - a city",
        "May 26 - The talks",
        "paris (ap) - the court",
        "Paris, May was warm: The",
        "The two met in\nMoscow, June 26. They agreed",
        "The two met in rain.\n\nMoscow, June 26. They agreed",
        "The two met. BERLIN Lawmakers did not",
        f"The two met {'again and ' * 20}again\n\nMOSCOW, June 26. They agreed",
        f"The two met {'again and ' * 30}again. MOSCOW, June 26. They agreed",
        "THIS is the first",
        "A Berlin court ruled",
        "NATO met",
        "Paris-Nice (cycling)",
    ],
)
def test_an_ordinary_beginning_is_no_dateline(text):
    """Prose is not mistaken for a dateline, and what stands below the first sentence is none."""
    assert first(text) is None


def match(feature_class="P", country_code="SY", feature_code="", prominence=1e6):
    place = Place("p", "X", feature_class, feature_code, Coordinates(0, 0), country_code)
    return NameMatch(place, NameKind.PRIMARY, prominence=prominence)


@pytest.mark.parametrize(
    ("text", "matches", "types", "counts"),
    [
        ("HOMS (AP) - The", [match()], [], True),
        ("Homs (AP) - The", [match()], [], True),
        ("Homs (AP) - The", [], [PLACE], True),
        ("Homs (AP) - The", [], [], False),
        ("HOMS (AP) - The", [match()], [PERSON], False),
        ("HOMS - The", [match()], [], True),
        ("HOMS - The", [match()], [ORGANIZATION], False),
        ("CHESS - The", [match(prominence=500)], [], False),
        ("CHESS, Syria - The", [match(prominence=500)], [], True),
        ("CHESS - The", [match(prominence=500)], [PLACE], True),
        ("HOMS - The", [], [PLACE], True),
        ("Homs - The", [], [PLACE], False),
        ("Homs: The", [match()], [PLACE], True),
        ("Apple - The", [match()], [], False),
        ("SYRIA: Rebels", [match("A"), match(country_code="US")], [PLACE], False),
        ("Syria: Rebels", [match("A")], [PLACE], False),
        ("SYRIA (AP): Rebels", [match("A")], [PLACE], True),
        ("HOMS The", [match()], [PLACE], True),
        ("HOMS The", [match()], [], False),
        ("SYRIA The", [match("A")], [PLACE], False),
        ("SINGAPORE: The", [match("A", "SG"), match("P", "SG")], [PLACE], True),
    ],
)
def test_a_dateline_names_a_known_place(text, matches, types, counts):
    """Date, agency and byline make it certain; what has none must be a town's, and in capitals if none was found."""
    dateline = first(text)
    assert dateline is not None
    assert dateline.is_dateline(matches, frozenset(types)) is counts


def test_a_topic_does_not_hide_the_dateline_below():
    """All that may be datelines are offered, in order, the byline last."""
    text = "By Jane Doe in London\nSYRIA: Rebels advance\n\nHOMS, Syria (AP) - The"
    assert [each.span.content for each in find_datelines(Article("a", text))] == ["SYRIA", "HOMS", "London"]


@given(wild_text)
def test_no_text_is_too_strange(text):
    """Whatever the text, the spans are what it holds there."""
    for dateline in find_datelines(Article("a", text)):
        assert text[dateline.span.start_offset : dateline.span.end_offset] == dateline.span.content


@pytest.mark.parametrize(
    "piece",
    [
        " ", "\n", "A", "A ", "Aa Aa, ", "Aa, ", "MOSCOW and ", "By Aa Bb and ", "By Aa in ", "Aa, Bb Cc and ", "(AP",
        "St. ", "A-", "Aa/", "Aa\n", "By A in Bb, Cc. ", "Aa de ", "—", "June 2, ", "Mon, ", "/a", "'", "1.1.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", "By ", "MOSCOW, ", "By Jane Doe in "])
def test_hostile_texts_cost_no_more_than_their_length(piece, head):
    """Text built to make patterns backtrack costs in proportion to its length at most."""

    def find(chars):
        return list(find_datelines(Article("a", head + piece * (chars // len(piece)))))

    assert growth(find, size=25_000) < 24
