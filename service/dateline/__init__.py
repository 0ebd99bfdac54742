"""Finds the people, organisations and places of a news article, and says where the places are.

Text goes in. Out come spans of the text, merged into entities; each place is resolved to an entry of GeoNames, with its
coordinates and a calibrated confidence. As a library, in this process and without a network:

    >>> from dateline import Annotator, Article
    >>> (annotation,) = Annotator().annotate([Article("1", "The talks in Astana resumed.")])
    >>> place = annotation.entities[0].resolution.place
    >>> print(place.place_id, place.name, place.country_name, sep=", ")
    geonames:1526273, Astana, Kazakhstan

The first call builds the gazetteer, once, in about half a minute. The same from a server that `dateline serve` started:

    >>> from dateline import Client
    >>> with Client("127.0.0.1:50051") as client:  # doctest: +SKIP
    ...     annotation = client.annotate("The talks in Astana resumed.")

Annotator and Settings need the extra `server`; all the rest comes with every install. Each error is also the builtin
exception that its kind suggests: InvalidInputError is a ValueError.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.annotation import Annotator
    from dateline.client import AsyncClient, Client, tls_credentials
    from dateline.errors import (
        AccessDeniedError,
        CallCancelledError,
        DatelineError,
        DeadlineExceededError,
        FieldViolation,
        InternalError,
        InvalidInputError,
        MissingExtraError,
        QueueFullError,
        ResourceDamagedError,
        ResourceMissingError,
        ServiceUnavailableError,
        UnauthenticatedError,
        UnsupportedCallError,
    )
    from dateline.settings import Settings
    from dateline.values import (
        AnnotateOptions,
        Annotation,
        AnnotationWarning,
        Area,
        Article,
        ArticleLanguage,
        ArticlePart,
        Candidate,
        Coordinates,
        Dateline,
        Direction,
        Entity,
        EntityType,
        Evidence,
        EvidenceKind,
        FocusPlace,
        GivenMention,
        Granularity,
        Limits,
        MatchType,
        Mention,
        MentionKind,
        MentionOrigin,
        Place,
        PlaceAnswer,
        PlaceQuery,
        ReaderRegion,
        Resolution,
        ResolveOptions,
        ServerInfo,
        Span,
        SpatialKind,
        SpatialRelation,
        WarningReason,
    )

    __version__: str

__all__ = [
    "AccessDeniedError",
    "AnnotateOptions",
    "Annotation",
    "AnnotationWarning",
    "Annotator",
    "Area",
    "Article",
    "ArticleLanguage",
    "ArticlePart",
    "AsyncClient",
    "CallCancelledError",
    "Candidate",
    "Client",
    "Coordinates",
    "Dateline",
    "DatelineError",
    "DeadlineExceededError",
    "Direction",
    "Entity",
    "EntityType",
    "Evidence",
    "EvidenceKind",
    "FieldViolation",
    "FocusPlace",
    "GivenMention",
    "Granularity",
    "InternalError",
    "InvalidInputError",
    "Limits",
    "MatchType",
    "Mention",
    "MentionKind",
    "MentionOrigin",
    "MissingExtraError",
    "Place",
    "PlaceAnswer",
    "PlaceQuery",
    "QueueFullError",
    "ReaderRegion",
    "Resolution",
    "ResolveOptions",
    "ResourceDamagedError",
    "ResourceMissingError",
    "ServerInfo",
    "ServiceUnavailableError",
    "Settings",
    "Span",
    "SpatialKind",
    "SpatialRelation",
    "UnauthenticatedError",
    "UnsupportedCallError",
    "WarningReason",
    "__version__",
    "tls_credentials",
]

_HEAVY_MODULES = {"Annotator": "dateline.annotation", "Settings": "dateline.settings"}
"""The modules that need the extra `server`."""
_CLIENT_NAMES = ("AsyncClient", "Client", "tls_credentials")


if not TYPE_CHECKING:  # type checkers would take every name for one that exists

    def __getattr__(name: str) -> object:
        """Imports a public name when it is first asked for, so that `import dateline` costs nothing.

        Raises MissingExtraError where this install lacks the extra that the name needs.
        """
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = _version() if name == "__version__" else _imported(name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Returns the public names that this install can import, so that `help(dateline)` works in every install."""
    from importlib.util import find_spec

    missing = () if find_spec("onnxruntime") else _HEAVY_MODULES
    return [name for name in __all__ if name not in missing]


def _imported(name: str) -> object:
    from importlib import import_module

    try:
        return getattr(import_module(_module_of(name)), name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "dateline":
            raise
        from dateline.errors import missing_extra

        raise missing_extra(f"dateline.{name} needs {error.name}, which is missing", extras="server") from None


def _module_of(name: str) -> str:
    if name in _HEAVY_MODULES:
        return _HEAVY_MODULES[name]
    if name in _CLIENT_NAMES:
        return "dateline.client"
    return "dateline.errors" if name.endswith(("Error", "Violation")) else "dateline.values"


def _version() -> str:
    """Returns the version of the installed package, or "0+unknown" where its source runs without an install."""
    from importlib import metadata

    try:
        return metadata.version("dateline")
    except metadata.PackageNotFoundError:
        return "0+unknown"
