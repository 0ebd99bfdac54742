"""What a recogniser promises, and where the configured one comes from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from dateline.ner.flair_model import check_flair_model, load_flair_model
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


def check_model(settings: Settings) -> None:
    """Checks in a moment what can be checked of the model that `settings` name, without loading it.

    Raises ResourceMissingError, MissingExtraError, or InvalidInputError for a pickled model nobody allowed.
    """
    if not _is_folder(settings.model):
        check_flair_model(settings.model, allow_pickle=settings.allow_pickle)


def load_recognizer(settings: Settings) -> Recognizer:
    """Returns the recogniser that `settings` name, ready to use.

    Raises what `check_model` raises, and ResourceDamagedError.
    """
    if _is_folder(settings.model):
        from dateline.ner.two_headed_recognizer import TwoHeadedRecognizer
        from dateline.ner.two_headed_tagger import SHIPPED_FOLDER, TwoHeadedTagger

        folder = Path(settings.model) if settings.model else SHIPPED_FOLDER
        return TwoHeadedRecognizer(TwoHeadedTagger(folder), thread_count=settings.inference_threads)

    tagger, description = load_flair_model(settings.model, allow_pickle=settings.allow_pickle)
    # Not before: flair is an extra, and importing it takes seconds.
    from dateline.ner.flair_recognizer import FlairRecognizer

    return FlairRecognizer(
        tagger, description, max_batch_tokens=settings.max_batch_tokens, thread_count=settings.inference_threads
    )


def _is_folder(model: str) -> bool:
    """Whether a model is one of Dateline's own, in a folder; the shipped one has no name."""
    return not model or Path(model).is_dir()
