import gc
import threading
import weakref

import pytest

from dateline.geocoding import FallbackGeocoder, FallbackThread
from dateline.settings import Settings
from support.fake_nominatim import FakeNominatim

NAME = "dateline-fallback-geocoder"


def _threads():
    return [thread for thread in threading.enumerate() if thread.name == NAME]


@pytest.fixture
def nominatim():
    with FakeNominatim() as fake:
        yield fake


@pytest.fixture
def opened(nominatim, tmp_path):
    settings = Settings(
        **nominatim.settings, fallback_geocoder_cache=tmp_path / "cache.sqlite", fallback_geocoder_delay_seconds=0
    )
    return FallbackThread(FallbackGeocoder(settings))


def test_it_asks_for_callers_without_a_loop_and_ends_when_closed(opened, nominatim):
    """Who waits at the end gets an answer, the thread is gone, and closing again does nothing."""
    assert opened.ask(["Havenford"]).result(20).answers[0].place.name == "Havenford"
    nominatim.gate.clear()
    asked = opened.ask(["Nowhere"])
    nominatim.wait_for(2)
    opened.close()
    assert "1 got no answer" in asked.result(0).shortfall
    assert not _threads()
    opened.close()


def test_it_may_be_closed_on_its_own_thread(opened):
    """The garbage collector may run there, and must not wait for itself."""
    (thread,) = _threads()
    opened._loop.call_soon_threadsafe(opened.close)
    thread.join(20)
    assert not thread.is_alive()


def test_it_ends_when_nobody_holds_it(nominatim, tmp_path):
    """An annotator that is dropped leaves no thread and no connection behind."""
    settings = Settings(**nominatim.settings, fallback_geocoder_cache=tmp_path / "cache.sqlite")
    thread = FallbackThread(FallbackGeocoder(settings))
    thread.ask(["Havenford"]).result(20)
    gone = weakref.ref(thread)
    del thread
    gc.collect()
    assert gone() is None
    assert not _threads()
