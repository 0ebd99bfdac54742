"""The language that an article is in."""

from dataclasses import dataclass

LANGUAGE_CODES = tuple("ar da de en es fi fr hr hu id it nb nl nn pl pt ro ru sk sr sv tr uk zh".split())
"""The languages that names are recognised in, in BCP-47, sorted; Serbian is written in both of its scripts."""
FOREIGN_CODES = tuple(code for code in LANGUAGE_CODES if code != "en")
"""These languages but English, which the tables and packages of places are in."""
_STANDARDS = {code: codes for codes in (("nb", "nn"), ("hr", "sr")) for code in codes}
_MODERN_CODES = {"no": "nb", "in": "id", "sh": "sr", "bs": "hr"}


@dataclass(frozen=True, slots=True)
class ArticleLanguage:
    """The language that an article was read in, as BCP-47 without region and script, and how likely it is right.

    `is_given` says that the caller named it; else the text told it. A language that names are not recognised in comes
    with the warning LANGUAGE_UNSUPPORTED.
    """

    code: str
    probability: float
    is_given: bool


def given_language(tag: str) -> ArticleLanguage:
    """Returns the language that a BCP-47 tag names; of "pt-BR" it is "pt", and "no" is "nb"."""
    code = tag.partition("-")[0].lower()
    return ArticleLanguage(_MODERN_CODES.get(code, code), 1.0, is_given=True)


def language_standards(code: str) -> tuple[str, ...]:
    """Returns the written standards of the language that `code` is one of, mostly itself alone.

    Two standards share names of places, inflection and demonyms: tables of these are under the first one's code.
    """
    return _STANDARDS.get(code, (code,))
