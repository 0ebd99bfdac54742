"""Recognisers: their protocol, the loading of those that the settings name, and the choice of one by language."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

from dateline.ner.flair_model import check_flair_model, load_flair_model
from dateline.ner.model_folder import MULTILINGUAL_FOLDER, SHIPPED_FOLDER, describe, read_facts
from dateline.settings import Settings
from dateline.values import ModelDescription, Recognition

Names = tuple[tuple[tuple[Recognition, ...], ...], ...]
"""The names in each sentence of each passage."""


class Recognizer(Protocol):
    """A model that finds names in sentences."""

    @property
    def description(self) -> ModelDescription:
        """The description of the model."""

    @property
    def parallel_sentences(self) -> int | None:
        """How many passages to recognise side by side, one a call; None where one call with many is faster."""

    def count_tokens(self, sentence: str) -> int:
        """Returns a cheap estimate of how many tokens the model makes of `sentence`."""

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        """Returns the names in each sentence, in order; names may lie inside others but never cross them.

        The names in one sentence never depend on the other sentences of the call.
        """


@runtime_checkable
class PassageRecognizer(Protocol):
    """A recogniser that reads sentences together that follow each other, and takes into account their language.

    `recognize_passages` is called instead of `recognize`.
    """

    @property
    def passage_tokens(self) -> int:
        """How many tokens, as `count_tokens` counts them, to read together at most; 0 where each sentence is alone."""

    def recognize_passages(self, passages: Sequence[Sequence[str]], *, language_codes: Sequence[str]) -> Names:
        """Returns the names in each sentence of each passage, by the passages' languages, in BCP-47.

        A passage has one sentence or more. The names in one passage never depend on the other passages.
        """


class SentenceInLanguage(Protocol):
    """A sentence, and the language that it is in, in BCP-47."""

    @property
    def content(self) -> str:
        """The sentence."""

    @property
    def language_code(self) -> str:
        """Its language."""


SentenceT = TypeVar("SentenceT", bound=SentenceInLanguage)


class Recognizers:
    """The recognisers of a process: the language of a sentence chooses the one that reads it.

    The first is there from the start. Where there is another, it reads the languages that the first was not made for,
    and is loaded when one of them comes. Safe to use from several threads.
    """

    def __init__(
        self,
        first: Recognizer,
        *,
        other: ModelDescription | None = None,
        load_other: Callable[[], Recognizer] | None = None,
    ) -> None:
        self._first = first
        self._load_other = load_other
        self._other: Recognizer | None = None
        self._loading = threading.Lock()
        self.description = first.description if other is None else _both(first.description, other)

    @property
    def parallel_sentences(self) -> int | None:
        """How many passages to recognise side by side, one a call; None where one call with many is faster."""
        return self._first.parallel_sentences

    def count_tokens(self, sentence: str) -> int:
        """Returns a cheap estimate of how many tokens a model makes of `sentence`."""
        return self._first.count_tokens(sentence)

    def load(self, language_code: str) -> None:
        """Loads the recogniser for a language, unless it is there; raises ResourceDamagedError."""
        self._reader(language_code)

    def passages(self, sentences: Sequence[SentenceT]) -> tuple[tuple[SentenceT, ...], ...]:
        """Returns the sentences of a text as passages: runs of sentences that are recognised together."""
        found: list[list[SentenceT]] = []
        tokens, code = 0, ""
        for sentence in sentences:
            reader = self._reader(sentence.language_code)
            longest = reader.passage_tokens if isinstance(reader, PassageRecognizer) else 0
            count = reader.count_tokens(sentence.content) if longest else 0
            if found and longest and tokens + count <= longest and sentence.language_code == code:
                found[-1].append(sentence)
                tokens += count
            else:
                found.append([sentence])
                tokens, code = count, sentence.language_code
        return tuple(map(tuple, found))

    def recognize(self, passages: Sequence[Sequence[SentenceInLanguage]]) -> Names:
        """Returns the names in each sentence of each passage, of one sentence or more each, in order."""
        numbers: dict[bool, list[int]] = defaultdict(list)
        for number, passage in enumerate(passages):
            numbers[self._is_for_first(passage[0].language_code)].append(number)
        found: list[tuple[tuple[Recognition, ...], ...]] = [()] * len(passages)
        for chosen in numbers.values():
            those = [passages[number] for number in chosen]
            names = _read(self._reader(those[0][0].language_code), those)
            for number, of_passage in zip(chosen, names, strict=True):
                found[number] = of_passage
        return tuple(found)

    def _is_for_first(self, language_code: str) -> bool:
        return self._load_other is None or language_code in self._first.description.language_codes

    def _reader(self, language_code: str) -> Recognizer:
        if self._load_other is None or self._is_for_first(language_code):
            return self._first
        with self._loading:
            if self._other is None:
                self._other = self._load_other()
            return self._other


def check_model(settings: Settings) -> None:
    """Checks the model that `settings` name as far as possible without loading it.

    Raises ResourceMissingError, ResourceDamagedError, MissingExtraError, or InvalidInputError for a pickle that was not
    allowed.
    """
    if not _is_folder(settings.model):
        check_flair_model(settings.model, allow_pickle=settings.allow_pickle)
    for folder in _folders(settings):
        describe(folder, read_facts(folder))


def load_recognizers(settings: Settings) -> Recognizers:
    """Returns the recognisers that `settings` name, the first of them ready to use.

    Raises what `check_model` raises, and ResourceDamagedError.
    """
    first = load_recognizer(settings)
    if settings.model:
        return Recognizers(first)
    other = describe(MULTILINGUAL_FOLDER, read_facts(MULTILINGUAL_FOLDER))
    return Recognizers(first, other=other, load_other=lambda: _load_folder(MULTILINGUAL_FOLDER, settings))


def load_recognizer(settings: Settings) -> Recognizer:
    """Returns the recogniser that `settings` name, ready to use; of the shipped ones that for English.

    Raises what `check_model` raises, and ResourceDamagedError.
    """
    if _is_folder(settings.model):
        return _load_folder(_folders(settings)[0], settings)
    tagger, description = load_flair_model(settings.model, allow_pickle=settings.allow_pickle)
    # Imported only here: flair is an extra, and importing it takes seconds.
    from dateline.ner.flair_recognizer import FlairRecognizer

    return FlairRecognizer(
        tagger, description, max_batch_tokens=settings.max_batch_tokens, thread_count=settings.inference_threads
    )


def _load_folder(folder: Path, settings: Settings) -> Recognizer:
    from dateline.ner.two_headed_recognizer import TwoHeadedRecognizer
    from dateline.ner.two_headed_tagger import TwoHeadedTagger

    tagger = TwoHeadedTagger(folder, shared_weights=settings.shared_weights)
    return TwoHeadedRecognizer(tagger, thread_count=settings.inference_threads)


def _read(recognizer: Recognizer, passages: Sequence[Sequence[SentenceInLanguage]]) -> Names:
    contents = [[sentence.content for sentence in passage] for passage in passages]
    if isinstance(recognizer, PassageRecognizer):
        codes = [passage[0].language_code for passage in passages]
        return recognizer.recognize_passages(contents, language_codes=codes)
    sentences = list(chain.from_iterable(contents))
    names = iter([found for _, found in zip(sentences, recognizer.recognize(sentences), strict=True)])
    return tuple(tuple(islice(names, len(passage))) for passage in passages)


def _both(first: ModelDescription, other: ModelDescription) -> ModelDescription:
    """Returns a description that changes whenever one of the two does."""
    return ModelDescription(
        f"{first.name}, {other.name}",
        f"{first.revision}-{other.revision}",
        tuple(sorted({*first.language_codes, *other.language_codes})),
        tuple(sorted({*first.labels, *other.labels})),
    )


def _folders(settings: Settings) -> tuple[Path, ...]:
    """Returns the folders of the models that `settings` name, none where the model is flair's."""
    if not settings.model:
        return SHIPPED_FOLDER, MULTILINGUAL_FOLDER
    return (Path(settings.model),) if _is_folder(settings.model) else ()


def _is_folder(model: str) -> bool:
    """Returns whether `model` is one of Dateline's own, in a folder; the shipped models have the empty name."""
    return not model or Path(model).is_dir()
