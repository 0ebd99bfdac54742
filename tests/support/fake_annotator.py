"""A small annotator for tests of the server: every capitalised word is a place of that name."""

import asyncio
import re
import threading
from collections.abc import Callable, Sequence

from dateline.annotation import PreparedArticle
from dateline.annotation.annotator import ArticleSentence
from dateline.errors import DatelineError
from dateline.values import (
    AnnotateOptions,
    Annotation,
    AnnotationWarning,
    Article,
    Candidate,
    Coordinates,
    Entity,
    EntityType,
    FallbackAnswers,
    GazetteerDescription,
    Mention,
    MentionKind,
    ModelDescription,
    Place,
    PlaceAnswer,
    PlaceQuery,
    Recognition,
    Resolution,
    Source,
    Span,
    WarningReason,
)

TIMEOUT_SECONDS = 20


async def until(condition: Callable[[], bool]) -> None:
    """Let the server, which runs in the same loop, go on until `condition` holds."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not condition():  # noqa: ASYNC110  # the server has no event for tests, and its own loop is this one
            await asyncio.sleep(0)


class FakeAnnotator:
    """Records the batches it gets; while `gate` is clear its model does not answer.

    A sentence with POISON in it cannot be recognised, nor a name with it be resolved. An article whose id is
    "unreadable" cannot be cut into sentences, one whose id is "unresolvable" cannot be assembled.
    """

    version = "1.2.3"
    parallel_sentences: int | None = None
    model = ModelDescription("fake", "r1", ("en",), ("CAP",))
    gazetteer = GazetteerDescription("g1", 1, 1, ("nowhere",))

    def __init__(self, *, load_error: DatelineError | None = None) -> None:
        self.batches: list[tuple[str, ...]] = []
        self.load_gate = threading.Event()
        self.load_gate.set()
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Semaphore(0)
        self.is_closed = False
        self._load_error = load_error

    @property
    def sentences(self) -> list[str]:
        return [sentence for batch in self.batches for sentence in batch]

    async def in_work(self) -> None:
        """Wait until the model has begun one more batch."""
        assert await asyncio.to_thread(self.entered.acquire, timeout=TIMEOUT_SECONDS)

    def load(self) -> None:
        self.load_gate.wait()
        if self._load_error is not None:
            raise self._load_error

    def prepare(self, article: Article) -> PreparedArticle:
        if article.id == "unreadable":
            raise LookupError(article.text)
        if article.mentions is not None:
            return PreparedArticle(article, ())
        return PreparedArticle(
            article,
            tuple(
                ArticleSentence(source, match.start(), match.group())
                for source in (Source.TITLE, Source.TEXT)
                for match in re.finditer(r"[^\n]*\S[^\n]*", article.part(source))
            ),
        )

    def count_tokens(self, sentence: str) -> int:
        return len(sentence.split())

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        self.batches.append(tuple(sentences))
        self.entered.release()
        self.gate.wait()
        for sentence in sentences:
            if "POISON" in sentence:
                raise ValueError(f"cannot digest {sentence}")
        return tuple(
            tuple(
                Recognition(match.start(), match.end(), EntityType.PLACE, MentionKind.NAME, "CAP", 0.5)
                for match in re.finditer(r"\b[A-Z]\w*", sentence)
            )
            for sentence in sentences
        )

    def ask(self, *_: object, **__: object) -> None:
        raise AssertionError("asked although no setting says so")

    def assemble(
        self,
        prepared: PreparedArticle,
        recognitions: Sequence[tuple[Recognition, ...]],
        *,
        options: AnnotateOptions,
        fallback: FallbackAnswers | None,
    ) -> Annotation:
        assert fallback is None
        article = prepared.article
        if article.id == "unresolvable":
            raise KeyError(article.text)
        spans = [
            (sentence.source, sentence.start_offset + each.start_offset, sentence.start_offset + each.end_offset)
            for sentence, found in zip(prepared.sentences, recognitions, strict=True)
            for each in found
        ] + [(each.source, each.start_offset, each.end_offset) for each in article.mentions or ()]
        entities = tuple(
            Entity(
                entity_id=f"e{number}",
                type=EntityType.PLACE,
                name=article.part(source)[start:end],
                mentions=(
                    Mention(
                        mention_id=f"m{number}",
                        span=Span(start, end, article.part(source)[start:end], source),
                        type=EntityType.PLACE,
                        kind=MentionKind.NAME,
                        label="CAP",
                        confidence=0.5,
                    ),
                ),
                salience=1 / len(spans),
                resolution=_resolution(article.part(source)[start:end], options.max_alternatives),
            )
            for number, (source, start, end) in enumerate(spans)
        )
        warnings = () if article.text.strip() else (AnnotationWarning(WarningReason.NO_TEXT, "no text"),)
        return Annotation(article.id, article.language_code, entities, (), None, warnings, "rev")

    def resolve(self, queries: Sequence[PlaceQuery]) -> tuple[PlaceAnswer, ...]:
        for query in queries:
            if "POISON" in query.name:
                raise ValueError(f"cannot find {query.name}")
        return tuple(
            PlaceAnswer(query, _resolution(query.name, 5) if query.name[0].isupper() else None) for query in queries
        )

    def close(self) -> None:
        self.is_closed = True


def _resolution(name: str, max_alternatives: int) -> Resolution:
    place = Place(f"fake:{name}", name, "P", "PPL", Coordinates(1.0, 2.0))
    return Resolution(place, 0.75, (Candidate(place, 0.75),)[:max_alternatives], 0.25, ())
