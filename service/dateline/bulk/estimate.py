"""Estimates: what a plan will cost, from a sample of its articles that is annotated here and now."""

import io
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from dateline.bulk.job import Job, Shape
from dateline.bulk.planning import InputKind
from dateline.bulk.reading import InputChangedError, UnitReader
from dateline.bulk.unit import Unit
from dateline.documents import InputArticle
from dateline.errors import FieldViolation, InvalidInputError
from dateline.export import write_geoparquet
from dateline.values import Annotation, Article

SAMPLE_ARTICLES = 64
_UNITS = 8
_READ_A_UNIT = 400
_BUFFER_BYTES = 1 << 13  # less than is read ahead for work, which would count as read


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """What was measured of a sample, one core: articles, and the seconds that one takes to read, annotate and write.

    Reading is from where the input is, and extraction is part of it; writing is to memory. `article_count` and
    `core_hours` are those of all the units it was taken from.
    """

    sampled_count: int
    seconds_an_article: float
    article_count: int
    core_hours: float


def estimate_cost(units: Sequence[Unit], job: Job, *, sample: int = SAMPLE_ARTICLES, seed: int = 0) -> CostEstimate:
    """Returns an estimate from `sample` articles of units that are drawn at random.

    Articles a byte are counted in those units, of large ones at their beginning, where compressed files are taken for
    even. They are read in smaller pieces than work reads, so from a store rather too slowly. Without an article that
    can be read all numbers are 0. Raises InvalidInputError where an input has changed since it was planned.
    """
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    drawn = rng.sample(units, min(_UNITS, len(units)))
    articles: list[Article] = []
    byte_count = row_count = 0
    for unit in drawn[:1]:
        _beginning(unit, job, most=1)  # libraries are loaded once, not for each article
    started = time.monotonic()
    for unit in drawn:
        read, count, seen = _beginning(unit, job, most=_READ_A_UNIT)
        row_count += count
        byte_count += seen
        articles.extend(rng.sample(read, min(len(read), -(-sample // len(drawn)))))
    reading_seconds = time.monotonic() - started
    if not articles:
        return CostEstimate(0, 0.0, 0, 0.0)
    job.annotator.load()
    _annotate(articles[:1], job)
    started = time.monotonic()
    _annotate(articles, job)
    seconds = reading_seconds / row_count + (time.monotonic() - started) / len(articles)
    count = round(row_count * sum(unit.byte_count for unit in units) / byte_count)
    return CostEstimate(len(articles), seconds, count, count * seconds / 3600)


def _beginning(unit: Unit, job: Job, *, most: int) -> tuple[list[Article], int, int]:
    """Returns the first articles of a unit, how many were counted, and about how many of its bytes they come from.

    Raises InvalidInputError where the input has changed since it was planned.
    """
    reader = UnitReader(unit, folder=job.input_of(unit), reading=job.reading, buffer_bytes=_BUFFER_BYTES)
    items = iter(reader)
    try:
        articles = [item.article for item in islice(items, most) if isinstance(item, InputArticle)]
        count = len(articles)
        if unit.kind == InputKind.PARQUET:  # only the end of a unit tells how much of it was read
            count += sum(isinstance(item, InputArticle) for item in items)
    except InputChangedError:
        why = "has changed since it was planned; a run fails at what changes under it"
        raise InvalidInputError(FieldViolation(unit.path, why)) from None
    return articles, count, reader.position - unit.start


def _annotate(articles: Iterable[Article], job: Job) -> None:
    """Annotates articles, and writes the result to memory."""
    outcomes = job.annotator.annotate(articles, options=job.options, errors="return")
    annotations = (outcome for outcome in outcomes if isinstance(outcome, Annotation))
    write_geoparquet(annotations, io.BytesIO(), nested=job.shape is Shape.ARTICLES, with_text=job.with_text)
