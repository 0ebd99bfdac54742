"""A thread for the fallback geocoder with an event loop of its own, so that callers need no event loop."""

import asyncio
import threading
import weakref
from collections.abc import Sequence
from concurrent.futures import Future

from dateline.geocoding.fallback_geocoder import FallbackGeocoder
from dateline.values import FallbackAnswers

_END_SECONDS = 10.0


class FallbackThread:
    """A thread that runs a fallback geocoder until the thread is closed or collected, or the interpreter ends.

    Any thread may call it.
    """

    def __init__(self, geocoder: FallbackGeocoder) -> None:
        self._geocoder = geocoder
        self._loop = asyncio.new_event_loop()
        thread = threading.Thread(target=_run, args=(self._loop,), name="dateline-fallback-geocoder", daemon=True)
        thread.start()
        self._end = weakref.finalize(self, _end, geocoder, self._loop, thread)

    def ask(
        self, names: Sequence[str], *, country_code: str = "", seconds: float | None = None
    ) -> Future[FallbackAnswers]:
        """Returns the future answers of `FallbackGeocoder.ask`."""
        asking = self._geocoder.ask(names, country_code=country_code, seconds=seconds)
        return asyncio.run_coroutine_threadsafe(asking, self._loop)

    def close(self) -> None:
        """Ends the thread; calls that still wait get the answers so far. May be called more than once."""
        self._end()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def _end(geocoder: FallbackGeocoder, loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    asyncio.run_coroutine_threadsafe(_wind_up(geocoder), loop)
    # The garbage collector may run this in the thread itself, which cannot join itself.
    if thread is not threading.current_thread():
        thread.join(_END_SECONDS)


async def _wind_up(geocoder: FallbackGeocoder) -> None:
    try:
        await geocoder.close()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)
    finally:
        asyncio.get_running_loop().stop()
