import pytest

from dateline.client.streams.pending_articles import MAX_BREAKS, Entry, PendingArticles
from dateline.errors import InternalError, InvalidInputError, ServiceUnavailableError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Article

BREAK = ServiceUnavailableError("gone")


def entry(article_id):
    return Entry(Article(id=article_id, text="x"), pb.StreamAnnotateArticlesRequest())


def pending_articles(*article_ids, window=8):
    pending = PendingArticles(window=window)
    for article_id in article_ids:
        pending.add(entry(article_id))
    return pending


def sent(pending):
    return [each.article.id for each in iter(pending.next_unsent, None)]


def test_articles_are_sent_in_their_order_and_once():
    """What was sent is not sent again while the stream holds."""
    pending = pending_articles("a", "b")
    assert sent(pending) == ["a", "b"]
    assert not pending.has_unsent
    assert sent(pending) == []


def test_after_a_break_what_is_unanswered_is_sent_again():
    """Answered articles are not, and those never sent keep their place."""
    pending = pending_articles("a", "b", "c")
    pending.next_unsent()
    pending.next_unsent()
    assert pending.answer("a").id == "a"
    pending.begin()
    assert sent(pending) == ["b", "c"]


def test_answers_nobody_waits_for_are_passed_over():
    """A second answer, or one to an unknown id, is for no article."""
    pending = pending_articles("a")
    assert pending.answer("a").id == "a"
    assert pending.answer("a") is None
    assert pending.answer("z") is None


def test_equal_ids_under_way_are_refused_and_free_once_answered():
    """An id may come again only after its answer."""
    pending = pending_articles("a", "a")
    ((article_id, error),) = pending.take_refused()
    assert (article_id, type(error)) == ("a", InvalidInputError)
    assert pending.take_refused() == ()
    pending.answer("a")
    pending.add(entry("a"))
    assert pending.take_refused() == ()


def test_the_window_bounds_what_is_taken():
    """Unanswered and refused articles fill it; refusals alone never stop the feeding."""
    pending = pending_articles("a", window=2)
    assert pending.has_capacity
    pending.refuse(Article(id="bad", text="x"), InternalError("x"))
    assert not pending.has_capacity
    pending.answer("a")
    assert pending.has_capacity


def test_done_is_after_the_last_article_and_the_last_answer():
    """Either alone is not the end."""
    pending = pending_articles("a")
    pending.end()
    assert not pending.is_done
    pending.answer("a")
    assert pending.is_done
    assert pending.failure is None


def test_each_break_in_a_row_waits_longer_until_it_is_given_up():
    """Backoff doubles, and the last break is raised."""
    pending = pending_articles("a")
    waits = [pending.backoff_seconds(BREAK) for _ in range(MAX_BREAKS - 1)]
    assert waits == [0.1 * 2**number for number in range(MAX_BREAKS - 1)]
    with pytest.raises(ServiceUnavailableError, match="gone"):
        pending.backoff_seconds(BREAK)


def test_an_answer_ends_the_row_of_breaks():
    """Streams that get on are not given up."""
    pending = pending_articles("a", "b")
    for _ in range(MAX_BREAKS - 1):
        pending.backoff_seconds(BREAK)
    pending.answer("a")
    assert pending.backoff_seconds(BREAK) == 0.1


def test_what_another_attempt_cannot_mend_is_raised_at_once():
    """Only a server out of reach is tried again."""
    with pytest.raises(InternalError):
        pending_articles("a").backoff_seconds(InternalError("a defect"))
