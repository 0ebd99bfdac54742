"""Recognition: the stretches of a sentence that name a person, an organisation or a place."""

from dateline.ner.demonym import DemonymMatcher, LanguageWords
from dateline.ner.extent import settle_extents
from dateline.ner.recognizer import Recognizer, check_model, load_recognizer

__all__ = ["DemonymMatcher", "LanguageWords", "Recognizer", "check_model", "load_recognizer", "settle_extents"]
