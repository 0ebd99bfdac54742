"""Scores names and places of news from eight parts of the world, and names in hard kinds of text.

`python benchmarks/world_news.py` reads invented items from raw text through the whole product: the 653 of
training/items/english, on which the weights of a name's type alone were trained, and the 547 of training/items/kinds,
on which nothing was. Names: F1 of exact spans and types. Places, of the marks that were found and whose meaning the
gazetteer can tell: of those it holds, the share that is right; of those it lacks in their country, the shares put
abroad, and with .5 or more; `-` where the items do not say what their places are.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dateline.annotation import Annotator
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.values import Annotation, Article, MentionKind
from training.corpora.items import ENGLISH_ITEMS, KIND_ITEMS, read_items
from training.corpora.marked import NAME_MARKS, outer_names
from training.corpora.resolved import ResolvedArticle, read_resolved_items

_TYPES = ("PERSON", "ORGANIZATION", "PLACE")
_SURE_CONFIDENCE = 0.5


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.parse_args()
    annotator = Annotator()
    with Gazetteer(ensure(annotator.settings.gazetteer)) as gazetteer:
        print("part", "all", *_TYPES, "held right", "absent abroad", "and surely", sep="\t")
        for paths in (ENGLISH_ITEMS, KIND_ITEMS):
            total: Counter[str] = Counter()
            for path in paths:
                counts = _count(path, annotator=annotator, gazetteer=gazetteer)
                total += counts
                print(path.stem, *_figures(counts), sep="\t", flush=True)
            print("all", *_figures(total), sep="\t")


def _count(path: Path, *, annotator: Annotator, gazetteer: Gazetteer) -> Counter[str]:
    counts: Counter[str] = Counter()
    items = list(read_items(path))
    annotations = annotator.annotate([Article(item.id, item.text, language_code="en") for item in items])
    resolved = read_resolved_items(path, gazetteer=gazetteer)
    for item, article, annotation in zip(items, resolved, annotations, strict=True):
        marks = [(mark.start, mark.end, mark.mark) for mark in item.marks]
        expected = {(start, end, NAME_MARKS[mark]) for start, end, mark in outer_names(marks)}
        found = set(_names(annotation))
        for kind, spans in (("wanted", expected), ("found", found), ("right", expected & found)):
            counts.update(f"{kind} {span[2]}" for span in spans)
        counts.update(_outcomes(article, annotation))
    return counts


def _names(annotation: Annotation) -> Iterator[tuple[int, int, str]]:
    for entity in annotation.entities:
        for mention in entity.mentions:
            if mention.kind is MentionKind.NAME and not mention.within_mention_id:
                yield mention.span.start_offset, mention.span.end_offset, mention.type.value


def _outcomes(article: ResolvedArticle, annotation: Annotation) -> Iterator[str]:
    resolutions = {
        (mention.span.start_offset, mention.span.end_offset): entity.resolution
        for entity in annotation.entities
        for mention in entity.mentions
    }
    for mention in article.mentions:
        if mention.weight and (mention.start, mention.end) in resolutions:
            resolution = resolutions[mention.start, mention.end]
            place = resolution.place if resolution else None
            if mention.place_id:
                yield "held"
                yield "held right" if place and place.place_id == mention.place_id else "held wrong"
            else:
                yield "absent"
                if resolution and place and place.country_code != mention.country_code:
                    yield "abroad"
                    yield "surely" if resolution.confidence >= _SURE_CONFIDENCE else "unsurely"


def _figures(counts: Counter[str]) -> Iterator[str]:
    for types in (_TYPES, *((each,) for each in _TYPES)):
        right, wanted, found = (
            sum(counts[f"{kind} {each}"] for each in types) for kind in ("right", "wanted", "found")
        )
        yield f"{2 * right / (wanted + found):.3f}"
    for part, whole in (("held right", "held"), ("abroad", "absent"), ("surely", "absent")):
        yield f"{counts[part] / counts[whole]:.3f}" if counts[whole] else "-"


if __name__ == "__main__":
    main()
