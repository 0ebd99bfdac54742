"""A sentence to train on, and the JSONL files that hold such sentences."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.corpora.names import NamedSpan

HELD_OUT = -1
"""The fold of a sentence that no run trains on."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence's tokens and its annotations; None where nobody annotated names or toponyms.

    One that begins a text has nothing to do with the example before it.
    """

    corpus: str
    tokens: tuple[str, ...]
    names: tuple[NamedSpan, ...] | None = None
    toponyms: tuple[NamedSpan, ...] | None = None
    fold: int | None = None
    begins_text: bool = False


def write_examples(examples: Iterable[Example], path: Path) -> Iterator[str]:
    """Writes a line for each example, and yields the example's corpus after each."""
    with path.open("w", encoding="utf-8") as out:
        for example in examples:
            line: dict[str, object] = {"corpus": example.corpus, "fold": example.fold, "tokens": example.tokens}
            line["begins_text"] = example.begins_text
            for key, spans in (("names", example.names), ("toponyms", example.toponyms)):
                line[key] = None if spans is None else [(span.start, span.end, span.type) for span in spans]
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            yield example.corpus


def read_examples(path: Path) -> Iterator[Example]:
    """Yields the examples of a file that `write_examples` wrote."""
    with path.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            names, toponyms = (
                None if line[key] is None else tuple(NamedSpan(*span) for span in line[key])
                for key in ("names", "toponyms")
            )
            yield Example(line["corpus"], tuple(line["tokens"]), names, toponyms, line["fold"], line["begins_text"])
