import json
import pickle
import shutil
import sys
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import pytest

from dateline.errors import ResourceDamagedError, ResourceMissingError
from dateline.ner.pieces import MAX_PIECES, WordPieces
from dateline.ner.two_headed_tagger import TwoHeadedTagger, _windows, model_digest

WORDS = ("Sergey", "Lavrov", "met", "envoys", "of", "Syria", "'s", "government", "in", "Geneva", ".")


@pytest.fixture(scope="module")
def tagger(tiny_model_folder) -> TwoHeadedTagger:
    return TwoHeadedTagger(tiny_model_folder)


def test_each_word_gets_a_score_for_every_tag_of_both_heads(tagger):
    """Thirteen tags of names, nine of toponyms."""
    scores = tagger.score(WORDS)
    assert scores.names.shape == (len(WORDS), len(tagger.name_tags)) == (11, 13)
    assert scores.toponyms.shape == (len(WORDS), len(tagger.toponym_tags)) == (11, 9)


def test_equal_words_get_equal_scores_to_the_last_bit(tagger):
    """An answer never depends on what was asked before."""
    first = tagger.score(WORDS).names
    tagger.score(WORDS[:3])
    assert np.array_equal(tagger.score(WORDS).names, first)


def test_sentences_of_a_passage_are_read_together(tagger):
    """Each gets the scores of its own words, which change with the neighbours; one alone is scored as ever."""
    first, second = tagger.score_passage([WORDS, WORDS[:3]])
    assert (len(first.names), len(second.names)) == (len(WORDS), 3)
    assert not np.allclose(second.names, tagger.score(WORDS[:3]).names)
    (alone,) = tagger.score_passage([WORDS])
    assert np.array_equal(alone.names, tagger.score(WORDS).names)
    assert np.array_equal(alone.toponyms, tagger.score(WORDS).toponyms)


def test_sentences_too_long_for_one_passage_are_read_alone(tagger):
    """The encoder has an end, and no word may be lost to it."""
    sentences = [WORDS * 30, WORDS, WORDS * 30]
    scores = tagger.score_passage(sentences)
    for words, of_words in zip(sentences, scores, strict=True):
        assert np.array_equal(of_words.names, tagger.score(words).names)


@pytest.mark.parametrize("sizes", [[1] * 2_000, [60, 1] * 40, [100] * 30, [1] * 511, [100] + [1] * 450])
def test_windows_fit_the_encoder_cover_every_word_and_overlap(sizes):
    """Whatever the words are made of, and without a gap."""
    bounds = list(accumulate(sizes, initial=1))
    windows = list(_windows(bounds))
    assert all(bounds[end] - bounds[start] <= MAX_PIECES - 2 for start, end in windows)
    assert (windows[0][0], windows[-1][1]) == (0, len(sizes))
    for (start, end), (following, _) in pairwise(windows):
        assert start < following <= end


@pytest.mark.parametrize("count", [MAX_PIECES - 2, MAX_PIECES - 1, MAX_PIECES + 1, 3 * MAX_PIECES])
def test_what_is_too_long_for_the_encoder_is_read_whole(tagger, count):
    """Every word has its row, and those at both ends are scored as they are without the other end."""
    words = [WORDS[i % len(WORDS)] for i in range(count)]
    scores = tagger.score(words).names
    assert scores.shape[0] == count
    start, _ = list(_windows(range(1, count + 2)))[-1]
    assert np.array_equal(scores[:200], tagger.score(words[: MAX_PIECES - 2]).names[:200])
    assert np.array_equal(scores[-20:], tagger.score(words[start:]).names[-20:])


def test_a_word_of_more_pieces_than_the_encoder_reads_is_scored(tiny_model_folder):
    """One ligature may stand for a phrase; a hundred of them are still one word."""
    pieces = WordPieces((tiny_model_folder / "pieces.model").read_bytes())
    ids, first = pieces.encode(["\ufdfa" * 100, "Geneva"])
    assert len(ids) <= MAX_PIECES
    assert first == [1, len(ids) - 2]


def test_a_tagger_can_be_pickled(tagger):
    """The copy loads its own network and scores alike."""
    copy = pickle.loads(pickle.dumps(tagger))  # noqa: S301  # our own bytes
    assert np.array_equal(copy.score(WORDS).names, tagger.score(WORDS).names)


def test_shared_weights_give_the_same_scores_to_the_last_bit(tagger, tiny_model_folder, tmp_path):
    """They are saved once, and mapped by every tagger, copies by pickle too."""
    shared = tmp_path / "shared"
    first = TwoHeadedTagger(tiny_model_folder, shared_weights=shared)
    (weights,) = shared.glob("*/weights.bin")
    written = weights.stat().st_mtime_ns
    second = pickle.loads(pickle.dumps(first))  # noqa: S301  # our own bytes
    for each in (first, second):
        assert np.array_equal(each.score(WORDS).names, tagger.score(WORDS).names)
    assert weights.stat().st_mtime_ns == written
    assert str(weights) in Path("/proc/self/maps").read_text() or sys.platform != "linux"


def test_a_folder_for_shared_weights_that_cannot_be_written_is_not_the_models_fault(tiny_model_folder, tmp_path):
    """The system's error says what is wrong with it."""
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        TwoHeadedTagger(tiny_model_folder, shared_weights=tmp_path / "file/shared")


def test_a_model_folder_without_its_files_is_missing(tmp_path):
    """The error names what the folder lacks."""
    with pytest.raises(ResourceMissingError, match=r"model\.json"):
        TwoHeadedTagger(tmp_path)


@pytest.mark.parametrize(
    "change", ["weights", "empty", "pieces", "no pieces", "other pieces", "temperature", "labels", "json"]
)
def test_a_damaged_model_folder_is_refused(tiny_model_folder, tmp_path, change):
    """Changed files fail their digest; facts that do not fit the weights, or are no JSON, are called what they are."""
    folder = tmp_path / "model"
    shutil.copytree(tiny_model_folder, folder)
    facts = json.loads((folder / "model.json").read_text())
    if change == "weights":
        path = folder / "model.onnx"
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif change == "empty":
        (folder / "model.onnx").write_bytes(b"")
    elif change == "pieces":
        (folder / "pieces.model").write_bytes(b"")
    elif change == "no pieces":
        _write_facts(folder, facts, pieces=b"")
    elif change == "other pieces":
        _write_facts(folder, facts, pieces=b"these are none")
    elif change == "temperature":
        (folder / "model.json").write_text(json.dumps(facts | {"name_temperature": 9.0}))
    elif change == "labels":
        _write_facts(folder, facts | {"name_labels": ["PERSON"]}, pieces=(folder / "pieces.model").read_bytes())
    else:
        (folder / "model.json").write_text("{")
    with pytest.raises(ResourceDamagedError):
        TwoHeadedTagger(folder)


def _write_facts(folder, facts, *, pieces):
    (folder / "pieces.model").write_bytes(pieces)
    facts["sha256"] = model_digest(facts, (folder / "model.onnx").read_bytes(), pieces)
    (folder / "model.json").write_text(json.dumps(facts))
