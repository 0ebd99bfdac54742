"""Estimates: what a plan will cost, from a sample of its articles that is annotated here and now."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from dateline.bulk.job import Job
from dateline.bulk.planning import InputKind
from dateline.bulk.reading import UnitReader
from dateline.bulk.unit import Unit
from dateline.documents import InputArticle
from dateline.values import Article

SAMPLE_ARTICLES = 64
_UNITS = 8
_READ_A_UNIT = 400
_BUFFER_BYTES = 1 << 13  # less than is read ahead for work, which would count as read


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """What was measured of a sample, one core: articles, and seconds an article with all of its work.

    `article_count` and `core_hours` are those of all the units it was taken from.
    """

    sampled_count: int
    seconds_an_article: float
    article_count: int
    core_hours: float


def estimate_cost(units: Sequence[Unit], job: Job, *, sample: int = SAMPLE_ARTICLES, seed: int = 0) -> CostEstimate:
    """Returns an estimate from `sample` articles of units that are drawn at random.

    Articles a byte are counted in those units, of large ones at their beginning, where compressed files are taken for
    even. Without an article that can be read all numbers are 0.
    """
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    drawn = rng.sample(units, min(_UNITS, len(units)))
    articles: list[Article] = []
    byte_count = row_count = 0
    for unit in drawn:
        read, count, seen = _beginning(unit, job)
        row_count += count
        byte_count += seen
        articles.extend(rng.sample(read, min(len(read), -(-sample // len(drawn)))))
    if not articles:
        return CostEstimate(0, 0.0, 0, 0.0)
    job.annotator.load()
    job.annotator.annotate(articles[:1], options=job.options, errors="return")
    started = time.monotonic()
    job.annotator.annotate(articles, options=job.options, errors="return")
    seconds = (time.monotonic() - started) / len(articles)
    count = round(row_count * sum(unit.byte_count for unit in units) / byte_count)
    return CostEstimate(len(articles), seconds, count, count * seconds / 3600)


def _beginning(unit: Unit, job: Job) -> tuple[list[Article], int, int]:
    """Returns the first articles of a unit, how many were counted, and about how many of its bytes they come from."""
    reader = UnitReader(unit, folder=job.input_of(unit), reading=job.reading, buffer_bytes=_BUFFER_BYTES)
    items = iter(reader)
    articles = [item.article for item in islice(items, _READ_A_UNIT) if isinstance(item, InputArticle)]
    count = len(articles)
    if unit.kind == InputKind.PARQUET:  # only the end of a unit tells how much of it was read
        count += sum(isinstance(item, InputArticle) for item in items)
    return articles, count, reader.position - unit.start
