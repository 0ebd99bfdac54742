"""The lookup of one article: every name is looked up once, however many steps ask for it."""

from dateline.gazetteer import Gazetteer
from dateline.values import NameMatch


class ArticleLookup:
    """A gazetteer's lookup that remembers its answers; made for one article, used by one thread at a time."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[tuple[str, bool], tuple[NameMatch, ...]] = {}

    def __call__(self, name: str, *, after_place: bool = False) -> tuple[NameMatch, ...]:
        """Returns the places called `name`, as `Gazetteer.lookup` does."""
        key = (name, after_place)
        matches = self._known.get(key)
        if matches is None:
            matches = self._known[key] = self._gazetteer.lookup(name, after_place=after_place)
        return matches
