import pytest

from dateline.annotation.mentions import FoundMention, identify_mentions, wanted_mentions, word_before
from dateline.values import AnnotateOptions, ArticlePart, EntityType, MentionKind, MentionOrigin, Span
from support.growth import growth


def _found(start, end, entity_type=EntityType.PLACE, *, kind=MentionKind.NAME, part=ArticlePart.TEXT, confidence=0.9):
    return FoundMention(Span(start, end, "x" * (end - start), part), entity_type, kind, confidence, MentionOrigin.GIVEN)


def test_mentions_stand_in_the_order_of_the_article_title_first():
    """Ids count up in reading order."""
    title = _found(5, 9, part=ArticlePart.TITLE)
    mentions = identify_mentions([_found(20, 25), _found(0, 4), title])
    assert [(each.mention_id, each.span.start_offset) for each in mentions] == [("m1", 5), ("m2", 0), ("m3", 20)]


def test_a_place_in_a_longer_name_points_to_the_innermost_one_around_it():
    """Nested places say what they lie in; a demonym stays a demonym."""
    university = _found(0, 20, EntityType.ORGANIZATION)
    mentions = identify_mentions([_found(3, 9), university, _found(0, 12, EntityType.ORGANIZATION), _found(30, 36)])
    assert [each.within_mention_id for each in mentions] == ["", "m1", "m2", ""]
    assert mentions[2].kind is MentionKind.NESTED
    demonym = identify_mentions([university, _found(0, 5, kind=MentionKind.DEMONYM)])[1]
    assert (demonym.kind, demonym.within_mention_id) == (MentionKind.DEMONYM, "m1")


def test_demonyms_and_nested_places_can_be_switched_off():
    """Each option leaves out its own kind; a nested demonym falls to either."""
    name, nested, demonym = (
        identify_mentions([_found(0, 20, EntityType.ORGANIZATION), each])[1]
        for each in (_found(30, 36), _found(3, 9), _found(3, 9, kind=MentionKind.DEMONYM))
    )
    plain = AnnotateOptions(demonyms=False)
    flat = AnnotateOptions(nested=False)
    assert list(wanted_mentions((name, nested, demonym), plain)) == [0, 1]
    assert list(wanted_mentions((name, nested, demonym), flat)) == [0]


def test_unsure_mentions_are_left_out_and_what_lies_in_them_stands_alone():
    """Below the least confidence a mention goes; a place inside it stays, and lies in nothing any more."""
    mentions = identify_mentions([_found(0, 20, EntityType.ORGANIZATION, confidence=0.4), _found(3, 9)])
    kept = wanted_mentions(mentions, AnnotateOptions(min_mention_confidence=0.5))
    assert {number: each.within_mention_id for number, each in kept.items()} == {1: ""}


def test_one_span_given_many_times_costs_little():
    """Mentions of one span, as a caller may give them, are numbered one by one; none is in another."""
    assert growth(lambda count: identify_mentions([_found(0, 5)] * count), size=2_500) < 24
    mentions = identify_mentions([_found(0, 5)] * 20_000)
    assert {each.within_mention_id for each in mentions} == {""}
    assert mentions[-1].mention_id == "m20000"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("He flew to ", "to"),
        ("IN ", "in"),
        ("Albany, ", ","),
        ("Lautoka:", ":"),
        ("", ""),
        ("\n\n", ""),
        (f"{'x' * 50} ", "x" * 39),
    ],
)
def test_the_word_or_mark_before_a_name_is_read_in_small_letters(text, word):
    """Of a word longer than words are, the end; what begins a text has none before it."""
    assert word_before(f"{text}Kelsey", len(text)) == word
