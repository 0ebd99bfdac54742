"""Words of other languages that say what natural feature a name is of."""

import re

import pytest

from dateline.gazetteer.tables import read_table
from dateline.resolution.feature_words import NamedFeature, read_feature_words
from dateline.resolution.landmarks import LOOK_AROUND_CHARS
from dateline.resolution.natural_features import KINDS
from dateline.values import FOREIGN_CODES, language_standards


def _find(language_code: str, text: str, *, is_known: bool = True) -> NamedFeature | None:
    """Returns the feature of the name that stands between square brackets in a text."""
    match = re.fullmatch(r"(.*)\[(.*)\](.*)", text, re.DOTALL)
    words = read_feature_words(language_code)
    assert match is not None
    assert words is not None
    before, after = match[1][-LOOK_AROUND_CHARS:], match[3][:LOOK_AROUND_CHARS]
    return words.find(match[2], before=before, after=after, is_known=is_known)


@pytest.mark.parametrize(
    ("language_code", "text", "kind"),
    [
        ("ar", "قرب نهر [الخابور] أمس", "river"),
        ("da", "et skib i søen [Furesø]", "lake"),
        ("de", "am Ufer der [Traun] lag", "bank"),
        ("de", "im [Zagros]-Gebirge", "range"),
        ("es", "junto al río [Tormes]", "river"),
        ("fi", "[Ounas]-joella", "river"),
        ("fr", "sur le lac d’[Annecy]", "lake"),
        ("hr", "Rijeka [Kupa] raste", "river"),
        ("hu", "a [Rába] folyón", "river"),
        ("id", "Gunung [Kelud] meletus", "mountain"),
        ("it", "nelle acque del fiume [Adda]", "river"),
        ("nb", "nær elva [Rauma]", "river"),
        ("nn", "ved elva [Rauma]", "river"),
        ("nl", "de brug over de [Dommel]", "river"),
        ("pl", "do rzeki [Pilica]", "river"),
        ("pt", "na serra do [Caldeirão]", "range"),
        ("ro", "pe malul [Oltului]", "bank"),
        ("ru", "Озеро [Ильмень] замёрзло", "lake"),
        ("sk", "v doline [Hornád]", "valley"),
        ("sr", "на обали [Дрине]", "bank"),
        ("sr", "na obali [Drine]", "bank"),
        ("sv", "i [Torne] älv,", "river"),
        ("tr", "[Sakarya] Nehri'nde", "river"),
        ("uk", "міст через [Рось]", "river"),
        ("zh", "[赣江]流域", "river"),
    ],
)
def test_words_beside_a_name_say_what_it_is_of(language_code: str, text: str, kind: str) -> None:
    """They stand before the name or behind it, in any of their forms."""
    feature = _find(language_code, text)
    assert feature is not None
    assert feature.kind == kind


@pytest.mark.parametrize(
    ("language_code", "text"),
    [
        ("hr", "u Rijeci [Kupa]"),
        ("hr", "rijeka, [Kupa]"),
        ("pl", "idą w górę [Pilica]"),
        ("nl", "er zijn meer [Almere]"),
        ("de", "ein Überfluss [Traun]"),
        ("tr", "[Rize] denizde"),
        ("zh", "[浙江]江山市"),
        ("es", "se fue al río de noche en [Tormes]"),
        ("sv", "[Torne] älvar"),
        ("hu", "[Szerbia] szoros kapcsolatban áll"),
        ("es", "el aliado más estrecho de [Marruecos]"),
        ("id", "Angkatan Laut [Malaysia]"),
        ("nb", "hun har berget [Norge]"),
        ("zh", "[湛江]江面"),
    ],
)
def test_other_words_do_not(language_code: str, text: str) -> None:
    """They are longer ones, or mean something else, or a comma parts them from the name."""
    assert _find(language_code, text) is None


def test_a_word_that_is_cut_is_not_read() -> None:
    """It may be the end of a longer one."""
    words = read_feature_words("es")
    assert words is not None
    before = f"{'x' * (LOOK_AROUND_CHARS - 4)}río "
    assert words.find("Otter", before=before, after="", is_known=True) is None
    assert words.find("Otter", before="río ".rjust(LOOK_AROUND_CHARS), after="", is_known=True) is not None
    assert words.find("Otter", before="puente sobre el ", after="", is_known=True) is not None


@pytest.mark.parametrize(
    ("language_code", "name", "feature"),
    [
        ("es", "Río Tormes", NamedFeature("Tormes", "river", is_of=False, is_within=True)),
        ("pt", "Serra da Gardunha", NamedFeature("Gardunha", "range", is_of=True, is_within=True)),
        ("tr", "Sakarya Nehri", NamedFeature("Sakarya", "river", is_of=False, is_within=True)),
        ("de", "Zagros-Gebirge", NamedFeature("Zagros", "range", is_of=False, is_within=True)),
        ("zh", "赣江流域", NamedFeature("赣江", "river", is_of=True, is_within=True)),
        ("es", "Villa del Río", None),
        ("zh", "江山", None),
    ],
)
def test_words_in_a_name_count_where_the_gazetteer_does_not_know_it(
    language_code: str, name: str, feature: NamedFeature | None
) -> None:
    """Río Gallegos is a town, and its name is known."""
    assert _find(language_code, f"en [{name}].", is_known=False) == feature
    assert _find(language_code, f"en [{name}].") is None


def test_a_linking_word_says_that_the_name_may_be_of_what_is_around() -> None:
    """A river of France is not called France."""
    assert _find("fr", "un fleuve de la [France]") == NamedFeature("France", "river", is_of=True)
    assert _find("fr", "le fleuve [Niger]") == NamedFeature("Niger", "river", is_of=False)


def test_english_has_words_of_its_own() -> None:
    """Neither English nor a language that is not read has a table here."""
    assert read_feature_words("en") is None
    assert read_feature_words("") is None
    assert read_feature_words("xx") is None


def test_every_language_has_words_of_known_kinds_that_can_be_found() -> None:
    """Each is short enough to be looked at as a whole, and stands in one row of its language and position."""
    rows = list(read_table("feature_words", package="dateline.resolution"))
    assert {row["kind"] for row in rows} == set(KINDS)
    assert {row["language_code"] for row in rows} == {language_standards(code)[0] for code in FOREIGN_CODES}
    assert {row["position"] for row in rows} == {"before", "behind"}
    phrases = [
        (row["language_code"], row["position"], f"{word} {link}" if link != "-" else word)
        for row in rows
        for word in row["words"].split("|")
        for link in row["links"].split("|")
    ]
    assert max(len(phrase) for _, _, phrase in phrases) < LOOK_AROUND_CHARS - 1
    assert len(set(phrases)) == len(phrases)
