"""Language: the language that a text is written in, out of those that names are recognised in."""

import re
from pathlib import Path

from dateline.text.language_tables import load_identifier
from dateline.values import LANGUAGE_CODES, ArticleLanguage, language_standards

_SAMPLES_CHARS = (180, 800)
"""How much of a text is read, and how much where that leaves doubt."""
_LEAST_CHARS = 24
"""Fewest characters of words without capitals that tell a language by themselves."""
_PLAIN_PROBABILITY = 0.9
"""Probability that leaves no doubt."""
_LEAST_PROBABILITY = 0.4
"""Least probability of a language other than English: names from all over the world are no proof against English."""
_LEAST_OF_NAMES = 0.6
"""The same where there is little but names."""
_LEAST_FOREIGN_PROBABILITY = 0.6
"""Least probability of a language that names are not recognised in."""
_LEAST_CONTRADICTING_CHARS = 200
_LEAST_CONTRADICTING_PROBABILITY = 0.95
"""Where a text contradicts the language that it is said to be in; benchmarks/languages.py counts how often."""
_KIN = {
    code: kin for kin in (("da", *language_standards("nb")), language_standards("hr"), ("cs", "sk")) for code in kin
}
"""Languages so close that a short text leaves doubt between them, though none that it is in one of them.

Danish and Czech look like the others here, and have names and tables of their own all the same.
"""
_FOREIGN_CODES = (
    "af az be bg bn ca cs el et eu fa gl he hi hy is ja ka kk ko lt lv mk mn mt my ne pa ps si sl so sq sw ta te th "
    "tl ur uz vi".split()
)
"""Other languages of news, so that a text in one of them isn't taken for its likest neighbour without a word."""
_TOLD_CODES = ("no", *(code for code in LANGUAGE_CODES if code != "nb"), *_FOREIGN_CODES)
"""All these, as py3langid calls them."""
# What tells Croatian from Serbian in Latin letters, of which py3langid calls both Croatian: the vowel that was yat, the
# names of months, and words of public life.
_CROATIAN = re.compile(
    r"\b(?:bje[gl]|cijel|cijen|čovje|dije[lt]|djec|djel|dvije\b|europ|gdje|glasnogovor|glazb|izvješ|kazališ|kolovoz|"
    r"lijep|lipnj|listopad|milijun|mjes[et]|netko|nitko|nogomet|njemač|obje\b|odvjetni|ožuj|općin|opće|ovdje|poslije|"
    r"posljed|povije|predsje|prije\b|primje|priopć|promje|prosinc|riječ|rješ|ruj[an]n|siječ|sigurnos|sljede|srpnj|"
    r"studeno|sudac|sustav|sveučil|svibnj|svije|svjet|također|tijek|tisuć|tjed[an]|tko\b|točk|travnj|tvrtk|umjes|"
    r"uopće|uvijek|uvje|veljač|vidje|vijes|vrijem|zahtje|zrakoplov|župan|živje|\w{3,}ira(?:n|na|ne|ni|no|la|li|ti)\b)"
)
_SERBIAN = re.compile(
    r"\b(?:advokat|april|avgust|avion|bezbednos|beg[ual]|cel[aeiou]|cene?\b|čovek|deca|dece|decu|decemb|del[aou]?\b|"
    r"delov|dete\b|deteta|dve\b|evrop|februar|fudbal|gde\b|hiljad|istorij|izvešta|januar|jul[au]?\b|jun[au]?\b|"
    r"ko\b|lep[aeio]|maj[au]?\b|marta?\b|mes[et]|milion|muzi[kč]|nauč?[kn]|nedelj|nemač|neko\b|niko\b|novemb|obe\b|"
    r"oktob|opštin|opšte|ovde|portparol|posle\b|posled|pozoriš|pre\b|predse|primer|promen|reč[iju]|reš[ei]|saopšt|"
    r"sekretar|septemb|sistem|slede|sudij|sveta?\b|svets|šta\b|štamp|takođe\b|tačk|umesto|univerz|uopšte|uslov|uvek|"
    r"vest[iu]?\b|videl|voz[au]?\b|vreme\b|zahtev|živel|želel|\w{3,}isa(?:n|na|ne|ni|no|la|li|ti)\b|"
    r"(?:biće|imaće)\b|(?:bi|će|hoće|mogao|mogla|mogu|može|mora|moraju|odbi[ol]a?|počeo|počela|treba|želi|žele) da\b)"
)
_ODDS_OF_A_WORD = 4.0
"""How much likelier each of these words makes its language than the other one."""


def load_languages(*, shared_folder: Path | None = None) -> None:
    """Loads what languages are told by, which the first call would do; see `load_identifier`."""
    load_identifier(_TOLD_CODES, shared_folder=shared_folder)


def identify_language(text: str, *, shared_folder: Path | None = None) -> ArticleLanguage:
    """Returns the language that the text is in, by its beginning; English where that leaves doubt.

    It is one of LANGUAGE_CODES, or plainly none of them. py3langid tells (Lui and Baldwin 2012); Croatian is told from
    Serbian by their words. A headline of names is in doubt, and so is what has no words.
    """
    for chars in _SAMPLES_CHARS:
        identified, _ = _identify(text[:chars], shared_folder)
        if identified.probability >= _PLAIN_PROBABILITY or len(text) <= chars:
            break
    return identified


def contradicting_language(
    text: str, language_code: str, *, shared_folder: Path | None = None
) -> ArticleLanguage | None:
    """Returns the language that a text is in, where that is plainly not the one it is said to be in, or None.

    Plainly: beginning and end are sure, and the other language is no kin of this one, which is of LANGUAGE_CODES. Of a
    short text nothing is said.
    """
    if len(text) < _LEAST_CONTRADICTING_CHARS or language_code not in LANGUAGE_CODES:
        return None
    kin = _KIN.get(language_code, (language_code,))
    told = identify_language(text, shared_folder=shared_folder)  # cheap, as a rule, and mostly agrees
    if told.code in kin:
        return None
    most_chars = _SAMPLES_CHARS[-1]
    for sample in (text[:most_chars], text[-most_chars:]):
        told, kin_likelihood = _identify(sample, shared_folder)
        if told.code in kin or kin_likelihood < _LEAST_CONTRADICTING_PROBABILITY:
            return None
    return told


def _identify(text: str, shared_folder: Path | None) -> tuple[ArticleLanguage, float]:
    """Returns the language of a text, and how likely the text is in that one or in one of its kin."""
    # Names may come from anywhere: words without capitals tell, where there are some.
    small_words = " ".join(word for word in text.split() if word == word.lower())
    has_words = len(small_words) >= _LEAST_CHARS
    # Lower case, since a headline in capitals looks like no language at all.
    identifier = load_identifier(_TOLD_CODES, shared_folder=shared_folder)
    likelihoods = dict(identifier.rank(small_words if has_words else text.lower()))
    likelihoods["nb"] = likelihoods.pop("no")
    likelihoods |= _croatian_and_serbian(text.lower(), likelihoods["hr"], likelihoods["sr"])
    least = _LEAST_PROBABILITY if has_words else _LEAST_OF_NAMES
    code = max(likelihoods, key=likelihoods.__getitem__)
    if code not in LANGUAGE_CODES and likelihoods[code] < max(least, _LEAST_FOREIGN_PROBABILITY):
        code = max(LANGUAGE_CODES, key=likelihoods.__getitem__)
    kin_likelihood = sum(likelihoods[other] for other in _KIN.get(code, (code,)))
    if kin_likelihood < least and _is_mostly_ascii(text):
        code, kin_likelihood = "en", likelihoods["en"]
    return ArticleLanguage(code, round(min(1.0, float(likelihoods[code])), 4), is_given=False), kin_likelihood


def _croatian_and_serbian(text: str, croatian: float, serbian: float) -> dict[str, float]:
    """Returns the likelihoods of both languages, whose sum stays; words can only tell where letters are Latin."""
    likelihood = croatian + serbian
    if croatian < serbian or likelihood < _LEAST_PROBABILITY:
        return {}
    odds = _ODDS_OF_A_WORD ** (len(_CROATIAN.findall(text)) - len(_SERBIAN.findall(text)))
    return {"hr": likelihood * odds / (odds + 1), "sr": likelihood / (odds + 1)}


def _is_mostly_ascii(text: str) -> bool:
    return 2 * len(text.encode("ascii", "ignore")) >= len(text)
