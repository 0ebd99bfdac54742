import pytest

from dateline.client.streams.pending_articles import MAX_BREAKS, Entry, Ledger
from dateline.errors import InternalError, InvalidInputError, ServiceUnavailableError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Article

BREAK = ServiceUnavailableError("gone")


def entry(article_id):
    return Entry(Article(id=article_id, text="x"), pb.StreamAnnotateArticlesRequest())


def ledger_with(*article_ids, window=8):
    ledger = Ledger(window=window)
    for article_id in article_ids:
        ledger.add(entry(article_id))
    return ledger


def sent(ledger):
    return [each.article.id for each in iter(ledger.next_unsent, None)]


def test_articles_are_sent_in_their_order_and_once():
    """What was sent is not sent again while the stream holds."""
    ledger = ledger_with("a", "b")
    assert sent(ledger) == ["a", "b"]
    assert not ledger.has_unsent
    assert sent(ledger) == []


def test_after_a_break_what_is_unanswered_is_sent_again():
    """Answered articles are not, and those never sent keep their place."""
    ledger = ledger_with("a", "b", "c")
    ledger.next_unsent()
    ledger.next_unsent()
    assert ledger.answer("a").id == "a"
    ledger.begin()
    assert sent(ledger) == ["b", "c"]


def test_answers_nobody_waits_for_are_passed_over():
    """A second answer, or one to an unknown id, is for no article."""
    ledger = ledger_with("a")
    assert ledger.answer("a").id == "a"
    assert ledger.answer("a") is None
    assert ledger.answer("z") is None


def test_equal_ids_under_way_are_refused_and_free_once_answered():
    """An id may come again only after its answer."""
    ledger = ledger_with("a", "a")
    ((article_id, error),) = ledger.take_refused()
    assert (article_id, type(error)) == ("a", InvalidInputError)
    assert ledger.take_refused() == ()
    ledger.answer("a")
    ledger.add(entry("a"))
    assert ledger.take_refused() == ()


def test_the_window_bounds_what_is_taken():
    """Unanswered and refused articles fill it; refusals alone never stop the feeding."""
    ledger = ledger_with("a", window=2)
    assert ledger.has_room
    ledger.refuse(Article(id="bad", text="x"), InternalError("x"))
    assert not ledger.has_room
    ledger.answer("a")
    assert ledger.has_room


def test_done_is_after_the_last_article_and_the_last_answer():
    """Either alone is not the end."""
    ledger = ledger_with("a")
    ledger.end()
    assert not ledger.is_done
    ledger.answer("a")
    assert ledger.is_done
    assert ledger.failure is None


def test_each_break_in_a_row_waits_longer_until_it_is_given_up():
    """Backoff doubles, and the last break is raised."""
    ledger = ledger_with("a")
    waits = [ledger.backoff_seconds(BREAK) for _ in range(MAX_BREAKS - 1)]
    assert waits == [0.1 * 2**number for number in range(MAX_BREAKS - 1)]
    with pytest.raises(ServiceUnavailableError, match="gone"):
        ledger.backoff_seconds(BREAK)


def test_an_answer_ends_the_row_of_breaks():
    """Streams that get on are not given up."""
    ledger = ledger_with("a", "b")
    for _ in range(MAX_BREAKS - 1):
        ledger.backoff_seconds(BREAK)
    ledger.answer("a")
    assert ledger.backoff_seconds(BREAK) == 0.1


def test_what_another_attempt_cannot_mend_is_raised_at_once():
    """Only a server out of reach is tried again."""
    with pytest.raises(InternalError):
        ledger_with("a").backoff_seconds(InternalError("a defect"))
