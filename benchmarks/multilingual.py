"""Scores recognition in other languages: `python benchmarks/multilingual.py --shared ../shared`.

`dateline annotate` reads the development parts of entities/languages and the development documents of ntrexgold, and
shared/eval's own scorers count exact spans with their types; the language is given for the former and told for the
latter. `--speed` times the recognisers instead, by turns on one core: words a second of each language's model against
the English one on as many sentences, with spaCy's models of a language where they are installed, and their F1.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.accuracy import DATELINE
from dateline.annotation import Annotator
from dateline.values import FOREIGN_CODES, Article
from training.corpora.languages import MARKED_DEVELOPMENT_SHARE, gold_languages, read_gold, read_news_lines

SPACY_MODELS = {"es": "es_core_news_sm", "fr": "fr_core_news_md"}
SPACY_TYPES = {"PER": "PERSON", "ORG": "ORGANIZATION", "LOC": "PLACE"}
NEWSGOLD_TYPES = {"P": "PERSON", "O": "ORGANIZATION", "L": "PLACE"}
SPEED_LINES = 300


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/ and eval/")
    arguments.add_argument("--speed", action="store_true")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--languages", nargs="+", help="only these")
    chosen = arguments.parse_args()
    if chosen.speed:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
        print_speed(chosen.shared / "corpora", chosen.languages or FOREIGN_CODES, chosen.rounds)
    else:
        print_scores(chosen.shared, chosen.languages)


def print_scores(shared: Path, languages: Sequence[str] | None) -> None:
    """Prints F1 by language."""
    gold = shared / "corpora/entities/languages"
    codes = [code for code in gold_languages(gold) if not languages or code in languages]
    scores = {
        code: _scored(shared / "eval/score_iob2.py", gold / code / "dev.iob2", "--language", code) for code in codes
    }
    for code, each in scores.items():
        print(f"languages {code}: " + ", ".join(f"{name} {f1:.3f}" for name, f1 in each.items()), flush=True)
    if scores:
        print(f"languages: median {statistics.median(each['all'] for each in scores.values()):.3f}")
    for path in sorted((shared / "corpora/entities/ntrexgold").glob("*.jsonl")):
        if languages and path.stem not in languages:
            continue
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as kept:
            kept.writelines(path.read_text(encoding="utf-8").splitlines(keepends=True)[::MARKED_DEVELOPMENT_SHARE])
            kept.flush()
            each = _scored(shared / "eval/score_newsgold.py", Path(kept.name))
        print(f"ntrexgold {path.stem}: " + ", ".join(f"{name} {v['f1']:.3f}" for name, v in each.items()), flush=True)


def _scored(scorer: Path, gold: Path, *options: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, scorer, gold, *options, "--command", DATELINE], stdout=subprocess.PIPE, text=True, check=True
    )
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


@dataclass(slots=True)
class Contender:
    """What reads the same lines of a language, its words, and the seconds it took each time."""

    name: str
    words: int
    run: Callable[[], object]
    seconds: list[float]


def print_speed(corpora: Path, languages: Sequence[str], rounds: int) -> None:
    """Prints words a second of each language, and the ratio to English; a Han character counts as half a word."""
    annotator = Annotator()
    contenders = [_dateline(annotator, corpora, code) for code in ("en", *languages)]
    installed = {code: name for code, name in SPACY_MODELS.items() if find_spec(name)}
    contenders += [_spacy(corpora, code, name) for code, name in installed.items()]
    for each in contenders:
        each.run()
    for _ in range(rounds):
        for each in contenders:
            started = time.perf_counter()
            each.run()
            each.seconds.append(time.perf_counter() - started)
    english = contenders[0]
    ratios = []
    for each in contenders:
        ratio = statistics.median(
            (each.words / taken) / (english.words / usual)
            for taken, usual in zip(each.seconds, english.seconds, strict=True)
        )
        if each.name.startswith("dateline "):
            ratios.append(ratio)
        print(f"{each.name}: {each.words / statistics.median(each.seconds):7.0f} words/s, {ratio:.2f} of English")
    print(f"mean of the others: {statistics.mean(ratios[1:]):.3f} of English, of all: {statistics.mean(ratios):.3f}")
    for code, name in installed.items():
        f1 = spacy_f1(corpora / "entities/ntrexgold", code, name)
        print(f"spaCy {name}, ntrexgold {code}, development documents, names: F1 {f1:.3f}")


def _lines(corpora: Path, code: str) -> list[str]:
    """Returns as many lines of news in each language; those of languages without NTREX are of entities/languages."""
    news = corpora / "text/ntrex"
    if (news / f"{code}.txt").exists():
        return [line for _, line in read_news_lines(news, language_code=code)][:SPEED_LINES]
    sentences = read_gold(corpora / "entities/languages", language_code=code, part="dev")
    return [" ".join(sentence.tokens) for sentence in islice(sentences, SPEED_LINES)]


def _words(lines: Sequence[str], code: str) -> int:
    if code == "zh":
        return sum(len(line) for line in lines) // 2
    return sum(any(map(str.isalnum, word)) for line in lines for word in line.split())


def _dateline(annotator: Annotator, corpora: Path, code: str) -> Contender:
    lines = _lines(corpora, code)
    articles = [Article(str(i), line, language_code=code) for i, line in enumerate(lines)]

    def run() -> int:
        prepared = map(annotator.prepare, articles)
        return len(annotator.recognize([passage for article in prepared for passage in annotator.passages(article)]))

    return Contender(f"dateline {code}", _words(lines, code), run, [])


def spacy_f1(folder: Path, code: str, name: str) -> float:
    """Returns F1 of spaCy's names in the sentences of ntrexgold's development documents, exact spans and types."""
    import spacy

    pipeline = spacy.load(name)
    right = found = wanted = 0
    documents = (folder / f"{code}.jsonl").read_text(encoding="utf-8").splitlines()[::MARKED_DEVELOPMENT_SHARE]
    for sentence in (sentence for document in documents for sentence in json.loads(document)["sentences"]):
        marks = [(mark["start"], mark["end"], NEWSGOLD_TYPES.get(mark["mark"])) for mark in sentence["marks"]]
        gold = {m for m in marks if m[2] and not any(o[0] <= m[0] and m[1] <= o[1] and o[:2] != m[:2] for o in marks)}
        entities = pipeline(sentence["text"]).ents
        names = {(e.start_char, e.end_char, SPACY_TYPES[e.label_]) for e in entities if e.label_ in SPACY_TYPES}
        right, found, wanted = right + len(gold & names), found + len(names), wanted + len(gold)
    return 2 * right / max(1, found + wanted)


def _spacy(corpora: Path, code: str, name: str) -> Contender:
    import spacy

    lines = _lines(corpora, code)
    pipeline = spacy.load(name, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "morphologizer"])
    return Contender(f"spaCy {name}", _words(lines, code), lambda: sum(len(d.ents) for d in pipeline.pipe(lines)), [])


if __name__ == "__main__":
    main()
