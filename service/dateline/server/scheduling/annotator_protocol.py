"""The annotator as the server sees it: an object whose methods block and are run on threads."""

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
    from dateline.annotation import AnalysedArticle, Passage, PreparedArticle, ResolvedArticle

Recognitions = tuple[Recognition, ...]


class AnnotatorProtocol(Protocol):
    """The part of an Annotator that the server uses."""

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
        """Passages to recognise side by side, each in its own call; None where one call with many is faster."""

    def load(self) -> None:
        """Loads model and gazetteer; raises ResourceMissingError, ResourceDamagedError or InvalidInputError."""

    def prepare(self, article: Article) -> "PreparedArticle":
        """Cuts an article into sentences, and loads the model for its language, where it is not there yet."""

    def count_tokens(self, sentence: str) -> int:
        """Estimates the tokens of a sentence."""

    def passages(self, prepared: "PreparedArticle") -> Sequence["Passage"]:
        """Puts together the sentences of an article that are recognised together."""

    def recognize(self, passages: Sequence["Passage"]) -> Sequence[Sequence[Recognitions]]:
        """Finds the names in each sentence of each passage, by the model for its language."""

    def analyse(self, prepared: "PreparedArticle", recognitions: Sequence[Recognitions]) -> "AnalysedArticle":
        """Makes mentions and toponyms of the recognised names."""

    def resolve(self, analysed: "AnalysedArticle", *, options: AnnotateOptions) -> "ResolvedArticle":
        """Decides which places the toponyms mean."""

    def ask(self, resolved: "ResolvedArticle", *, seconds: float | None) -> Future[FallbackAnswers] | None:
        """Begins to ask the fallback geocoder; returns None where there is nothing to ask.

        Only called where the settings name a fallback geocoder.
        """

    def assemble(self, resolved: "ResolvedArticle", *, fallback: FallbackAnswers | None) -> Annotation:
        """Makes the annotation of an article."""

    def resolve_places(self, queries: Sequence[PlaceQuery], *, options: ResolveOptions) -> tuple[PlaceAnswer, ...]:
        """Answers place queries, in their order."""

    def close(self) -> None:
        """Closes connections and threads."""
