"""Scores places on articles not trained on: `python -m training.recogniser.cross_validate --models FOLDER ...`.

The folders are five taggers, each trained with another `--test-fold`. Each tagger is exported and annotates the
articles of its fold through the whole product, raw text in, places out; then shared/eval's scorer counts each corpus.
"""

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks.accuracy import TOPONYM_CORPORA, Json, place_mentions, raw_annotations, read_lines, score
from training.corpora.toponyms import FOLD_COUNT, assign_folds
from training.recogniser.export import export


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--models", type=Path, nargs=FOLD_COUNT, required=True)
    arguments.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="the folder that holds corpora/ and eval/"
    )
    chosen = arguments.parse_args()
    model_of = {test_fold(model): model for model in chosen.models}
    if sorted(model_of) != list(range(FOLD_COUNT)):
        raise SystemExit(f"the models leave out folds {sorted(model_of)}, not each of {FOLD_COUNT}")
    with tempfile.TemporaryDirectory() as exported:
        for fold, model in model_of.items():
            export(model, Path(exported, str(fold)), name=model.name)
        for corpus in TOPONYM_CORPORA:
            gold = chosen.shared / f"corpora/toponyms/{corpus}.jsonl"
            answers = [answer for fold in model_of for answer in fold_answers(gold, fold, Path(exported, str(fold)))]
            figures = score(chosen.shared / "eval/score_toponyms.py", gold, answers)
            for name in ("recognition, exact span", "end to end, exact id", "end to end, within 161 km"):
                print(f"{corpus} {name}: " + ", ".join(f"{key} {value:.3f}" for key, value in figures[name].items()))


def test_fold(model: Path) -> int:
    """Returns the fold that a tagger was not trained on, from its own record."""
    return int(json.loads((model / "training.json").read_text(encoding="utf-8"))["test_fold"])


def fold_answers(gold: Path, fold: int, model: Path) -> list[Json]:
    """Returns the places found in the raw text of a fold's articles, in score_toponyms.py's form."""
    articles = list(read_lines(gold))
    folds = assign_folds([article["source"] or article["id"] for article in articles])
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as texts:
        for article, its_fold in zip(articles, folds, strict=True):
            if its_fold == fold:
                texts.write(json.dumps({"id": article["id"], "text": article["text"]}) + "\n")
        texts.flush()
        annotations = raw_annotations(Path(texts.name), "--model", str(model))
        return [{"id": annotation["article_id"], "mentions": place_mentions(annotation)} for annotation in annotations]


if __name__ == "__main__":
    main()
