"""The demonyms of languages other than English."""

# ruff: noqa: RUF001  # letters of many alphabets are this module's business

import unicodedata

import pytest

from dateline.gazetteer import Gazetteer, read_demonyms, tables
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.values import FOREIGN_CODES, Coordinates
from support.news_countries import NEWS_COUNTRIES

_LEAST_COUNTRIES = 75
_FORMS = {
    "ar": "الأمريكية=US والروس=RU الفرنسيون=FR صينيًا=CN للأتراك=TR اوكراني=UA",
    "da": "tyskernes=DE amerikansk=US franskmændene=FR Polakkerne=PL",
    "de": "deutschen=DE Französinnen=FR US-amerikanischer=US Türken=TR Pole=PL",
    "es": "alemanas=DE francés=FR estadounidenses=US iraquíes=IQ norcoreana=KP",
    "fi": "saksalaisten=DE venäläisiltä=RU Yhdysvaltalainen=US britit=GB",
    "fr": "Américaines=US turque=TR sud-coréens=KR européenne=European",
    "hr": "njemačkoga=DE Amerikanaca=US Turcima=TR Nijemci=DE",
    "hu": "német=DE oroszoknak=RU franciákkal=FR amerikaiaktól=US ír=IE",
    "id": "Prancis=FR Tionghoa=CN Inggris=GB",
    "it": "tedesche=DE russi=RU statunitense=US greci=GR",
    "nb": "tyskerne=DE amerikanske=US franskmenn=FR kineserne=CN",
    "nl": "Duitse=DE Amerikanen=US Chinezen=CN Zuid-Koreaanse=KR",
    "nn": "tyskarane=DE amerikansk=US russarane=RU",
    "pl": "niemieckiego=DE Niemców=DE amerykańscy=US Rosjanom=RU Ukraińcami=UA Chińczyk=CN",
    "pt": "alemães=DE norte-americana=US franceses=FR espanhóis=ES",
    "ro": "germanilor=DE ruşi=RU americancei=- franțuzească=FR ucraineni=UA indienii=IN israelieni=IL sirience=-",
    "ru": "немецкого=DE американцами=US китайцев=CN россиянам=RU француженку=FR",
    "sk": "nemeckého=DE Američanov=US Francúzmi=FR Rusi=RU",
    "sr": "nemačkog=DE Немаца=DE Американци=US руску=RU француске=FR шпански=ES",
    "sv": "tyskarna=DE amerikanskt=US fransmän=FR ryssarnas=RU",
    "tr": "Almanların=DE Amerikalılardan=US Türk'ün=TR Rusları=RU İngiliz=GB Çinliler=CN",
    "uk": "німецької=DE американцям=US китайців=CN росіянами=RU в'єтнамських=VN",
    "zh": "美国人=US 中方=CN 俄羅斯人=RU 日=JP",
}


def _meanings(language_code: str, name: str) -> list[str]:
    demonyms = read_demonyms(language_code)
    assert demonyms is not None
    return [demonym.country_code or demonym.name for demonym in demonyms.find(name)]


def test_every_form_tells_its_country() -> None:
    """Declined, with article, clitic or apostrophe, small or in capitals; what is no form tells nothing."""
    assert set(_FORMS) == set(FOREIGN_CODES)
    for language_code, forms in _FORMS.items():
        for form in forms.split():
            name, _, means = form.partition("=")
            assert _meanings(language_code, name) == ([] if means == "-" else [means]), name
            assert _meanings(language_code, name.upper()) == ([] if means == "-" else [means]), name


@pytest.mark.parametrize("language_code", FOREIGN_CODES)
def test_the_countries_in_the_news_are_in_every_table(language_code: str) -> None:
    """The fifteen commonest, and Palestine, 75 in all, and Europe and Africa, each by words that mean nothing else."""
    demonyms = read_demonyms(language_code)
    assert demonyms is not None
    meant = {demonym.country_code or demonym.name for found in demonyms.meanings.values() for demonym in found}
    assert {*NEWS_COUNTRIES, "PS", "European", "African"} <= meant
    assert len(meant & {country.country_code for country in tables.countries()}) >= _LEAST_COUNTRIES
    assert [form for form, found in demonyms.meanings.items() if len(found) > 1] == []


@pytest.mark.parametrize(("language_code", "script"), [("ru", "CYRILLIC"), ("uk", "CYRILLIC"), ("ar", "ARABIC")])
def test_no_letter_of_another_script_hides_in_a_word(language_code: str, script: str) -> None:
    """A Latin "a" in a Russian word would never be found in a text."""
    demonyms = read_demonyms(language_code)
    assert demonyms is not None
    letters = {char for form in demonyms.meanings for char in form if char.isalpha()}
    assert {unicodedata.name(char).split()[0] for char in letters} == {script}


def test_a_country_and_a_common_word_are_no_distinct_demonym() -> None:
    """ "Polen" is Poland or Poles, "lett" has become or a Latvian: known, where a recogniser says that it is one."""
    for language_code, name, other in (
        ("de", "Polen", "polnischen"),
        ("hu", "lett", "magyar"),
        ("fr", "Suisse", "suisse"),
        ("hr", "Francuska", "francuska"),
        ("sk", "Nemecku", "nemeckú"),
        ("zh", "美", "美国人"),
    ):
        demonyms = read_demonyms(language_code)
        assert demonyms is not None
        assert demonyms.find(name)
        assert name not in demonyms.distinct
        assert other in demonyms.distinct


def test_where_peoples_are_called_by_their_countries_no_form_is_distinct() -> None:
    """As in Indonesian."""
    demonyms = read_demonyms("id")
    assert demonyms is not None
    assert demonyms.distinct == frozenset()


def test_other_languages_have_no_table() -> None:
    """Nor has English, whose demonyms the gazetteer holds."""
    assert read_demonyms("en") is None
    assert read_demonyms("") is None
    assert read_demonyms("sw") is None


def test_a_language_is_read_once() -> None:
    """However many articles there are."""
    assert read_demonyms("pl") is read_demonyms("pl")


def _record(number: int, name: str, code: str, *demonyms: str, country_code: str) -> Record:
    return Record(f"geonames:{number}", name, code[0], code[1:], Coordinates(0, 0), country_code, demonyms=demonyms)


@pytest.fixture(scope="module")
def caucasus(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """A gazetteer of two places that share a demonym, and of a country that is called as its people are."""
    path = tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite"
    records = (
        _record(614540, "Georgia", "APCLI", "Georgian", country_code="GE"),
        _record(4197000, "Georgia", "AADM1", "Georgian", country_code="US"),
        _record(1655842, "Lao", "APCLI", "Lao", country_code="LA"),
        _record(1, "Lao", "PPPL", country_code="LA"),
        _record(569665, "Chechnya", "AADM1", "Chechen", country_code="RU"),
        _record(2, "Chechen", "PPPL", country_code="CN"),
    )
    build_gazetteer(path, records=records)
    return Gazetteer(path)


def test_a_demonym_leads_to_the_place_that_it_means(caucasus: Gazetteer) -> None:
    """ "Georgisch" is of the country alone, whatever else is Georgian in English; no town comes of a people's name."""

    def places(language_code: str, name: str) -> list[str]:
        demonyms = read_demonyms(language_code)
        assert demonyms is not None
        return [match.place.place_id for match in demonyms.matches(name, lookup=caucasus.lookup)]

    assert places("de", "georgischen") == ["geonames:614540"]
    assert places("de", "laotische") == ["geonames:1655842"]
    assert places("ru", "чеченских") == ["geonames:569665"]
    assert places("de", "georgisches Dorf") == []
    assert places("de", "deutsche") == []


@pytest.mark.slow
def test_every_meaning_is_a_place_of_the_gazetteer(whole: Gazetteer) -> None:
    """A country's code leads to that country alone, an English demonym to at least one place."""
    for language_code in FOREIGN_CODES:
        demonyms = read_demonyms(language_code)
        assert demonyms is not None
        names = {found[0]: form for form, found in demonyms.meanings.items()}
        for demonym, form in names.items():
            places = [match.place for match in demonyms.matches(form, lookup=whole.lookup)]
            assert places, demonym
            assert not demonym.country_code or places == [whole.country(demonym.country_code)], demonym
