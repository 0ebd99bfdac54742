import pytest

from dateline.ner import DemonymMatcher, LanguageWords
from dateline.values import EntityType, MentionKind, Recognition

MATCHER = DemonymMatcher(
    (
        "Russian", "British", "South Korean", "South Koreans", "Korean", "American", "Kurdish", "Sri Lankan", "German",
        "Sub-Saharan African", "sub-Saharan", "Franco-", "Spanish", "African", "dutch",
    )
)  # fmt: skip


def _named(sentence, name, entity_type):
    start = sentence.index(name)
    return Recognition(start, start + len(name), entity_type, MentionKind.NAME, "X", 0.9)


def _found(sentence, *names):
    merged = MATCHER.merge(sentence, tuple(_named(sentence, *name) for name in names))
    return [(sentence[each.start_offset : each.end_offset], each.type, each.kind) for each in merged]


DEMONYM = (EntityType.PLACE, MentionKind.DEMONYM)


def test_demonyms_are_found_as_written():
    """The longest form first, small letters never, names of peoples and languages only where the recogniser says so."""
    assert _found("South Koreans met Russian and american envoys") == [
        ("South Koreans", *DEMONYM),
        ("Russian", *DEMONYM),
    ]


@pytest.mark.parametrize("is_recognised", [True, False])
@pytest.mark.parametrize(
    ("sentence", "name", "count"),
    [
        ("a Victorian terrace in Leeds", "Victorian", 0), ("the Georgian country mansion", "Georgian", 0),
        ("A Victorian-era pier burnt down.", "Victorian", 0), ("Georgian Theatre Royal reopens", "Georgian", 0),
        ("the Victorian drinking age", "Victorian", 1), ("the Georgian novelist", "Georgian", 1),
        ("a Georgian in London", "Georgian", 1), ("the Victorian premier", "Victorian", 1),
        ("Georgian villagers fled", "Georgian", 1),
    ],
)  # fmt: skip
def test_a_period_is_no_demonym(sentence, name, count, is_recognised):
    """What was built when Victoria reigned, or the Georges, is of no place that is called so."""
    names = (_named(sentence, name, EntityType.PLACE),) if is_recognised else ()
    assert len(DemonymMatcher(("Victorian", "Georgian")).merge(sentence, names)) == count


def test_a_demonym_in_an_organisation_stands_beside_it():
    """ "Russian" in "Russian Foreign Ministry" is its own mention."""
    assert _found("the Russian Foreign Ministry", ("Russian Foreign Ministry", EntityType.ORGANIZATION)) == [
        ("Russian Foreign Ministry", EntityType.ORGANIZATION, MentionKind.NAME),
        ("Russian", *DEMONYM),
    ]


@pytest.mark.parametrize(
    ("sentence", "name", "entity_type"),
    [
        ("in British Columbia", "British Columbia", EntityType.PLACE),
        ("said Tom British", "Tom British", EntityType.PERSON),
    ],
    ids=["longer place", "person"],
)
def test_a_demonym_in_a_longer_place_or_person_is_part_of_that_name(sentence, name, entity_type):
    """ "British Columbia" is one place."""
    assert _found(sentence, (name, entity_type)) == [(name, entity_type, MentionKind.NAME)]


def test_a_place_that_leads_something_is_a_demonym():
    """ "US-led" speaks of the country as "American-led" would; "Moscow-based" names the city."""
    assert _found("the US-led raid", ("US", EntityType.PLACE)) == [("US", *DEMONYM)]
    assert _found("the Moscow-based firm", ("Moscow", EntityType.PLACE)) == [
        ("Moscow", EntityType.PLACE, MentionKind.NAME)
    ]


def test_a_demonym_recognised_as_place_keeps_its_label():
    """What the model called a place is the same mention, now a demonym."""
    assert _found("Russian troops", ("Russian", EntityType.PLACE)) == [("Russian", *DEMONYM)]


def test_without_demonyms_nothing_is_found():
    """A gazetteer may know none."""
    assert DemonymMatcher(()).merge("Russian, British", ()) == ()


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("the South-Korean embassy", ["South-Korean"]),
        ("SOUTH KOREAN TROOPS", ["SOUTH KOREAN"]),
        ("a South\nKorean ship", ["South\nKorean"]),
        ("a Sri Lankan-born nurse", ["Sri Lankan"]),
        ("a pro-Russian, British-German pact", ["Russian", "British", "German"]),
        ("Sub-Saharan African towns, sub-Saharan farms", ["Sub-Saharan African", "sub-Saharan"]),
        ("a South, Korean ship", ["Korean"]),
        ("a Franco-German plan; Franco died; Franco-Smith won", ["Franco", "German"]),
        ("Kurdish and Dutch and dutch", []),
        ("Russians and x.Russian", []),
    ],
)
def test_demonyms_are_matched_in_the_forms_of_print(sentence, found):
    """With hyphens, in capitals, over a line's end, before "-born"; not in other words, nor small letters."""
    assert [name for name, *_ in _found(sentence)] == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("He spoke Spanish.", []),
        ("It is written in Spanish and German.", ["German"]),
        ("a Spanish-language daily", []),
        ("in Spanish towns", ["Spanish"]),
        ("The winner is Spanish.", ["Spanish"]),
    ],
)
def test_languages_are_no_demonyms(sentence, found):
    """ "in Spanish" is a language, "in Spanish towns" is not."""
    assert [name for name, *_ in _found(sentence)] == found


def test_a_language_that_the_recogniser_takes_for_a_place_is_left_to_it():
    """The list adds nothing there, and takes nothing away."""
    assert _found("He spoke Spanish.", ("Spanish", EntityType.PLACE)) == [("Spanish", *DEMONYM)]


def test_a_demonym_replaces_pieces_of_itself():
    """ "South" of "South Korean" is no place, whatever the recogniser says of its words; a person's name stays."""
    names = (("South", EntityType.PLACE), ("Korean", EntityType.PLACE))
    assert _found("the South Korean team", *names) == [("South Korean", *DEMONYM)]
    person = ("Jim South", EntityType.PERSON)
    assert _found("said Jim South Korean", person) == [("Jim South", EntityType.PERSON, MentionKind.NAME)]
    organisation = ("South Korean Bank", EntityType.ORGANIZATION)
    assert _found("the South Korean Bank", organisation, ("South", EntityType.PLACE)) == [
        ("South Korean Bank", EntityType.ORGANIZATION, MentionKind.NAME),
        ("South Korean", *DEMONYM),
    ]


FRENCH = DemonymMatcher(
    ("français", "Français", "suisse", "sud-coréens", "franco-", "allemand", "FRANÇAIS"),
    language_words=LanguageWords(beside={"langue", "langues"}, before={"en", "parle"}),
)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Le président français parle.", ["français"]),
        ("Les soldats sud-coréens et le Suisse", ["sud-coréens"]),
        ("L’accord franco-allemand", ["franco", "allemand"]),
        ("L'ARRÊT FRANÇAIS", ["FRANÇAIS"]),
        ("La langue français, des langues", []),
        ("Elle parle français.", []),
        ("Elle parle français", []),
        ("Il écrit en français, puis s'en va", []),
        ("La France est en français pays", ["français"]),
        ("Une loi parle, français ou non", ["français"]),
    ],
)
def test_demonyms_of_another_language_are_found_only_as_listed(sentence, found):
    """Small letters count; a language is none, whether beside its word or behind another at the end of a clause."""
    assert [sentence[name.start_offset : name.end_offset] for name in FRENCH.merge(sentence, ())] == found


@pytest.mark.parametrize(
    ("sentence", "name", "entity_type", "kind", "confidence", "found"),
    [
        ("Le suisse parle.", "Le suisse", EntityType.PLACE, MentionKind.DEMONYM, 0.9, [("suisse", *DEMONYM)]),
        ("Un pays franco-suisse", "franco-suisse", EntityType.PLACE, MentionKind.DEMONYM, 0.9,
         [("franco-suisse", *DEMONYM)]),
        ("Un suisse parle.", "suisse", EntityType.PERSON, MentionKind.NAME, 0.7, [("suisse", *DEMONYM)]),
        ("Un suisse parle.", "suisse", EntityType.ORGANIZATION, MentionKind.NAME, 0.7, [("suisse", *DEMONYM)]),
        ("Un suisse parle.", "suisse", EntityType.PERSON, MentionKind.NAME, 0.8,
         [("suisse", EntityType.PERSON, MentionKind.NAME)]),
        ("Un gars suisse parle.", "gars suisse", EntityType.PERSON, MentionKind.NAME, 0.5, [("suisse", *DEMONYM)]),
        ("Un gars suisse parle.", "gars suisse", EntityType.PERSON, MentionKind.NAME, 0.7,
         [("gars suisse", EntityType.PERSON, MentionKind.NAME)]),
    ],
)  # fmt: skip
def test_unsure_names_give_way_to_demonyms_of_another_language(*, sentence, name, entity_type, kind, confidence, found):
    """And so does a people with its article, but not a people of two; in English the recogniser's word stands."""
    start = sentence.index(name)
    recognition = Recognition(start, start + len(name), entity_type, kind, "X", confidence)
    merged = FRENCH.merge(sentence, (recognition,))
    assert [(sentence[each.start_offset : each.end_offset], each.type, each.kind) for each in merged] == found
    assert DemonymMatcher(("Suisse",)).merge(sentence, (recognition,)) == (recognition,)


def test_in_a_language_without_spaces_demonyms_are_found_anywhere():
    """The longest first, none of two characters, and none whose last one makes another word with the next."""
    words = LanguageWords(beside=(), before=())
    matcher = DemonymMatcher(("美国人", "南美国人", "美人"), language_words=words, not_before={"人": "民口"})
    sentence = "三名南美国人和美国人、美人、美国人口"
    merged = matcher.merge(sentence, ())
    assert [sentence[name.start_offset : name.end_offset] for name in merged] == ["南美国人", "美国人"]


def test_a_word_with_an_apostrophe_or_vowel_signs_is_one_word():
    """As in Ukrainian, and in Arabic that is written with its signs."""
    for name in ("в'єтнамський", "أوروبيًا"):
        matcher = DemonymMatcher((name,), language_words=LanguageWords((), ()))
        assert [(found.start_offset, found.end_offset) for found in matcher.merge(f"x {name} y", ())] == [
            (2, 2 + len(name))
        ]
