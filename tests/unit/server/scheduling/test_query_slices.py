"""Long work is cut, so that others have their turn in between."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dateline.server.scheduling.query_slices import NAMES_A_SLICE, query_slices
from dateline.values import PlaceQuery


def _names(queries: list[PlaceQuery]) -> int:
    return sum(1 + query.name.count(",") + len(query.context_names) for query in queries)


@given(st.lists(st.integers(0, 80), min_size=1, max_size=60))
def test_slices_hold_all_queries_and_few_names(context_counts: list[int]) -> None:
    """Every query is in one slice, in order; none has more names than allowed but for one query alone."""
    queries = [
        PlaceQuery(f"Paris {n}" + ", Texas" * (count % 3), ("Texas",) * count) for n, count in enumerate(context_counts)
    ]
    slices = query_slices(queries)
    assert [query for some in slices for query in some] == queries
    assert all(len(some) == 1 or _names(some) <= NAMES_A_SLICE for some in slices)
    assert all(_names([*some, following[0]]) > NAMES_A_SLICE for some, following in pairwise(slices))
