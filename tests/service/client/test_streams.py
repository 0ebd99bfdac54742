import asyncio
from collections.abc import AsyncGenerator

import pytest

from dateline.client import AsyncClient
from dateline.errors import InvalidInputError, ServiceUnavailableError
from dateline.values import Article


def articles(count):
    return [Article(id=str(number), text=f"Astana {number}") for number in range(count)]


def test_each_article_is_answered_once(asker, live):
    """A stream answers every article, more than its window holds, each once."""
    outcomes = asker(live).annotate_stream(articles(150))
    assert sorted(int(article_id) for article_id, _ in outcomes) == list(range(150))
    assert all(article_id == annotation.article_id for article_id, annotation in outcomes)


def test_bad_articles_do_not_end_the_stream(asker, live):
    """An article that cannot be annotated is answered with its exception, and the others go on."""
    bad = Article(id="bad", text="x" * 5_001)
    outcomes = dict(asker(live).annotate_stream([*articles(2), bad, Article(id="last", text="Paris")]))
    assert isinstance(outcomes.pop("bad"), InvalidInputError)
    assert {article_id: outcome.article_id for article_id, outcome in outcomes.items()} == {
        "0": "0",
        "1": "1",
        "last": "last",
    }


def test_articles_that_cannot_be_sent_are_answered_here(asker, live):
    """Articles over the limit of a request are refused without being sent, even if there are no others."""
    outcomes = asker(live, max_request_bytes=100).annotate_stream(
        [Article(id=str(number), text="x" * 200) for number in range(100)]
    )
    assert [article_id for article_id, _ in outcomes] == [str(number) for number in range(100)]
    assert all(isinstance(outcome, InvalidInputError) for _, outcome in outcomes)


def test_equal_ids_under_way_are_refused(asker, script):
    """An id that is still unanswered cannot be told from its twin, so the second is refused."""
    script.hold.clear()

    def twins():
        yield Article(id="a", text="one")
        yield Article(id="a", text="two")
        script.hold.set()

    outcomes = asker(script.target).annotate_stream(twins())
    refused = [outcome for _, outcome in outcomes if isinstance(outcome, InvalidInputError)]
    assert len(outcomes) == 2
    assert [error.violations[0].field for error in refused] == ["article.id"]


def test_unanswered_articles_are_sent_again(asker, script):
    """A stream that breaks three times still answers every article once."""
    script.answers_before_break.extend([3, 0, 4])
    outcomes = asker(script.target).annotate_stream(articles(20))
    assert sorted(int(article_id) for article_id, _ in outcomes) == list(range(20))
    assert len(script.requests) > 20


def test_stream_that_a_stopping_server_has_not_taken_is_repeated(asker, script):
    """So is what was asked before it: the stream is opened on whatever server is left."""
    script.untaken.extend(["GetServerInfo", "StreamAnnotateArticles"])
    outcomes = asker(script.target).annotate_stream(articles(3))
    assert sorted(int(article_id) for article_id, _ in outcomes) == [0, 1, 2]
    assert not script.untaken


def test_streams_that_only_break_are_given_up(asker, script):
    """After four breaks without an answer the stream raises."""
    script.answers_before_break.extend([0] * 4)
    with pytest.raises(ServiceUnavailableError, match=r"gone|broke"):
        asker(script.target).annotate_stream(articles(2))
    assert not script.answers_before_break


def test_waiting_for_a_server_is_bounded(asker):
    """A stream without a deadline does not wait for a server for ever."""
    with pytest.raises(ServiceUnavailableError, match="ready in time"):
        asker("127.0.0.1:1", timeout_seconds=0.2).annotate_stream(articles(1))


def test_failures_of_the_articles_reach_the_caller(asker, live):
    """What the iterable of articles raises is raised to the caller, after the answers to those before."""
    seen = []

    def failing():
        yield from articles(2)
        raise LookupError("no more disk")

    with pytest.raises(LookupError, match="no more disk"):
        seen.extend(asker(live).annotate_stream(failing()))


def test_streams_can_be_left(live):
    """Leaving a stream early ends its feeding and its call."""

    async def leave():
        is_closed = False

        async def endless():
            nonlocal is_closed
            number = 0
            try:
                while True:
                    yield Article(id=str(number), text="Astana")
                    number += 1
            finally:
                is_closed = True

        async with AsyncClient(live) as client:
            feed = endless()
            answers = client.annotate_stream(feed)
            async for _ in answers:
                break
            assert isinstance(answers, AsyncGenerator)
            await answers.aclose()
            await feed.aclose()
        return is_closed

    assert asyncio.run(leave())


def test_no_articles_give_no_answers(asker, live):
    """An empty stream ends at once."""
    assert asker(live).annotate_stream([]) == []
