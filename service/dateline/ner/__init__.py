"""Recognition: the stretches of a sentence that name a person, an organisation or a place."""

from dateline.ner.demonym import DemonymMatcher, LanguageWords
from dateline.ner.extent import settle_extents, without_ships
from dateline.ner.recognizer import (
    PassageRecognizer,
    Recognizer,
    Recognizers,
    check_model,
    load_recognizer,
    load_recognizers,
)

__all__ = [
    "DemonymMatcher",
    "LanguageWords",
    "PassageRecognizer",
    "Recognizer",
    "Recognizers",
    "check_model",
    "load_recognizer",
    "load_recognizers",
    "settle_extents",
    "without_ships",
]
