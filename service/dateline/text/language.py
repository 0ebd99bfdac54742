"""Which language a text is in, when it is plain enough to tell."""

from functools import cache

_SAMPLE_CHARS = 2_000
_LEAST_PROBABILITY = 0.6
_NO_LANGUAGE = "zxx"


def identify_language(text: str) -> str | None:
    """The ISO 639 code of a text's language, of two letters where there is one; None where that is in doubt.

    Its beginning is looked at, by py3langid (Lui and Baldwin 2012). A headline of names is doubtful, prose rarely is.
    """
    # In small letters, or a headline in capitals looks like no language at all.
    language, probability = _identifier().classify(text[:_SAMPLE_CHARS].lower())
    is_plain = probability >= _LEAST_PROBABILITY and language != _NO_LANGUAGE
    return str(language) if is_plain else None


@cache
def _identifier():  # type: ignore[no-untyped-def]  # noqa: ANN202  # py3langid has no types
    # Here, for loading its table takes a second that light clients need not spend.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
