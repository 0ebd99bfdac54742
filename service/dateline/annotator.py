"""Article text in, annotation out: the whole pipeline as a plain library."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import cached_property, partial

from dateline.document import (
    AnnotateOptions,
    Annotation,
    AnnotationWarning,
    Article,
    EntityType,
    GazetteerDescription,
    GivenMention,
    Mention,
    MentionKind,
    ModelDescription,
    NameKind,
    NameMatch,
    Opinions,
    Place,
    PlaceAnswer,
    PlaceQuery,
    Recognition,
    Resolution,
    Source,
    Span,
    WarningReason,
)
from dateline.entities import merge_mentions
from dateline.focus import find_dateline, find_focus, locate_dateline
from dateline.gazetteer import Gazetteer, OpinionThread, SecondOpinion, ensure
from dateline.language import identify_language
from dateline.mentions import FoundMention, identify_mentions, is_wanted, overlap
from dateline.ner import DemonymMatcher, Recognizer, load_recognizer
from dateline.resolution import RuleRanker, Toponym, add_opinions, likeliest_country, unknown_names
from dateline.settings import Settings, load_settings
from dateline.text import split_sentences
from dateline.validation import check_article, check_options, check_query
from dateline.version import package_version

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
        self.version = package_version()
        self._own_recognizer = recognizer
        self._show_progress = show_progress
        self._loading = threading.Lock()

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), recognizer=self._own_recognizer, show_progress=self._show_progress), (self.settings,)

    def load(self) -> None:
        """Loads the gazetteer and the model.

        Raises ResourceMissingError or ResourceDamagedError, and InvalidInputError where the settings' second opinion
        cannot be.
        """
        self._load_gazetteer()
        with self._loading:
            _ = self._recognizer

    def close(self) -> None:
        """Ends the thread that asks for second opinions, where there is one; a later call begins another."""
        # Without the lock: whoever loads may hold it for minutes.
        opinion = self.__dict__.pop("_second_opinion", None)
        if opinion is not None:
            opinion.close()

    def _load_gazetteer(self) -> None:
        with self._loading:
            _ = self._second_opinion
            _ = self._gazetteer

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(ensure(self.settings.gazetteer, progress=self._show_progress))

    @cached_property
    def _second_opinion(self) -> OpinionThread | None:
        return OpinionThread(SecondOpinion(self.settings)) if self.settings.second_opinion else None

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

        A second opinion is named, and may itself change at any time.
        """
        model = "" if article.mentions is not None else f"{self.model.revision or self.model.name}."
        opinion = f".{self.settings.second_opinion.lower()}" if self.settings.second_opinion else ""
        return f"{self.version}+{model}{self.gazetteer.revision}{opinion}"

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
        check_options(options, settings=self.settings)
        for i, article in enumerate(articles):
            check_article(article, settings=self.settings, path=f"articles[{i}]")
        prepared = [self.prepare(article) for article in articles]
        contents = [sentence.content for each in prepared for sentence in each.sentences]
        recognized = iter(self.recognize(contents) if contents else ())
        annotations = []
        for each in prepared:
            recognitions = [next(recognized) for _ in each.sentences]
            asked = self.ask(each, recognitions, options=options)
            opinions = asked.result() if asked else None
            annotations.append(self.assemble(each, recognitions, options=options, opinions=opinions))
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
    ) -> Future[Opinions] | None:
        """The second opinion on names that the gazetteer does not hold, for `assemble`; None where none is to be asked.

        It comes within `seconds` and the settings' limits, whatever the geocoder does.
        """
        if self._second_opinion is None:
            return None
        article = prepared.article
        toponyms = tuple(self._toponyms(identify_mentions(self._found(prepared, recognitions)), article))
        names = unknown_names(toponyms, include_nested=options.include_nested)
        if not names:
            return None
        country_code = ""
        if self.settings.second_opinion_country_bias:
            country_code = likeliest_country(RuleRanker().rank(toponyms, article=article), article)
        return self._second_opinion.ask(names, country_code=country_code, seconds=seconds)

    def assemble(
        self,
        prepared: PreparedArticle,
        recognitions: Sequence[tuple[Recognition, ...]],
        *,
        options: AnnotateOptions = AnnotateOptions(),  # noqa: B008  # frozen
        opinions: Opinions | None = None,
    ) -> Annotation:
        """The annotation of a prepared article, given what was recognised in each of its sentences."""
        article = prepared.article
        found = self._found(prepared, recognitions)
        filed, unnamed = self._dateline(article, found)
        if unnamed and article.mentions is None:
            found.append(unnamed)
        mentions = identify_mentions(found)
        resolutions = self._resolve(mentions, article, opinions, max_alternatives=options.max_alternatives)
        kept = [i for i, mention in enumerate(mentions) if is_wanted(mention, options)]
        entities = merge_mentions([mentions[i] for i in kept], [resolutions[i] for i in kept], article=article)
        focus = find_focus(entities, get_place=self._gazetteer.get, country_place=self._gazetteer.country)
        return Annotation(
            article.id,
            article.language_code,
            entities,
            focus,
            locate_dateline(filed, entities, unnamed=self._likeliest(unnamed)),
            tuple(self._warnings(article, opinions)),
            self.revision(article),
        )

    def _dateline(self, article: Article, found: Sequence[FoundMention]) -> tuple[Span | None, FoundMention | None]:
        """The span of the dateline's place, and that place as a mention where no mention stands there.

        What looks like a dateline is one if a place was found there, or if nothing was and the gazetteer knows the
        name, which then must be in capitals: "Apple - the maker of" is no dateline.
        """
        span = find_dateline(article)
        if span is None:
            return None, None
        there = {each.type for each in found if overlap(each.span, span)}
        if EntityType.PLACE in there:
            return span, None
        if there or not span.content.isupper() or not self._gazetteer.lookup(span.content):
            return None, None
        return span, FoundMention(span, EntityType.PLACE, MentionKind.NAME, _DATELINE_LABEL, _DATELINE_CONFIDENCE)

    def _likeliest(self, unnamed: FoundMention | None) -> Place | None:
        return self._gazetteer.lookup(unnamed.span.content)[0].place if unnamed else None

    def resolve(self, queries: Sequence[PlaceQuery], *, max_alternatives: int = 5) -> tuple[PlaceAnswer, ...]:
        """Names to places without an article; each query by itself."""
        for i, query in enumerate(queries):
            check_query(query, settings=self.settings, path=f"queries[{i}]")
        self._load_gazetteer()
        return tuple(PlaceAnswer(query, self._resolve_query(query, max_alternatives)) for query in queries)

    def _resolve_query(self, query: PlaceQuery, max_alternatives: int) -> Resolution | None:
        text = "\n\n".join((query.name, *query.context_names))
        spans, position = [], 0
        names = [name.strip() for name in query.name.split(",") if name.strip()]
        for name in (*names, *query.context_names):
            start = text.index(name, position)
            position = start + len(name)
            spans.append(Span(start, position, name))
        found = [FoundMention(span, EntityType.PLACE, MentionKind.NAME, _GIVEN_LABEL, 1.0) for span in spans]
        toponyms = list(self._toponyms(identify_mentions(found), Article("", text)))
        if query.country_code:
            wanted = tuple(m for m in toponyms[0].matches if m.place.country_code == query.country_code)
            toponyms[0] = replace(toponyms[0], matches=wanted)
        return RuleRanker().rank(toponyms, article=Article("", text), max_alternatives=max_alternatives)[0]

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
        if mention.type is EntityType.PLACE and _is_demonym(self._gazetteer.lookup(content)):
            kind = MentionKind.DEMONYM
        return FoundMention(span, mention.type, kind, _GIVEN_LABEL, 1.0)

    def _toponyms(self, mentions: Sequence[Mention], article: Article) -> Iterator[Toponym]:
        previous: Span | None = None
        for mention in mentions:
            if mention.type is EntityType.PLACE:
                span = mention.span
                matches = self._gazetteer.lookup(span.content, after_place=_follows(previous, span, article))
                yield Toponym(span.content, mention.kind, span.source, span.start_offset, span.end_offset, matches)
                previous = span

    def _resolve(
        self, mentions: Sequence[Mention], article: Article, opinions: Opinions | None, *, max_alternatives: int
    ) -> list[Resolution | None]:
        toponyms = tuple(self._toponyms(mentions, article))
        resolutions = RuleRanker().rank(toponyms, article=article, max_alternatives=max_alternatives)
        if opinions is not None:
            country = self._gazetteer.country
            resolutions = add_opinions(
                resolutions, toponyms, opinions, country_place=country, max_alternatives=max_alternatives
            )
        answers = iter(resolutions)
        return [next(answers) if mention.type is EntityType.PLACE else None for mention in mentions]

    def _warnings(self, article: Article, opinions: Opinions | None) -> Iterator[AnnotationWarning]:
        if opinions is not None and opinions.shortfall:
            yield AnnotationWarning(WarningReason.SECOND_OPINION_UNAVAILABLE, opinions.shortfall)
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


def _is_demonym(matches: tuple[NameMatch, ...]) -> bool:
    return bool(matches) and all(match.name_kind is NameKind.DEMONYM for match in matches)


def _follows(previous: Span | None, span: Span, article: Article) -> bool:
    """Whether `span` stands right behind a place, so that "IN" there is Indiana."""
    if previous is None or previous.source is not span.source:
        return False
    return article.part(span.source)[previous.end_offset : span.start_offset].strip(" ,()") == ""
