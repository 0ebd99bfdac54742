# ruff: noqa: RUF001  # letters of other scripts

import pytest

from dateline.text import contradicting_language, identify_language
from dateline.values import LANGUAGE_CODES

# One report, told in every language: its names are the same, so that they tell nothing.
REPORTS = {
    "ar": "استؤنفت المحادثات في أستانا يوم الاثنين، وقال مبعوثو الجانبين إنها كانت مفيدة.",
    "da": "Forhandlingerne i Astana blev genoptaget mandag, og begge parter sagde, at de havde været nyttige.",
    "de": "Die Gespräche in Astana wurden am Montag fortgesetzt, und beide Seiten nannten sie nützlich.",
    "en": "The talks in Astana resumed on Monday, and the envoys of both sides said that they had been useful.",
    "es": "Las conversaciones de Astaná se reanudaron el lunes y ambas partes dijeron que habían sido útiles.",
    "fi": "Neuvottelut Astanassa jatkuivat maanantaina, ja molemmat osapuolet pitivät niitä hyödyllisinä.",
    "fr": "Les pourparlers d'Astana ont repris lundi, et les délégués des deux camps les ont jugés utiles.",
    "hr": "Pregovori u Astani nastavljeni su u ponedjeljak, a predsjednik je rekao da je riječ o sigurnosti.",
    "hu": "Hétfőn folytatódtak az asztanai tárgyalások, és mindkét fél küldöttei hasznosnak nevezték azokat.",
    "id": "Perundingan di Astana dilanjutkan pada hari Senin, dan kedua pihak mengatakan bahwa hasilnya berguna.",
    "it": "I colloqui di Astana sono ripresi lunedì, e gli inviati delle due parti hanno detto che sono stati utili.",
    "nb": "Samtalene i Astana ble gjenopptatt mandag, og begge sider sa at de hadde vært nyttige for oss.",
    "nl": "De gesprekken in Astana zijn maandag hervat, en de gezanten van beide partijen noemden ze nuttig.",
    "nn": "Samtalane i Astana tok til att måndag, og begge sider sa at dei ikkje hadde vore til hjelp.",
    "pl": "Rozmowy w Astanie wznowiono w poniedziałek, a wysłannicy obu stron powiedzieli, że były pożyteczne.",
    "pt": "As conversações em Astana foram retomadas na segunda-feira e as duas partes disseram que foram úteis.",
    "ro": "Discuțiile de la Astana au fost reluate luni, iar trimișii ambelor părți au spus că au fost utile.",
    "ru": "Переговоры в Астане возобновились в понедельник, и обе стороны назвали их полезными.",
    "sk": "Rokovania v Astane sa v pondelok obnovili a vyslanci oboch strán povedali, že boli užitočné.",
    "sr": "Razgovori u Astani nastavljeni su u ponedeljak, a predsednik je rekao da je reč o bezbednosti.",
    "sv": "Samtalen i Astana återupptogs i måndags, och sändebuden från båda sidor sade att de hade varit nyttiga.",
    "tr": "Astana görüşmeleri pazartesi günü yeniden başladı ve iki taraf da bunların yararlı olduğunu söyledi.",
    "uk": "Переговори в Астані відновилися в понеділок, і обидві сторони назвали їх корисними.",
    "zh": "阿斯塔纳会谈周一恢复，双方代表都说会谈是有益的。",
}


@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_a_sentence_tells_its_language(code):
    """One suffices in every language that names are recognised in, in capitals too."""
    assert identify_language(REPORTS[code]).code == code
    assert identify_language(REPORTS[code].upper()).code == code


def test_serbian_has_two_scripts():
    """Words tell it from Croatian in Latin letters, which need none in its own."""
    cyrillic = "Разговори у Астани настављени су у понедељак, а изасланици обе стране рекли су да су били корисни."
    assert (identify_language(cyrillic).code, identify_language(REPORTS["sr"]).code) == ("sr", "sr")


@pytest.mark.parametrize(
    "text",
    [
        "Santiago: President Gabriel Boric Font met Camila Vallejo Dowling and Carolina Tohá Morales in La Moneda.",
        "Ouagadougou, Bobo-Dioulasso and Koudougou were without power, Sonabel's Souleymane Ouédraogo said.",
        "Jämtlands län, Västra Götaland and Östergötland voted for Åsa Lindhagen and Märta Stenevi on Sunday.",
        "The ministers of Bosnia and Herzegovina, Željko Komšić and Šefik Džaferović, left Banja Luka at noon.",
    ],
)
def test_english_full_of_foreign_names_is_english(text):
    """Names tell where people come from, not what language they are written of in."""
    assert identify_language(text).code == "en"


@pytest.mark.parametrize(
    "text",
    ["", " \n", "12:30", "Lavrov, Kerry, de Mistura", "GENEVA — U.N. TALKS", "El Charco", "Mayor José García resigns"],
)
def test_english_is_the_answer_in_doubt(text):
    """No words, or names only: it says that it isn't sure."""
    identified = identify_language(text)
    assert (identified.code, identified.is_given) == ("en", False)
    assert identified.probability < 0.6


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mazungumzo ya Astana yameanza tena leo, na pande zote mbili zimesema yamekuwa na manufaa.", "sw"),
        ("アスタナでの協議は月曜日に再開され、双方の代表は有益だったと述べた。", "ja"),
        ("Jednání v Astaně byla v pondělí obnovena a vyslanci obou stran řekli, že byla užitečná.", "cs"),
        ("Οι συνομιλίες στην Αστάνα συνεχίστηκαν τη Δευτέρα και οι δύο πλευρές τις χαρακτήρισαν χρήσιμες.", "el"),
    ],
)
def test_other_languages_of_news_are_told_from_their_neighbours(text, code):
    """A Czech text is no Slovak one, and a Japanese one isn't Chinese."""
    assert identify_language(text).code == code


def test_names_in_other_letters_are_not_english():
    """What is in no Latin letters is the likeliest of the others, however little it says."""
    assert identify_language("Лавров, Керри").code in {"ru", "uk", "sr"}


def test_more_is_read_where_the_beginning_leaves_doubt():
    """A list of names in front does not hide the language of what follows."""
    names = ", ".join(["Lavrov", "Kerry", "de Mistura", "Aleppo", "Astana"] * 6)
    identified = identify_language(f"{names}.\n{REPORTS['de']} {REPORTS['de']} {REPORTS['de']}")
    assert identified.code == "de"


def test_probabilities_are_probabilities():
    """Prose is plain, and a short text in one of three close languages less so."""
    assert identify_language(REPORTS["fr"]).probability > 0.95
    assert 0 < identify_language("Den nye regering").probability < 0.95


@pytest.mark.parametrize("code", LANGUAGE_CODES)
def test_a_text_contradicts_a_language_that_it_is_not_in(code):
    """A text of some length contradicts a strange language, and neither its own nor a close one."""
    text = REPORTS[code] * 9
    kin = {"nb": "da", "nn": "nb", "sr": "hr", "hr": "sr"}
    strange = "de" if code == "en" else "en"
    assert contradicting_language(text, code) is None
    assert contradicting_language(text, kin.get(code, code)) is None
    told = contradicting_language(text, strange)
    assert told is not None
    assert told.code == code


@pytest.mark.parametrize(
    ("text", "language_code"),
    [
        ("", "de"),
        (REPORTS["fr"], "de"),
        (REPORTS["en"] * 5, "xx"),
        ("Lavrov, Kerry, de Mistura, Aleppo, Astana. " * 8, "de"),
        (REPORTS["fr"] * 20 + REPORTS["de"] * 20, "de"),
        (REPORTS["de"] * 20 + REPORTS["fr"] * 20, "de"),
        ("Jednání v Astaně byla v pondělí obnovena a vyslanci obou stran řekli, že byla užitečná. " * 4, "sk"),
    ],
    ids=["empty", "short", "unknown language", "names", "foreign beginning", "foreign end", "close language"],
)
def test_what_is_not_plain_contradicts_no_language(text, language_code):
    """Short texts, lists of names, quotations and close languages are no reason to doubt what a caller says."""
    assert contradicting_language(text, language_code) is None


def test_text_in_a_language_that_is_not_read_contradicts_too():
    """Whoever calls Japanese English hears of it."""
    told = contradicting_language("アスタナでの協議は月曜日に再開され、双方の代表は有益だったと述べた。" * 8, "en")
    assert told is not None
    assert told.code == "ja"
