"""Descriptions of a server, its parts and its work."""

from dataclasses import dataclass, field

from dateline.values.limits import Limits

API_VERSION = "v1"


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """The recogniser in use, or several as one; `labels` are its own tags, sorted, and so are `language_codes`."""

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


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Versions, parts and limits of a server; `model` and `gazetteer` are None while it is loading."""

    server_version: str
    model: ModelDescription | None
    gazetteer: GazetteerDescription | None
    limits: Limits
    api_version: str = API_VERSION


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of a call's parts; they are kept out of annotations, so that equal input gives equal annotations."""

    queue_seconds: float = 0.0
    recognition_seconds: float = 0.0
    resolution_seconds: float = 0.0
    fallback_geocoder_seconds: float = 0.0
