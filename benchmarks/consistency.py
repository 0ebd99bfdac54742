"""Shows what each rule that settles an article's mentions gains: `python benchmarks/consistency.py --shared ../shared`.

Each article is recognised once; its mentions are settled with no rule, with each rule alone, and with those that the
product takes. Prints F1 in per cent of exact spans and types on worldwide-dev, and on the development parts of newsgold
and written.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.accuracy import WORLDWIDE, read_lines
from dateline.annotation import Annotator
from dateline.annotation.consistency import RULES, Rule
from dateline.annotation.steps import PreparedArticle
from dateline.settings import load_settings
from dateline.values import Article, ArticlePart, EntityType, MentionKind, Recognition

TYPES = {"P": EntityType.PERSON, "O": EntityType.ORGANIZATION, "L": EntityType.PLACE}

Name = tuple[int, int, EntityType]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article's text and its names: offsets in code points, half-open, and types."""

    article: Article
    names: frozenset[Name]


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/")
    arguments.add_argument("--model", default="", help="another model's folder")
    chosen = arguments.parse_args()
    annotator = Annotator(load_settings(model=chosen.model) if chosen.model else None)
    annotator.load()
    corpora = {name: list(articles) for name, articles in read_corpora(chosen.shared / "corpora").items()}
    recognized = {name: [recognize(annotator, gold) for gold in articles] for name, articles in corpora.items()}
    variants: dict[str, Sequence[Rule]] = {"none": (), **{f"{rule.__name__} alone": (rule,) for rule in RULES}}
    variants["as shipped"] = RULES
    for label, rules in variants.items():
        figures = (f1(annotator, corpora[name], recognized[name], rules) for name in corpora)
        print(f"{label:28}", *(f"{name} {figure:.1f}" for name, figure in zip(corpora, figures, strict=True)), sep="  ")


def read_corpora(folder: Path) -> dict[str, Iterator[GoldArticle]]:
    """Returns the articles of each development set."""
    return {
        "worldwide-dev": worldwide(folder.parent / WORLDWIDE),
        "newsgold": newsgold(folder / "entities/newsgold/dev.jsonl"),
        "written": written(folder / "written/dev.jsonl"),
    }


def worldwide(path: Path) -> Iterator[GoldArticle]:
    """Yields the articles of worldwide-dev."""
    for line in read_lines(path):
        names = ((mark["start"], mark["end"], EntityType(mark["type"])) for mark in line["mentions"])
        yield GoldArticle(Article(line["id"], line["text"]), frozenset(names))


def newsgold(path: Path) -> Iterator[GoldArticle]:
    """Yields newsgold's passages, the sentences as paragraphs."""
    for line in read_lines(path):
        names: set[Name] = set()
        texts: list[str] = []
        for sentence in line["sentences"]:
            names |= outer_names(sentence["marks"], offset=sum(len(text) + 2 for text in texts))
            texts.append(sentence["text"])
        yield GoldArticle(Article(line["id"], "\n\n".join(texts)), frozenset(names))


def written(path: Path) -> Iterator[GoldArticle]:
    """Yields the items of written."""
    for line in read_lines(path):
        article = Article(line["id"], line["text"], title=line.get("title") or "", outlet=line.get("outlet") or "")
        yield GoldArticle(article, frozenset(outer_names(line["marks"], offset=0)))


def outer_names(marks: Sequence[dict[str, Any]], *, offset: int) -> set[Name]:
    """Returns the marked names that lie in no other mark, moved by `offset`."""
    spans = {(mark["start"], mark["end"]) for mark in marks}
    return {
        (offset + mark["start"], offset + mark["end"], TYPES[mark["mark"]])
        for mark in marks
        if mark["mark"] in TYPES
        and not any(
            start <= mark["start"] and mark["end"] <= end for start, end in spans - {(mark["start"], mark["end"])}
        )
    }


def recognize(annotator: Annotator, gold: GoldArticle) -> tuple[PreparedArticle, Sequence[tuple[Recognition, ...]]]:
    """Returns the article's sentences and the names that were recognised in each."""
    prepared = annotator.prepare(gold.article)
    return prepared, list(chain.from_iterable(annotator.recognize(annotator.passages(prepared))))


def f1(
    annotator: Annotator,
    articles: Sequence[GoldArticle],
    recognized: Sequence[tuple[PreparedArticle, Sequence[tuple[Recognition, ...]]]],
    rules: Sequence[Rule],
) -> float:
    """Returns F1 in per cent over the names of the articles' texts."""
    counts: Counter[str] = Counter()
    for gold, (prepared, names) in zip(articles, recognized, strict=True):
        found = set(found_names(annotator, prepared, names, rules))
        counts.update(right=len(found & gold.names), found=len(found), wanted=len(gold.names))
    return 200 * counts["right"] / max(1, counts["found"] + counts["wanted"])


def found_names(
    annotator: Annotator,
    prepared: PreparedArticle,
    names: Sequence[tuple[Recognition, ...]],
    rules: Sequence[Rule],
) -> Iterator[Name]:
    """Yields the names in the text that lie in no other, without demonyms."""
    steps = replace(annotator._steps, rules=tuple(rules))  # noqa: SLF001  # no caller chooses rules
    for mention in steps.analyse(prepared, names, demonyms=annotator._demonyms(prepared.language_code)).mentions:  # noqa: SLF001  # same
        is_name = mention.kind is MentionKind.NAME and not mention.within_mention_id
        if is_name and mention.span.part is ArticlePart.TEXT:
            yield mention.span.start_offset, mention.span.end_offset, mention.type


if __name__ == "__main__":
    main()
