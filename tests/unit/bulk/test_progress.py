import pytest

from dateline.bulk import Progress, Unit


class Clock:
    """A clock that is set."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def units(count, size=100):
    return [Unit("a", number * size, (number + 1) * size, "e", "jsonl", f"k{number}") for number in range(count)]


def test_the_rest_takes_as_long_as_what_is_done(clock):
    """After a quarter in ten seconds thirty are left; before any unit is done nobody knows."""
    planned = units(4)
    progress = Progress(planned, clock=clock)
    clock.now = 5.0
    progress.add("k0", 3, 0)
    assert progress.seconds_left is None
    clock.now = 10.0
    progress.finish(planned[0], 8, 2)
    assert progress.share == 0.25
    assert progress.seconds_left == pytest.approx(30.0)
    assert progress.articles_a_second == 0.8
    assert (progress.articles_in_sight, progress.errors_in_sight) == (8, 2)


def test_bytes_that_are_read_tell_until_a_unit_is_done(clock):
    """So that large units have a time left; what was read ahead of the first articles does not count."""
    planned = units(4)
    progress = Progress(planned, clock=clock)
    progress.add("k0", 1, 0, 50)
    clock.now = 10.0
    progress.add("k0", 1, 0, 20)
    progress.add("k0", 1, 0, 20)
    assert progress.share == 0.1
    assert progress.seconds_left == pytest.approx(90.0)
    progress.add("k0", 1, 0, 90)
    assert progress.share == 0.25
    progress.finish(planned[1], 10, 0)
    assert progress.share == pytest.approx(0.35)


def test_units_in_work_count_by_their_articles(clock):
    """Half the articles that units have on average are half a unit, and never more than one."""
    planned = units(4)
    progress = Progress(planned, clock=clock)
    clock.now = 10.0
    progress.finish(planned[0], 10, 0)
    progress.add("k1", 5, 0)
    assert progress.share == 0.375
    progress.add("k1", 50, 0)
    assert progress.share == 0.5
    progress.drop("k1")
    assert progress.share == 0.25


def test_the_rate_is_that_of_the_last_minutes(clock):
    """A run that has become faster is done sooner than its average says."""
    planned = units(100)
    progress = Progress(planned, clock=clock)
    for number in range(60):
        clock.now += 100.0 if number < 20 else 20.0
        progress.finish(planned[number], 10, 0)
    assert progress.articles_a_second == pytest.approx(0.5, rel=0.05)
    assert progress.seconds_left == pytest.approx(800.0, rel=0.05)


def test_units_that_fail_are_no_longer_to_be_done(clock):
    """The rest is what can still be done."""
    planned = units(4)
    progress = Progress(planned, clock=clock)
    clock.now = 10.0
    progress.finish(planned[0], 10, 0)
    progress.fail(planned[1])
    assert (progress.failed_count, progress.seconds_left) == (1, 20.0)
    assert Progress([], clock=clock).share == 1.0
