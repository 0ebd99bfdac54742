"""Callers share the queue alike, and what would be done first goes first."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from dateline.server.scheduling.fair_queue import FairQueue, Flow


class Work:
    def __init__(self, name: str, tokens: int) -> None:
        self.name = name
        self.tokens_left = tokens


def _serve(queue: FairQueue[Work], tokens: int) -> str:
    """Serve so many tokens, at most what is left, of the work that is first."""
    work = queue.first()
    assert work is not None
    served = min(tokens, work.tokens_left)
    work.tokens_left -= served
    queue.remove(served)
    return work.name


def _put(queue: FairQueue[Work], name: str, tokens: int, flow: Flow | None = None) -> Work:
    work = Work(name, tokens)
    queue.put(work, flow=flow or Flow())
    return work


def test_short_work_goes_before_what_is_left_of_long():
    """A short text does not wait for the long article before it, nor does it matter how many of those there are."""
    queue: FairQueue[Work] = FairQueue()
    for number in range(5):
        _put(queue, f"long {number}", 1000)
    assert [_serve(queue, 10) for _ in range(30)] == ["long 0"] * 30
    _put(queue, "short", 20)
    assert [_serve(queue, 10) for _ in range(3)] == ["short", "short", "long 0"]


def test_long_work_is_not_starved():
    """A caller of short texts without end holds up a long article only until both have had the same."""
    queue: FairQueue[Work] = FairQueue()
    flow = Flow()
    _put(queue, "long", 100)
    names = []
    for _ in range(21):
        _put(queue, "short", 10, flow)
        names.append(_serve(queue, 10))
    assert names.count("long") == 10


def test_articles_of_one_caller_have_one_share():
    """A caller that sends many articles at once does not get ahead of one that sends them one by one."""
    queue: FairQueue[Work] = FairQueue()
    archive = Flow()
    for _ in range(50):
        _put(queue, "archive", 10, archive)
    names: list[str] = []
    other = Flow()
    for _ in range(20):
        if "other" not in names[-1:]:
            _put(queue, "other", 10, other)
        names.append(_serve(queue, 10))
    assert names.count("other") == 10


def test_tokens_before_counts_what_would_be_served_first():
    """The work ahead of a newcomer is what would be done before it, not all there is."""
    queue: FairQueue[Work] = FairQueue()
    _put(queue, "long", 1000)
    _put(queue, "short", 10)
    assert queue.tokens_before(20, flow=Flow()) == 10
    assert queue.tokens_before(5, flow=Flow()) == 0
    assert queue.tokens_before(2000, flow=Flow()) == 1010


def test_withdrawn_work_is_passed_over():
    """What its caller has taken back is neither served nor in the way."""
    queue: FairQueue[Work] = FairQueue()
    gone = _put(queue, "gone", 10)
    _put(queue, "here", 20)
    gone.tokens_left = 0
    queue.remove(10)
    assert (queue.tokens, _serve(queue, 20), queue.tokens, queue.first()) == (20, "here", 0, None)


@given(
    arrivals=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 30)), min_size=1, max_size=12),
    gap=st.integers(0, 20),
)
def test_all_is_done_no_later_than_with_equal_shares(arrivals: list[tuple[int, int]], gap: int) -> None:
    """Whatever comes when, each piece is done by the time it would be if the callers were served all at once, alike."""
    queue: FairQueue[Work] = FairQueue()
    callers = [Flow() for _ in range(4)]
    finished: dict[str, int] = {}
    served = 0
    shares: list[list[tuple[str, Fraction]]] = [[] for _ in callers]
    fair_finished: dict[str, Fraction] = {}

    def serve(tokens: int) -> None:
        nonlocal served
        _advance(shares, Fraction(served), tokens, fair_finished)
        for _ in range(tokens):
            if (work := queue.first()) is None:
                break
            served += 1
            _serve(queue, 1)
            if not work.tokens_left:
                finished[work.name] = served

    for number, (who, tokens) in enumerate(arrivals):
        name = str(number)
        _put(queue, name, tokens, callers[who])
        shares[who].append((name, Fraction(tokens)))
        serve(gap)
    serve(sum(tokens for _, tokens in arrivals))
    assert queue.tokens == 0
    for number in range(len(arrivals)):
        # One token of rounding, for the queue serves whole ones.
        assert finished[str(number)] <= fair_finished[str(number)] + 1


def _advance(
    shares: list[list[tuple[str, Fraction]]], start: Fraction, tokens: int, finished: dict[str, Fraction]
) -> None:
    """Serve the first work of each caller all at once, alike."""
    left, time = Fraction(tokens), start
    while left > 0 and (busy := [share for share in shares if share]):
        step = min(*(share[0][1] for share in busy), left / len(busy))
        left -= step * len(busy)
        time += step * len(busy)
        for share in busy:
            name, needed = share[0]
            if needed == step:
                finished[name] = time
                share.pop(0)
            else:
                share[0] = (name, needed - step)
