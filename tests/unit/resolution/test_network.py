import hashlib
import json
from importlib.resources import files

import numpy as np
import pytest

from dateline.errors import ResourceDamagedError, ResourceMissingError
from dateline.resolution import parse_weights, read_weights, shipped_weights
from dateline.resolution.network import INPUTS

FOLDER = files("dateline.resolution") / "model"
WEIGHTS, FACTS = (FOLDER / "ranker.safetensors").read_bytes(), (FOLDER / "ranker.json").read_text("utf-8")


def _facts(**changed):
    return json.dumps(json.loads(FACTS) | changed)


def test_a_row_is_scored_by_itself():
    """What other rows there are does not change a row's score, so that senses can be scored together."""
    network = shipped_weights().joint
    rows = np.random.default_rng(1).normal(size=(7, len(INPUTS["joint"])))
    together = network.row_scores(rows)
    assert together == pytest.approx([float(network.row_scores(rows[i : i + 1])[0]) for i in range(7)], abs=1e-4)


def test_none_is_scored_by_the_best_that_a_sense_offers():
    """A row that is nowhere better than another leaves the score of none as it is."""
    network = shipped_weights().joint
    rows = np.random.default_rng(1).normal(size=(2, len(INPUTS["joint"])))
    worse = np.vstack((rows, rows.min(axis=0)))
    _, nil_probabilities = network.scores(worse, np.array([0, 3]))
    assert nil_probabilities == pytest.approx(network.scores(rows, np.array([0, 2]))[1], abs=1e-4)


@pytest.mark.parametrize(
    ("weights", "facts"),
    [
        (WEIGHTS[:-1] + b"!", FACTS),
        (WEIGHTS, _facts(inputs={"first": ["population"], "joint": []})),
        (WEIGHTS, "{}"),
        (WEIGHTS, "not json"),
        (b"nothing", _facts(sha256=hashlib.sha256(b"nothing").hexdigest())),
        (WEIGHTS, _facts(temperature="warm")),
    ],
    ids=["another digest", "other features", "no facts", "no json", "no tensors", "no temperature"],
)
def test_weights_that_are_not_whole_are_damaged(weights, facts):
    """Whatever is wrong with the two files is one typed error."""
    with pytest.raises(ResourceDamagedError):
        parse_weights(weights, facts)


def test_a_folder_without_a_ranker_is_named(tmp_path):
    """The error of a missing file names the folder."""
    with pytest.raises(ResourceMissingError, match=tmp_path.name):
        read_weights(tmp_path)


def test_a_folder_is_read_as_the_shipped_one(tmp_path):
    """Copies of the shipped files in another folder are the same ranker."""
    (tmp_path / "ranker.safetensors").write_bytes(WEIGHTS)
    (tmp_path / "ranker.json").write_text(FACTS, encoding="utf-8")
    assert read_weights(tmp_path).revision == shipped_weights().revision


def test_what_lies_beyond_the_training_counts_as_its_edge():
    """An article with more places than any that was trained on is no stranger to the ranker than the largest."""
    network = shipped_weights().joint
    rows = np.tile(network.high.astype(float), (2, 1))
    rows[1] *= np.where(network.high > 0, 10, 1)
    assert network.row_scores(rows)[0] == pytest.approx(network.row_scores(rows)[1])
