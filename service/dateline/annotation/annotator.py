"""The annotator: all steps from an article to its annotation, as a plain library."""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import cached_property, partial
from itertools import chain, islice

from dateline import __version__
from dateline.annotation.batch_annotator import BatchAnnotator
from dateline.annotation.demonyms import foreign_matcher
from dateline.annotation.display import resolution_in_language
from dateline.annotation.lookup import ArticleLookup
from dateline.annotation.mentions import identify_mentions
from dateline.annotation.steps import (
    AnalysedArticle,
    Passage,
    PreparedArticle,
    ResolvedArticle,
    Steps,
    given_mention,
    headed_text,
    prepare,
)
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.geocoding import FallbackGeocoder, FallbackThread
from dateline.ner import DemonymMatcher, Recognizer, Recognizers, check_model, load_recognizers
from dateline.outlets import Outlet, OutletDirectory, packaged_names, packaged_outlets, read_outlets
from dateline.resolution import (
    Ranker,
    Resolver,
    Toponym,
    find_toponyms,
    likeliest_country,
    read_weights,
    shipped_weights,
    unknown_names,
)
from dateline.settings import Settings, load_settings
from dateline.text import contradicting_language, load_languages
from dateline.values import (
    AnnotateOptions,
    Annotation,
    AnnotationWarning,
    Article,
    ArticleLanguage,
    FallbackAnswers,
    GazetteerDescription,
    Limits,
    ModelDescription,
    PlaceAnswer,
    PlaceQuery,
    Recognition,
    ResolveOptions,
    WarningReason,
    given_language,
)
from dateline.values.limits import check_options, check_query


class Annotator(BatchAnnotator):
    """An annotator that finds people, organisations and places in articles, and says where the places are.

    Model and gazetteer are loaded at the first call, or at `load`; a `recognizer` of your own replaces the settings'
    model. An annotator may be pickled; the copy loads anew. Calls from several threads are safe.
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
        """Loads the gazetteer, the model, and what languages are told by.

        Raises ResourceMissingError, ResourceDamagedError or MissingExtraError, InvalidInputError for a pickle that was
        not allowed and for settings of which no fallback geocoder can be made, and OSError where the folder for shared
        weights cannot be written.
        """
        if self._own_recognizer is None and "_recognizers" not in self.__dict__:
            check_model(self.settings)  # before the gazetteer, which may take a minute to build
        self._load_gazetteer()
        with self._loading:
            _ = self._recognizers
            load_languages(shared_folder=self.settings.shared_weights)

    def close(self) -> None:
        """Ends the thread that asks the fallback geocoder, if it has begun; a later call begins another."""
        # Without the lock, which a thread that loads may hold for minutes.
        fallback = self.__dict__.pop("_fallback", None)
        if fallback is not None:
            fallback.close()

    @property
    def model(self) -> ModelDescription:
        """The recogniser in use; where the language chooses among several, all of them as one."""
        return self._recognizers.description

    @property
    def gazetteer(self) -> GazetteerDescription:
        """The gazetteer in use."""
        return self._gazetteer.describe()

    @property
    def parallel_sentences(self) -> int | None:
        """How many passages to give `recognize` side by side, one a call; None where one call with many is faster."""
        return self._recognizers.parallel_sentences

    def revision(self, article: Article) -> str:
        """Returns a string that names code, model, gazetteer, ranker, one's own outlets and fallback geocoder.

        While it and the libraries stay, so do the answers, but for those of the geocoder. It names the model only where
        the article's mentions are to be recognised.
        """
        model = "" if article.mentions is not None else f"{self.model.revision or self.model.name}."
        fallback = f".{self.settings.fallback_geocoder.lower()}" if self.settings.fallback_geocoder else ""
        ranker = self._resolver.ranker.revision
        return f"{self.version}+{model}{self.gazetteer.revision}.{ranker}{self._outlets_revision}{fallback}"

    def prepare(self, article: Article) -> PreparedArticle:
        """Returns the article, cut into sentences for recognition, for whose language the model is loaded."""
        prepared = prepare(article, shared_folder=self.settings.shared_weights)
        if prepared.language and prepared.sentences and "_recognizers" in self.__dict__:
            # Here, not with the passages, whose times the server learns the model's speed from.
            self._recognizers.load(prepared.language.code)
        return prepared

    def count_tokens(self, sentence: str) -> int:
        """Returns a cheap estimate of how many tokens the model makes of `sentence`."""
        return self._recognizers.count_tokens(sentence)

    def passages(self, prepared: PreparedArticle) -> tuple[Passage, ...]:
        """Returns the article's sentences as passages, which the model reads one by one; loads the model."""
        if not prepared.sentences:
            return ()
        self.load()
        return self._recognizers.passages(prepared.sentences)

    def recognize(self, passages: Sequence[Passage]) -> tuple[tuple[tuple[Recognition, ...], ...], ...]:
        """Returns the names in each sentence of each passage, by the model for its language; the one slow step."""
        self.load()
        return self._recognizers.recognize(passages)

    def analyse(self, prepared: PreparedArticle, recognitions: Sequence[tuple[Recognition, ...]]) -> AnalysedArticle:
        """Returns the article with mentions, toponyms and dateline; `recognitions` has an item for each sentence."""
        return self._steps.analyse(prepared, recognitions, demonyms=self._demonyms(prepared.language_code))

    def resolve(
        self,
        analysed: AnalysedArticle,
        *,
        options: AnnotateOptions = AnnotateOptions(),  # noqa: B008  # frozen
    ) -> ResolvedArticle:
        """Returns the article with the resolutions of its toponyms, which are decided together."""
        return self._steps.resolve(analysed, options=options)

    def ask(self, resolved: ResolvedArticle, *, seconds: float | None = None) -> Future[FallbackAnswers] | None:
        """Asks the fallback geocoder for names that the gazetteer lacks; returns None where no name is to be asked for.

        The answers come within `seconds` and the limits in the settings, even where the geocoder does not answer.
        """
        if self._fallback is None:
            return None
        analysed = resolved.analysed
        names = unknown_names(analysed.toponyms, nested=resolved.options.nested)
        if not names:
            return None
        country_code = ""
        if self.settings.fallback_geocoder_country_bias:
            country_code = likeliest_country(resolved.resolutions, analysed.article)
        return self._fallback.ask(names, country_code=country_code, seconds=seconds)

    def assemble(self, resolved: ResolvedArticle, *, fallback: FallbackAnswers | None = None) -> Annotation:
        """Returns the annotation, with the places that the fallback geocoder found, where it was asked."""
        article = resolved.analysed.article
        warnings = tuple(self._warnings(article, resolved.analysed.language, fallback))
        return self._steps.assemble(resolved, fallback=fallback, warnings=warnings, revision=self.revision(article))

    def toponyms(self, article: Article) -> tuple[Toponym, ...]:
        """Returns the place mentions that are given with an article, in its order, with the gazetteer's matches."""
        language_code = given_language(article.language_code).code
        with self._loading:
            lookup = ArticleLookup(self._gazetteer, language_code=language_code)
        given = [given_mention(article, mention, lookup) for mention in article.mentions or ()]
        mentions = identify_mentions(given)
        return find_toponyms(mentions, article, lookup=lookup, called=lookup.called, language_code=language_code)

    def resolve_places(
        self,
        queries: Sequence[PlaceQuery],
        *,
        options: ResolveOptions = ResolveOptions(),  # noqa: B008  # frozen
    ) -> tuple[PlaceAnswer, ...]:
        """Returns the answers to queries for places without an article, each query by itself.

        Raises InvalidInputError, naming the fields, where any query cannot be answered.
        """
        limits = Limits.of(self.settings)
        check_options(options, limits=limits)
        for i, query in enumerate(queries):
            check_query(query, limits=limits, path=f"queries[{i}]")
        self._load_gazetteer()
        language_code = options.display_language
        return tuple(
            PlaceAnswer(
                query,
                resolution_in_language(
                    self._resolver.resolve_query(query, options=options), language_code, gazetteer=self._gazetteer
                ),
            )
            for query in queries
        )

    def _annotate_batch(self, articles: Sequence[Article], options: AnnotateOptions) -> Iterator[Annotation]:
        prepared_articles = [self.prepare(article) for article in articles]
        passages = [self.passages(prepared) for prepared in prepared_articles]
        recognized = iter(self.recognize(list(chain.from_iterable(passages))) if any(passages) else ())
        for prepared, own in zip(prepared_articles, passages, strict=True):
            recognitions = list(chain.from_iterable(islice(recognized, len(own))))
            resolved = self.resolve(self.analyse(prepared, recognitions), options=options)
            asked = self.ask(resolved)
            yield self.assemble(resolved, fallback=asked.result() if asked else None)

    def _check(self, options: AnnotateOptions) -> Limits:
        self._load_gazetteer()
        limits = Limits.of(self.settings)
        check_options(options, limits=limits)
        return limits

    def _load_gazetteer(self) -> None:
        with self._loading:
            _ = self._fallback
            _ = self._resolver

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(ensure(self.settings.gazetteer, progress=self._show_progress))

    @cached_property
    def _resolver(self) -> Resolver:
        weights = read_weights(self.settings.ranker) if self.settings.ranker else shipped_weights()
        directory = OutletDirectory((*packaged_outlets(), *self._own_outlets), names=packaged_names())
        return Resolver(self._gazetteer, directory, Ranker(weights, atlas=self._gazetteer))

    @cached_property
    def _own_outlets(self) -> tuple[Outlet, ...]:
        return read_outlets(self.settings.outlets) if self.settings.outlets else ()

    @cached_property
    def _outlets_revision(self) -> str:
        """The part of the revision that names one's own outlets; empty without any."""
        if not self._own_outlets:
            return ""
        return f".outlets-{hashlib.sha256(repr(self._own_outlets).encode()).hexdigest()[:12]}"

    @cached_property
    def _fallback(self) -> FallbackThread | None:
        return FallbackThread(FallbackGeocoder(self.settings)) if self.settings.fallback_geocoder else None

    @cached_property
    def _recognizers(self) -> Recognizers:
        return Recognizers(self._own_recognizer) if self._own_recognizer else load_recognizers(self.settings)

    @cached_property
    def _english_demonyms(self) -> DemonymMatcher:
        return DemonymMatcher(self._gazetteer.demonym_names())

    def _demonyms(self, language_code: str) -> DemonymMatcher:
        return foreign_matcher(language_code) or self._english_demonyms

    @property
    def _steps(self) -> Steps:
        return Steps(self._gazetteer, self._resolver)

    def _warnings(
        self, article: Article, language: ArticleLanguage | None, fallback: FallbackAnswers | None
    ) -> Iterator[AnnotationWarning]:
        if fallback is not None and fallback.shortfall:
            yield AnnotationWarning(WarningReason.FALLBACK_GEOCODER_UNAVAILABLE, fallback.shortfall)
        if not article.text.strip():
            yield AnnotationWarning(WarningReason.NO_TEXT, "the text holds nothing but white space")
        if article.outlet and article.reader_region is None and not self._resolver.outlets.knows(article.outlet):
            message = "the outlet is not known; nothing is known of its readers, who may be given as reader_region"
            yield AnnotationWarning(WarningReason.OUTLET_UNKNOWN, message)
        if language is None:
            return
        known = self.model.language_codes
        if known and language.code not in known:
            finding = "is said to be" if language.is_given else "looks like"
            made_for = f"the recogniser was made for {', '.join(known)}, expect less of it"
            yield AnnotationWarning(
                WarningReason.LANGUAGE_UNSUPPORTED, f"the text {finding} {language.code!r}; {made_for}"
            )
        if not language.is_given:
            return
        told = contradicting_language(headed_text(article), language.code, shared_folder=self.settings.shared_weights)
        if told:
            message = f"the text looks like {told.code!r}, but is said to be {language.code!r} and was read so"
            yield AnnotationWarning(WarningReason.LANGUAGE_DOUBTED, message)
