"""Languages: whose names count in a text of a language, and how its names are compared."""

from dateline.gazetteer.folding import fold
from dateline.text.serbian import in_latin
from dateline.values import given_language, language_standards

_ENGLISH = "en"
_HOME_COUNTRIES = {
    "ar": "AE BH DJ DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE",
    "da": "DK FO GL",
    "de": "AT CH DE LI LU",
    "es": "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE",
    "fi": "FI",
    "fr": "BE CA CH FR LU MC",
    "hr": "BA HR",
    "hu": "HU",
    "id": "ID",
    "it": "CH IT SM VA",
    "nb": "NO",
    "nl": "BE NL SR",
    "nn": "NO",
    "pl": "PL",
    "pt": "AO BR CV GW MZ PT ST TL",
    "ro": "MD RO",
    "ru": "BY KG KZ RU UA",
    "sk": "CZ SK",
    "sr": "BA ME RS XK",
    "sv": "AX FI SE",
    "tr": "CY TR",
    "uk": "UA",
    "zh": "CN HK MO SG TW",
}


def read_languages(language_code: str) -> tuple[str, ...]:
    """Returns the languages whose names count in a text of a language, itself first, without English.

    `language_code` is BCP-47, of which only the language counts; it may be empty, which stands for English.
    """
    code = given_language(language_code).code
    return () if code in ("", _ENGLISH) else tuple(dict.fromkeys((code, *language_standards(code))))


def displayed_languages(language_code: str) -> tuple[str, ...]:
    """Returns the languages that places are named in for readers of a language, the first that has a name going before.

    It is the language alone, but that Nynorsk, of which few names are known, has those of Bokmål.
    """
    languages = read_languages(language_code)
    return languages if languages[:1] == ("nn",) else languages[:1]


def home_countries(language_code: str) -> tuple[str, ...]:
    """Returns the ISO 3166-1 alpha-2 codes of the countries where a language of texts is an official or main one."""
    return tuple(_HOME_COUNTRIES.get(language_code, "").split())


def fold_in(name: str, language_code: str) -> str:
    """Returns `name` as `fold` does, Serbian in Latin letters."""
    return fold(in_latin(name) if language_code in language_standards("sr") else name)
