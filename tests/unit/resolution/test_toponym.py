import pytest

from dateline.resolution.toponym import names_in_names, without_far_guesses
from dateline.values import MatchType, NameKind
from support.atlas import matches, toponyms


def test_a_name_has_the_names_in_it_that_stand_there_as_whole_words():
    """Of "old aleppo's road", "aleppo" is a part; "alep" is none, and no name is a part of itself."""
    keys = ["old aleppo's road", "aleppo", "alep", "old aleppo"]
    assert names_in_names(keys) == [(0, 3), (0, 1), (3, 1)]


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        ("Paris", NameKind.PRIMARY, ["Paris", "Paris"]),
        ("Paris and Texas", NameKind.PRIMARY, ["Paris"]),
        ("Paris and Syria", NameKind.PRIMARY, []),
        ("Paris and Dallas", NameKind.PRIMARY, ["Paris"]),
    ],
)
def test_a_misspelling_lies_where_the_rest_of_the_article_does(text, kind, kept):
    """Where nothing else is named, it may lie anywhere."""
    first, *others = text.split(" and ")
    (misspelt,) = toponyms(
        text, (first,), get_matches=lambda name: matches(name, match_type=MatchType.MISSPELT, kind=kind)
    )
    rest = toponyms(text, others, get_matches=matches)
    (found, *_) = without_far_guesses((misspelt, *rest))
    assert [match.place.name for match in found.matches] == kept


@pytest.mark.parametrize(("text", "kept"), [("Paris and Dallas", 1), ("Paris and Syria", 0), ("Paris and Europe", 2)])
def test_another_spelling_of_a_name_is_a_guess_too(text, kept):
    """In a report on Syria no Pariss is a Paris."""
    first, other = text.split(" and ")
    (guess,) = toponyms(text, (first,), get_matches=lambda name: matches(name, match_type=MatchType.TRANSLITERATED))
    (found, _) = without_far_guesses((guess, *toponyms(text, (other,), get_matches=matches)))
    assert len(found.matches) == kept


@pytest.mark.parametrize(("kind", "count"), [(NameKind.PRIMARY, 2), (NameKind.ALTERNATE, 0)])
def test_an_article_that_names_a_place_misspells_no_other_name_of_it(kind, count):
    """It may well misspell the name that it writes elsewhere."""
    text = "Pariss and Paris"
    guesses = matches("Paris", match_type=MatchType.MISSPELT, kind=kind)
    named = toponyms(text, ("Pariss", "Paris"), get_matches=lambda name: guesses if name == "Pariss" else matches(name))
    assert len(without_far_guesses(named)[0].matches) == count
