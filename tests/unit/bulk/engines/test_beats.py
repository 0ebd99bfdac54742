from dateline.bulk.engines import Beat
from dateline.bulk.engines.beats import Beats


def test_beats_are_gathered():
    """The first is sent at once, the next with all that came between, and none without time."""
    now = [0.0]
    sent: list[Beat] = []
    beats = Beats("k", sent.append, clock=lambda: now[0])
    for now[0] in (5.0, 5.5, 6.9, 7.0, 7.1):
        beats.tell(2, 1, 300)
    assert sent == [Beat("k", 2, 1, 300), Beat("k", 6, 3, 900)]
