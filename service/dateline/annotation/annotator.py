"""Article text in, annotation out: the whole pipeline as a plain library."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property, partial

from dateline import __version__
from dateline.annotation.coreference import merge_mentions
from dateline.annotation.datelines import PossibleDateline, find_datelines, locate_dateline
from dateline.annotation.focus import find_focus
from dateline.annotation.mentions import FoundMention, identify_mentions, is_wanted, overlap
from dateline.annotation.spatial_relations import relate_mentions
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.geocoding import FallbackGeocoder, FallbackThread
from dateline.ner import DemonymMatcher, Recognizer, check_model, load_recognizer
from dateline.outlets import OutletDirectory, packaged_outlets, read_outlets
from dateline.resolution import (
    Ranker,
    Resolver,
    Toponym,
    add_fallback_answers,
    find_toponyms,
    is_demonym,
    known_matches,
    likeliest_country,
    read_weights,
    shipped_weights,
    unknown_names,
)
from dateline.settings import Settings, load_settings
from dateline.text import identify_language, split_sentences
from dateline.values import (
    AnnotateOptions,
    Annotation,
    AnnotationWarning,
    Article,
    EntityType,
    FallbackAnswers,
    GazetteerDescription,
    GivenMention,
    Limits,
    Mention,
    MentionKind,
    ModelDescription,
    PlaceAnswer,
    PlaceQuery,
    Recognition,
    Resolution,
    Source,
    Span,
    WarningReason,
)
from dateline.values.limits import check_article, check_options, check_query

_GIVEN_LABEL, _DATELINE_LABEL = "GIVEN", "DATELINE"
_DATELINE_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class ArticleSentence:
    """A sentence to recognise; `start_offset` counts code points of its part of the article."""

    source: Source
    start_offset: int
    content: str


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article cut into sentences, title first; none when its mentions were given."""

    article: Article
    sentences: tuple[ArticleSentence, ...]


class Annotator:
    """Finds people, organisations and places in articles, and says where the places are.

    Loads its model and gazetteer at the first call, or at `load`; a `recognizer` of your own takes the place of the
    settings' model. May be pickled; the copy loads its own. Calls from several threads are safe.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        recognizer: Recognizer | None = None,
        show_progress: bool = False,
    ) -> None:
        self.settings = settings or load_settings()
        self.version = __version__
        self._own_recognizer = recognizer
        self._show_progress = show_progress
        self._loading = threading.Lock()

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), recognizer=self._own_recognizer, show_progress=self._show_progress), (self.settings,)

    def load(self) -> None:
        """Loads the gazetteer and the model.

        Raises ResourceMissingError, ResourceDamagedError or MissingExtraError, and InvalidInputError for a pickle that
        nobody allowed and for a fallback geocoder that cannot be.
        """
        if self._own_recognizer is None and "_recognizer" not in self.__dict__:
            check_model(self.settings)  # before the gazetteer, which may take a minute to build
        self._load_gazetteer()
        with self._loading:
            _ = self._recognizer

    def close(self) -> None:
        """Ends the thread that asks for fallback geocoder, where there is one; a later call begins another."""
        # Without the lock: whoever loads may hold it for minutes.
        answer = self.__dict__.pop("_fallback_geocoder", None)
        if answer is not None:
            answer.close()

    def _load_gazetteer(self) -> None:
        with self._loading:
            _ = self._fallback_geocoder
            _ = self._resolver

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(ensure(self.settings.gazetteer, progress=self._show_progress))

    @cached_property
    def _resolver(self) -> Resolver:
        ranker = Ranker(read_weights(self.settings.ranker) if self.settings.ranker else shipped_weights())
        own_outlets = read_outlets(self.settings.outlets) if self.settings.outlets else ()
        return Resolver(self._gazetteer, OutletDirectory((*packaged_outlets(), *own_outlets)), ranker)

    @cached_property
    def _fallback_geocoder(self) -> FallbackThread | None:
        return FallbackThread(FallbackGeocoder(self.settings)) if self.settings.fallback_geocoder else None

    @cached_property
    def _recognizer(self) -> Recognizer:
        return self._own_recognizer or load_recognizer(self.settings)

    @cached_property
    def _demonyms(self) -> DemonymMatcher:
        return DemonymMatcher(self._gazetteer.demonym_names())

    @property
    def model(self) -> ModelDescription:
        """The recogniser in use."""
        return self._recognizer.description

    @property
    def gazetteer(self) -> GazetteerDescription:
        """The gazetteer in use."""
        return self._gazetteer.describe()

    @property
    def parallel_sentences(self) -> int | None:
        """Sentences to give `recognize` side by side, each in a call of its own; None where one call is faster."""
        return self._recognizer.parallel_sentences

    def revision(self, article: Article) -> str:
        """Changes whenever an equal article may get another annotation; the model counts only where it was asked.

        A fallback geocoder is named, and may itself change at any time.
        """
        model = "" if article.mentions is not None else f"{self.model.revision or self.model.name}."
        answer = f".{self.settings.fallback_geocoder.lower()}" if self.settings.fallback_geocoder else ""
        return f"{self.version}+{model}{self.gazetteer.revision}.{self._resolver.ranker.revision}{answer}"

    def annotate(
        self,
        articles: Sequence[Article],
        *,
        options: AnnotateOptions = AnnotateOptions(),  # noqa: B008  # frozen
    ) -> tuple[Annotation, ...]:
        """One annotation an article, in order; each depends on its own article only.

        Raises InvalidInputError, naming the fields, when any article cannot be annotated.
        """
        self._load_gazetteer()
        limits = Limits.of(self.settings)
        check_options(options, limits=limits)
        for i, article in enumerate(articles):
            check_article(article, limits=limits, path=f"articles[{i}]")
        prepared = [self.prepare(article) for article in articles]
        contents = [sentence.content for each in prepared for sentence in each.sentences]
        recognized = iter(self.recognize(contents) if contents else ())
        annotations = []
        for each in prepared:
            recognitions = [next(recognized) for _ in each.sentences]
            asked = self.ask(each, recognitions, options=options)
            fallback = asked.result() if asked else None
            annotations.append(self.assemble(each, recognitions, options=options, fallback=fallback))
        return tuple(annotations)

    def prepare(self, article: Article) -> PreparedArticle:
        """Cuts an article into the sentences that are to be recognised."""
        if article.mentions is not None:
            return PreparedArticle(article, ())
        return PreparedArticle(
            article,
            tuple(
                ArticleSentence(source, sentence.start_offset, sentence.content)
                for source in (Source.TITLE, Source.TEXT)
                for sentence in split_sentences(article.part(source))
            ),
        )

    def count_tokens(self, sentence: str) -> int:
        """A cheap estimate of a sentence's cost in the model's tokens."""
        return self._recognizer.count_tokens(sentence)

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        """The names in each sentence; the one slow step."""
        self.load()
        return self._recognizer.recognize(sentences)

    def ask(
        self,
        prepared: PreparedArticle,
        recognitions: Sequence[tuple[Recognition, ...]],
        *,
        options: AnnotateOptions = AnnotateOptions(),  # noqa: B008  # frozen
        seconds: float | None = None,
    ) -> Future[FallbackAnswers] | None:
        """Asks the fallback geocoder for names the gazetteer lacks; returns None where there is nothing to ask.

        It comes within `seconds` and the settings' limits, whatever the geocoder does.
        """
        if self._fallback_geocoder is None:
            return None
        article = prepared.article
        mentions = identify_mentions(self._found(prepared, recognitions))
        toponyms = tuple(find_toponyms(mentions, article, gazetteer=self._gazetteer))
        names = unknown_names(toponyms, include_nested=options.include_nested)
        if not names:
            return None
        country_code = ""
        if self.settings.fallback_geocoder_country_bias:
            country_code = likeliest_country(self._resolver.resolve(toponyms, article, options=options), article)
        return self._fallback_geocoder.ask(names, country_code=country_code, seconds=seconds)

    def assemble(
        self,
        prepared: PreparedArticle,
        recognitions: Sequence[tuple[Recognition, ...]],
        *,
        options: AnnotateOptions = AnnotateOptions(),  # noqa: B008  # frozen
        fallback: FallbackAnswers | None = None,
    ) -> Annotation:
        """The annotation of a prepared article, given what was recognised in each of its sentences."""
        article = prepared.article
        found = self._found(prepared, recognitions)
        dateline, is_named = self._possible(article, found)
        unnamed = None
        if dateline and not is_named and article.mentions is None:
            kind = MentionKind.NAME
            found.append(FoundMention(dateline.span, EntityType.PLACE, kind, _DATELINE_LABEL, _DATELINE_CONFIDENCE))
        elif dateline and not is_named:
            unnamed = self._resolver.resolve_query(PlaceQuery(dateline.query), max_alternatives=0)
        lookup = partial(known_matches, gazetteer=self._gazetteer)
        mentions = relate_mentions(identify_mentions(found), article=article, lookup=lookup)
        resolutions = self._resolve(mentions, article, fallback, options)
        kept = [i for i, mention in enumerate(mentions) if is_wanted(mention, options)]
        entities = merge_mentions([mentions[i] for i in kept], [resolutions[i] for i in kept], article=article)
        focus = find_focus(entities, line=dateline.line if dateline else None, atlas=self._gazetteer)
        return Annotation(
            article.id,
            article.language_code,
            entities,
            focus,
            locate_dateline(dateline, entities, unnamed=unnamed),
            tuple(self._warnings(article, fallback)),
            self.revision(article),
        )

    def _possible(self, article: Article, found: Sequence[FoundMention]) -> tuple[PossibleDateline | None, bool]:
        """Where the article says it was filed, if it does, and whether a mention of a place stands there."""
        for dateline in find_datelines(article):
            types = frozenset(each.type for each in found if overlap(each.span, dateline.span))
            if dateline.is_dateline(known_matches(dateline.span.content, self._gazetteer), types):
                return dateline, EntityType.PLACE in types
        return None, False

    def toponyms(self, article: Article) -> tuple[Toponym, ...]:
        """The place mentions that come with an article, in its order, each with what the gazetteer holds."""
        with self._loading:
            _ = self._gazetteer
        given = [self._given(article, mention) for mention in article.mentions or ()]
        return tuple(find_toponyms(identify_mentions(given), article, gazetteer=self._gazetteer))

    def resolve(self, queries: Sequence[PlaceQuery], *, max_alternatives: int = 5) -> tuple[PlaceAnswer, ...]:
        """Names to places without an article; each query by itself."""
        limits = Limits.of(self.settings)
        for i, query in enumerate(queries):
            check_query(query, limits=limits, path=f"queries[{i}]")
        self._load_gazetteer()
        resolve = partial(self._resolver.resolve_query, max_alternatives=max_alternatives)
        return tuple(PlaceAnswer(query, resolve(query)) for query in queries)

    def _found(self, prepared: PreparedArticle, recognitions: Sequence[tuple[Recognition, ...]]) -> list[FoundMention]:
        article = prepared.article
        if article.mentions is None:
            return self._recognized(prepared, recognitions)
        return [self._given(article, mention) for mention in article.mentions]

    def _recognized(
        self, prepared: PreparedArticle, recognitions: Sequence[tuple[Recognition, ...]]
    ) -> list[FoundMention]:
        found = []
        for sentence, names in zip(prepared.sentences, recognitions, strict=True):
            part = prepared.article.part(sentence.source)
            for each in names if self._recognizer.finds_demonyms else self._demonyms.merge(sentence.content, names):
                start, end = sentence.start_offset + each.start_offset, sentence.start_offset + each.end_offset
                span = Span(start, end, part[start:end], sentence.source)
                found.append(FoundMention(span, each.type, each.kind, each.label, each.confidence))
        return found

    def _given(self, article: Article, mention: GivenMention) -> FoundMention:
        content = article.part(mention.source)[mention.start_offset : mention.end_offset]
        span = Span(mention.start_offset, mention.end_offset, content, mention.source)
        kind = MentionKind.NAME
        if mention.type is EntityType.PLACE and is_demonym(content, self._gazetteer):
            kind = MentionKind.DEMONYM
        return FoundMention(span, mention.type, kind, _GIVEN_LABEL, 1.0)

    def _resolve(
        self, mentions: Sequence[Mention], article: Article, fallback: FallbackAnswers | None, options: AnnotateOptions
    ) -> list[Resolution | None]:
        toponyms = tuple(find_toponyms(mentions, article, gazetteer=self._gazetteer))
        resolutions = self._resolver.resolve(toponyms, article, options=options)
        if fallback is not None:
            country, limit = self._gazetteer.country, options.max_alternatives
            resolutions = add_fallback_answers(
                resolutions, toponyms, fallback, country_place=country, max_alternatives=limit
            )
        answers = iter(resolutions)
        return [next(answers) if mention.type is EntityType.PLACE else None for mention in mentions]

    def _warnings(self, article: Article, fallback: FallbackAnswers | None) -> Iterator[AnnotationWarning]:
        if fallback is not None and fallback.shortfall:
            yield AnnotationWarning(WarningReason.FALLBACK_GEOCODER_UNAVAILABLE, fallback.shortfall)
        if not article.text.strip():
            yield AnnotationWarning(WarningReason.NO_TEXT, "the text holds nothing but white space")
        if article.mentions is not None:
            return
        known = self.model.language_codes
        declared = article.language_code.split("-")[0].lower()
        if known and declared and declared not in known:
            yield _foreign(f"is said to be {declared!r}", known)
        elif known and (identified := identify_language(article.text)) and identified not in known:
            yield _foreign(f"looks like {identified!r}", known)


def _foreign(finding: str, known: Sequence[str]) -> AnnotationWarning:
    return AnnotationWarning(
        WarningReason.LANGUAGE_UNSUPPORTED,
        f"the text {finding}; the recogniser was made for {', '.join(known)}, expect less of it",
    )
