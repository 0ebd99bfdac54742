import pytest

from dateline.resolution.context.statements import read_contexts
from dateline.values import Article, NameKind
from support.atlas import matches, read, toponyms
from support.growth import growth


def _contexts(text, *names):
    return read_contexts(Article("a", text), toponyms(text, names, get_matches=lambda _: ()))


@pytest.mark.parametrize(
    "text",
    [
        "Aleppo, Syria",
        "Aleppo (Syria)",
        "Aleppo in Syria",
        "Aleppo, in northern Syria",
        "Aleppo in the state of Syria",
        "Aleppo village in Syria",
        "the Aleppo district of Syria",
    ],
)
def test_a_place_is_read_as_lying_in_the_one_behind_it(text):
    """Comma, bracket and "in" tie a place to what contains it, also behind the word for what it is."""
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


@pytest.mark.parametrize(
    ("text", "containers"),
    [
        ("Texas's Paris is small", (0,)),
        ("France's Dallas fans", ()),
        ("Texas's Paris embassy", ()),
        ("Texas’s Paris-based agent", ()),
    ],
)
def test_a_country_or_state_owns_the_towns_that_may_be_its_own(text, containers):
    """ "Texas's Paris" is there, but its embassy in Paris is not; there is no Dallas in France."""
    names = [name for name in ("Texas", "France", "Paris", "Dallas") if name in text]
    assert read_contexts(*read(text, *names))[1].containers == containers


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("the Texas town of Paris", ("Texas", "Paris"), [(), (0,)]),
        ("the Texas village of Nowhereville", ("Texas", "Nowhereville"), [(), (0,)]),
        ("a Texas town in Lamar County", ("Texas", "Lamar County"), [(), (0,)]),
        ("the Paris suburb of Nowhereville", ("Paris", "Nowhereville"), [(), (0,)]),
        ("Paris village in Texas", ("Paris", "Texas"), [(1,), ()]),
        ("the Nowhereville district of Texas", ("Nowhereville", "Texas"), [(1,), ()]),
        ("the Nowhereville ward of Paris", ("Nowhereville", "Paris"), [(1,), ()]),
        ("the France camp in Texas", ("France", "Texas"), [(), ()]),
    ],
)
def test_a_word_for_a_part_ties_two_names_either_way(text, names, expected):
    """What may lie in the other does; else a town is "of" what it lies in behind it, and a ward "of" a town."""
    contexts = read_contexts(*read(text, *names))
    assert [context.containers for context in contexts] == expected


def test_no_country_is_in_anothers_possession():
    """There may be a town of Syria in France, which "France's Syria policy" is not about."""
    assert read_contexts(*read("France's Syria policy", "France", "Syria"))[1].containers == ()


def test_containers_of_a_chain_of_unknown_names_are_read_in_time_to_its_length():
    """Each name reaches a few of the next ones alone."""

    def run(size):
        names = ["Nowhereville"] * size
        read_contexts(*read(" in ".join(names), *names))

    assert growth(run, size=100) < 16


def test_what_lies_in_an_unknown_place_lies_where_that_one_does():
    """Villages of a block that no gazetteer holds lie in the block's state, too."""
    names = ("Paris", "Dallas", "Nowhereville", "Texas")
    contexts = read_contexts(*read("Paris and Dallas villages in Nowhereville block of Texas", *names))
    assert [context.containers for context in contexts] == [(2, 3), (2, 3), (3,), ()]


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
        ("Kabupaten Aleppo", True, False),
        ("Landkreis Aleppo", True, False),
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
        ("FranceParis", ("France", "Paris"), [(), (0,)]),
        ("United StatesTexasParis", ("United States", "Texas", "Paris"), [(), (0,), (1, 0)]),
        ("FranceNowhereville", ("France", "Nowhereville"), [(), (0,)]),
        ("FranceDallas", ("France", "Dallas"), [(), (0,)]),
        ("United StatesDallasNowhereville", ("United States", "Dallas", "Nowhereville"), [(), (0,), (0,)]),
        ("FranceTexas", ("France", "Texas"), [(), ()]),
        ("FranceSyria", ("France", "Syria"), [(), ()]),
        ("DallasNowhereville", ("Dallas", "Nowhereville"), [(), ()]),
    ],
)
def test_a_place_right_behind_another_lies_in_it(text, names, expected):
    """As in Chinese, known or not; countries and divisions lie where they may alone, and unknown places in no town."""
    assert [context.containers for context in read_contexts(*read(text, *names))] == expected


def test_many_names_without_spaces_are_read_in_time_to_their_number():
    """A caller may give as many mentions as a text has characters."""

    def run(size):
        read_contexts(*read("Paris" * size, *["Paris"] * size))

    assert growth(run, size=200) < 16


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
    assert containers("the French town of Nowhereville", "French", "Nowhereville") == [(), (0,)]
    assert containers("the French district of Nowhereville", "French", "Nowhereville") == [(), (0,)]
    assert containers("the French port city of Paris", "French", "Paris") == [(), (0,)]


@pytest.mark.parametrize("text", ["Co. Mayo", "Co Mayo", "County Mayo"])
def test_a_county_is_told_by_its_short_word_too(text):
    """Ireland's papers write it so."""
    (context,) = _contexts(text, text)
    assert context.says_division


@pytest.mark.parametrize(
    ("text", "town", "village"),
    [
        ("Aleppo village burned", True, True),
        ("the hamlet of Aleppo", False, True),
        ("in Barangay Aleppo", False, True),
        ("Aleppo, a small village in the hills", True, True),
        ("Aleppo, a borough south of Homs", True, False),
        ("Aleppo, a city manager said", False, False),
        ("a village near Aleppo", False, False),
    ],
)
def test_words_beside_a_place_say_how_small_it_is(text, town, village):
    """Behind a comma they are about the place only where no person follows, such as a city manager."""
    context = _contexts(text, "Aleppo")[0]
    assert (context.says_town, context.says_village) == (town, village)


def test_all_of_a_list_are_villages():
    """Before the list or behind it."""
    for text in ("Aleppo, Idlib and Homs villages", "the villages of Aleppo, Idlib and Homs"):
        assert all(context.says_village for context in _contexts(text, "Aleppo", "Idlib", "Homs"))
