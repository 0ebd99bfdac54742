"""What a server says about itself and its work."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """The recogniser in use; `labels` are its own tags, sorted."""

    name: str
    revision: str
    language_codes: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GazetteerDescription:
    """The gazetteer in use; `sources` name data sets with their versions and licences."""

    revision: str
    place_count: int
    name_count: int
    sources: tuple[str, ...] = field(default=())
