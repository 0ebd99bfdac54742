"""What a recogniser promises, and where the configured one comes from."""

from collections.abc import Sequence
from typing import Protocol

from dateline.document import ModelDescription, Recognition
from dateline.settings import Settings


class Recognizer(Protocol):
    """Finds names in sentences, each sentence by itself."""

    @property
    def description(self) -> ModelDescription:
        """Which model this is."""

    def count_tokens(self, sentence: str) -> int:
        """A cheap estimate of what the sentence costs the model."""

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        """The names of each sentence, in order, not overlapping; the answer for one never depends on the others."""


def load_recognizer(settings: Settings) -> Recognizer:
    """The recogniser that `settings` name, ready to use.

    Raises ResourceMissingError, ResourceDamagedError, or InvalidInputError for a pickled model nobody allowed.
    """
    from dateline.ner.flair_recognizer import FlairRecognizer
    from dateline.ner.weights import load_tagger

    tagger, description = load_tagger(settings.model, allow_pickle=settings.allow_pickle)
    return FlairRecognizer(
        tagger, description, max_batch_tokens=settings.max_batch_tokens, thread_count=settings.torch_threads
    )
