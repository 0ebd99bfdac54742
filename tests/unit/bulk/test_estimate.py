import gzip
import random
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.bulk import estimate_cost, plan_units
from dateline.documents.jsonl import read_json_line
from dateline.errors import InvalidInputError
from dateline.export import write_geoparquet
from support.bulk_world import PlainAnnotator, lines


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz", "in.parquet", "in.parquet.gz"])
def test_articles_are_counted_from_a_sample(write, job, tmp_path, name):
    """About as many as there are, of cut files from a few units, of packed ones from their beginning."""
    rng = random.Random(1)  # noqa: S311 - noise that does not pack
    if "parquet" in name:
        pq.write_table(pa.table({"text": [f"Town {number}" for number in range(5000)]}), tmp_path / "in.parquet")
        write(name, (gzip.compress if name.endswith(".gz") else bytes)((tmp_path / "in.parquet").read_bytes()))
    else:
        noise: dict[str, Any] = {f"a{number}": rng.randbytes(200).hex() for number in range(5000)}
        content = lines(5000, **noise)
        write(name, gzip.compress(content) if name.endswith(".gz") else content)
    planned = job(name)
    units = plan_units(planned.inputs, digest="d", unit_bytes=8000).units
    cost = estimate_cost(units, planned, sample=16)
    assert cost.article_count == pytest.approx(5000, rel=0.25)
    assert 16 <= cost.sampled_count < 64
    assert cost.core_hours == pytest.approx(cost.article_count * cost.seconds_an_article / 3600)


def test_an_article_costs_its_reading_its_annotation_and_its_writing(write, job, monkeypatch):
    """By a clock that only these three move: a line by 1 second, an article by 2, a result by 8."""
    clock = SimpleNamespace(seconds=0.0)

    def moving(function, seconds):
        def moved(*arguments, **options):
            clock.seconds += seconds(*arguments)
            return function(*arguments, **options)

        return moved

    annotate = moving(PlainAnnotator.annotate, lambda _, articles: 2 * len(articles))
    monkeypatch.setattr(PlainAnnotator, "annotate", annotate)
    monkeypatch.setattr("dateline.bulk.reading.unit_reader.read_json_line", moving(read_json_line, lambda _: 1))
    monkeypatch.setattr("dateline.bulk.estimate.write_geoparquet", moving(write_geoparquet, lambda *_: 8))
    monkeypatch.setattr("dateline.bulk.estimate.time", SimpleNamespace(monotonic=lambda: clock.seconds))
    write("in.jsonl", lines(50))
    planned = job("in.jsonl")
    cost = estimate_cost(plan_units(planned.inputs, digest="d").units, planned, sample=16)
    assert (cost.sampled_count, cost.seconds_an_article) == (16, 1 + 2 + 8 / 16)


def test_an_input_that_changes_is_told(write, job):
    """A file that grows, such as one of today, is named, as a run would name it."""
    path = write("in.jsonl", lines(3))
    planned = job("in.jsonl")
    units = plan_units(planned.inputs, digest="d").units
    write("in.jsonl", lines(4))
    with pytest.raises(InvalidInputError, match=f"{path}: has changed since it was planned"):
        estimate_cost(units, planned)


def test_nothing_to_read_costs_nothing(write, job):
    """Rows that are no articles are no sample."""
    write("in.jsonl", b"nothing\n")
    planned = job("in.jsonl")
    assert estimate_cost(plan_units(planned.inputs, digest="d").units, planned).article_count == 0
