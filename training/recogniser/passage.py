"""Passages: sentences that follow each other, which the tagger reads together.

What one sentence leaves open, its neighbours may tell: whether "Jordan" spoke or was flown to (Schweter and Akbik 2020,
"FLERT: Document-Level Features for Named Entity Recognition"). A passage costs no more than its sentences apart.
"""

import random
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from transformers import PreTrainedTokenizerFast

from dateline.ner.pieces import MAX_PIECES
from training.recogniser.batch import EncodedExample
from training.recogniser.inference import WordScores, score_words
from training.recogniser.network import TwoHeadedTagger, count_passage_pieces

SHUFFLED_SOURCES = ("names", "news-0", "news-1", "news-2", "news-3")
"""Files of examples in which a sentence's neighbours are of other texts.

In the others, a passage may run over the border of two texts.
"""
_LENGTHS = (1 / 3, 1 / 2, 1, 1, 1, 1.3)
"""Lengths of passages in training, in parts of the longest that is asked for."""


def join(sentences: Sequence[EncodedExample]) -> EncodedExample:
    """Returns sentences as one example: a begin mark, and each sentence with its end mark."""
    joined = EncodedExample([sentences[0].piece_ids[0]], [], [], [])
    for sentence in sentences:
        before = len(joined.piece_ids) - 1
        joined.piece_ids += sentence.piece_ids[1:]
        joined.first_pieces += [before + place for place in sentence.first_pieces]
        joined.name_tags += sentence.name_tags
        joined.toponym_tags += sentence.toponym_tags
    soft = [sentence.soft_labels for sentence in sentences if sentence.soft_labels is not None]
    joined.soft_labels = np.concatenate(soft) if soft else None
    return joined


def runs(
    sentences: Sequence[EncodedExample],
    *,
    longest_pieces: int,
    starts: Collection[int] = (),
    draw: random.Random | None = None,
) -> Iterator[Sequence[EncodedExample]]:
    """Yields the sentences in runs of at most `longest_pieces` pieces, or of one sentence.

    No run goes on over one of the places `starts`. With `draw` runs have several lengths, up to 1.3 times as long.
    """
    begun, pieces, longest = 0, 0, longest_pieces
    for i, sentence in enumerate(sentences):
        if i > begun and (i in starts or pieces + len(sentence.piece_ids) > longest):
            yield sentences[begun:i]
            begun, pieces = i, 0
            longest = min(MAX_PIECES, int(longest_pieces * draw.choice(_LENGTHS))) if draw else longest_pieces
        pieces += len(sentence.piece_ids)
    if sentences:
        yield sentences[begun:]


def draw_passages(
    sentences: Sequence[EncodedExample], share: float, *, longest_pieces: int, is_shuffled: bool, draw: random.Random
) -> list[EncodedExample]:
    """Returns a share of a source as passages, which are others in each epoch.

    Of texts in order, a share is a stretch from anywhere. Of sentences of many texts, half stay alone, and the others
    are put together by chance, half as long, so that the tagger learns that neighbours need not tell.
    """
    drawn: list[EncodedExample] = []
    while share > 0:
        count = int(len(sentences) * min(share, 1))
        share -= 1
        if is_shuffled:
            chosen = draw.sample(sentences, count)
            drawn += chosen[: count // 2]
            drawn += map(join, runs(chosen[count // 2 :], longest_pieces=longest_pieces // 2, draw=draw))
        else:
            start = draw.randrange(len(sentences)) if count < len(sentences) else 0
            stretch = [*sentences[start:], *sentences[:start]][:count]
            drawn += map(join, runs(stretch, longest_pieces=longest_pieces, draw=draw))
    return drawn


def score_sentences(
    tagger: TwoHeadedTagger,
    tokenizer: PreTrainedTokenizerFast,
    sentences: Sequence[EncodedExample],
    *,
    starts: Collection[int] = (),
    half_precision: bool = False,
) -> list[WordScores]:
    """Returns the scores of each sentence, in order, read in passages where the tagger has learnt to.

    `starts` are the places of sentences that begin a text.
    """
    parts = list(runs(sentences, longest_pieces=count_passage_pieces(tagger.encoder.config), starts=starts))
    scores: list[WordScores] = []
    for part, (names, toponyms) in zip(
        parts,
        score_words(tagger, tokenizer, list(map(join, parts)), half_precision=half_precision),
        strict=True,
    ):
        ends = np.cumsum([len(sentence.first_pieces) for sentence in part])[:-1]
        scores += zip(np.split(names, ends), np.split(toponyms, ends), strict=True)
    return scores
