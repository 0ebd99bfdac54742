"""Recognition with the shipped tagger and any that training.recogniser.export wrote."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from dateline.ner.demonym import DEMONYM_LABEL
from dateline.ner.processors import usable_processors
from dateline.ner.tagging import TaggedSpan, decode_spans
from dateline.ner.token import Token, tokenize, trim
from dateline.ner.two_headed_tagger import TwoHeadedTagger
from dateline.values import EntityType, MentionKind, Recognition

_PIECES_A_CHAR = 0.27
_CONFIDENCE_DIGITS = 3
# Where the heads disagree on a place: the best for both worldwide-dev and cross-validated toponyms.
_LEAST_OF_A_LONE_NAME, _LEAST_OF_A_LONE_TOPONYM = 0.7, 0.6


class TwoHeadedRecognizer:
    """A TwoHeadedTagger behind the Recognizer protocol; safe to use from several threads."""

    finds_demonyms = True

    def __init__(self, tagger: TwoHeadedTagger, *, thread_count: int = 0) -> None:
        self.description = tagger.description
        self._tagger = tagger
        self.parallel_sentences = thread_count or usable_processors()

    def count_tokens(self, sentence: str) -> int:
        """An estimate of the model's pieces."""
        return int(len(sentence) * _PIECES_A_CHAR) + 2

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        """The names of each sentence, and the places and demonyms inside them, the outer before the inner."""
        thread_count = min(self.parallel_sentences, len(sentences))
        if thread_count < 2:
            return tuple(map(self._recognize, sentences))
        # Threads of this call only: a pool that lives on is lost to a forked child and in the way of pickling.
        with ThreadPoolExecutor(thread_count, thread_name_prefix="recognition") as pool:
            return tuple(pool.map(self._recognize, sentences))

    def _recognize(self, sentence: str) -> tuple[Recognition, ...]:
        tokens = tokenize(sentence)
        if not tokens:
            return ()
        scores = self._tagger.score([token.content for token in tokens])
        names = _trimmed(decode_spans(scores.names / self._tagger.name_temperature, self._tagger.name_tags), tokens)
        toponyms = _trimmed(
            decode_spans(scores.toponyms / self._tagger.toponym_temperature, self._tagger.toponym_tags), tokens
        )
        found = (_recognition(tokens, span, kind) for span, kind in _merged(names, toponyms))
        return tuple(sorted(found, key=lambda each: (each.start_offset, -each.end_offset)))


def _trimmed(spans: Iterable[TaggedSpan], tokens: Sequence[Token]) -> list[TaggedSpan]:
    return [
        replace(span, start=bounds[0], end=bounds[1])
        for span in spans
        if (bounds := trim(tokens, span.start, span.end)) is not None
    ]


def _merged(names: Sequence[TaggedSpan], toponyms: Sequence[TaggedSpan]) -> Iterator[tuple[TaggedSpan, MentionKind]]:
    """What both heads found, each place once; a place that only one of them sees must be the surer.

    A toponym inside a name stands beside it, one around shorter places takes theirs, one that crosses names is dropped.
    """
    places = {(span.start, span.end): span for span in toponyms}
    for name in names:
        twin = places.pop((name.start, name.end), None)
        if twin and twin.label == DEMONYM_LABEL:
            yield twin, MentionKind.DEMONYM
        elif twin or name.label != EntityType.PLACE or _is_lone_place(name, toponyms):
            yield name, MentionKind.NAME
    for place in places.values():
        kind = MentionKind.DEMONYM if place.label == DEMONYM_LABEL else MentionKind.NAME
        around = [name for name in names if name.start < place.end and place.start < name.end]
        if not around:
            if place.probability >= _LEAST_OF_A_LONE_TOPONYM:
                yield place, kind
        elif all(_holds(name, place) or (name.label == EntityType.PLACE and _holds(place, name)) for name in around):
            yield place, kind


def _is_lone_place(name: TaggedSpan, toponyms: Sequence[TaggedSpan]) -> bool:
    """Whether the name head alone is sure enough of a place that the other head does not see, or sees a longer one."""
    if any(_holds(place, name) for place in toponyms):
        return False
    return name.probability >= _LEAST_OF_A_LONE_NAME


def _holds(outer: TaggedSpan, inner: TaggedSpan) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _recognition(tokens: Sequence[Token], span: TaggedSpan, kind: MentionKind) -> Recognition:
    return Recognition(
        tokens[span.start].start_offset,
        tokens[span.end - 1].end_offset,
        EntityType.PLACE if kind is MentionKind.DEMONYM else EntityType(span.label),
        kind,
        span.label,
        round(min(1.0, span.probability), _CONFIDENCE_DIGITS),
    )
