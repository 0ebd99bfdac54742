from types import SimpleNamespace

from dateline.geocoding.breaker import Breaker


def test_a_breaker_opens_after_failures_in_a_row_and_tries_again_once_a_pause():
    """Three failures in a row, not three in all, open it; then one call a pause is let through until one succeeds."""
    clock = SimpleNamespace(seconds=0.0)
    breaker = Breaker(max_failures=3, pause_seconds=60, now=lambda: clock.seconds)
    for is_success in (False, False, True, False, False):
        assert breaker.admit()
        breaker.record_success() if is_success else breaker.record_failure()
    assert not breaker.is_open
    breaker.record_failure()
    assert breaker.is_open
    assert not breaker.admit()
    clock.seconds = 59.9
    assert not breaker.admit()
    clock.seconds = 60
    assert not breaker.is_open
    assert (breaker.admit(), breaker.admit()) == (True, False)
    breaker.record_failure()
    clock.seconds = 119.9
    assert not breaker.admit()
    clock.seconds = 120
    assert breaker.admit()
    breaker.record_success()
    assert (breaker.admit(), breaker.admit()) == (True, True)


def test_a_trial_whose_outcome_never_comes_is_followed_by_another():
    """A call that was given up does not keep the breaker open for ever."""
    clock = SimpleNamespace(seconds=0.0)
    breaker = Breaker(max_failures=1, pause_seconds=60, now=lambda: clock.seconds)
    breaker.record_failure()
    clock.seconds = 60
    assert breaker.admit()
    clock.seconds = 120
    assert breaker.admit()
