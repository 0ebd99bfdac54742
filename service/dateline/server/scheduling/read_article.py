"""An article on its way through the pipeline: read, then resolved."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.errors import FieldViolation, InvalidInputError
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions, FallbackAnswers

if TYPE_CHECKING:
    # Not at run time: its parts take seconds to import, and the server answers before that.
    from concurrent.futures import Future

    from dateline.annotation import Passage, PreparedArticle, ResolvedArticle
    from dateline.server.scheduling.passage_list import PassageList


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """A valid article, prepared for the model, with its options."""

    prepared: "PreparedArticle"
    passages: "PassageList[Passage]"
    options: AnnotateOptions
    offset_encoding: OffsetEncoding
    arrived: float
    is_short: bool
    path: str


@dataclass(frozen=True, slots=True)
class ResolvedRead:
    """An article after resolution: with its annotation, or with the fallback geocoder's answers that it waits for."""

    resolved: "ResolvedArticle"
    message: pb.Annotation | None
    resolution_seconds: float
    asked: "Future[FallbackAnswers] | None" = None
    asked_at: float = 0.0
    """Time of the request, on the pipeline's clock."""


def large_answer_error(path: str) -> InvalidInputError:
    """Returns the error for the article at `path`, whose annotation is too large for any answer."""
    return InvalidInputError(
        FieldViolation(
            f"{path}.text", "gives more than an answer holds; send less at a time or ask for fewer candidates"
        )
    )
