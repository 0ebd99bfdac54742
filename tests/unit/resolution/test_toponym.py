import pytest

from dateline.resolution.toponym import names_in_names, read_contexts, without_far_guesses
from dateline.values import Article, MatchType, NameKind
from support.atlas import matches, read, toponyms


def _contexts(text, *names):
    return read_contexts(Article("a", text), toponyms(text, names, get_matches=lambda _: ()))


@pytest.mark.parametrize(
    "text",
    ["Aleppo, Syria", "Aleppo (Syria)", "Aleppo in Syria", "Aleppo, in northern Syria", "Aleppo in the state of Syria"],
)
def test_a_place_is_read_as_lying_in_the_one_behind_it(text):
    """Comma, bracket and "in" tie a place to what contains it."""
    assert [context.containers for context in _contexts(text, "Aleppo", "Syria")] == [(1,), ()]


@pytest.mark.parametrize("text", ["Syria's capital Damascus", "Syria’s port city, Damascus", "Syrian city of Damascus"])
def test_a_place_is_read_as_lying_in_the_one_before_it(text):
    """ "Syria's capital Damascus" ties them the other way round."""
    outer = "Syrian" if text.startswith("Syrian") else "Syria"
    assert [context.containers for context in _contexts(text, outer, "Damascus")] == [(), (0,)]


@pytest.mark.parametrize(("landmark", "containers"), [("Citadel Road", (0,)), ("Citadel", ())])
def test_a_town_owns_its_landmarks(landmark, containers):
    """ "Aleppo's Citadel Road" is in Aleppo; of a name that is no landmark's the possessive tells nothing."""
    contexts = _contexts(f"Aleppo's {landmark} is closed", "Aleppo", landmark)
    assert [context.containers for context in contexts] == [(), containers]


def test_a_name_has_the_names_in_it_that_stand_there_as_whole_words():
    """Of "old aleppo's road", "aleppo" is a part; "alep" is none, and no name is a part of itself."""
    keys = ["old aleppo's road", "aleppo", "alep", "old aleppo"]
    assert names_in_names(keys) == [(0, 3), (0, 1), (3, 1)]


@pytest.mark.parametrize("text", ["Aleppo and Syria", "Aleppo. Syria", "Aleppo, he said of all of Syria"])
def test_other_words_between_two_places_tie_nothing(text):
    """Places that merely stand in one sentence contain nothing."""
    assert [context.containers for context in _contexts(text, "Aleppo", "Syria")] == [(), ()]


@pytest.mark.parametrize(
    "text",
    [
        "the counties of Aleppo, Idlib and Homs",
        "districts such as Aleppo, Idlib and Homs",
        "Aleppo, Idlib and Homs provinces",
    ],
)
def test_what_a_list_is_said_to_be_holds_for_all_that_stand_in_it(text):
    """Before the list or behind it; a place behind the list is none of it."""
    contexts = _contexts(f"{text} beside Hama", "Aleppo", "Idlib", "Homs", "Hama")
    assert [context.says_division for context in contexts] == [True, True, True, False]


def test_a_division_at_the_end_of_a_list_says_nothing_of_the_others():
    """In "Aleppo, Idlib and Homs province" the first two may be towns."""
    contexts = _contexts("Aleppo, Idlib and Homs province", "Aleppo", "Idlib", "Homs")
    assert [context.says_division for context in contexts] == [False, False, True]


@pytest.mark.parametrize(
    ("name", "division", "town"),
    [
        ("Aleppo Province", True, False),
        ("County Aleppo", True, False),
        ("Aleppo City", False, True),
        ("Cityton", False, False),
    ],
)
def test_a_name_may_say_itself_what_kind_of_place_it_is(name, division, town):
    """By its first word or its last."""
    (context,) = _contexts(f"Rain fell in {name}.", name)
    assert (context.says_division, context.says_town) == (division, town)


@pytest.mark.parametrize("text", ["met the mayor of Aleppo in Homs", "Prime Minister of Aleppo in Homs"])
def test_who_holds_an_office_of_a_place_may_be_met_in_another(text):
    """ "The mayor of Aleppo in Homs" puts the mayor into Homs, and Aleppo nowhere."""
    contexts = _contexts(text, "Aleppo", "Homs")
    assert [context.containers for context in contexts] == [(), ()]


@pytest.mark.parametrize(
    ("text", "division", "town"),
    [
        ("Aleppo province", True, False),
        ("the province of Aleppo", True, False),
        ("The district of Aleppo", True, False),
        ("the Salihin district of Aleppo", False, False),
        ("the city of Aleppo", False, True),
        ("downtown Aleppo", False, True),
        ("the Aleppo province of Syria", True, False),
        ("Aleppo Local Government Area", True, False),
        ("Aleppo Provincial Police", True, False),
        ("Aleppo governor Ann Idlib", True, False),
        ("Aleppo Regional Hospital", False, False),
        ("Aleppo fell", False, False),
    ],
)
def test_words_beside_a_place_say_what_kind_it_is(text, division, town):
    """ "Province" and "city of" tell divisions from towns."""
    (context,) = _contexts(text, "Aleppo")
    assert (context.says_division, context.says_town) == (division, town)


def test_a_mere_space_ties_a_place_to_what_holds_it():
    """ "Paris Texas" has no comma; Dallas holds no Texas, and two lines of a table are no name and its container."""

    def containers(text, *names):
        return [context.containers for context in read_contexts(*read(text, *names))]

    assert containers("a fire in Paris Texas", "Paris", "Texas") == [(1,), ()]
    assert containers("Texas Dallas tomorrow", "Texas", "Dallas") == [(), ()]
    assert containers("Paris\nTexas", "Paris", "Texas") == [(), ()]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("fires in Paris and Nowhereville, Texas, and beyond", ("Paris", "Nowhereville", "Texas"), [(2,), (2,), ()]),
        ("Syria, Paris and Nowhereville, Texas.", ("Syria", "Paris", "Nowhereville", "Texas"), [(), (3,), (3,), ()]),
        ("in Paris and Nowhereville, Texas said", ("Paris", "Nowhereville", "Texas"), [(), (), ()]),
        ("Paris and Nowhereville, Texas and Syria", ("Paris", "Nowhereville", "Texas", "Syria"), [(), (), (), ()]),
        ("Paris and Nowhereville, Dallas.", ("Paris", "Nowhereville", "Dallas"), [(), (), ()]),
        ("Like Syria and France, Texas.", ("Syria", "France", "Texas"), [(), (), ()]),
    ],
)
def test_a_state_behind_two_names_holds_both(text, names, expected):
    """It holds a second town, known there or not, and the first where it may."""
    contexts = read_contexts(*read(text, *names))
    assert [context.containers for context in contexts] == expected


def test_a_state_behind_two_names_stands_in_no_list_with_them():
    """The two are one; where the state is none of theirs, the three are."""
    names = ("Paris", "Nowhereville", "Texas")
    contexts = read_contexts(*read("fires in Paris and Nowhereville, Texas.", *names))
    assert [context.listed for context in contexts] == [(1,), (0,), ()]
    contexts = read_contexts(*read("fires in Paris and Nowhereville, Texas said", *names))
    assert [context.listed for context in contexts] == [(1, 2), (0, 2), (0, 1)]


def test_a_comma_ties_no_people_to_another():
    """ "Syrians, French officers" are two in a list; "Paris, French capital" is a place and what it lies in."""

    def containers(text, *names):
        people = {"Syrians": "Syria", "French": "France"}

        def get_matches(name):
            return matches(people.get(name, name), kind=NameKind.DEMONYM if name in people else NameKind.PRIMARY)

        contexts = read_contexts(Article("a", text), toponyms(text, names, get_matches=get_matches))
        return [context.containers for context in contexts]

    assert containers("Syrians, French officers", "Syrians", "French") == [(), ()]
    assert containers("Paris, French capital", "Paris", "French") == [(1,), ()]


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


@pytest.mark.parametrize("text", ["Co. Mayo", "Co Mayo", "County Mayo"])
def test_a_county_is_told_by_its_short_word_too(text):
    """Ireland's papers write it so."""
    (context,) = _contexts(text, text)
    assert context.says_division
