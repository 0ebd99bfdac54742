"""What a recogniser promises, and where the configured one comes from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from dateline.settings import Settings
from dateline.values import ModelDescription, Recognition


class Recognizer(Protocol):
    """Finds names in sentences, each sentence by itself."""

    @property
    def description(self) -> ModelDescription:
        """Which model this is."""

    @property
    def finds_demonyms(self) -> bool:
        """Whether demonyms are among what it finds; where not, they are matched from the gazetteer's list."""

    @property
    def parallel_sentences(self) -> int | None:
        """Sentences to recognise side by side, each in a call of its own; None where one call with many is faster."""

    def count_tokens(self, sentence: str) -> int:
        """A cheap estimate of what the sentence costs the model."""

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        """The names of each sentence, in order; one may lie inside another, but none cross.

        The answer for a sentence never depends on the others.
        """


def load_recognizer(settings: Settings) -> Recognizer:
    """The recogniser that `settings` name, ready to use.

    Raises ResourceMissingError, ResourceDamagedError, or InvalidInputError for a pickled model nobody allowed.
    """
    if not settings.model or Path(settings.model).is_dir():
        from dateline.ner.two_headed_recognizer import TwoHeadedRecognizer
        from dateline.ner.two_headed_tagger import SHIPPED_FOLDER, TwoHeadedTagger

        folder = Path(settings.model) if settings.model else SHIPPED_FOLDER
        return TwoHeadedRecognizer(TwoHeadedTagger(folder), thread_count=settings.inference_threads)

    # Only here: importing flair takes seconds.
    from dateline.ner.flair_model import load_flair_model
    from dateline.ner.flair_recognizer import FlairRecognizer

    tagger, description = load_flair_model(settings.model, allow_pickle=settings.allow_pickle)
    return FlairRecognizer(
        tagger, description, max_batch_tokens=settings.max_batch_tokens, thread_count=settings.inference_threads
    )
