"""Reader of texts that were marked for this project, newsgold, written and items: names and toponyms, also nested ones.

Both heads learn from them: the first the names that lie in no other, the second the places and demonyms that hold no
other. dateline.text and dateline.ner.token split the texts, as in the service.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dateline.ner.token import tokenize
from dateline.text import split_sentences
from training.corpora.items import read_items
from training.corpora.names import ORGANIZATION, PERSON, PLACE, NamedSpan
from training.corpora.toponyms import token_bounds

NAME_MARKS = {"P": PERSON, "O": ORGANIZATION, "L": PLACE}
TOPONYM_MARKS = {"L": PLACE, "D": "DEMONYM", "N": PLACE}


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """The tokens of a sentence, the names in it, and the places and demonyms, also those inside names."""

    tokens: tuple[str, ...]
    names: tuple[NamedSpan, ...]
    toponyms: tuple[NamedSpan, ...]


def read_newsgold(path: Path, *, language_code: str = "en") -> Iterator[tuple[MarkedSentence, ...]]:
    """Yields the sentences of each passage of a file in newsgold's form (CC BY 3.0 and public domain)."""
    with path.open(encoding="utf-8") as lines:
        for passage in map(json.loads, lines):
            marked = (_sentences(part["text"], part["marks"], language_code) for part in passage["sentences"])
            yield tuple(sentence for sentences in marked for sentence in sentences)


def read_written(path: Path) -> Iterator[tuple[MarkedSentence, ...]]:
    """Yields the sentences of each item of shared/corpora/written, those of its title first."""
    with path.open(encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            title = _sentences(item.get("title") or "", item.get("title_marks") or ())
            yield (*title, *_sentences(item["text"], item["marks"]))


def read_marked_items(path: Path, *, language_code: str = "en") -> Iterator[tuple[MarkedSentence, ...]]:
    """Yields the sentences of each item of a file of training/items."""
    for item in read_items(path):
        yield _sentences(item.text, [asdict(mark) for mark in item.marks], language_code)


def outer_names(marks: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Returns the marks (start, end, mark) of names that lie in no other mark, which the first head learns."""
    return [mark for mark in marks if mark[2] in NAME_MARKS and not any(_holds(other, mark) for other in marks)]


def _sentences(text: str, marks: Sequence[dict[str, Any]], language_code: str = "en") -> tuple[MarkedSentence, ...]:
    bounds = [(mark["start"], mark["end"], mark["mark"]) for mark in marks]
    names = outer_names(bounds)
    places = [mark for mark in bounds if mark[2] in TOPONYM_MARKS]
    places = [mark for mark in places if not any(_holds(mark, other) for other in places)]
    sentences = []
    for sentence in split_sentences(text, language_code=language_code):
        tokens = tokenize(sentence.content, language_code=language_code)
        given = [sentence.given_span(token.start_offset, token.end_offset) for token in tokens]
        sentences.append(
            MarkedSentence(
                tuple(token.content for token in tokens),
                _spans(names, given, NAME_MARKS),
                _spans(places, given, TOPONYM_MARKS),
            )
        )
    return tuple(sentences)


def _spans(
    marks: Sequence[tuple[int, int, str]], tokens: Sequence[tuple[int, int]], labels: dict[str, str]
) -> tuple[NamedSpan, ...]:
    """Returns the marks that begin and end with tokens, in order."""
    found = ((token_bounds(tokens, start, end), labels[mark]) for start, end, mark in sorted(marks))
    return tuple(NamedSpan(*bounds, label) for bounds, label in found if bounds)


def _holds(outer: tuple[int, int, str], inner: tuple[int, int, str]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and outer[:2] != inner[:2]
