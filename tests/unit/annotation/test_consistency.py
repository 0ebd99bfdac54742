import pytest

from dateline.annotation.consistency import agree_on_types, give_surnames, settle_mentions, weigh_types
from dateline.annotation.lookup import ArticleLookup
from dateline.annotation.mentions import FoundMention
from dateline.values import ArticlePart, EntityType, MentionKind, MentionOrigin, Span, TypeProbabilities

PERSON, ORGANIZATION, PLACE = EntityType


def mention(
    name, kind, person=None, body=0.0, place=0.0, *, confidence=0.6, start=0, is_demonym=False, before="",
    part=ArticlePart.TEXT,
):  # fmt: skip
    """A mention with its probabilities of a person, a body and a place, or with none."""
    types = None if person is None else TypeProbabilities(person, body, place, toponym=place)
    span = Span(start, start + len(name), name, part)
    mention_kind = MentionKind.DEMONYM if is_demonym else MentionKind.NAME
    return FoundMention(span, kind, mention_kind, confidence, MentionOrigin.RECOGNIZED, str(kind), types, before)


def types(mentions):
    return [each.type for each in mentions]


def test_all_mentions_of_a_name_get_the_type_that_is_likeliest_over_them(lookup):
    """A capital that "denied" something is a place, since it is one in the next two sentences."""
    settled = agree_on_types(
        [
            mention("Bishkek", PERSON, 0.6, 0.1, 0.3),
            mention("Bishkek", PLACE, 0.1, 0.1, 0.8, start=20),
            mention("BISHKEK", PLACE, 0.1, 0.2, 0.7, start=40),
        ],
        lookup,
    )
    assert types(settled) == [PLACE] * 3
    assert settled[0].confidence == pytest.approx(0.6)
    assert settled[0].label == "PLACE"


def test_a_place_inside_a_longer_name_stays_one_and_has_no_say(lookup):
    """A hospital is no city, whatever the text calls by the city's name."""
    hospital = mention("Nairobi Hospital", ORGANIZATION, 0.1, 0.8, 0.1)
    inside = mention("Nairobi", PLACE, 0.0, 0.1, 0.9)
    alone = mention("Nairobi", ORGANIZATION, 0.1, 0.5, 0.4, start=40)
    settled = agree_on_types([hospital, inside, alone], lookup)
    assert types(settled) == [ORGANIZATION, PLACE, ORGANIZATION]


@pytest.mark.parametrize("name", ["习近平", "المغرب", "Москва", "ԵՐԵՎԱՆ"])
def test_names_of_other_scripts_agree_as_well(lookup, name):
    """No rule needs words or capitals."""
    mentions = [mention(name, PERSON, 0.4, 0.1, 0.5), mention(name, PLACE, 0.1, 0.1, 0.8, start=20)]
    assert types(agree_on_types(mentions, lookup)) == [PLACE, PLACE]


def test_a_sure_mention_keeps_its_type(lookup):
    """The text tells the president from the city that has his name."""
    mentions = [
        mention("Lincoln", PERSON, 0.97, 0.01, 0.02, confidence=0.97),
        mention("Lincoln", PLACE, 0.02, 0.01, 0.97, confidence=0.97, start=20),
        mention("Lincoln", PLACE, 0.01, 0.01, 0.98, confidence=0.98, start=40),
    ]
    assert agree_on_types(mentions, lookup) == mentions


def test_the_head_for_places_counts_where_its_word_was_taken(lookup):
    """A place that this head alone is sure of outweighs the other head's doubt."""
    span = Span(0, 4, "Goma")
    seen = TypeProbabilities(person=0.4, organization=0.2, place=0.3, toponym=0.95)
    by_places = FoundMention(span, PLACE, MentionKind.NAME, 0.7, MentionOrigin.RECOGNIZED, "PLACE", seen)
    settled = agree_on_types([by_places, mention("Goma", PERSON, 0.6, 0.1, 0.3, start=20)], lookup)
    assert types(settled) == [PLACE, PLACE]


def test_mentions_without_weighed_types_count_with_their_confidence(lookup):
    """So do those of a recogniser of the user's own."""
    settled = agree_on_types(
        [mention("Acme", PERSON, confidence=0.4), mention("Acme", ORGANIZATION, confidence=0.8, start=20)], lookup
    )
    assert types(settled) == [ORGANIZATION, ORGANIZATION]


def test_demonyms_and_other_names_are_left_alone(lookup):
    """ "Polish" the demonym says nothing about Polish the person."""
    mentions = [
        mention("Polish", PLACE, 0.1, 0.1, 0.8, is_demonym=True),
        mention("Polish", PERSON, 0.5, 0.1, 0.4, start=20),
        mention("Poland", PLACE, 0.1, 0.1, 0.8, start=40),
    ]
    assert agree_on_types(mentions, lookup) == mentions


def test_the_gazetteer_is_heard_where_the_tagger_is_in_doubt(lookup):
    """A town of the country that the article is about is a town, though the tagger has never seen its name."""
    mentions = [
        mention("Ethiopia", PLACE, 0.0, 0.02, 0.98, confidence=0.98),
        mention("Axum", ORGANIZATION, 0.05, 0.55, 0.4, confidence=0.55, start=20),
        mention("Axom", ORGANIZATION, 0.05, 0.55, 0.4, confidence=0.55, start=40),
    ]
    settled = settle_mentions(mentions, lookup=lookup)
    assert types(settled) == [PLACE, PLACE, ORGANIZATION]
    assert 0.5 < settled[1].confidence < 1
    assert settled[1].label == "PLACE"


def test_a_sure_mention_is_not_weighed(lookup):
    """Neither is one inside a longer name, which is a place, or it would be no mention."""
    mentions = [
        mention("Ethiopia", PLACE, 0.0, 0.02, 0.98, confidence=0.98),
        mention("Axum", ORGANIZATION, 0.02, 0.95, 0.03, confidence=0.95, start=20),
        mention("Lalibela Trading House", ORGANIZATION, 0.02, 0.95, 0.03, confidence=0.95, start=40),
        mention("Lalibela", PLACE, 0.05, 0.9, 0.05, confidence=0.6, start=40),
    ]
    assert weigh_types(mentions, lookup) == mentions


def test_names_of_other_languages_are_not_weighed(lookup):
    """They are inflected, so that what the gazetteer has says less."""
    mentions = [
        mention("Etiopiassa", PLACE, 0.0, 0.02, 0.98, confidence=0.98),
        mention("Axum", ORGANIZATION, 0.05, 0.65, 0.3, confidence=0.65, start=20),
    ]
    assert weigh_types(mentions, ArticleLookup(lookup._gazetteer, language_code="fi")) == mentions


KELSEY = mention("Ann Kelsey", PERSON, confidence=0.95)


def test_a_town_called_as_a_person_named_before_is_that_person(lookup):
    """As sure as it was of being a name, however often the person is named again, or was named in the title."""
    again = mention("Ann Kelsey", PERSON, confidence=0.95, start=60)
    town = mention("Kelsey", PLACE, confidence=0.7, start=30, before="but")
    settled = give_surnames([town, KELSEY, again], lookup)
    assert types(settled) == [PERSON] * 3
    assert (settled[0].confidence, settled[0].label) == (0.7, "PERSON")
    in_title = mention("Ann Kelsey", PERSON, confidence=0.95, start=40, part=ArticlePart.TITLE)
    assert types(give_surnames([town, in_title], lookup)) == [PERSON, PERSON]


@pytest.mark.parametrize(
    "town",
    [
        mention("Kelsey", PLACE, confidence=0.7, start=30, before="in"),
        mention("Kelsey", PLACE, confidence=0.7, start=11, before=","),
        mention("Kelsey", PLACE, confidence=0.95, start=30),
        mention("Kelsey", PLACE, confidence=0.7, start=30, is_demonym=True),
        mention("Ann", PLACE, confidence=0.7, start=30),
    ],
    ids=["something is in it", "a list", "surely a place", "a demonym", "a forename"],
)
def test_a_town_that_the_text_tells_from_the_person_stays_one(lookup, town):
    """So do all its mentions, if something is put into one of them."""
    mentions = [KELSEY, town]
    assert give_surnames(mentions, lookup) == mentions
    if town.word_before == "in":
        mentions.append(mention("Kelsey", PLACE, confidence=0.7, start=50))
        assert give_surnames(mentions, lookup) == mentions


@pytest.mark.parametrize(
    "person",
    [
        mention("Ann Kelsey", PERSON, confidence=0.95, start=60),
        mention("Ann Kelsey", PERSON, confidence=0.6),
        mention("Kelsey", PERSON, confidence=0.95),
        mention("Duchess of Kelsey", PERSON, confidence=0.95),
    ],
    ids=["named later", "in doubt", "no forename", "no surname"],
)
def test_only_a_sure_full_name_before_it_lends_a_town_its_type(lookup, person):
    """Nothing else makes one sure of whom the text speaks."""
    mentions = [person, mention("Kelsey", PLACE, confidence=0.7, start=30)]
    assert give_surnames(mentions, lookup) == mentions


def test_a_town_with_its_country_behind_it_is_no_surname(lookup):
    """As in a dateline."""
    country = mention("Ethiopia", PLACE, confidence=0.6, start=38)
    mentions = [KELSEY, mention("Kelsey", PLACE, confidence=0.7, start=30), country]
    assert give_surnames(mentions, lookup) == mentions


@pytest.mark.parametrize("around", ["Kelsey Post", "Ann Kelsey"])
def test_a_place_inside_a_longer_name_is_no_surname(lookup, around):
    """Neither that of a newspaper, nor the second half of the person's own name."""
    outer = mention(around, ORGANIZATION if around == "Kelsey Post" else PERSON, confidence=0.95, start=30)
    inner = mention("Kelsey", PLACE, confidence=0.7, start=30 + around.index("Kelsey"))
    mentions = [KELSEY, outer, inner]
    assert give_surnames(mentions, lookup) == mentions


def test_surnames_of_other_languages_are_left_to_the_tagger(lookup):
    """The words in front of places are those of English."""
    mentions = [KELSEY, mention("Kelsey", PLACE, confidence=0.7, start=30)]
    assert give_surnames(mentions, ArticleLookup(lookup._gazetteer, language_code="de")) == mentions
