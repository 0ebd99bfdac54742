from dateline.annotation.coreference import merge_mentions
from dateline.values import Article, ArticlePart, EntityType, Mention, MentionKind, Span

PERSON, ORGANIZATION, PLACE = EntityType


def _mentions(text, *names):
    """Mentions of (name, type) pairs, each found after the one before."""
    mentions, position = [], 0
    for number, (name, entity_type) in enumerate(names, start=1):
        start = text.index(name, position)
        position = start + len(name)
        span = Span(start, position, name, ArticlePart.TEXT)
        mentions.append(Mention(f"m{number}", span, entity_type, MentionKind.NAME, "X", 0.9))
    return mentions


def _merged(text, *names):
    mentions = _mentions(text, *names)
    entities = merge_mentions(mentions, [None] * len(mentions), article=Article("a", text))
    return [(entity.name, tuple(mention.span.content for mention in entity.mentions)) for entity in entities]


def test_a_surname_joins_the_person_last_named_in_full():
    """ "Lavrov" is Sergey Lavrov; of two namesakes it is the one named last."""
    text = "Sergey Lavrov met Anna Novak. Lavrov said so. Maria Lavrov left. Lavrov agreed."
    assert _merged(
        text,
        ("Sergey Lavrov", PERSON),
        ("Anna Novak", PERSON),
        ("Lavrov", PERSON),
        ("Maria Lavrov", PERSON),
        ("Lavrov", PERSON),
    ) == [
        ("Sergey Lavrov", ("Sergey Lavrov", "Lavrov")),
        ("Anna Novak", ("Anna Novak",)),
        ("Maria Lavrov", ("Maria Lavrov", "Lavrov")),
    ]


def test_initials_and_honorifics_do_not_part_a_person():
    """ "S. Lavrov" and "Mr Lavrov" are the Sergey Lavrov of the article."""
    names = (("Sergey Lavrov", PERSON), ("S. Lavrov", PERSON), ("Mr Lavrov", PERSON))
    assert len(_merged("Sergey Lavrov, S. Lavrov, Mr Lavrov", *names)) == 1


def test_an_acronym_joins_the_name_whose_initials_it_has_or_beside_which_it_stands():
    """ "UN" is the United Nations, "MSF" what stands before its brackets."""
    text = "United Nations envoys of Doctors Without Borders (MSF) said. The UN and MSF agreed with NATO."
    assert _merged(
        text,
        ("United Nations", ORGANIZATION),
        ("Doctors Without Borders", ORGANIZATION),
        ("MSF", ORGANIZATION),
        ("UN", ORGANIZATION),
        ("MSF", ORGANIZATION),
        ("NATO", ORGANIZATION),
    ) == [
        ("United Nations", ("United Nations", "UN")),
        ("Doctors Without Borders", ("Doctors Without Borders", "MSF", "MSF")),
        ("NATO", ("NATO",)),
    ]


def test_a_shortened_organisation_joins_the_only_name_that_ends_so():
    """ "Foreign Ministry" is the Russian one, unless two ministries are named."""
    one = (("Russian Foreign Ministry", ORGANIZATION), ("Foreign Ministry", ORGANIZATION))
    assert len(_merged("The Russian Foreign Ministry, the Foreign Ministry", *one)) == 1
    two = (one[0], ("Syrian Foreign Ministry", ORGANIZATION), one[1])
    assert len(_merged("Russian Foreign Ministry, Syrian Foreign Ministry, Foreign Ministry", *two)) == 3


def test_types_do_not_mix_and_saliences_sum_to_one():
    """A person and a place of one name are two entities."""
    text = "Washington spoke in Washington."
    mentions = _mentions(text, ("Washington", PERSON), ("Washington", PLACE))
    entities = merge_mentions(mentions, [None, None], article=Article("a", text))
    assert [entity.type for entity in entities] == [PERSON, PLACE]
    assert abs(sum(entity.salience for entity in entities) - 1) < 0.001
