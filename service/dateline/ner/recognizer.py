"""Recognizer: the protocol of recognisers, and the loading of the one that the settings name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from dateline.ner.flair_model import check_flair_model, load_flair_model
from dateline.settings import Settings
from dateline.values import ModelDescription, Recognition


class Recognizer(Protocol):
    """A model that finds names in sentences, each sentence by itself."""

    @property
    def description(self) -> ModelDescription:
        """The description of the model."""

    @property
    def parallel_sentences(self) -> int | None:
        """How many sentences to recognise side by side, one a call; None where one call with many is faster."""

    def count_tokens(self, sentence: str) -> int:
        """Returns a cheap estimate of how many tokens the model makes of `sentence`."""

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        """Returns the names in each sentence, in order; names may lie inside others but never cross them.

        The names in one sentence never depend on the other sentences.
        """


def check_model(settings: Settings) -> None:
    """Checks the model that `settings` name as far as possible without loading it.

    Raises ResourceMissingError, MissingExtraError, or InvalidInputError for a pickle that was not allowed.
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
        tagger = TwoHeadedTagger(folder, shared_weights=settings.shared_weights)
        return TwoHeadedRecognizer(tagger, thread_count=settings.inference_threads)

    tagger, description = load_flair_model(settings.model, allow_pickle=settings.allow_pickle)
    # Imported only here: flair is an extra, and importing it takes seconds.
    from dateline.ner.flair_recognizer import FlairRecognizer

    return FlairRecognizer(
        tagger, description, max_batch_tokens=settings.max_batch_tokens, thread_count=settings.inference_threads
    )


def _is_folder(model: str) -> bool:
    """Returns whether `model` is one of Dateline's own, in a folder; the shipped model has the empty name."""
    return not model or Path(model).is_dir()
