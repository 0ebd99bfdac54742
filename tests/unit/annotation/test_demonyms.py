"""The closed lists of demonyms, by language."""

# ruff: noqa: RUF001  # letters of many alphabets are this module's business

from dataclasses import replace

import pytest

from dateline.annotation.demonyms import foreign_matcher, keep_names
from dateline.values import EntityType, MatchType, MentionKind, NameKind, NameMatch, Recognition
from support.annotated import LODZ

_SENTENCES = {
    "ar": "قال المتحدث إن [الأمريكيين] التقوا الوزير [الفرنسي] في مقر القوات [الكورية الجنوبية].",
    "da": "De [tyske] fiskere hilste på [franskmændene], og en [Svensk] båd lå ved kajen.",
    "de": "Die [französischen] Bäcker und drei [Amerikanerinnen] kauften [italienisches] Mehl in Polen.",
    "es": "Los pescadores [marroquíes] hablaron con una [alemana] y dos [norcoreanos] en el muelle.",
    "fi": "[Ruotsalaisten] kalastajien vene jäi [venäläiselle] laiturille, sanoi [saksalainen] kapteeni.",
    "fr": "Les boulangers [turcs] ont aidé une [Allemande] et des marins [sud-coréens] au port.",
    "hr": "[Njemački] ribari pomogli su [Amerikancima], a [talijansko] more i [francusko]-[grčki] stol zovu Francusku.",
    "hu": "A [német] halászok és két [francia] matróz az [oroszoknak] segített a kikötőben.",
    "it": "I pescatori [tunisini] hanno aiutato una [tedesca] e due [nordcoreani] nel porto.",
    "nb": "De [tyske] fiskerne hilste på [amerikanerne] ved den [svenske] kaia.",
    "nl": "De [Duitse] bakkers en drie [Fransen] kochten [Italiaans] meel in Zweden.",
    "nn": "Dei [tyske] fiskarane helsa på [amerikanarane] ved den [svenske] kaia.",
    "pl": "[Niemieccy] rybacy pomogli [Amerykanom], a [Francuzka] wróciła do Niemiec.",
    "pt": "Os pescadores [alemães] ajudaram uma [francesa] e dois [norte-coreanos] no porto.",
    "ro": "Pescarii [germani] i-au ajutat pe [americanii] din portul [bulgăresc].",
    "ru": "[Немецкие] рыбаки помогли [американцам], а [французская] лодка осталась у причала.",
    "sk": "[Nemeckí] rybári pomohli [Američanom], a [francúzska] loď zostala v prístave pri Taliansku.",
    "sr": "[Немачки] рибари помогли су [Американцима], а [italijanska] лађа остала је у луци.",
    "sv": "De [tyska] fiskarna hälsade på [amerikanerna] vid den [norska] kajen i Japan.",
    "tr": "[Alman] balıkçılar [Fransızlara] yardım etti, [Suriyeli] kaptan limanda kaldı.",
    "zh": "三名[美国人]和[中国公民]昨天来自中国人口最多的省，日本方面没有回答。",
    "uk": "[Німецькі] рибалки допомогли [американцям], а [в'єтнамський] човен лишився біля причалу.",
}
_COMMON_WORDS = {
    "ar": "في الصباح مالي إلى الدار ثم قال لي إن الباب مفتوح.",
    "da": "Han gik til at finde en bog på bordet, og de lo.",
    "de": "Ein Este im Wort und die Pole der Erde sind so weit, wie er auf Deutsch sagt.",
    "es": "Lo dice en español, y la lengua inglesa no siempre ayuda al pan.",
    "fi": "Hän osti turkin ja kirjan, kun aamu oli kaunis.",
    "fr": "Il parle anglais, et la langue russe lui plaît quand la table est mise.",
    "hr": "Danas je dan lijep, a jezik francuski lako se uči u školi.",
    "hu": "A fiú levelet ír, és mérges lett, amikor elment a busz.",
    "it": "Parla inglese, e la lingua russa gli piace quando la tavola è pronta.",
    "nb": "Hun snakker norsk, og boka ligger på bordet.",
    "nl": "Zij spreekt Frans, en het Engels, dat de leraar kent, ligt op tafel.",
    "nn": "Ho snakkar norsk, og boka ligg på bordet.",
    "pl": "Język francuski jest piękny, a finka leży na stole.",
    "pt": "Fala inglês, e a língua russa agrada quando a mesa está pronta.",
    "ro": "Limba franceză e frumoasă, iar masa este gata când vine seara.",
    "ru": "Французский язык красив, а болгарка и финка лежат на столе.",
    "sk": "Jazyk nemecký je pekný, keď je ráno a kniha leží na stole.",
    "sr": "Данас је дан леп, а језик француски лако се учи.",
    "sv": "Han sköt ett skott och talar svenska.",
    "tr": "Kapıyı çek ve masadaki kitabı al, dedi.",
    "zh": "他昨天说中国人民很多，美人和法人也来了。",
    "uk": "Французька мова гарна, а фінка і чешки лежать на столі.",
}


def _found(language_code: str, sentence: str) -> list[str]:
    matcher = foreign_matcher(language_code)
    assert matcher is not None
    return [sentence[name.start_offset : name.end_offset] for name in matcher.merge(sentence, ())]


@pytest.mark.parametrize("language_code", _SENTENCES)
def test_the_demonyms_of_a_language_are_found_in_their_forms(language_code: str) -> None:
    """In brackets, and nothing else: neither countries nor common words."""
    marked = _SENTENCES[language_code]
    expected = [part.partition("]")[0] for part in marked.split("[")[1:]]
    assert _found(language_code, marked.replace("[", "").replace("]", "")) == expected


@pytest.mark.parametrize("language_code", _COMMON_WORDS)
def test_common_words_and_languages_are_no_demonyms(language_code: str) -> None:
    """Words that look like some demonym, and names of languages."""
    assert _found(language_code, _COMMON_WORDS[language_code]) == []


def test_where_peoples_are_called_by_their_countries_nothing_is_found() -> None:
    """What is a demonym in Indonesian, the recogniser must tell."""
    assert _found("id", "Presiden Prancis bertemu orang Jerman.") == []


def test_english_and_unknown_languages_have_no_matcher_here() -> None:
    """The gazetteer's demonyms are matched instead."""
    assert foreign_matcher("en") is None
    assert foreign_matcher("sw") is None


def test_a_place_that_the_gazetteer_knows_by_the_word_is_no_demonym():
    """Turku in Finland is spelt as a form of a word for Turks; a sure demonym stays one."""
    sentence = "Делегация в Турку."
    start = sentence.index("Турку")
    place = Recognition(start, start + 5, EntityType.PLACE, MentionKind.NAME, "PLACE", 0.7)
    demonym = Recognition(start, start + 5, EntityType.PLACE, MentionKind.DEMONYM, "", 1.0)
    local = NameMatch(LODZ, NameKind.PRIMARY, MatchType.EXACT, 2e5, is_local_name=True)

    def kept(*matches, found=(place,)):
        return keep_names(sentence, (demonym,), found=found, lookup=lambda _: matches)

    assert kept(local) == (place,)
    assert kept(replace(local, prominence=1e3, is_local_name=False)) == (demonym,)
    assert kept() == (demonym,)
    assert kept(local, found=()) == (demonym,)
