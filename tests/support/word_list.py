"""A recogniser of a short list of names, and a gazetteer of four places: small, real, and without a model."""

import re

from dateline.gazetteer.build import Record
from dateline.values import Coordinates, EntityType, MentionKind, ModelDescription, Recognition

RECORDS = (
    Record(
        "geonames:2017370", "Russia", "A", "PCLI", Coordinates(60, 100), "RU",
        population_count=144_000_000, demonyms=("Russian",),
    ),
    Record("geonames:524901", "Moscow", "P", "PPLC", Coordinates(55.75, 37.62), "RU", population_count=10_000_000),
    Record("geonames:163843", "Syria", "A", "PCLI", Coordinates(35, 38), "SY", population_count=17_000_000),
    Record("geonames:170063", "Aleppo", "P", "PPL", Coordinates(36.2, 37.16), "SY", population_count=1_600_000),
)  # fmt: skip
PEOPLE, ORGANISATIONS = r"Sergey Lavrov|Lavrov", r"Russian Foreign Ministry|Aleppo University"


class WordListRecognizer:
    """Recognises the names of a short list: small, real, and without a model."""

    parallel_sentences = None
    description = ModelDescription("word list", "1", ("en",), ("ORG", "PER", "PLACE"))
    _forms: tuple[tuple[EntityType, re.Pattern[str]], ...] = (
        (EntityType.PERSON, re.compile(PEOPLE)),
        (EntityType.ORGANIZATION, re.compile(ORGANISATIONS)),
        (EntityType.PLACE, re.compile(r"(?:Moscow|Syria|Aleppo|Nowhereville)(?! University)")),
    )

    def count_tokens(self, sentence):
        return len(sentence.split())

    def recognize(self, sentences):
        return tuple(tuple(self._recognize(sentence)) for sentence in sentences)

    def _recognize(self, sentence):
        for entity_type, form in self._forms:
            for match in form.finditer(sentence):
                yield Recognition(*match.span(), entity_type, MentionKind.NAME, entity_type.value, 0.9)
