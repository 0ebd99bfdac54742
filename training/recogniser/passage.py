"""Passages: sentences that follow each other, which the tagger reads together.

What one sentence leaves open, its neighbours may tell: whether "Jordan" spoke or was flown to (Schweter and Akbik 2020,
"FLERT: Document-Level Features for Named Entity Recognition"). A passage costs no more than its sentences apart.
"""

import random
from collections.abc import Iterator, Sequence

import numpy as np
from transformers import PreTrainedTokenizerFast

from dateline.ner.pieces import MAX_PIECES
from training.recogniser.batch import EncodedExample
from training.recogniser.inference import WordScores, score_words
from training.recogniser.network import TwoHeadedTagger, count_passage_pieces

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
    keeps_texts_apart: bool = True,
    draw: random.Random | None = None,
) -> Iterator[Sequence[EncodedExample]]:
    """Yields the sentences in runs of at most `longest_pieces` pieces, or of one sentence.

    No run goes on into another text, unless asked to. With `draw` runs have several lengths, up to 1.3 times as long.
    """
    begun, pieces, longest = 0, 0, longest_pieces
    for i, sentence in enumerate(sentences):
        is_other_text = keeps_texts_apart and sentence.begins_text
        if i > begun and (is_other_text or pieces + len(sentence.piece_ids) > longest):
            yield sentences[begun:i]
            begun, pieces = i, 0
            longest = min(MAX_PIECES, int(longest_pieces * draw.choice(_LENGTHS))) if draw else longest_pieces
        pieces += len(sentence.piece_ids)
    if sentences:
        yield sentences[begun:]


def draw_passages(
    sentences: Sequence[EncodedExample], share: float, *, longest_pieces: int, draw: random.Random
) -> list[EncodedExample]:
    """Returns a share of a source as passages, which are others in each epoch.

    Of sentences that are texts of their own, half stay alone, and the others are put together by chance, half as long,
    so that the tagger learns that neighbours need not tell.
    """
    drawn: list[EncodedExample] = []
    is_shuffled = all(sentence.begins_text for sentence in sentences)
    while share > 0:
        count = int(len(sentences) * min(share, 1))
        share -= 1
        if is_shuffled:
            chosen = draw.sample(sentences, count)
            drawn += chosen[: count // 2]
            others = chosen[count // 2 :]
            drawn += map(join, runs(others, longest_pieces=longest_pieces // 2, keeps_texts_apart=False, draw=draw))
        else:
            passages = list(runs(sentences, longest_pieces=longest_pieces, draw=draw))
            for passage in draw.sample(passages, len(passages)):
                if count > 0:
                    drawn.append(join(passage[:count]))
                    count -= len(passage)
    return drawn


def score_sentences(
    tagger: TwoHeadedTagger,
    tokenizer: PreTrainedTokenizerFast,
    sentences: Sequence[EncodedExample],
    *,
    half_precision: bool = False,
) -> list[WordScores]:
    """Returns the scores of each sentence, in order, read in passages of its text where the tagger has learnt to."""
    parts = list(runs(sentences, longest_pieces=count_passage_pieces(tagger.encoder.config)))
    scores: list[WordScores] = []
    for part, (names, toponyms) in zip(
        parts,
        score_words(tagger, tokenizer, list(map(join, parts)), half_precision=half_precision),
        strict=True,
    ):
        ends = np.cumsum([len(sentence.first_pieces) for sentence in part])[:-1]
        scores += zip(np.split(names, ends), np.split(toponyms, ends), strict=True)
    return scores
