import sys
from itertools import pairwise

import pytest
from google.protobuf import any_pb2
from google.rpc import code_pb2, status_pb2

from dateline.client import HealthStatus
from dateline.client.answers import new_batch
from dateline.convert import error_to_status
from dateline.errors import (
    ERRORS,
    DeadlineExceededError,
    FieldViolation,
    InternalError,
    InvalidInputError,
    QueueFullError,
    ResourceDamagedError,
    ResourceMissingError,
    ServiceUnavailableError,
    error_class,
)
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions, Article, EntityType, GivenMention, PlaceQuery

NOWHERE = "127.0.0.1:1"


def test_annotation_is_a_value_with_code_point_offsets(asker, live):
    """Each span's offsets cut its content out of the text, emoji and all."""
    text = "🗼🗼 Sergey Lavrov left Astana, Kazakhstan.\r\nParis, Texas was next. Lavrov 👩‍🚀 slept."
    annotation = asker(live).annotate(Article(id="a", text=text))
    spans = [mention.span for entity in annotation.entities for mention in entity.mentions]
    assert [text[span.start_offset : span.end_offset] for span in spans] == [span.content for span in spans]
    places = {
        entity.name: entity.resolution.place.place_id
        for entity in annotation.entities
        if entity.type is EntityType.PLACE and entity.resolution
    }
    assert places["Astana"] == "geonames:1526273"
    assert places["Paris"] == "geonames:4717560"


def test_a_string_is_an_article(asker, live):
    """A bare text is annotated as an article without an id."""
    annotation = asker(live).annotate("Talks in Astana.")
    assert annotation.article_id == ""
    assert [entity.name for entity in annotation.entities] == ["Astana"]
    (outcome,) = asker(live).annotate_batch("Astana")
    assert outcome.article.text == "Astana"


def test_given_mentions_and_options_reach_the_server(asker, live):
    """Given mentions replace recognition, and options shape the answer."""
    article = Article(id="a", text="Astana and Paris", mentions=(GivenMention(11, 16, EntityType.PLACE),))
    annotation = asker(live).annotate(article, options=AnnotateOptions(max_candidates=1))
    assert [entity.name for entity in annotation.entities] == ["Paris"]
    assert len(annotation.entities[0].resolution.candidates) == 1


def test_batch_keeps_order_and_puts_errors_in_place(asker, live):
    """A bad article of a batch has its exception in its place, with its own index in the path."""
    articles = [Article(id="a", text="Astana"), Article(id="b", text="x" * 5_001), Article(id="c", text="Paris")]
    first, second, third = asker(live).annotate_batch(articles)
    assert (first.article_id, third.article_id) == ("a", "c")
    assert isinstance(second, InvalidInputError)
    assert second.violations[0].field == "articles[1].text"


def test_annotate_takes_several_as_the_library_does(asker, live):
    """Any iterable is answered by a tuple; errors are raised, or stand in place of annotations where asked for."""
    annotations = asker(live).annotate(article for article in (Article(id="a", text="Astana"), "Paris"))
    assert [each.article.text for each in annotations] == ["Astana", "Paris"]
    bad = Article(id="b", text="x" * 5_001)
    with pytest.raises(InvalidInputError, match=r"articles\[1\]\.text"):
        asker(live).annotate(["Astana", bad])
    first, second = asker(live).annotate(["Astana", bad], errors="return")
    assert [entity.name for entity in first.entities] == ["Astana"]
    assert isinstance(second, InvalidInputError)
    assert isinstance(asker(live).annotate(bad, errors="return"), InvalidInputError)
    with pytest.raises(InvalidInputError):
        asker(live).annotate(bad)


def test_what_is_no_article_has_an_error_in_its_place(asker, live):
    """The others are annotated, and an article alone is a batch of one."""
    first, second = asker(live).annotate(["Astana", None], errors="return")
    assert [entity.name for entity in first.entities] == ["Astana"]
    assert str(second) == "articles[1]: must be an Article or a string"
    (alone,) = asker(live).annotate_batch(Article(id="a", text="Astana"))
    assert alone.article_id == "a"


def test_large_batches_are_sent_in_parts(asker, script):
    """Batches beyond the limits of a request become several, and an article beyond them is not sent at all."""
    articles = [Article(id=str(number), text="y" * 400) for number in range(5)]
    articles.insert(3, Article(id="huge", text="z" * 2_000))
    outcomes = asker(script.target, max_request_bytes=1_000).annotate_batch(articles)
    assert [len(request.articles) for request in script.requests] == [2, 2, 1]
    assert [getattr(each, "article_id", type(each)) for each in outcomes] == [
        "0",
        "1",
        "2",
        InvalidInputError,
        "3",
        "4",
    ]
    assert outcomes[3].violations[0].field == "articles[3]"


@pytest.mark.parametrize("options", [AnnotateOptions(), AnnotateOptions(max_candidates=3, display_language="de")])
def test_parts_are_as_large_as_the_limit_allows(asker, script, options):
    """No request is over the limit, and none has room for the first article of the next."""
    # Of no bytes, and of 100 to 139, so that protobuf writes some lengths in one byte and others in two.
    articles = [Article(id="", text="")] * 30
    articles += [Article(id=f"{number:02}", text="y" * (94 + number)) for number in range(40)]
    for limit in range(700, 740):
        script.requests.clear()
        outcomes = asker(script.target, max_request_bytes=limit).annotate_batch(articles, options=options)
        assert [each.article_id for each in outcomes] == [each.id for each in articles]
        sizes = [request.ByteSize() for request in script.requests]
        assert max(sizes) <= limit
        for request, later in pairwise(script.requests):
            request.articles.append(later.articles[0])
            assert request.ByteSize() > limit


def test_an_article_is_sent_that_just_fits(asker, script):
    """The limit counts all bytes of the request, and an article that exceeds it by one byte is not sent."""
    asker(script.target).annotate_batch(["y" * 300])
    (request,) = script.requests
    (fits,) = asker(script.target, max_request_bytes=request.ByteSize()).annotate_batch(["y" * 300])
    (exceeds,) = asker(script.target, max_request_bytes=request.ByteSize() - 1).annotate_batch(["y" * 300])
    assert fits.article.text == "y" * 300
    assert isinstance(exceeds, InvalidInputError)
    assert script.requests == [request, request]


def test_each_article_of_a_batch_is_measured_once(asker, script):
    """The work of dividing a batch is in proportion to its size."""
    measured: list[pb.Article] = []

    def note(_frame, event, called):
        if event == "c_call" and called.__name__ == "ByteSize":
            message = called.__self__
            measured.extend([message] if isinstance(message, pb.Article) else message.articles)

    sys.setprofile(note)
    try:
        asker(script.target).annotate_batch(["Astana"] * 100)
    finally:
        sys.setprofile(None)
    assert len(script.requests) == 1
    assert len(measured) == 100


def test_error_paths_count_in_the_callers_batch(asker, live):
    """The index in a path is the caller's, not that in the part that was sent."""
    articles = [Article(id=str(number), text="Astana" if number != 4 else "") for number in range(5)]
    outcomes = asker(live, max_batch_articles=2).annotate_batch(articles)
    assert outcomes[4].violations[0].field == "articles[4].text"


def test_batch_answered_short_is_a_defect(asker, script):
    """An answer with fewer results than articles is the server's defect, not shared out."""
    script.missing = 1
    with pytest.raises(InternalError, match="answered 1 of 2"):
        asker(script.target).annotate_batch(["one", "two"])


def test_queries_answered_short_are_a_defect(asker, script):
    """An answer with fewer places than names is the server's defect too."""
    script.missing = 1
    with pytest.raises(InternalError, match="answered 1 of 2"):
        asker(script.target).resolve_places(["Paris", "Oslo"])


def test_batch_is_not_finished_before_its_last_outcome():
    """A batch gives out nothing while something is missing."""
    batch = new_batch(["one", "two"])
    batch.outcomes[1] = InternalError("x")
    with pytest.raises(InternalError, match="1 of 2"):
        batch.messages()


def test_too_large_an_article_is_refused_before_sending(asker, script):
    """A request over the limit that the server tells fails here, and is not sent."""
    with pytest.raises(InvalidInputError, match=r"article: has .* bytes, over the limit"):
        asker(script.target).annotate("x" * (9 << 20))
    assert not script.requests


def test_text_that_no_message_can_carry_is_refused(asker, script):
    """Half of a surrogate pair is the caller's error, named by its field."""
    with pytest.raises(InvalidInputError, match="surrogate") as caught:
        asker(script.target).annotate("\ud83d")
    assert "\ud83d" not in str(caught.value)


def test_resolve_answers_in_order(asker, live):
    """Names, bare or as queries, are answered in their order, unknown ones without a place."""
    answers = asker(live).resolve_places(["Astana", PlaceQuery("Paris", context_names=("Texas",)), "Nowhereville"])
    ids = [answer.resolution.place and answer.resolution.place.place_id for answer in answers]
    assert ids == ["geonames:1526273", "geonames:4717560", None]


def test_info_describes_the_server(asker, live):
    """Info tells model, gazetteer and limits."""
    info = asker(live).info()
    assert info.api_version == "v1"
    assert info.model.name == "tiny"
    assert info.gazetteer.place_count == 7
    assert info.limits.max_article_chars == 5_000


@pytest.mark.parametrize(
    ("service", "status"),
    [
        ("dateline.v1.AnnotationService", HealthStatus.SERVING),
        ("", HealthStatus.SERVING),
        ("no.such.Service", HealthStatus.SERVICE_UNKNOWN),
    ],
    ids=["ready", "alive", "unknown"],
)
def test_health_is_told_by_service(asker, live, service, status):
    """Health knows the service, the process and what is neither."""
    assert asker(live).health(service) is status


@pytest.mark.parametrize("target", [NOWHERE, "unix:/no/such.sock"])
def test_health_of_no_server_is_an_error(asker, target):
    """Health fails at once where nothing listens."""
    with pytest.raises(ServiceUnavailableError, match=f"^no server at {target}$"):
        asker(target).health()


def test_call_that_a_stopping_server_has_not_taken_is_repeated(asker, script):
    """The call goes on to the next server; where that stops too, no server is there, and nobody cancelled anything."""
    script.untaken.append("AnnotateArticle")
    assert asker(script.target).annotate(Article("a", "text")).article_id == "a"
    script.untaken.extend(["AnnotateArticle"] * 2)
    with pytest.raises(ServiceUnavailableError, match="stopped before it took the call"):
        asker(script.target).annotate("text")


@pytest.mark.parametrize("code", sorted({error.code for error in ERRORS} - {"UNAVAILABLE", "RESOURCE_EXHAUSTED"}))
def test_each_status_code_is_an_exception(asker, script, code):
    """A call that fails with a code raises the exception of that code, with the server's message."""
    script.statuses.append(status_pb2.Status(code=code_pb2.Code.Value(code), message="as scripted"))
    with pytest.raises(error_class(code), match="as scripted"):
        asker(script.target).annotate("text")


def test_other_codes_are_internal_errors(asker, script):
    """A code that the contract does not know is a defect of the server."""
    script.statuses.append(status_pb2.Status(code=code_pb2.Code.Value("DATA_LOSS"), message="as scripted"))
    with pytest.raises(InternalError, match="as scripted"):
        asker(script.target).annotate("text")


@pytest.mark.parametrize(
    "error", [ResourceMissingError("gone"), ResourceDamagedError("bent")], ids=["missing", "damaged"]
)
def test_errors_of_one_code_are_told_apart_by_reason(asker, script, error):
    """Two exceptions share FAILED_PRECONDITION; the reason tells which it is."""
    script.statuses.append(error_to_status(error))
    with pytest.raises(type(error)):
        asker(script.target).annotate("text")


def test_field_violations_come_back(asker, script):
    """The violations of a refused request are those the server named."""
    violations = (FieldViolation("article.text", "too long"), FieldViolation("article.id", "too odd"))
    script.statuses.append(error_to_status(InvalidInputError(*violations)))
    with pytest.raises(InvalidInputError) as caught:
        asker(script.target).annotate("text")
    assert caught.value.violations == violations


def test_retry_time_comes_back(asker, script):
    """A server that stays full is an exception that says when to come back."""
    script.statuses.extend(error_to_status(QueueFullError("full", retry_after_seconds=2.5)) for _ in range(4))
    with pytest.raises(QueueFullError) as caught:
        asker(script.target).annotate("text")
    assert caught.value.retry_after_seconds == 2.5
    assert len(script.requests) == 4


def test_exhaustion_without_details_is_the_size_of_the_message(asker, script):
    """What gRPC itself refuses for its size is the caller's error, not load."""
    script.statuses.extend(status_pb2.Status(code=8, message="larger than max") for _ in range(4))
    with pytest.raises(InvalidInputError, match="larger than max"):
        asker(script.target).annotate("text")


def test_details_of_unknown_kind_do_no_harm(asker, script):
    """Details from a newer server are passed over."""
    detail = any_pb2.Any(type_url="type.googleapis.com/no.such.Detail", value=b"\xff")
    script.statuses.append(status_pb2.Status(code=13, message="as scripted", details=[detail]))
    with pytest.raises(InternalError, match="as scripted"):
        asker(script.target).annotate("text")


def test_unavailable_servers_are_tried_again(asker, script):
    """A call that finds the server unavailable twice is answered at the third attempt."""
    script.statuses.extend(error_to_status(ServiceUnavailableError("loading")) for _ in range(2))
    assert asker(script.target).annotate(Article(id="a", text="text")).article_id == "a"
    assert len(script.requests) == 3


def test_deadline_of_the_call_holds(asker, script):
    """A server that does not answer in time is an exception at the caller's deadline."""
    script.hold.clear()
    with pytest.raises(DeadlineExceededError, match=script.target):
        asker(script.target).annotate("text", timeout_seconds=0.2)


def test_deadline_of_the_client_holds(asker, script):
    """A call without a deadline of its own has the client's."""
    script.hold.clear()
    with pytest.raises(DeadlineExceededError):
        asker(script.target, timeout_seconds=0.2).annotate("text")


def test_waiting_for_a_server_ends_at_the_deadline(asker):
    """A call waits for the server no longer than its deadline."""
    with pytest.raises(DeadlineExceededError):
        asker(NOWHERE).annotate("text", timeout_seconds=0.2)


def test_without_waiting_no_server_is_an_error_soon(asker):
    """A client told not to wait fails although its deadline is far."""
    with pytest.raises(ServiceUnavailableError, match=f"^no server at {NOWHERE}$"):
        asker(NOWHERE, wait_for_ready=False).annotate("text")
