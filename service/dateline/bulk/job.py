"""Jobs: all that a worker needs to know to annotate any unit of a run."""

import enum
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol

from dateline.bulk.storage import Folder
from dateline.bulk.unit import Unit, run_digest
from dateline.errors import DatelineError
from dateline.settings import Settings
from dateline.values import AnnotateOptions, Annotation, Article

_LIMITS = ("max_article_chars", "max_title_chars", "max_field_chars", "max_given_mentions")
"""Settings that decide which articles can be annotated."""
_ASKING = ("timeout_seconds", "article_seconds", "max_names", "country_bias")
"""Settings `fallback_geocoder_*` that decide what it is asked for, and how long it has to answer."""
_LIBRARIES = (
    "chardet", "fastwarc", "flair", "htmldate", "justext", "lxml", "numpy", "onnxruntime", "py3langid",
    "sentencepiece", "sentencex", "tokenizers", "torch", "trafilatura", "transformers",
)  # fmt: skip
"""Libraries by which articles are extracted and annotated; flair's are used with its models alone."""
REVISION_PROBE = Article(id="", text="")
"""An article whose annotations name every part that annotations depend on."""


class Shape(enum.StrEnum):
    """What a row of a result is: a mention with the columns of the flat formats, or an article with its lists."""

    MENTIONS = "mentions"
    ARTICLES = "articles"


@dataclass(frozen=True, slots=True)
class Reading:
    """Options of reading: the encoding of all files, and what fills the fields that an article leaves empty."""

    encoding: str = ""
    title: str = ""
    outlet: str = ""
    language_code: str = ""


class UnitAnnotator(Protocol):
    """What a job needs of an annotator; `dateline.Annotator` is one. It is pickled on its way to the workers."""

    settings: Settings

    def load(self) -> None:
        """Loads the gazetteer and the model."""

    def revision(self, article: Article) -> str:
        """Returns a string that names all that annotations depend on but the options, the limits and the libraries."""

    def annotate(
        self,
        articles: Iterable[Article],
        *,
        options: AnnotateOptions,
        errors: Any,  # noqa: ANN401 - overloaded there
    ) -> tuple[Annotation | DatelineError, ...]:
        """Returns the annotation, or with `errors="return"` the error, of each article."""


@cache
def library_versions() -> Mapping[str, str]:
    """Returns the versions of Unicode, and of the libraries by which articles are annotated, of those that are here."""
    versions = {"Unicode": unicodedata.unidata_version}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return versions


@dataclass(frozen=True, slots=True)
class Job:
    """What is done to every unit of a run.

    `revision` and `libraries` are what workers must have, or their work is refused.
    """

    annotator: UnitAnnotator
    inputs: tuple[Folder, ...]
    output: Folder
    revision: str
    shape: Shape = Shape.MENTIONS
    with_text: bool = False
    options: AnnotateOptions = field(default_factory=AnnotateOptions)
    reading: Reading = field(default_factory=Reading)
    libraries: Mapping[str, str] = field(default_factory=library_versions)

    def identity(self) -> dict[str, Any]:
        """Returns all that results depend on beside the input, in what JSON has."""
        settings = self.annotator.settings
        outlets = settings.outlets
        return {
            "revision": self.revision,
            "options": asdict(self.options),
            "reading": asdict(self.reading),
            "shape": self.shape,
            "with_text": self.with_text,
            "limits": {name: getattr(settings, name) for name in _LIMITS},
            "outlets": hashlib.sha256(outlets.read_bytes()).hexdigest() if outlets else "",
            "fallback_geocoder": _asking(settings),
            "libraries": dict(self.libraries),
        }

    @property
    def digest(self) -> str:
        """The digest that the keys of the run's units are made with."""
        return run_digest(self.identity())

    def input_of(self, unit: Unit) -> Folder:
        """Returns the input that a unit's file lies in."""
        return next(folder for folder in self.inputs if folder.holds(unit.path))


def _asking(settings: Settings) -> dict[str, Any]:
    """Returns what decides on the answers of the fallback geocoder; of its options, which hold secrets, a hash."""
    if not settings.fallback_geocoder:
        return {}
    options = hashlib.sha256(settings.fallback_geocoder_options.encode()).hexdigest()
    return {"options": options, **{name: getattr(settings, f"fallback_geocoder_{name}") for name in _ASKING}}
