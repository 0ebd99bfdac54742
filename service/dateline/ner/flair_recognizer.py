"""Recognition with any flair SequenceTagger."""

import threading
from collections.abc import Iterator, Sequence

import torch
from flair.data import Sentence
from flair.models import SequenceTagger

from dateline.ner.processors import usable_processors
from dateline.ner.tagset import ENTITY_TYPES
from dateline.ner.token import Token, tokenize, trim
from dateline.values import MentionKind, ModelDescription, Recognition

_CONFIDENCE_DIGITS = 3
_SUBTOKENS_A_CHAR = 0.3


class FlairRecognizer:
    """A SequenceTagger behind the Recognizer protocol; calls from several threads take turns."""

    parallel_sentences = None

    def __init__(
        self,
        tagger: SequenceTagger,
        description: ModelDescription,
        *,
        max_batch_tokens: int = 1_024,
        thread_count: int = 0,
    ) -> None:
        self.description = description
        self._tagger = tagger
        self._max_batch_tokens = max_batch_tokens
        # Fast tokenizers fail with "Already borrowed" when two threads use one.
        self._lock = threading.Lock()
        torch.set_num_threads(thread_count or usable_processors())

    def count_tokens(self, sentence: str) -> int:
        """Returns an estimate of how many subtokens the model makes of `sentence`."""
        return int(len(sentence) * _SUBTOKENS_A_CHAR) + 2

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        """Returns the names in each sentence; confidences are rounded, since batching changes their last digits."""
        tokens = [tokenize(sentence) for sentence in sentences]
        recognitions: list[tuple[Recognition, ...]] = [()] * len(sentences)
        with self._lock:
            for batch in self._batches(tokens):
                inputs = [Sentence([token.content for token in tokens[i]]) for i in batch]
                for sentence in inputs:
                    # Otherwise flair takes a sentence's neighbours in the list for its context.
                    Sentence.set_context_for_sentences([sentence])
                self._tagger.predict(inputs, mini_batch_size=len(inputs))
                for i, sentence in zip(batch, inputs, strict=True):
                    recognitions[i] = tuple(self._recognitions(sentence, tokens[i]))
        return tuple(recognitions)

    def _batches(self, tokens: Sequence[Sequence[Token]]) -> Iterator[list[int]]:
        """Yields batches of indices of sentences alike in length, padded to no more than the most tokens of a batch."""
        batch: list[int] = []
        for i in sorted((i for i, words in enumerate(tokens) if words), key=lambda i: (len(tokens[i]), i)):
            if batch and len(tokens[i]) * (len(batch) + 1) > self._max_batch_tokens:
                yield batch
                batch = []
            batch.append(i)
        if batch:
            yield batch

    def _recognitions(self, sentence: Sentence, tokens: Sequence[Token]) -> Iterator[Recognition]:
        for span in sentence.get_spans(self._tagger.tag_type):
            label = span.get_label(self._tagger.tag_type)
            entity_type = ENTITY_TYPES.get(label.value)
            words = trim(tokens, span.tokens[0].idx - 1, span.tokens[-1].idx)
            if entity_type is None or words is None:
                continue
            yield Recognition(
                tokens[words[0]].start_offset,
                tokens[words[1] - 1].end_offset,
                entity_type,
                MentionKind.NAME,
                label.value,
                round(min(1.0, float(label.score)), _CONFIDENCE_DIGITS),
            )
