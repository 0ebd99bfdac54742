"""Recognition with the shipped tagger and any that training.recogniser.export wrote."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain

from dateline.ner.capitals import are_without_capitals, capitalized, in_title_case, may_hold_names
from dateline.ner.demonym import DEMONYM_LABEL
from dateline.ner.processors import usable_processors
from dateline.ner.recognizer import Names
from dateline.ner.tagging import TaggedSpan, decode_spans, label_probabilities
from dateline.ner.token import HAN, Token, tokenize, trim
from dateline.ner.two_headed_tagger import SentenceScores, TwoHeadedTagger
from dateline.values import EntityType, MentionKind, Recognition, TypeProbabilities

_PIECES_A_CHAR = 0.27
_CONFIDENCE_DIGITS = 3
# Least probabilities of a place that only one head sees: best on worldwide-dev and on the development parts of written
# and newsgold.
_LEAST_OF_A_LONE_NAME, _LEAST_OF_A_LONE_TOPONYM = 0.65, 0.7


class TwoHeadedRecognizer:
    """A TwoHeadedTagger behind the Recognizer protocol; safe to use from several threads."""

    def __init__(self, tagger: TwoHeadedTagger, *, thread_count: int = 0) -> None:
        self.description = tagger.description
        self._tagger = tagger
        self.parallel_sentences = thread_count or usable_processors()

    def count_tokens(self, sentence: str) -> int:
        """Returns an estimate of how many pieces the model makes of `sentence`."""
        han_count = 0 if sentence.isascii() else len(HAN.findall(sentence))
        return int(len(sentence) * _PIECES_A_CHAR + han_count * (1 - _PIECES_A_CHAR)) + 2

    @property
    def passage_tokens(self) -> int:
        """How many tokens to read together at most; 0 for a model that has learnt to read sentence by sentence."""
        return self._tagger.passage_pieces

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        """Returns the names in each English sentence, read by itself."""
        alone = [[sentence] for sentence in sentences]
        return tuple(names for (names,) in self.recognize_passages(alone, language_codes=["en"] * len(sentences)))

    def recognize_passages(self, passages: Sequence[Sequence[str]], *, language_codes: Sequence[str]) -> Names:
        """Returns the names in each sentence of each passage, those that hold places and demonyms before these."""
        thread_count = min(self.parallel_sentences, len(passages))
        if thread_count < 2:
            return tuple(map(self._recognize, passages, language_codes))
        # A pool for this call only: a lasting one would be lost in a forked child, and could not be pickled.
        with ThreadPoolExecutor(thread_count, thread_name_prefix="recognition") as pool:
            return tuple(pool.map(self._recognize, passages, language_codes))

    def _recognize(self, passage: Sequence[str], language_code: str) -> tuple[tuple[Recognition, ...], ...]:
        sentences = [tokenize(sentence, language_code=language_code) for sentence in passage]
        read = {number: [token.content for token in tokens] for number, tokens in enumerate(sentences) if tokens}
        read = {number: words for number, words in read.items() if may_hold_names(words, language_code=language_code)}
        # Who writes whole paragraphs without capitals writes names so, too; some languages write no noun with them.
        is_small = language_code == "en" and are_without_capitals(list(chain.from_iterable(read.values())))
        read = {
            number: capitalized(words) if is_small else in_title_case(words, language_code=language_code)
            for number, words in read.items()
        }
        found: list[tuple[Recognition, ...]] = [()] * len(sentences)
        if read:
            for number, scores in zip(read, self._tagger.score_passage(list(read.values())), strict=True):
                found[number] = self._names(sentences[number], scores, language_code)
        return tuple(found)

    def _names(self, tokens: Sequence[Token], scores: SentenceScores, language_code: str) -> tuple[Recognition, ...]:
        tagger = self._tagger
        name_logits = scores.names / tagger.name_temperature
        toponym_logits = scores.toponyms / tagger.toponym_temperature
        names = _trimmed(decode_spans(name_logits, tagger.name_tags), tokens, language_code)
        toponyms = _trimmed(decode_spans(toponym_logits, tagger.toponym_tags), tokens, language_code)
        if not names and not toponyms:
            return ()
        types = label_probabilities(name_logits, tagger.name_tags).tolist()
        toponym_types = label_probabilities(toponym_logits, tagger.toponym_tags).tolist()
        recognitions = (
            _recognition(tokens, span, kind, types, toponym_types) for span, kind in _merged(names, toponyms)
        )
        return tuple(sorted(recognitions, key=lambda name: (name.start_offset, -name.end_offset)))


def _trimmed(spans: Iterable[TaggedSpan], tokens: Sequence[Token], language_code: str) -> list[TaggedSpan]:
    return [
        span if bounds == (span.start, span.end) else replace(span, start=bounds[0], end=bounds[1])
        for span in spans
        if (bounds := trim(tokens, span.start, span.end, language_code=language_code)) is not None
    ]


def _merged(names: Sequence[TaggedSpan], toponyms: Sequence[TaggedSpan]) -> Iterator[tuple[TaggedSpan, MentionKind]]:
    """Yields the spans of both heads with their kinds, each place once.

    A place that only one head sees must be surer. A toponym inside a name is kept beside the name, a toponym around
    shorter places replaces them, and a toponym that crosses a name is dropped.
    """
    places = {(span.start, span.end): span for span in toponyms}
    for name in names:
        twin = places.pop((name.start, name.end), None)
        if twin and twin.label == DEMONYM_LABEL:
            yield twin, MentionKind.DEMONYM
        elif twin and name.label != EntityType.PLACE and twin.probability > name.probability:
            # Where both heads see a place, the confidence is the name head's, which is calibrated for all names.
            yield twin, MentionKind.NAME
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
    """Returns whether `name`, a place that only the name head sees, is sure enough and in no longer toponym."""
    if any(_holds(place, name) for place in toponyms):
        return False
    return name.probability >= _LEAST_OF_A_LONE_NAME


def _holds(outer: TaggedSpan, inner: TaggedSpan) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _recognition(
    tokens: Sequence[Token],
    span: TaggedSpan,
    kind: MentionKind,
    types: Sequence[Sequence[float]],
    toponym_types: Sequence[Sequence[float]],
) -> Recognition:
    """Returns a name; `types` and `toponym_types` have the probabilities of each word's labels."""
    person, organization, place = _means(types[span.start : span.end])
    return Recognition(
        tokens[span.start].start_offset,
        tokens[span.end - 1].end_offset,
        EntityType.PLACE if kind is MentionKind.DEMONYM else EntityType(span.label),
        kind,
        span.label,
        round(min(1.0, span.probability), _CONFIDENCE_DIGITS),
        types=TypeProbabilities(person, organization, place, toponym=sum(_means(toponym_types[span.start : span.end]))),
    )


def _means(rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(sum(column) / len(rows) for column in zip(*rows, strict=True))
