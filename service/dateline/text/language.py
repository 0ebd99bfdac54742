"""Language: the language of a text, where it can be told."""

from functools import cache

LANGUAGE_CODES = tuple("ar da de en es fi fr hr hu id it nb nl nn pl pt ro ru sk sr sv tr uk zh".split())
"""The languages that names are recognised in, in BCP-47, sorted; Serbian is written in both of its scripts."""

_SAMPLE_CHARS = 2_000
_LEAST_PROBABILITY = 0.6
_NO_LANGUAGE = "zxx"


def identify_language(text: str) -> str | None:
    """Returns the ISO 639 code of the language that `text` is in, or None where the language is in doubt.

    py3langid (Lui and Baldwin 2012) reads the beginning of the text. A headline of names is in doubt, prose rarely.
    The code has two letters where the language has such a code.
    """
    # Lower case, since a headline in capitals looks like no language at all.
    language, probability = _identifier().classify(text[:_SAMPLE_CHARS].lower())
    is_plain = probability >= _LEAST_PROBABILITY and language != _NO_LANGUAGE
    return str(language) if is_plain else None


@cache
def _identifier():  # type: ignore[no-untyped-def]  # noqa: ANN202  # py3langid has no types
    # Imported here, since loading its table takes a second that light clients need not spend.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
