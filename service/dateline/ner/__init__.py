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
from dateline.ner.relative import name_relatives
from dateline.ner.title import without_titles

__all__ = [
    "DemonymMatcher",
    "LanguageWords",
    "PassageRecognizer",
    "Recognizer",
    "Recognizers",
    "check_model",
    "load_recognizer",
    "load_recognizers",
    "name_relatives",
    "settle_extents",
    "without_ships",
    "without_titles",
]
