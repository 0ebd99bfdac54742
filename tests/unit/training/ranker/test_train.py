import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from dateline.resolution import Ranker, parse_weights
from dateline.resolution.candidates import candidate_table
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.context.votes import ContextVotes
from dateline.resolution.features import candidate_features
from dateline.resolution.location.area_evidence import AreaEvidence
from dateline.resolution.sense import group_senses
from support.atlas import PARIS_FR, PARIS_TX, read
from training.corpora.toponyms import FOLD_COUNT
from training.ranker.location import locate
from training.ranker.network import fit
from training.ranker.questions import Question
from training.ranker.train import train


def _question(text, *names, answer, fold):
    """An article in which Paris means `answer`, every other name its only candidate."""
    article, toponyms = read(text, *names)
    groups = group_senses(toponyms, read_contexts(article, toponyms))
    table = candidate_table(groups)
    context_votes = ContextVotes(table, toponyms)
    truth = np.array([float(match.place == answer or match.place.name != "Paris") for match in table.matches])
    features = candidate_features(table, toponyms, article=article, country_shares={}, home=None)
    static = np.hstack((features, context_votes.possible_votes()))
    senses = len(table.senses)
    return Question(
        corpus="tr-news",
        fold=fold,
        is_hidden=False,
        home=None,
        table=table,
        static=static,
        context_votes=context_votes,
        truth=truth,
        none_truth=np.zeros(senses),
        weights=np.ones(senses),
        area_evidence=AreaEvidence(table, groups, toponyms, country_shares={}),
        locations=tuple(locate(table.matches[table.rows(i)][0].place) for i in range(senses)),
    )


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """More threads only get into each other's way on networks this small."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def questions():
    return [
        question
        for fold in range(FOLD_COUNT)
        for question in (
            _question("Paris and Dallas", "Paris", "Dallas", answer=PARIS_TX, fold=fold),
            _question("Paris, Texas", "Paris", "Texas", answer=PARIS_TX, fold=fold),
            _question("Paris in spring, and France", "Paris", "France", answer=PARIS_FR, fold=fold),
            _question("Paris alone", "Paris", answer=PARIS_FR, fold=fold),
        )
    ]


def test_a_ranker_learns_what_its_questions_say(questions):
    """Trained on articles in which Dallas means that Paris is Texan, it answers so; the files name their digest."""
    weights, facts = train(questions, seed=1, networks=1)
    assert json.loads(facts)["sha256"] == hashlib.sha256(weights).hexdigest()
    ranker = Ranker(parse_weights(weights, facts))
    article, toponyms = read("Paris and Dallas", "Paris", "Dallas")
    assert ranker.rank(toponyms, article=article)[0].place == PARIS_TX
    article, toponyms = read("Paris in spring, and France", "Paris", "France")
    assert ranker.rank(toponyms, article=article)[0].place == PARIS_FR


def test_training_is_the_same_for_equal_input(questions):
    """Seed and questions decide every weight."""
    features = [question.static for question in questions]
    first, second = (fit(questions, features, seeds=(7,)).tensors() for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_the_service_scores_as_the_trained_network_does(questions):
    """The frozen form in numpy gives the scores of the torch modules, rows and none, averaged over the networks."""
    features = [question.static for question in questions]
    trained = fit(questions, features, seeds=(1, 2))
    rows = np.concatenate(features)[:5]
    standardized = torch.tensor((rows - trained.mean) / trained.scale, dtype=torch.float32)[None]
    with torch.no_grad():
        scores = torch.stack([scorer(standardized, torch.ones(1, 5, dtype=torch.bool)) for scorer in trained.scorers])
    expected = scores.mean(dim=0)[0].numpy()
    frozen = trained.frozen()
    assert frozen.row_scores(rows) == pytest.approx(expected[:5], abs=1e-3)
    assert frozen.scores(rows, np.array([0, 5]))[1] == pytest.approx(expected[5:], abs=1e-3)


def test_none_is_learnt_where_no_candidate_is_right(questions):
    """A question without a right row teaches the probability of none."""
    wrong = [
        replace(question, truth=np.zeros_like(question.truth), none_truth=np.ones_like(question.none_truth))
        for question in questions
    ]
    weights, facts = train(wrong, seed=1, networks=1)
    article, toponyms = read("Paris alone", "Paris")
    (answer,) = Ranker(parse_weights(weights, facts)).rank(toponyms, article=article)
    assert answer is None or answer.nil_probability > 0.5
