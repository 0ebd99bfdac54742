"""A small annotator for tests of the server, to which every capitalised word is a place of that name."""

import asyncio
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from dateline.annotation import AnalysedArticle, ArticleSentence, Passage, PreparedArticle, ResolvedArticle
from dateline.errors import DatelineError
from dateline.text import ReadableText, Sentence
from dateline.values import (
    AnnotateOptions,
    Annotation,
    AnnotationWarning,
    Article,
    ArticleLanguage,
    ArticlePart,
    Candidate,
    Coordinates,
    Entity,
    EntityType,
    FallbackAnswers,
    GazetteerDescription,
    Mention,
    MentionKind,
    ModelDescription,
    NameMatch,
    Place,
    PlaceAnswer,
    PlaceQuery,
    Recognition,
    Resolution,
    ResolveOptions,
    Span,
    WarningReason,
)

TIMEOUT_SECONDS = 20


async def until(condition: Callable[[], bool]) -> None:
    """Waits until `condition` holds, while the server goes on in the same loop."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not condition():  # noqa: ASYNC110  # the server has no event for tests, and its own loop is this one
            await asyncio.sleep(0)


class FakeAnnotator:
    """An annotator that records its batches; while `gate` is clear, its model does not answer.

    A sentence with POISON in it cannot be recognised, nor a name with POISON in it be resolved. An article whose id is
    "unreadable" cannot be cut into sentences, and one whose id is "unresolvable" cannot be assembled.
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
        """Waits until the model has begun one more batch."""
        assert await asyncio.to_thread(self.entered.acquire, timeout=TIMEOUT_SECONDS)

    def load(self) -> None:
        self.load_gate.wait()
        if self._load_error is not None:
            raise self._load_error

    def prepare(self, article: Article) -> PreparedArticle:
        if article.id == "unreadable":
            raise LookupError(article.text)
        if article.mentions is not None:
            return PreparedArticle(article, (), None)
        return PreparedArticle(
            article,
            tuple(
                ArticleSentence(part, Sentence(match.group(), match.start(), ReadableText(article.text_of(part))), "en")
                for part in (ArticlePart.TITLE, ArticlePart.TEXT)
                for match in re.finditer(r"[^\n]*\S[^\n]*", article.text_of(part))
            ),
            ArticleLanguage("en", 0.875, is_given=False),
        )

    def count_tokens(self, sentence: str) -> int:
        return len(sentence.split())

    def passages(self, prepared: PreparedArticle) -> tuple[Passage, ...]:
        return tuple((sentence,) for sentence in prepared.sentences)

    def recognize(self, passages: Sequence[Passage]) -> tuple[tuple[tuple[Recognition, ...], ...], ...]:
        contents = tuple(sentence.content for passage in passages for sentence in passage)
        self.batches.append(contents)
        self.entered.release()
        self.gate.wait()
        for content in contents:
            if "POISON" in content:
                raise ValueError(f"cannot digest {content}")
        return tuple(tuple(self._names(sentence.content) for sentence in passage) for passage in passages)

    def _names(self, content: str) -> tuple[Recognition, ...]:
        return tuple(
            Recognition(match.start(), match.end(), EntityType.PLACE, MentionKind.NAME, "CAP", 0.5)
            for match in re.finditer(r"\b[A-Z]\w*", content)
        )

    def analyse(self, prepared: PreparedArticle, recognitions: Sequence[tuple[Recognition, ...]]) -> AnalysedArticle:
        article = prepared.article
        spans = [
            (sentence.part, *sentence.sentence.given_span(name.start_offset, name.end_offset))
            for sentence, names in zip(prepared.sentences, recognitions, strict=True)
            for name in names
        ] + [(mention.part, mention.start_offset, mention.end_offset) for mention in article.mentions or ()]
        mentions = tuple(
            Mention(
                mention_id=f"m{number}",
                span=Span(start, end, article.text_of(part)[start:end], part),
                type=EntityType.PLACE,
                kind=MentionKind.NAME,
                label="CAP",
                confidence=0.5,
            )
            for number, (part, start, end) in enumerate(spans)
        )
        return AnalysedArticle(
            article, prepared.language, mentions, (), None, is_dateline_mentioned=False, lookup=_lookup
        )

    def resolve(self, analysed: AnalysedArticle, *, options: AnnotateOptions) -> ResolvedArticle:
        return ResolvedArticle(analysed, (), None, options)

    def ask(self, resolved: ResolvedArticle, *, seconds: float | None) -> Future[FallbackAnswers] | None:
        raise AssertionError(f"asked although no setting says so: {resolved.analysed.article.id}, {seconds}")

    def assemble(self, resolved: ResolvedArticle, *, fallback: FallbackAnswers | None) -> Annotation:
        assert fallback is None
        article, mentions = resolved.analysed.article, resolved.analysed.mentions
        if article.id == "unresolvable":
            raise KeyError(article.text)
        entities = tuple(
            Entity(
                entity_id=f"e{number}",
                type=EntityType.PLACE,
                name=mention.span.content,
                mentions=(mention,),
                salience=1 / len(mentions),
                resolution=_resolution(mention.span.content, resolved.options.max_candidates),
            )
            for number, mention in enumerate(mentions)
        )
        warnings = () if article.text.strip() else (AnnotationWarning(WarningReason.NO_TEXT, "no text"),)
        return Annotation(
            article.id, article.language_code, entities, (), None, warnings, "rev", article, resolved.analysed.language
        )

    def resolve_places(self, queries: Sequence[PlaceQuery], *, options: ResolveOptions) -> tuple[PlaceAnswer, ...]:
        for query in queries:
            if "POISON" in query.name:
                raise ValueError(f"cannot find {query.name}")
        return tuple(
            PlaceAnswer(
                query, _resolution(query.name, options.max_candidates) if query.name[0].isupper() else Resolution()
            )
            for query in queries
        )

    def close(self) -> None:
        self.is_closed = True


def _lookup(name: str, *, after_place: bool = False) -> Sequence[NameMatch]:
    raise AssertionError(f"there is no gazetteer: {name}, {after_place}")


def _resolution(name: str, max_candidates: int) -> Resolution:
    place = Place(f"fake:{name}", name, "P", "PPL", Coordinates(1.0, 2.0))
    return Resolution(place, 0.75, (Candidate(place, 0.75),)[:max_candidates], 0.25, 0.0 if max_candidates else 0.75)
