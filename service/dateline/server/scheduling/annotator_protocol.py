"""The annotator as the server sees it, which runs it on threads."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Protocol

from dateline.values import (
    AnnotateOptions,
    Annotation,
    Article,
    FallbackAnswers,
    GazetteerDescription,
    ModelDescription,
    PlaceAnswer,
    PlaceQuery,
    Recognition,
    ResolveOptions,
)

if TYPE_CHECKING:
    # Not at run time: its parts take seconds to import, and the server answers before that.
    from dateline.annotation import AnalysedArticle, PreparedArticle, ResolvedArticle

Recognitions = tuple[Recognition, ...]


class AnnotatorProtocol(Protocol):
    """What the server needs of an Annotator."""

    @property
    def version(self) -> str:
        """Version of the package."""

    @property
    def model(self) -> ModelDescription:
        """The recogniser in use; available once loaded."""

    @property
    def gazetteer(self) -> GazetteerDescription:
        """The gazetteer in use; available once loaded."""

    @property
    def parallel_sentences(self) -> int | None:
        """Sentences to recognise side by side, each in a call of its own; None where one call with many is faster."""

    def load(self) -> None:
        """Load model and gazetteer; raises ResourceMissingError, ResourceDamagedError or InvalidInputError."""

    def prepare(self, article: Article) -> "PreparedArticle":
        """Cut an article into sentences."""

    def count_tokens(self, sentence: str) -> int:
        """Estimate the tokens of a sentence."""

    def recognize(self, sentences: Sequence[str]) -> Sequence[Recognitions]:
        """Find the names in each sentence."""

    def analyse(self, prepared: "PreparedArticle", recognitions: Sequence[Recognitions]) -> "AnalysedArticle":
        """Make mentions and toponyms of what was recognised."""

    def resolve(self, analysed: "AnalysedArticle", *, options: AnnotateOptions) -> "ResolvedArticle":
        """Decide what the toponyms mean."""

    def ask(self, resolved: "ResolvedArticle", *, seconds: float | None) -> Future[FallbackAnswers] | None:
        """Begin to ask the fallback geocoder; only called where the settings name one."""

    def assemble(self, resolved: "ResolvedArticle", *, fallback: FallbackAnswers | None) -> Annotation:
        """Make the annotation."""

    def resolve_places(self, queries: Sequence[PlaceQuery], *, options: ResolveOptions) -> tuple[PlaceAnswer, ...]:
        """Answer queries for places."""

    def close(self) -> None:
        """Let go of connections and threads."""
