"""Containment: which of the places of one name lie in which places of another."""

from collections import defaultdict
from collections.abc import Sequence

from dateline.values import NameMatch


def containments(inner: Sequence[NameMatch], outer: Sequence[NameMatch]) -> tuple[set[str], set[str]]:
    """Returns the ids of inner places that lie in an outer place, and the ids of those outer places."""
    members: dict[str, set[str]] = defaultdict(set)
    for place in (match.place for match in inner):
        for region in {place.country_code, place.admin1_id, place.admin2_id} - {""}:
            members[region].add(place.place_id)
    inner_ids: set[str] = set()
    outer_ids: set[str] = set()
    for place in (match.place for match in outer):
        regions = [place.country_code if place.is_country else place.place_id]
        regions += place.former.successor_ids if place.former else ()
        within = set().union(*(members[region] for region in regions)) - {place.place_id}
        if within:
            inner_ids.update(within)
            outer_ids.add(place.place_id)
    return inner_ids, outer_ids
