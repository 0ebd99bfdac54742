"""Compares sentence splitters on sentences.txt: `python benchmarks/sentence_splitters.py`.

Splitters that are not installed are left out; nothing but sentencex is a dependency of Dateline.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dateline.text import split_sentences

TEXTS = Path(__file__).with_name("sentences.txt")
LONG_TEXT_CHARS = 100_000

Splitter = Callable[[str], Sequence[str]]


def main() -> None:
    """Prints a row for each splitter."""
    marked = [line.replace(r"\n", "\n").replace(r"\t", "\t") for line in lines()]
    print("splitter, version: texts split right, ends that are none, ends missed, ms for 100,000 characters of them")
    for name, split in splitters():
        right = false = missed = 0
        for text in marked:
            found, wanted = ends(split(text.replace("¦", ""))), ends(text.split("¦"))
            right += found == wanted
            false += len(found - wanted)
            missed += len(wanted - found)
        long_text = " ".join(text.replace("¦", "") for text in marked)
        long_text = (long_text * (LONG_TEXT_CHARS // len(long_text) + 1))[:LONG_TEXT_CHARS]
        started = time.perf_counter()
        split(long_text)
        milliseconds = 1000 * (time.perf_counter() - started)
        print(f"{name}: {right} of {len(marked)}, {false}, {missed}, {milliseconds:.0f}")


def lines() -> Iterator[str]:
    """Yields the texts, with marks where sentences end."""
    with TEXTS.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file if line.strip() and not line.startswith("#"))


def ends(sentences: Sequence[str]) -> frozenset[int]:
    """Returns how many characters other than white space stand before the end of each sentence but the last."""
    counts, before = [], 0
    for sentence in sentences:
        length = len("".join(sentence.split()))
        before += length
        counts += [before] if length else []
    return frozenset(counts[:-1])


def splitters() -> Iterator[tuple[str, Splitter]]:
    """Yields the splitters that are installed, with their versions."""
    yield "Dateline", lambda text: [sentence.content for sentence in split_sentences(text)]
    for package, make in OTHERS.items():
        try:
            yield f"{package} {version(package)}", make()
        except (ImportError, PackageNotFoundError):
            print(f"{package}: not installed")


def _syntok() -> Splitter:
    segmenter = import_module("syntok.segmenter")

    def split(text: str) -> list[str]:
        return ["".join(token.spacing + token.value for token in s) for p in segmenter.analyze(text) for s in p]

    return split


def _sentencex() -> Splitter:
    sentencex = import_module("sentencex")
    return lambda text: sentencex.segment("en", text)


def _pysbd() -> Splitter:
    pysbd = import_module("pysbd")
    return lambda text: pysbd.Segmenter(language="en", clean=False).segment(text)


def _sentencesplit() -> Splitter:
    segmenter = import_module("sentencesplit").Segmenter(language="en")
    return segmenter.segment  # type: ignore[no-any-return]


OTHERS: dict[str, Callable[[], Splitter]] = {
    "segtok": lambda: lambda text: list(import_module("segtok.segmenter").split_multi(text)),
    "sentencex": _sentencex,
    "syntok": _syntok,
    "pysbd": _pysbd,
    "sentencesplit": _sentencesplit,
    "nupunkt": lambda: import_module("nupunkt").sent_tokenize,
    "blingfire": lambda: lambda text: import_module("blingfire").text_to_sentences(text).split("\n"),
}

if __name__ == "__main__":
    main()
