"""Prints the resolution figures of benchmarks/README.md: `python benchmarks/resolution.py --shared ../shared`.

The development toponym corpora are cross-validated: five folds, all articles of an outlet in one of them, and for each
seed and fold a ranker trained on the other folds. shared/eval scores the answers. `--models` (five taggers, as
training.recogniser.cross_validate takes them) adds figures from raw text, end to end.
"""

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.accuracy import TOPONYM_CORPORA, Json, read_lines, score
from dateline.annotation import Annotator
from dateline.outlets import learn_outlets, outlet_key, write_outlets
from dateline.resolution import Ranker, shipped_weights
from dateline.settings import Settings
from dateline.values import AnnotateOptions, Article, ArticlePart, Candidate, EntityType, GivenMention, Resolution
from training.corpora.toponyms import FOLD_COUNT, assign_folds, outlet_folds
from training.ranker.questions import Question, read_questions
from training.ranker.train import train
from training.recogniser.export import export

LEARNT = "learnt-"
FEW_TOPONYMS, MANY_TOPONYMS = 37, 43


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/ and eval/")
    arguments.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    arguments.add_argument("--models", type=Path, nargs=FOLD_COUNT, help="taggers, each trained without one fold")
    chosen = arguments.parse_args()
    torch.set_num_threads(1)
    print(f"{platform.machine()}, Python {platform.python_version()}, torch {torch.__version__}")
    questions = list(read_questions(chosen.shared, Annotator()))
    tables: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        taggers = export_taggers(chosen.models, Path(folder)) if chosen.models else {}
        for seed in chosen.seeds:
            rankers = train_rankers(questions, Path(folder, f"seed-{seed}"), seed=seed)
            for name, value in figures(chosen.shared, rankers, taggers):
                tables[name].append(value)
                print(f"seed {seed} {name}: {value:.3f}", flush=True)
    for name, values in tables.items():
        print(f"{name}: {statistics.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})")
    print(f"toponyms/s on one thread, looked up and resolved: {speed(chosen.shared):,.0f}")
    print(f"the same with every name misspelt: {speed(chosen.shared, misspelt=True):,.0f}")
    least, *_, most = times = ranking_milliseconds(chosen.shared)
    print(
        f"{len(times)} articles of {FEW_TOPONYMS} to {MANY_TOPONYMS} toponyms, ranked with evidence: "
        f"{statistics.median(times):.1f} ms ({least:.1f} to {most:.1f})"
    )


def train_rankers(questions: Sequence[Question], folder: Path, *, seed: int) -> dict[int, Path]:
    """Trains a ranker for each fold on the other folds, and returns each one's folder."""
    rankers = {}
    for fold in range(FOLD_COUNT):
        weights, facts = train([question for question in questions if question.fold != fold], seed=seed)
        rankers[fold] = folder / str(fold)
        rankers[fold].mkdir(parents=True)
        (rankers[fold] / "ranker.safetensors").write_bytes(weights)
        (rankers[fold] / "ranker.json").write_text(facts, encoding="utf-8")
    return rankers


def export_taggers(models: Sequence[Path], folder: Path) -> dict[int, Path]:
    """Exports the taggers, and returns each one's folder by the fold that it was not trained on."""
    taggers = {}
    for model in models:
        fold = int(json.loads((model / "training.json").read_text(encoding="utf-8"))["test_fold"])
        taggers[fold] = folder / f"tagger-{fold}"
        export(model, taggers[fold], name=model.name)
    return taggers


def figures(shared: Path, rankers: dict[int, Path], taggers: dict[int, Path]) -> Iterator[tuple[str, float]]:
    """Yields every figure of one seed with its name."""
    scorer = shared / "eval/score_toponyms.py"
    fold_of = outlet_folds(shared)
    trained_on = [list(training_articles(shared, fold, fold_of)) for fold in range(FOLD_COUNT)]
    unseen, held, unseen_told = [0.0, 0], 0, 0.0
    for corpus in TOPONYM_CORPORA:
        gold = shared / f"corpora/toponyms/{corpus}.jsonl"
        articles = list(read_lines(gold))
        folds = [fold_of[corpus, article["id"]] for article in articles]
        answers = answer(articles, folds, rankers)
        yield from named(f"{corpus} given spans", score(scorer, gold, answers, "--given-spans"))
        exact, count = score_unseen(scorer, trained_on, articles, folds, answers)
        yield f"{corpus} given spans, pairs of name and id not seen in training, exact id", exact
        unseen[0] += exact * count
        unseen[1] += count
        held += count_held(trained_on, articles, folds)
        told = answer(articles, folds, rankers, outlet_prefix="")
        unseen_told += count * score_unseen(scorer, trained_on, articles, folds, told)[0]
        yield from named(f"{corpus} given spans, outlet given", score(scorer, gold, told, "--given-spans"))
        if corpus == "lgl":
            with tempfile.NamedTemporaryFile("w", suffix=".tsv") as learnt:
                learn_homes(articles, folds, rankers, Path(learnt.name))
                told = answer(articles, folds, rankers, outlet_prefix=LEARNT, outlets=Path(learnt.name))
            scores = score(scorer, gold, told, "--given-spans")
            yield from named(f"{corpus} given spans, outlets' homes learnt from their articles", scores)
        if taggers:
            # The taggers were trained with folds of their own.
            tagger_folds = assign_folds([article["source"] or article["id"] for article in articles])
            answers = answer(articles, folds, rankers, taggers=[taggers[fold] for fold in tagger_folds])
            yield f"{corpus} end to end, exact id, F1", score(scorer, gold, answers)["end to end, exact id"]["f1"]
    yield "all corpora given spans, pairs not seen, exact id", unseen[0] / unseen[1]
    yield "all corpora given spans, outlet given, pairs not seen, exact id", unseen_told / unseen[1]
    yield "all corpora given spans, pairs not seen whose place is among the candidates, exact id", unseen[0] / held


def named(name: str, scores: Json) -> Iterator[tuple[str, float]]:
    """Yields the figures that this benchmark reports of a scorer's answer on given spans."""
    yield f"{name}, exact id", scores["resolution"]["exact"]
    yield f"{name}, within 161 km", scores["resolution"]["acc@161"]
    yield f"{name}, calibration error", scores["calibration"]["ece"]


def learn_homes(articles: Sequence[Json], folds: Sequence[int], rankers: dict[int, Path], path: Path) -> None:
    """Writes the homes that are learnt from the outlets' own articles, under names that no other entry has.

    The spans are given, but not their places; the ranker has not seen the outlet.
    """
    learnt = []
    for fold, ranker in rankers.items():
        own = [article for article, its_fold in zip(articles, folds, strict=True) if its_fold == fold]
        archive = [
            Article(article["id"], article["text"], outlet=article["source"], mentions=given_spans(article))
            for article in own
        ]
        annotator = Annotator(Settings(ranker=ranker))
        learnt += [result.outlet for result in learn_outlets(archive, annotator) if result.outlet]
    with path.open("w", encoding="utf-8") as file:
        write_outlets(file, [replace(outlet, name=LEARNT + outlet.name) for outlet in learnt])


def answer(  # noqa: PLR0913  # the articles, and all that answers may depend on
    articles: Sequence[Json],
    folds: Sequence[int],
    rankers: dict[int, Path],
    *,
    taggers: Sequence[Path] = (),
    outlet_prefix: str | None = None,
    outlets: Path | None = None,
) -> list[Json]:
    """Returns answers in score_toponyms.py's form, each article's from the ranker that has not seen its outlet.

    `taggers`, one for each article, read its text; without them the gold spans are given. Outlets are told under
    `outlet_prefix`, or not at all.
    """
    annotators: dict[tuple[Path, Path | None], Annotator] = {}
    answers = []
    its_taggers: Sequence[Path | None] = taggers or [None] * len(articles)
    for gold, fold, tagger in zip(articles, folds, its_taggers, strict=True):
        key = (rankers[fold], tagger)
        if key not in annotators:
            annotators[key] = Annotator(Settings(ranker=key[0], outlets=outlets, model=str(tagger or "")))
        is_told = outlet_prefix is not None and gold["source"]
        outlet = f"{outlet_prefix}{outlet_key(gold['source'])}" if is_told else ""
        spans = None if tagger else given_spans(gold)
        answers.append(annotate(annotators[key], Article(gold["id"], gold["text"], outlet=outlet, mentions=spans)))
    return answers


def given_spans(gold: Json) -> tuple[GivenMention, ...]:
    """Returns the gold spans as mentions that a caller gives."""
    return tuple(GivenMention(mention["start"], mention["end"], EntityType.PLACE) for mention in gold["mentions"])


def annotate(annotator: Annotator, article: Article) -> Json:
    """Returns one article's places in score_toponyms.py's form."""
    (annotation,) = annotator.annotate([article], options=AnnotateOptions(max_candidates=1))
    mentions = []
    for entity in annotation.entities:
        for mention in entity.mentions if entity.type is EntityType.PLACE else ():
            if mention.span.part is not ArticlePart.TEXT:
                continue
            answered: dict[str, float | None]
            answered = {"start": mention.span.start_offset, "end": mention.span.end_offset, "geonames_id": None}
            answered |= {"latitude": None, "longitude": None, "confidence": None}
            if candidate := _answer(entity.resolution, is_given=article.mentions is not None):
                source, _, number = candidate.place.place_id.partition(":")
                answered |= {
                    "geonames_id": int(number) if source == "geonames" else None,
                    "latitude": candidate.place.coordinates.latitude_degrees,
                    "longitude": candidate.place.coordinates.longitude_degrees,
                    "confidence": candidate.probability,
                }
            mentions.append(answered)
    return {"id": article.id, "mentions": mentions}


def _answer(resolution: Resolution | None, *, is_given: bool) -> Candidate | None:
    """Returns the first candidate where the spans are given, and else only a place that is likelier than NIL."""
    if resolution is None or not resolution.candidates or not (is_given or resolution.place):
        return None
    return resolution.candidates[0]


def score_unseen(
    scorer: Path,
    trained_on: Sequence[Sequence[Json]],
    articles: Sequence[Json],
    folds: Sequence[int],
    answers: Iterable[Json],
) -> tuple[float, int]:
    """Returns the share with the exact id of all pairs of name and id not met in training, and the pairs' number."""
    by_id = {answer["id"]: answer for answer in answers}
    right, count = 0.0, 0
    for fold in range(FOLD_COUNT):
        own = [article for article, its_fold in zip(articles, folds, strict=True) if its_fold == fold]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as gold, tempfile.NamedTemporaryFile("w") as seen:
            gold.writelines(json.dumps(article) + "\n" for article in own)
            seen.writelines(json.dumps(article) + "\n" for article in trained_on[fold])
            gold.flush()
            seen.flush()
            flags = ("--given-spans", "--seen", seen.name)
            scores = score(scorer, Path(gold.name), [by_id[article["id"]] for article in own], *flags)
        unseen = scores.get("resolution, pairs not seen", {"exact": 0.0, "mentions": 0})
        right += unseen["exact"] * unseen["mentions"]
        count += unseen["mentions"]
    return right / count, count


def count_held(trained_on: Sequence[Sequence[Json]], articles: Sequence[Json], folds: Sequence[int]) -> int:
    """Returns how many pairs not met in training have their place under their name in the gazetteer."""
    annotator, held = Annotator(), 0
    for fold in range(FOLD_COUNT):
        training = (mention for article in trained_on[fold] for mention in article["mentions"])
        seen = {(mention["text"].casefold(), mention["geonames_id"]) for mention in training}
        for gold, its_fold in zip(articles, folds, strict=True):
            if its_fold == fold:
                toponyms = annotator.toponyms(Article(gold["id"], gold["text"], mentions=given_spans(gold)))
                ids = {
                    (toponym.start_offset, toponym.end_offset): {match.place.place_id for match in toponym.matches}
                    for toponym in toponyms
                }
                held += sum(
                    (mention["text"].casefold(), mention["geonames_id"]) not in seen
                    and f"geonames:{mention['geonames_id']}" in ids[mention["start"], mention["end"]]
                    for mention in gold["mentions"]
                )
    return held


def training_articles(shared: Path, fold: int, fold_of: Mapping[tuple[str, str], int]) -> Iterator[Json]:
    """Yields the articles of all corpora outside a fold, under ids with the corpus, because the corpora share ids."""
    for corpus in TOPONYM_CORPORA:
        for article in read_lines(shared / f"corpora/toponyms/{corpus}.jsonl"):
            if fold_of[corpus, article["id"]] != fold:
                yield {"id": f"{corpus} {article['id']}", "mentions": article["mentions"]}


def speed(shared: Path, *, misspelt: bool = False) -> float:
    """Returns toponyms looked up and resolved a second, one article at a time, nothing cached; median of three."""
    articles, rates = list(given_articles(shared, misspelt=misspelt)), []
    for _ in range(3):
        annotator, ranker = Annotator(), Ranker(shipped_weights())
        annotator.toponyms(Article("", "Paris", mentions=(GivenMention(0, 5, EntityType.PLACE),)))
        start = time.perf_counter()
        for article in articles:
            ranker.rank(annotator.toponyms(article), article=article)
        rates.append(sum(len(article.mentions or ()) for article in articles) / (time.perf_counter() - start))
    return statistics.median(rates)


def ranking_milliseconds(shared: Path) -> list[float]:
    """Returns the ranker's least time of 20 for each article of about 40 toponyms, in ascending order."""
    annotator, ranker, times = Annotator(), Ranker(shipped_weights()), []
    for article in given_articles(shared):
        if not FEW_TOPONYMS <= len(article.mentions or ()) <= MANY_TOPONYMS:
            continue
        toponyms, seconds = annotator.toponyms(article), []
        for _ in range(20):
            start = time.perf_counter()
            ranker.rank(toponyms, article=article)
            seconds.append(time.perf_counter() - start)
        times.append(1_000 * min(seconds))
    return sorted(times)


def given_articles(shared: Path, *, misspelt: bool = False) -> Iterator[Article]:
    """Yields the articles of all corpora with their gold spans, with every name misspelt where `misspelt` is true."""
    for corpus in TOPONYM_CORPORA:
        for gold in read_lines(shared / f"corpora/toponyms/{corpus}.jsonl"):
            spans = given_spans(gold)
            text = misspell(gold["text"], spans) if misspelt else gold["text"]
            yield Article(gold["id"], text, mentions=spans)


def misspell(text: str, spans: Sequence[GivenMention]) -> str:
    """Returns the text with the middle letter of each mention replaced, so that most names are in no gazetteer."""
    letters = list(text)
    for span in spans:
        middle = (span.start_offset + span.end_offset) // 2
        letters[middle] = "x" if letters[middle] != "x" else "q"
    return "".join(letters)


if __name__ == "__main__":
    main()
