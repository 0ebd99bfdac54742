# ruff: noqa: RUF001  # letters of other alphabets
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation.datelines import DatelineForm, find_datelines
from dateline.values import Article, Coordinates, EntityType, NameKind, NameMatch, Place
from support.growth import growth
from support.wild_text import wild_text

PLACE, PERSON, ORGANIZATION = EntityType.PLACE, EntityType.PERSON, EntityType.ORGANIZATION


def first(text, *, language_code="en"):
    return next(find_datelines(Article("a", text), language_code=language_code), None)


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
        ("Man found in lake. HUDSON -- Officials said on Monday that the man\nwho was missing", "HUDSON", "HUDSON"),
        ("Man found\nin lake. HUDSON -- Officials said that the\nman who", "HUDSON", "HUDSON"),
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


@given(wild_text, st.sampled_from(["en", "ar", "zh"]))
def test_no_text_is_too_strange(text, language):
    """Whatever the text, the spans are what it holds there."""
    for dateline in find_datelines(Article("a", text), language_code=language):
        assert text[dateline.span.start_offset : dateline.span.end_offset] == dateline.span.content


@pytest.mark.parametrize(
    "piece",
    [
        " ", "\n", "A", "A ", "Aa Aa, ", "Aa, ", "MOSCOW and ", "By Aa Bb and ", "By Aa in ", "Aa, Bb Cc and ", "(AP",
        "St. ", "A-", "Aa/", "Aa\n", "By A in Bb, Cc. ", "Aa de ", "—", "June 2, ", "Mon, ", "/a", "'", "1.1.",
        "القاهرة ", "дня ", "Аб ", "新华社", "北京", "3. мая, ", "2025. ",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("head", "language"),
    [
        ("", "en"),
        ("By ", "en"),
        ("MOSCOW, ", "en"),
        ("By Jane Doe in ", "en"),
        ("", "ru"),
        ("МОСКВА, ", "ru"),
        ("MTI, ", "hu"),
    ],
)
def test_hostile_texts_cost_no_more_than_their_length(piece, head, language):
    """Text built to make patterns backtrack costs in proportion to its length at most."""

    def find(chars):
        text = head + piece * (chars // len(piece))
        return list(find_datelines(Article("a", text), language_code=language))

    assert growth(find, size=25_000) < 24


@pytest.mark.parametrize(
    ("language", "text", "place", "query"),
    [
        ("ar", "القاهرة (أ ف ب) - زار", "القاهرة", "القاهرة"),
        ("ar", "\u200fعمّان، 7 تشرين الثاني (رويترز) - زار", "عمّان", "عمّان"),
        ("ar", "الرباط - أ ف ب: زار", "الرباط", "الرباط"),
        ("ar", "دبي – «صحيفة المساء»: زار", "دبي", "دبي"),
        ("da", "ODENSE (Ritzau). Broen", "ODENSE", "ODENSE"),
        ("de", "KÖLN (dpa) - Die Brücke", "KÖLN", "KÖLN"),
        ("de", "Köln/Bonn (dpa/AFP) – Die Brücke", "Köln", "Köln"),
        ("de", "Frankfurt am Main, 7. Mai (Reuters) - Die Brücke", "Frankfurt am Main", "Frankfurt am Main"),
        ("de", "RABAT, Marokko (AFP) - Die Brücke", "RABAT", "RABAT, Marokko"),
        ("es", "SEVILLA, 7 feb. (EFE) - El puente", "SEVILLA", "SEVILLA"),
        ("es", "Sevilla, 7 feb (EFE).- El puente", "Sevilla", "Sevilla"),
        ("fi", "Turku, 7.5. (STT) Silta", "Turku", "Turku"),
        ("fi", "Turku (STT) Silta", "Turku", "Turku"),
        ("fr", "LYON, 7 févr. 2025 (AFP) - Le pont", "LYON", "LYON"),
        ("hr", "SPLIT, 7. svibnja 2025. (Hina) - Most", "SPLIT", "SPLIT"),
        ("hu", "MTI, Pécs – A híd", "Pécs", "Pécs"),
        ("hu", "Pécs, 2025. május 7., szerda (MTI) - A híd", "Pécs", "Pécs"),
        ("id", "Bandung (ANTARA) - Jembatan", "Bandung", "Bandung"),
        ("id", "BANDUNG, KOMPAS.com – Jembatan", "BANDUNG", "BANDUNG"),
        ("it", "TORINO, 7 MAG - (ANSA) Il ponte", "TORINO", "TORINO"),
        ("it", "(ANSA) - TORINO, 07 MAG - Il ponte", "TORINO", "TORINO"),
        ("nb", "Bergen (NTB): Broen", "Bergen", "Bergen"),
        ("nl", "DEN HAAG (ANP) - De brug", "DEN HAAG", "DEN HAAG"),
        ("pl", "Gdańsk (PAP) Most", "Gdańsk", "Gdańsk"),
        ("pt", "Porto, 07 mai 2025 (Lusa) – A ponte", "Porto", "Porto"),
        ("pt", "SÃO PAULO, 7 de maio de 2025 (Lusa) - A ponte", "SÃO PAULO", "SÃO PAULO"),
        ("ro", "IAŞI, 7 mai (Agerpres) - Podul", "IAŞI", "IAŞI"),
        ("ru", "КАЗАНЬ, 7 мая. /ТАСС/. Мост", "КАЗАНЬ", "КАЗАНЬ"),
        ("ru", "РОСТОВ-НА-ДОНУ, 7 мая — РИА Новости. Мост", "РОСТОВ-НА-ДОНУ", "РОСТОВ-НА-ДОНУ"),
        ("sk", "(SITA) Košice 7. mája", "Košice", "Košice"),
        ("sk", "KOŠICE 7. mája (TASR) - Most", "KOŠICE", "KOŠICE"),
        ("sr", "NIŠ, 7. maja (Tanjug) Most", "NIŠ", "NIŠ"),
        ("sr", "НИШ, 7. маја (Танјуг) Мост", "НИШ", "НИШ"),
        ("sv", "MALMÖ (TT) Bron", "MALMÖ", "MALMÖ"),
        ("tr", "İZMİR (AA) - Köprü", "İZMİR", "İZMİR"),
        ("uk", "ЛЬВІВ, 7 травня (Укрінформ) Міст", "ЛЬВІВ", "ЛЬВІВ"),
        ("zh", "新华社广州5月7日电（记者）大桥", "广州", "广州"),
        ("zh", "（新华社伦敦/巴黎5月7日电）大桥", "伦敦", "伦敦"),
    ],
)
def test_other_languages_datelines_are_found(language, text, place, query):
    """With the dates, agencies and alphabets of each language."""
    dateline = first(text, language_code=language)
    assert dateline is not None
    assert (dateline.span.content, dateline.query) == (place, query)
    assert text[dateline.span.start_offset : dateline.span.end_offset] == place
    assert dateline.form is DatelineForm.CREDIT


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("de", "Brücke gesperrt.\n\nBERN – Die Brücke", "BERN"),
        ("tr", "İZMİR - Köprü", "İZMİR"),
        ("ru", "КАЗАНЬ — Мост", "КАЗАНЬ"),
        ("ar", "بيروت: «الجسر» مغلق", "بيروت"),
    ],
)
def test_a_dash_alone_marks_a_dateline_in_other_languages(language, text, place):
    """Below a title, too, and with a colon."""
    dateline = first(text, language_code=language)
    assert dateline is not None
    assert (dateline.span.content, dateline.form) == (place, DatelineForm.MARK)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Im Mai 2025 wurde die Brücke gesperrt."),
        ("de", "In Köln (Reuters) - sagte"),
        ("es", "EE. UU. abre el puente"),
        ("fr", "Le 7 mai, le pont"),
        ("ru", "Мост закрыли 7 мая. Люди"),
        ("uk", "Міст «Дружба»: коли відкриють"),
        ("ar", "زار الوزير القاهرة، وقال"),
        ("zh", "新华社记者5人到了广州"),
        ("tr", "Köprü 7 Mayıs'ta açıldı"),
    ],
)
def test_an_ordinary_beginning_is_no_dateline_in_other_languages(language, text):
    """Prose with dates, quotation marks and agencies in it is not mistaken for a dateline with a date or agency."""
    found = first(text, language_code=language)
    assert found is None or found.form is not DatelineForm.CREDIT


@pytest.mark.parametrize(
    "locale",
    "de fr es pt it nl da nb nn sv fi pl hu ro hr sr sr_Latn sk ru uk tr ar ar_SY ar_DZ id".split(),
)
def test_every_month_of_every_language_is_read(locale):
    """As CLDR writes it, in full and short, inside dates and alone."""
    for forms in Locale.parse(locale).months.values():
        for name in (*forms["wide"].values(), *forms["abbreviated"].values()):
            dateline = first(f"MALTA, 7 {name} (Reuters) Qala", language_code=locale.replace("_", "-"))
            assert dateline is not None
            assert dateline.line.content == f"MALTA, 7 {name} (Reuters)"
