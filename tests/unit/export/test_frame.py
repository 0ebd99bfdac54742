import sys
from datetime import UTC, datetime

import pandas as pd
import polars as pl
import pytest

from dateline.errors import InvalidInputError, MissingExtraError
from dateline.export import to_frame
from support.annotated import ANNOTATIONS, FLOODS


def test_pandas_has_a_row_a_mention():
    """Numbers, times and truth have their own types, and what is unknown is missing."""
    frame = to_frame(ANNOTATIONS)
    assert len(frame) == 7
    assert frame["publish_time"][0] == pd.Timestamp("2026-11-28T06:30:00Z")
    assert str(frame["publish_time"].dtype) == "datetime64[us, UTC]"
    assert (str(frame["population_count"].dtype), str(frame["is_dateline"].dtype)) == ("Int64", "boolean")
    assert frame["place_name"].isna().sum() == 3
    assert frame[frame["place_name"] == "Nairobi"]["is_dateline"].tolist() == [True]


def test_polars_has_a_row_a_place():
    """The columns are those that were chosen, in their order."""
    frame = to_frame(FLOODS, kind="polars", per="place", fields=("place_name", "latitude", "publish_time"))
    assert frame.rows() == [
        ("Łódź", 51.77058, datetime(2026, 11, 28, 6, 30, tzinfo=UTC)),
        ("Nairobi", -1.28333, datetime(2026, 11, 28, 6, 30, tzinfo=UTC)),
        (None, None, datetime(2026, 11, 28, 6, 30, tzinfo=UTC)),
    ]
    assert frame.schema["latitude"] == pl.Float64


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_no_annotations_are_a_frame_without_rows(kind):
    """Its columns are there, with their types."""
    frame = to_frame(iter(()), kind=kind)
    assert frame.shape[0] == 0
    assert list(frame.columns) == list(to_frame(ANNOTATIONS, kind=kind).columns)
    assert [str(dtype) for dtype in frame.dtypes] == [str(dtype) for dtype in to_frame(ANNOTATIONS, kind=kind).dtypes]


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_without_the_extra_the_error_says_how_to_install_it(kind, monkeypatch):
    """The library that is missing is named with the command that brings it."""
    monkeypatch.setitem(sys.modules, kind, None)
    with pytest.raises(MissingExtraError, match=rf"a frame needs {kind}, which is missing; to install it.*\[frames\]"):
        to_frame(ANNOTATIONS, kind=kind)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "spark"}, "kind: must be 'pandas' or 'polars'"),
        ({"per": "places"}, "per: must be 'place' or 'mention'"),
    ],
    ids=["kind", "per"],
)
def test_choices_that_there_are_not_are_refused(given, message):
    """They would quietly give another frame than was asked for."""
    with pytest.raises(InvalidInputError, match=f"^{message}$"):
        to_frame(ANNOTATIONS, **given)
