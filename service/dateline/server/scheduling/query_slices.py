"""Place queries in slices that a thread answers in a short time."""

from collections.abc import Sequence

from dateline.values import PlaceQuery

NAMES_A_SLICE = 50


def query_slices(queries: Sequence[PlaceQuery]) -> list[list[PlaceQuery]]:
    """Returns the queries in their order, in slices of about NAMES_A_SLICE names."""
    slices: list[list[PlaceQuery]] = [[]]
    names = 0
    for query in queries:
        count = len(query.names)
        if slices[-1] and names + count > NAMES_A_SLICE:
            slices.append([])
            names = 0
        names += count
        slices[-1].append(query)
    return slices
