"""Carries names from English into the same news in other languages: `python -m training.recogniser.carry`.

NTREX has each line in thirty languages. A name that the English tagger finds surely in a line, and that stands letter
for letter in the line of another language (with a short ending, at most), is a name of the same type there, whatever
the teacher of that language thought: its soft labels are overwritten. Names that are translated, inflected further or
written in another script are left to the teacher. Prints, from the marked news that is kept for development, how many
of the carried names are right, and what the teacher finds by itself and with them.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from dateline.ner.tagging import decode_spans
from dateline.ner.token import tokenize
from dateline.text import split_sentences
from training.corpora.languages import (
    MARKED_DEVELOPMENT_SHARE,
    marked_documents,
    read_marked_news,
    read_news_lines,
)
from training.corpora.names import NamedSpan
from training.recogniser.batch import encode_all, tag_numbers
from training.recogniser.example import Example, read_examples
from training.recogniser.inference import score_words
from training.recogniser.network import NAME_TAGS, load_tagger
from training.recogniser.pieces import word_pieces

LEAST_PROBABILITY = 0.9
SHORTEST_NAME_CHARS = 4
LONGEST_ENDING_CHARS = 3
CARRIED_PROBABILITY = 0.95

Name = tuple[tuple[str, ...], str]
"""The tokens of an English name, and its type."""


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--english", type=Path, required=True, help="the English tagger")
    arguments.add_argument("--teacher", type=Path, required=True, help="the tagger whose labels are overwritten")
    arguments.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments.add_argument("--data", type=Path, default=Path("build/ner"))
    arguments.add_argument("--soft-labels", type=Path, default=Path("build/ner/soft-languages"))
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--threads", type=int, default=1)
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    news = chosen.shared / "corpora/text/ntrex"
    lines = list(read_news_lines(news, language_code="en"))
    names = english_names(chosen.english, [line for _, line in lines])
    print_development_scores(chosen, lines, names)
    examples = list(read_examples(chosen.data / "ntrex.jsonl"))
    labels = np.load(chosen.soft_labels / "ntrex.npy")
    rows = np.split(labels, np.cumsum([len(example.tokens) for example in examples])[:-1])
    carried = 0
    for example, row in zip(examples, rows, strict=True):
        spans = carried_names(example.tokens, names[int(example.corpus.partition(":")[2])])
        overwrite(row[:, : len(NAME_TAGS)], spans)
        carried += len(spans)
    chosen.out.mkdir(parents=True, exist_ok=True)
    np.save(chosen.out / "ntrex.npy", np.concatenate(rows))
    print(f"{carried} names carried into {len(examples)} sentences")


def english_names(folder: Path, lines: Sequence[str]) -> list[list[Name]]:
    """Returns the sure names of each English line."""
    tagger, tokenizer = load_tagger(folder)
    sentences = [
        (number, tuple(token.content for token in tokenize(sentence.content)))
        for number, line in enumerate(lines)
        for sentence in split_sentences(line)
    ]
    encoded = encode_all([Example("", tokens) for _, tokens in sentences], word_pieces(tokenizer))
    names: list[list[Name]] = [[] for _ in lines]
    scored = score_words(tagger, tokenizer, encoded, half_precision=True)
    for (number, tokens), (scores, _) in zip(sentences, scored, strict=True):
        names[number] += [
            (tokens[span.start : span.end], span.label)
            for span in decode_spans(scores, NAME_TAGS)
            if span.probability >= LEAST_PROBABILITY
        ]
    return names


def carried_names(tokens: Sequence[str], names: Sequence[Name]) -> tuple[NamedSpan, ...]:
    """Returns the English names that stand in a sentence of another language, the longest first where they overlap."""
    spans: list[NamedSpan] = []
    for words, label in sorted(names, key=lambda name: -len(name[0])):
        if len(" ".join(words)) < SHORTEST_NAME_CHARS or not words[0][0].isupper():
            continue
        for start in range(len(tokens) - len(words) + 1):
            end = start + len(words)
            is_free = not any(span.start < end and start < span.end for span in spans)
            if is_free and _is_same(tokens[start:end], words) and not _goes_on(tokens, start, end):
                spans.append(NamedSpan(start, end, label))
    return tuple(sorted(spans, key=lambda span: span.start))


def _is_same(tokens: Sequence[str], words: Sequence[str]) -> bool:
    ending = tokens[-1].removeprefix(words[-1])
    is_ended = tokens[-1] == words[-1] or (
        len(words[-1]) >= SHORTEST_NAME_CHARS
        and tokens[-1].startswith(words[-1])
        and len(ending) <= LONGEST_ENDING_CHARS
        and ending.isalpha()
        and ending.islower()
    )
    return is_ended and tuple(tokens[:-1]) == tuple(words[:-1])


def _goes_on(tokens: Sequence[str], start: int, end: int) -> bool:
    """Returns whether a name may be a piece of a longer one, by the capitals beside it."""
    before, after = tokens[start - 1][:1] if start > 1 else "", tokens[end][:1] if end < len(tokens) else ""
    return before.isupper() or after.isupper()


def overwrite(labels: NDArray[np.float16], spans: Sequence[NamedSpan]) -> None:
    """Sets the soft labels of the words of each name to its tags."""
    tags = tag_numbers(spans, len(labels), NAME_TAGS)
    rest = (1 - CARRIED_PROBABILITY) / (len(NAME_TAGS) - 1)
    for span in spans:
        for place in range(span.start, span.end):
            labels[place] = rest
            labels[place, tags[place]] = CARRIED_PROBABILITY


def print_development_scores(
    chosen: argparse.Namespace, lines: Sequence[tuple[str, str]], names: Sequence[Sequence[Name]]
) -> None:
    """Prints how right the carried names are, and the teacher's F1 without and with them, in the marked news."""
    tagger, tokenizer = load_tagger(chosen.teacher)
    pieces = word_pieces(tokenizer)
    folder = chosen.shared / "corpora/entities/ntrexgold"
    for path in sorted(folder.glob("*.jsonl")):
        pairs = list(_development_sentences(folder, path.stem, lines, names))
        encoded = encode_all([example for example, _ in pairs], pieces)
        alone, helped = [0, 0, 0], [0, 0, 0]
        right = carried = 0
        scored = score_words(tagger, tokenizer, encoded, half_precision=True)
        for (example, english), (scores, _) in zip(pairs, scored, strict=True):
            gold = {(span.start, span.end, span.type) for span in example.names or ()}
            found = {(span.start, span.end, span.label) for span in decode_spans(scores, NAME_TAGS)}
            brought = {(s.start, s.end, s.type) for s in carried_names(example.tokens, english)}
            kept = {f for f in found if not any(f[0] < b[1] and b[0] < f[1] for b in brought)}
            right, carried = right + len(brought & gold), carried + len(brought)
            for counts, spans in ((alone, found), (helped, kept | brought)):
                counts[:] = (counts[0] + len(gold & spans), counts[1] + len(spans), counts[2] + len(gold))
        f1 = [2 * counts[0] / max(1, counts[1] + counts[2]) for counts in (alone, helped)]
        print(f"{path.stem}: {right} of {carried} carried names right; F1 {f1[0]:.3f} without, {f1[1]:.3f} with them",
              flush=True)  # fmt: skip


def _development_sentences(
    folder: Path, code: str, lines: Sequence[tuple[str, str]], names: Sequence[Sequence[Name]]
) -> Iterator[tuple[Example, Sequence[Name]]]:
    """Yields the sentences of a language's development documents, each with the names of its document's English lines.

    A sentence has the names of all lines of its document, since a marked line may be split in two.
    """
    documents = read_marked_news(folder, language_code=code, for_development=True)
    document_names = marked_documents(folder, language_code=code)[::MARKED_DEVELOPMENT_SHARE]
    for document_name, sentences in zip(document_names, documents, strict=True):
        known = [name for (document, _), found in zip(lines, names, strict=True)
                 if document == document_name for name in found]  # fmt: skip
        for sentence in sentences:
            yield Example(code, sentence.tokens, names=sentence.names), known


if __name__ == "__main__":
    main()
