"""The steps of an annotation, each of which takes the value of the step before.

::

    prepare -> recognize -> analyse -> resolve -> assemble
    Article    passages     Prepared-  Analysed-  Resolved-  -> Annotation
                            Article    Article    Article

No mention is found, no name looked up and no toponym ranked twice. The library and the server take the same steps, the
server with other articles' steps in between; the fallback geocoder, where there is one, is asked between `resolve` and
`assemble`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.annotation.consistency import RULES, Rule, settle_mentions
from dateline.annotation.containers import part_containers
from dateline.annotation.coreference import merge_mentions
from dateline.annotation.datelines import PossibleDateline, find_datelines, place_dateline
from dateline.annotation.demonyms import keep_names
from dateline.annotation.display import in_language
from dateline.annotation.focus import find_focus
from dateline.annotation.known_places import add_known_places
from dateline.annotation.lookup import ArticleLookup
from dateline.annotation.mentions import FoundMention, identify_mentions, overlap, wanted_mentions, word_before
from dateline.annotation.spatial_relations import relate_mentions
from dateline.gazetteer import Gazetteer, read_demonyms
from dateline.ner import DemonymMatcher, name_relatives, settle_extents, without_ships, without_titles
from dateline.resolution import (
    Lookup,
    Resolver,
    Toponym,
    add_fallback_answers,
    at_least,
    find_toponyms,
    is_demonym,
    known_matches,
)
from dateline.text import Sentence, identify_language, split_sentences
from dateline.values import (
    AnnotateOptions,
    Annotation,
    AnnotationWarning,
    Article,
    ArticleLanguage,
    ArticlePart,
    EntityType,
    FallbackAnswers,
    GivenMention,
    Mention,
    MentionKind,
    MentionOrigin,
    PlaceQuery,
    Recognition,
    Resolution,
    ResolveOptions,
    Span,
    given_language,
)

_DATELINE_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class ArticleSentence:
    """A sentence of a part of the article, for recognition; `language_code` is that of the article's language."""

    part: ArticlePart
    sentence: Sentence
    language_code: str

    @property
    def content(self) -> str:
        """The sentence as it is read."""
        return self.sentence.content


Passage = tuple[ArticleSentence, ...]
"""Sentences of an article, one or more, that follow each other and are recognised together."""


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article cut into sentences, title first; it has no sentences and no language where its mentions were given."""

    article: Article
    sentences: tuple[ArticleSentence, ...]
    language: ArticleLanguage | None

    @property
    def language_code(self) -> str:
        """The code of the language; where mentions were given, of the one that the caller named, if any."""
        return self.language.code if self.language else given_language(self.article.language_code).code


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """An article with its mentions in order, and its place mentions as toponyms, with the gazetteer's matches.

    `is_dateline_mentioned` says whether a mention of a place stands where the dateline names one. `lookup` remembers
    what was looked up for the article. `language` is None where its mentions were given.
    """

    article: Article
    language: ArticleLanguage | None
    mentions: tuple[Mention, ...]
    toponyms: tuple[Toponym, ...]
    dateline: PossibleDateline | None
    is_dateline_mentioned: bool
    lookup: Lookup


@dataclass(frozen=True, slots=True)
class ResolvedArticle:
    """An analysed article with a resolution for each of its toponyms, in order, and the options of the request.

    `dateline_resolution` is that of the dateline's place where no mention stands there.
    """

    analysed: AnalysedArticle
    resolutions: tuple[Resolution, ...]
    dateline_resolution: Resolution | None
    options: AnnotateOptions


def prepare(article: Article, *, shared_folder: Path | None = None) -> PreparedArticle:
    """Returns the article, cut into sentences for recognition, with the language that it names or is written in.

    `shared_folder` is where `load_languages` was told to keep its tables.
    """
    if article.mentions is not None:
        return PreparedArticle(article, (), None)
    language = (
        given_language(article.language_code)
        if article.language_code
        else identify_language(headed_text(article), shared_folder=shared_folder)
    )
    return PreparedArticle(
        article,
        tuple(
            ArticleSentence(part, sentence, language.code)
            for part in (ArticlePart.TITLE, ArticlePart.TEXT)
            for sentence in split_sentences(article.text_of(part), language_code=language.code)
        ),
        language,
    )


def headed_text(article: Article) -> str:
    """Returns title and text, which tell the language together."""
    return f"{article.title}\n{article.text}"


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps after recognition."""

    gazetteer: Gazetteer
    resolver: Resolver
    rules: tuple[Rule, ...] = RULES

    def analyse(
        self,
        prepared: PreparedArticle,
        recognitions: Sequence[tuple[Recognition, ...]],
        *,
        demonyms: DemonymMatcher,
    ) -> AnalysedArticle:
        """Returns the article with mentions, toponyms and dateline; `recognitions` has an item for each sentence."""
        article = prepared.article
        lookup = ArticleLookup(self.gazetteer, language_code=prepared.language_code)
        found_mentions = list(_find_mentions(prepared, recognitions, lookup, demonyms))
        if article.mentions is None:
            found_mentions = settle_mentions(found_mentions, lookup=lookup, rules=self.rules)
        dateline, is_mentioned = _find_dateline(prepared, found_mentions, lookup)
        if dateline and not is_mentioned and article.mentions is None:
            found_mentions.append(
                FoundMention(
                    dateline.span,
                    EntityType.PLACE,
                    MentionKind.NAME,
                    _DATELINE_CONFIDENCE,
                    MentionOrigin.DATELINE,
                )
            )
            is_mentioned = True
        mentions = identify_mentions(found_mentions)
        mentions = relate_mentions(mentions, article=article, lookup=lambda name: known_matches(name, lookup))
        toponyms = find_toponyms(
            mentions, article, lookup=lookup, called=lookup.called, language_code=prepared.language_code
        )
        return AnalysedArticle(article, prepared.language, mentions, toponyms, dateline, is_mentioned, lookup)

    def resolve(self, analysed: AnalysedArticle, *, options: AnnotateOptions) -> ResolvedArticle:
        """Returns the article with the resolutions of its toponyms, which are decided together.

        A dateline that mentions of the caller leave out is resolved by itself, so that it does not change their places.
        """
        resolutions = self.resolver.resolve(analysed.toponyms, analysed.article, options=options)
        dateline_resolution = None
        if analysed.dateline and not analysed.is_dateline_mentioned:
            dateline_resolution = self.resolver.resolve_query(
                PlaceQuery(analysed.dateline.query, language_code=analysed.article.language_code),
                options=ResolveOptions(
                    max_candidates=0,
                    min_place_confidence=options.min_place_confidence,
                    misspelt_matches=options.misspelt_matches,
                ),
            )
        return ResolvedArticle(analysed, resolutions, dateline_resolution, options)

    def assemble(
        self,
        resolved: ResolvedArticle,
        *,
        fallback: FallbackAnswers | None,
        warnings: Sequence[AnnotationWarning],
        revision: str,
    ) -> Annotation:
        """Returns the annotation, with the places that the fallback geocoder found, where it was asked."""
        analysed, options = resolved.analysed, resolved.options
        article, resolutions = analysed.article, resolved.resolutions
        if fallback is not None:
            resolutions = add_fallback_answers(
                resolutions,
                analysed.toponyms,
                fallback,
                country_place=self.gazetteer.country,
                max_candidates=options.max_candidates,
            )
        answers = (at_least(resolution, options.min_place_confidence) for resolution in resolutions)
        by_mention = [next(answers) if mention.type is EntityType.PLACE else None for mention in analysed.mentions]
        kept = wanted_mentions(analysed.mentions, options)
        entities = merge_mentions(list(kept.values()), [by_mention[number] for number in kept], article=article)
        dateline = analysed.dateline
        annotation = Annotation(
            article.id,
            article.language_code,
            entities,
            find_focus(
                entities, line=dateline.line if dateline else None, atlas=self.gazetteer, lookup=analysed.lookup
            ),
            place_dateline(dateline, entities, unmentioned=resolved.dateline_resolution),
            tuple(warnings),
            revision,
            article,
            analysed.language,
        )
        return in_language(annotation, options.display_language, gazetteer=self.gazetteer)


def _find_mentions(
    prepared: PreparedArticle,
    recognitions: Sequence[tuple[Recognition, ...]],
    lookup: ArticleLookup,
    demonyms: DemonymMatcher,
) -> Iterator[FoundMention]:
    article = prepared.article
    if article.mentions is not None:
        for mention in article.mentions:
            yield given_mention(article, mention, lookup)
        return
    for sentence, names in zip(prepared.sentences, recognitions, strict=True):
        text = article.text_of(sentence.part)
        settled = settle_extents(sentence.content, names, prominence=lookup.prominence)
        settled = part_containers(sentence.content, settled, lookup=lookup)
        merged = demonyms.merge(sentence.content, settled)
        if sentence.language_code == "en":
            merged = name_relatives(sentence.content, without_ships(sentence.content, merged))
            merged = without_titles(sentence.content, merged)
        else:
            merged = keep_names(sentence.content, merged, found=settled, lookup=lookup)
            merged = add_known_places(sentence.content, merged, language_code=sentence.language_code, lookup=lookup)
        for name in merged:
            start, end = sentence.sentence.given_span(name.start_offset, name.end_offset)
            span = Span(start, end, text[start:end], sentence.part)
            before = word_before(sentence.content, name.start_offset)
            yield FoundMention(span, name.type, name.kind, name.confidence, name.origin, name.label, name.types, before)


def given_mention(article: Article, mention: GivenMention, lookup: Lookup) -> FoundMention:
    """Returns a mention given with the article; a place mention is a DEMONYM where only that is known of it."""
    content = article.text_of(mention.part)[mention.start_offset : mention.end_offset]
    span = Span(mention.start_offset, mention.end_offset, content, mention.part)
    demonyms = read_demonyms(given_language(article.language_code).code)
    is_people = mention.type is EntityType.PLACE and is_demonym(content, lookup, demonyms)
    kind = MentionKind.DEMONYM if is_people else MentionKind.NAME
    return FoundMention(span, mention.type, kind, 1.0, MentionOrigin.GIVEN)


def _find_dateline(
    prepared: PreparedArticle, mentions: Sequence[FoundMention], lookup: Lookup
) -> tuple[PossibleDateline | None, bool]:
    """Returns the article's dateline, if it has one, and whether a mention of a place stands there."""
    for possible in find_datelines(prepared.article, language_code=prepared.language_code or "en"):
        types = frozenset(mention.type for mention in mentions if overlap(mention.span, possible.span))
        if possible.is_dateline(known_matches(possible.span.content, lookup), types):
            return possible, EntityType.PLACE in types
    return None, False
