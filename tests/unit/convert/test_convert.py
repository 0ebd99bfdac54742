"""Values survive the way through messages, in every unit, on any text."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.convert import (
    annotation_from_message,
    annotation_to_message,
    article_from_message,
    article_to_message,
    error_from_status,
    error_to_status,
    options_from_message,
    options_to_message,
    place_answer_from_message,
    place_answer_to_message,
    place_query_from_message,
    place_query_to_message,
    resolve_options_from_message,
    resolve_options_to_message,
    server_info_from_message,
    server_info_to_message,
    timing_from_message,
    timing_to_message,
)
from dateline.errors import (
    DatelineError,
    FieldViolation,
    InternalError,
    InvalidInputError,
    QueueFullError,
    ServiceUnavailableError,
)
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import (
    LANGUAGE_CODES,
    AnnotateOptions,
    Annotation,
    AnnotationWarning,
    Area,
    Article,
    ArticleLanguage,
    ArticlePart,
    Candidate,
    Coordinates,
    Dateline,
    Direction,
    Entity,
    EntityType,
    Evidence,
    EvidenceKind,
    FocusPlace,
    Former,
    GazetteerDescription,
    GivenMention,
    Granularity,
    Limits,
    MatchType,
    Mention,
    MentionKind,
    MentionOrigin,
    ModelDescription,
    Place,
    PlaceAnswer,
    PlaceQuery,
    ReaderRegion,
    Resolution,
    ResolveOptions,
    ServerInfo,
    Span,
    SpatialKind,
    SpatialRelation,
    Timing,
    WarningReason,
)
from support.wild_text import wild_text

word = st.text(st.characters(codec="utf-8"), max_size=6)
probability = st.floats(0, 1, width=32)
coordinates = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))
years = st.integers(min_value=1, max_value=9999)
places = st.builds(
    Place,
    place_id=word,
    name=word,
    feature_class=word,
    feature_code=word,
    coordinates=coordinates,
    country_code=word,
    country_name=word,
    admin1_id=word,
    admin1_name=word,
    admin2_id=word,
    admin2_name=word,
    population_count=st.none() | st.integers(0, 10**10),
    source=word,
    former=st.none() | st.builds(Former, st.none() | years, years, st.lists(word, max_size=2).map(tuple)),
    has_own_point=st.booleans(),
)
resolutions = st.builds(
    Resolution,
    place=st.none() | places,
    confidence=probability,
    candidates=st.lists(st.builds(Candidate, places, probability), max_size=2).map(tuple),
    nil_probability=probability,
    unlisted_probability=probability,
    areas=st.lists(st.builds(Area, places, probability), max_size=2).map(tuple),
    match_type=st.none() | st.sampled_from(MatchType),
    evidence=st.lists(st.builds(Evidence, st.sampled_from(EvidenceKind), word, word), max_size=2).map(tuple),
)
relations = st.none() | st.builds(
    SpatialRelation, st.sampled_from(SpatialKind), st.none() | st.sampled_from(Direction), st.none() | st.floats(0, 1e4)
)
units = pytest.mark.parametrize("offset_encoding", list(OffsetEncoding), ids=str)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text, title = draw(wild_text), draw(wild_text)
    mentions = draw(st.none() | st.lists(_bounds(text, title), max_size=4))
    return Article(
        id=draw(word),
        text=text,
        title=title,
        language_code=draw(word),
        outlet=draw(word),
        reader_region=draw(st.none() | st.builds(ReaderRegion, word, st.none() | coordinates)),
        publish_time=draw(st.none() | st.datetimes(timezones=st.just(UTC))),
        mentions=None
        if mentions is None
        else tuple(
            GivenMention(start, end, draw(st.sampled_from(EntityType)), part)
            for part, start, end in mentions
            if start < end
        ),
    )


@st.composite
def annotated(draw: st.DrawFn) -> tuple[Article, Annotation]:
    text, title = draw(wild_text), draw(wild_text)
    article = Article(id=draw(word), text=text, title=title)

    def span() -> Span:
        part, start, end = draw(_bounds(text, title))
        return Span(start, end, article.text_of(part)[start:end], part)

    def entity(index: int) -> Entity:
        entity_type = draw(st.sampled_from(EntityType))
        return Entity(
            entity_id=f"e{index}",
            type=entity_type,
            name=draw(word),
            mentions=tuple(
                Mention(
                    f"m{index}.{number}",
                    span(),
                    entity_type,
                    draw(st.sampled_from(MentionKind)),
                    draw(word),
                    draw(probability),
                    draw(word),
                    draw(relations),
                    draw(st.sampled_from(MentionOrigin)),
                )
                for number in range(draw(st.integers(1, 2)))
            ),
            salience=draw(probability),
            resolution=draw(st.none() | resolutions),
        )

    annotation = Annotation(
        article_id=article.id,
        language_code=draw(word),
        entities=tuple(entity(index) for index in range(draw(st.integers(0, 2)))),
        focus_places=draw(
            st.lists(st.builds(FocusPlace, places, probability, st.just(("e0",))), max_size=1).map(tuple)
        ),
        dateline=Dateline(span(), draw(st.none() | places), draw(word)) if draw(st.booleans()) else None,
        warnings=tuple(
            AnnotationWarning(reason, draw(word)) for reason in draw(st.sets(st.sampled_from(WarningReason)))
        ),
        revision=draw(word),
        article=article,
        language=draw(st.none() | st.builds(ArticleLanguage, word, probability, st.booleans())),
    )
    return article, annotation


def _bounds(text: str, title: str) -> st.SearchStrategy[tuple[ArticlePart, int, int]]:
    def within(part: ArticlePart) -> st.SearchStrategy[tuple[ArticlePart, int, int]]:
        offset = st.integers(0, len(title if part is ArticlePart.TITLE else text))
        return st.tuples(offset, offset).map(lambda pair: (part, min(pair), max(pair)))

    return st.sampled_from(ArticlePart).flatmap(within)


@units
@given(article=articles())
def test_article_survives(article: Article, offset_encoding: OffsetEncoding) -> None:
    """An article comes back as it was, its mentions' offsets included."""
    message = article_to_message(article, offset_encoding=offset_encoding)
    parsed = pb.Article.FromString(message.SerializeToString())
    assert article_from_message(parsed, offset_encoding=offset_encoding) == article


@units
@given(pair=annotated())
def test_annotation_survives(pair: tuple[Article, Annotation], offset_encoding: OffsetEncoding) -> None:
    """An annotation comes back as it was."""
    article, annotation = pair
    message = annotation_to_message(annotation, offset_encoding=offset_encoding)
    parsed = pb.Annotation.FromString(message.SerializeToString())
    assert annotation_from_message(parsed, article) == annotation


@given(pair=annotated())
def test_spans_slice_to_their_content(pair: tuple[Article, Annotation]) -> None:
    """A caller's own slicing by the offsets gives the span's content, in bytes and in UTF-16 units."""
    article, annotation = pair
    for offset_encoding, codec, width in ((OffsetEncoding.UTF8, "utf-8", 1), (OffsetEncoding.UTF16, "utf-16-le", 2)):
        message = annotation_to_message(annotation, offset_encoding=offset_encoding)
        for span in (mention.span for entity in message.entities for mention in entity.mentions):
            encoded = (article.title if span.part == pb.ARTICLE_PART_TITLE else article.text).encode(codec)
            assert encoded[span.start_offset * width : span.end_offset * width].decode(codec) == span.content


def test_given_mentions_absent_and_empty_differ() -> None:
    """No mentions and an empty list of mentions stay apart."""
    assert article_from_message(article_to_message(Article(id="", text="x"))).mentions is None
    assert article_from_message(article_to_message(Article(id="", text="x", mentions=()))).mentions == ()


@pytest.mark.parametrize(
    ("mention", "fields"),
    [
        pytest.param({"end_offset": 6, "type": 1}, ["end_offset"], id="inside-a-character"),
        pytest.param({"start_offset": -1, "end_offset": 4, "type": 1}, ["start_offset"], id="below-zero"),
        pytest.param({"end_offset": 12, "type": 1}, ["end_offset"], id="past-the-end"),
        pytest.param({"start_offset": 4, "end_offset": 4, "type": 1}, ["end_offset"], id="empty"),
        pytest.param({"end_offset": 4}, ["type"], id="no-type"),
        pytest.param({"end_offset": 4, "type": 99}, ["type"], id="unknown-type"),
        pytest.param({"end_offset": 4, "type": 1, "part": 9}, ["part"], id="unknown-part"),
        pytest.param({"start_offset": 5, "end_offset": 99}, ["type", "start_offset", "end_offset"], id="all"),
    ],
)
def test_bad_mentions_are_named(mention: dict[str, Any], fields: list[str]) -> None:
    """A mention that means nothing is refused by its path."""
    message = pb.Article(text="Oslo😀Rio", mentions=pb.GivenMentions(mentions=[pb.GivenMention(**mention)]))
    with pytest.raises(InvalidInputError) as caught:
        article_from_message(message, offset_encoding=OffsetEncoding.UTF8, path="articles[3]")
    assert [each.field for each in caught.value.violations] == [
        f"articles[3].mentions.mentions[0].{field}" for field in fields
    ]


def test_impossible_publish_time_is_named() -> None:
    """A publish time beyond the calendar is refused by its path."""
    message = pb.Article(text="x")
    message.publish_time.seconds = 10**15
    with pytest.raises(InvalidInputError) as caught:
        article_from_message(message)
    assert [each.field for each in caught.value.violations] == ["article.publish_time"]


def test_lone_surrogate_is_refused_without_quoting() -> None:
    """A string that no encoding can carry is refused, and the error holds nothing of it."""
    for make in (
        lambda: article_to_message(Article(id="", text="secret \ud800")),
        lambda: place_query_to_message(PlaceQuery("secret \ud800")),
    ):
        with pytest.raises(InvalidInputError) as caught:
            make()
        assert "secret" not in str(caught.value)
        assert caught.value.__suppress_context__


def test_mentions_outside_the_article_are_refused() -> None:
    """A value whose mentions lie outside its article becomes no message."""
    article = Article(id="", text="abc", mentions=(GivenMention(2, 4, EntityType.PLACE),))
    with pytest.raises(InvalidInputError, match=r"article\.mentions\[0\]"):
        article_to_message(article)


def test_naive_publish_time_means_utc() -> None:
    """A time without a zone is taken as UTC."""
    article = Article(id="", text="x", publish_time=datetime(2026, 1, 2))  # noqa: DTZ001  # the case under test
    assert article_from_message(article_to_message(article)).publish_time == datetime(2026, 1, 2, tzinfo=UTC)


@units
@given(
    options=st.builds(
        AnnotateOptions,
        st.booleans(),
        st.booleans(),
        st.integers(0, 100),
        st.sampled_from(Granularity),
        probability,
        probability,
        st.booleans(),
        st.sampled_from(("", *LANGUAGE_CODES)),
    )
)
def test_options_survive(options: AnnotateOptions, offset_encoding: OffsetEncoding) -> None:
    """Options come back as they were, with their unit."""
    assert options_from_message(options_to_message(options, offset_encoding=offset_encoding)) == (
        options,
        offset_encoding,
    )


def test_options_of_place_queries_survive() -> None:
    """They come back as they were, the language of names too."""
    options = ResolveOptions(
        3, Granularity.CITY, "example.org", ReaderRegion("MT"), 0.25, misspelt_matches=False, display_language="uk"
    )
    assert resolve_options_from_message(resolve_options_to_message(options)) == options
    assert resolve_options_from_message(pb.ResolveOptions()) == ResolveOptions()


def test_a_language_that_is_no_code_is_refused_by_its_path() -> None:
    """It is refused before a message is made, which could not carry everything."""
    for make in (
        lambda: options_to_message(AnnotateOptions(display_language="\ud800")),
        lambda: resolve_options_to_message(ResolveOptions(display_language="中文")),
    ):
        with pytest.raises(InvalidInputError, match=r"^options\.display_language: is no code of a language$"):
            make()


def test_unset_options_are_the_defaults() -> None:
    """An empty options message means the defaults, in code points."""
    assert options_from_message(pb.AnnotateOptions()) == (AnnotateOptions(), OffsetEncoding.UTF32)


@pytest.mark.parametrize("field", ["offset_encoding", "preference"])
def test_unknown_choices_are_refused(field: str) -> None:
    """A unit or a preference the contract does not have is refused by its path."""
    with pytest.raises(InvalidInputError, match=rf"^options\.{field}: is no known value$"):
        options_from_message(pb.AnnotateOptions(**{field: 42}))  # type: ignore[arg-type]  # what a newer client may send


@pytest.mark.parametrize(
    ("members", "numbers"),
    [(EvidenceKind, pb.EvidenceKind), (WarningReason, pb.WarningReason), (Granularity, pb.Granularity)],
)
def test_contract_and_package_know_the_same(members: type[StrEnum], numbers: Any) -> None:
    """Each kind has a number of its own, and the contract none that the package lacks."""
    of_contract = {name.removeprefix(f"{_in_capitals(members.__name__)}_") for name in numbers.keys()}  # noqa: SIM118
    of_package = {"UNSPECIFIED" if member is Granularity.LIKELIEST else member.name for member in members}
    assert of_contract - {"UNSPECIFIED"} == of_package - {"UNSPECIFIED"}


def _in_capitals(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


@pytest.mark.parametrize("kind", EvidenceKind)
def test_evidence_of_every_kind_survives(kind: EvidenceKind) -> None:
    """No reason is lost or taken for another on its way."""
    place = Place("geonames:1", "Paris", "P", "PPL", Coordinates(1, 2))
    resolution = Resolution(place, 0.5, (), 0.5, evidence=(Evidence(kind, "because", "geonames:2"),))
    answer = PlaceAnswer(PlaceQuery("Paris"), resolution)
    assert place_answer_from_message(place_answer_to_message(answer)) == answer


@given(answer=st.builds(PlaceAnswer, st.builds(PlaceQuery, word, st.lists(word).map(tuple), word, word), resolutions))
def test_place_answers_survive(answer: PlaceAnswer) -> None:
    """Queries and answers of ResolvePlaces come back as they were."""
    assert place_answer_from_message(place_answer_to_message(answer)) == answer
    assert place_query_from_message(place_query_to_message(answer.query)) == answer.query


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "loading"])
def test_server_info_survives(*, loaded: bool) -> None:
    """The server's description comes back as it was, with and without model and gazetteer."""
    info = ServerInfo(
        server_version="1.2.3",
        model=ModelDescription("m", "r", ("en",), ("LOC", "PER")) if loaded else None,
        gazetteer=GazetteerDescription("g", 10, 12, ("a",)) if loaded else None,
        limits=Limits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1.5, 13),
    )
    assert server_info_from_message(server_info_to_message(info)) == info


def test_timing_survives() -> None:
    """Timings come back to the nanosecond."""
    timing = Timing(0.000000001, 2.5, 3.25, 4.125)
    assert timing_from_message(timing_to_message(timing)) == timing


def test_violations_survive() -> None:
    """Each bad field comes back with what is wrong with it."""
    violations = (FieldViolation("a.b", "is wrong"), FieldViolation("c", "is worse"))
    again = error_from_status(error_to_status(InvalidInputError(*violations), request_id="r1"))
    assert isinstance(again, InvalidInputError)
    assert again.violations == violations


@pytest.mark.parametrize("error_class", [QueueFullError, ServiceUnavailableError])
def test_retry_delay_survives(error_class: type[QueueFullError | ServiceUnavailableError]) -> None:
    """The time to wait comes back to the millisecond."""
    again = error_from_status(error_to_status(error_class("later", retry_after_seconds=0.25)))
    assert isinstance(again, error_class)
    assert again.retry_after_seconds == 0.25


def test_foreign_statuses_become_errors() -> None:
    """A status without our details, or with a code that no error has, still becomes an error."""
    status = error_to_status(InternalError("x"))
    status.code = 15
    assert type(error_from_status(status)) is InternalError
    status.code = 4711
    assert type(error_from_status(status)) is InternalError
    bare = type(status)(code=3, message="too odd")
    assert isinstance(error_from_status(bare), DatelineError)
    assert "too odd" in str(error_from_status(bare))


def test_kinds_of_a_newer_contract_are_left_out() -> None:
    """Entities, mentions, evidence and warnings of unknown kinds are dropped, the rest kept."""
    article = Article(id="", text="Paris")
    message = pb.Annotation(
        entities=[
            pb.Entity(type=99),  # type: ignore[arg-type]  # what a newer server may send
            pb.Entity(
                type=pb.ENTITY_TYPE_PLACE,
                mentions=[pb.Mention(kind=99)],  # type: ignore[arg-type]  # same
                resolution=pb.Resolution(evidence=[pb.Evidence(kind=99)]),  # type: ignore[arg-type]  # same
            ),
        ],
        warnings=[pb.Warning(reason=99)],  # type: ignore[arg-type]  # same
    )
    (entity,) = annotation_from_message(message, article).entities
    assert entity.mentions == ()
    assert entity.resolution is not None
    assert entity.resolution.evidence == ()


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(pb.Annotation(dateline=pb.Dateline(span=pb.Span(end_offset=9))), id="offset-past-the-end"),
        pytest.param(pb.Annotation(dateline=pb.Dateline(span=pb.Span(part=9))), id="unknown-part"),  # type: ignore[arg-type]  # a broken server
        pytest.param(pb.Annotation(offset_encoding=9), id="unknown-unit"),  # type: ignore[arg-type]  # same
    ],
)
def test_answer_that_cannot_be_about_the_article_is_an_error(message: pb.Annotation) -> None:
    """An annotation whose spans mean nothing in the article is InternalError."""
    with pytest.raises(InternalError):
        annotation_from_message(message, Article(id="", text="Paris"))
