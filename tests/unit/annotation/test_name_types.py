import pytest

from dateline.annotation.mentions import FoundMention
from dateline.annotation.name_types import EVIDENCE, names_in_doubt, type_probabilities, weigh_evidence
from dateline.values import EntityType, MentionKind, MentionOrigin, Span, TypeProbabilities

PERSON, ORGANIZATION, PLACE = EntityType


def mention(name, kind, confidence, *, start, kind_of_mention=MentionKind.NAME):
    """A mention whose other types share what its own leaves."""
    rest = (1 - confidence) / 2
    shares = {each: confidence if each is kind else rest for each in EntityType}
    types = TypeProbabilities(shares[PERSON], shares[ORGANIZATION], shares[PLACE], toponym=shares[PLACE])
    span = Span(start, start + len(name), name)
    return FoundMention(span, kind, kind_of_mention, confidence, MentionOrigin.RECOGNIZED, str(kind), types)


MENTIONS = (
    mention("Ethiopia", PLACE, 0.98, start=0),
    mention("Axum", PLACE, 0.6, start=20),
    mention("AXUM", PLACE, 0.95, start=40),
    mention("Axum Tesfaye", PERSON, 0.95, start=60),
    mention("Lagos", PERSON, 0.6, start=80),
    mention("Axumite", PLACE, 0.5, start=100, kind_of_mention=MentionKind.DEMONYM),
)


def test_names_with_a_mention_in_doubt_are_weighed():
    """With all their mentions, however they are written; demonyms are no names."""
    assert names_in_doubt(MENTIONS) == {"axum": [1, 2], "lagos": [4]}


def test_evidence_is_the_taggers_and_the_gazetteers(lookup):
    """What the gazetteer has counts, and more in the country of the article's sure places."""
    found = weigh_evidence(MENTIONS, names_in_doubt(MENTIONS), lookup=lookup)
    axum, lagos = (dict(zip(EVIDENCE, found[name], strict=True)) for name in ("axum", "lagos"))
    assert axum["place"] > lagos["place"]
    assert {name: axum[name] for name in ("is_known", "is_known_here", "is_in_main_country", "is_in_person")} == {
        "is_known": 1, "is_known_here": 1, "is_in_main_country": 1, "is_in_person": 1,
    }  # fmt: skip
    assert axum["prominence"] == axum["prominence_here"] > 0
    assert not any(list(lagos.values())[4:])


def test_types_have_probabilities_that_sum_to_one():
    """The tagger's word counts, and so does the gazetteer's."""
    doubtful = (-1.0, -1.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    known = (-1.0, -1.0, -1.0, -1.0, 1.0, 1.4, 1.0, 1.4, 1.0, 0.0)
    unknown_place, known_place = (type_probabilities(each)[PLACE] for each in (doubtful, known))
    assert sum(type_probabilities(known).values()) == pytest.approx(1)
    assert known_place > 0.8 > unknown_place
