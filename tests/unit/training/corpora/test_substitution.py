import random

import pytest

from training.corpora.marked import MarkedSentence
from training.corpora.names import NamedSpan
from training.corpora.substitution import NameLists, Substitution, read_lists, substituted, with_namesakes

LISTS = NameLists(
    office_holders=(("Abebe", "Bikila"),),
    forenames=("Abebe",),
    surnames=("Bikila",),
    organizations=((("National", "Union", "of", "Weavers"),),),
    countries=(("Peru",), ("Peru",)),
    capitals=(("Lima",),),
    towns=(("Lima",),),
    demonyms=(("Sri", "Lankan"),),
)


def sentence(text, names=(), toponyms=()):
    tokens = tuple(text.split())
    return MarkedSentence(tokens, *(tuple(NamedSpan(*span) for span in spans) for spans in (names, toponyms)))


@pytest.fixture
def draw():
    return random.Random(1)  # noqa: S311  # the same every time


@pytest.fixture
def substitution(draw):
    return Substitution(LISTS, draw)


def test_names_are_switched_and_spans_follow_their_new_lengths(substitution):
    """A body of one word becomes one of four; the demonym behind it moves and grows, too."""
    new = substitution.apply(sentence("Weavcorp hired Danish clerks", [(0, 1, "ORGANIZATION")], [(2, 3, "DEMONYM")]))
    assert new == sentence(
        "National Union of Weavers hired Sri Lankan clerks", [(0, 4, "ORGANIZATION")], [(5, 7, "DEMONYM")]
    )


def test_a_surname_follows_the_full_name_before_it_and_titles_stay(substitution):
    """ "Gen." stands outside the person."""
    first = substitution.apply(sentence("Gen. Ada Holm spoke", [(1, 3, "PERSON")]))
    second = substitution.apply(sentence("Holm left", [(0, 1, "PERSON")]))
    assert first.tokens == ("Gen.", "Abebe", "Bikila", "spoke")
    assert second.tokens == ("Bikila", "left")


def test_a_place_inside_a_body_is_switched_and_the_body_stays(substitution):
    """Both spans grow with the place."""
    old = sentence("Lima Water Board met", [(0, 3, "ORGANIZATION")], [(0, 1, "PLACE")])
    assert substitution.apply(old) == old
    country = substitution.apply(sentence("Peru Water Board met", [(0, 3, "ORGANIZATION")], [(0, 1, "PLACE")]))
    assert country.names == (NamedSpan(0, 3, "ORGANIZATION"),)


@pytest.mark.parametrize("text", ["Zzyzx slept", "the Peru story", "PERU slept"])
def test_places_that_no_list_has_or_that_stand_in_capitals_or_behind_an_article_stay(substitution, text):
    """Nothing is known of their kind, or the new name would not fit there."""
    start = next(i for i, word in enumerate(text.split()) if word[0].isupper())
    old = sentence(text, [(start, start + 1, "PLACE")], [(start, start + 1, "PLACE")])
    assert substitution.apply(old) == old


def test_only_sentences_that_changed_are_given(draw):
    """The others stand in the corpus as they are."""
    texts = [(sentence("Rain fell"), sentence("Ada Holm slept", [(0, 2, "PERSON")]))]
    ((new,),) = substituted(texts, LISTS, draw)
    assert new.tokens == ("Abebe", "Bikila", "slept")


def test_lists_are_read_as_tokens_and_names_that_are_no_plain_words_left_out(tmp_path):
    """Rough lists hold numbers, codes and persons among bodies."""
    for name, content in {
        "office-holders.tsv": "Ada Holm\tDNK\nHolm\tDNK\n",
        "parties.tsv": "Party of the 3rd Way\tDNK\nFarmers' Party\tDNK\n",
        "universities.tsv": "Aarhus University\tDK\n",
        "football-clubs.tsv": "Brande IF\tclubs\n",
        "armed-groups.tsv": '"Lions"\tX\nLion Brigade\tX\n',
        "international-bodies.tsv": "Ada Holm\tIGO\nBaltic Fund\tIGO\n",
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    for name in ("forenames", "surnames"):
        (tmp_path / f"{name}.csv").write_text("\ufeffCountry,Romanized Name\nDK,Ada\nDK,-\n", encoding="utf-8")
    lists = read_lists(tmp_path)
    assert lists.office_holders == (("Ada", "Holm"),)
    assert lists.forenames == lists.surnames == ("Ada",)
    assert [names[-1] for names in lists.organizations][-1] == ("Baltic", "Fund")
    assert ("Denmark",) in lists.countries
    assert ("Copenhagen",) in lists.capitals


def test_people_and_towns_are_called_alike_where_the_lists_say_so(draw):
    """A name that is a person's here and a place's there may come to stand for either; one in capitals does not."""
    text = [
        sentence("Denver met Ada Holm and Bo", [(0, 1, "PERSON"), (2, 4, "PERSON"), (5, 6, "PERSON")]),
        sentence("Denver and TROY", [(0, 1, "PLACE"), (2, 3, "PLACE")]),
        sentence("TROY", [(0, 1, "PERSON")]),
    ]
    lists = with_namesakes(LISTS, [text])
    assert (lists.forenames, lists.surnames, lists.towns) == (("Denver",), ("Denver",), (("Denver",),))
    assert (lists.capitals, lists.organizations) == (LISTS.capitals, LISTS.organizations)
    assert Substitution(lists, draw).apply(sentence("Bo slept", [(0, 1, "PERSON")])).tokens == ("Denver", "slept")
