"""The fallback geocoder: one of geopy's geocoders, asked for names that the gazetteer does not hold.

It is sent the name and, where the settings say so, a country code, nothing else. Its failures never fail an article.
"""

import asyncio
import enum
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from geopy.adapters import AioHTTPAdapter
from geopy.exc import GeocoderNotFound, GeopyError
from geopy.extra.rate_limiter import AsyncRateLimiter
from geopy.geocoders import SERVICE_TO_GEOCODER, Nominatim, Photon, get_geocoder_for_service
from geopy.geocoders.base import Geocoder

from dateline.errors import FieldViolation, InvalidInputError, missing_extra
from dateline.geocoding.answer_cache import AnswerCache, default_cache_path
from dateline.geocoding.breaker import Breaker
from dateline.geocoding.found_place import read_location
from dateline.settings import Settings
from dateline.values import FallbackAnswer, FallbackAnswers

_MAX_NAME_CHARS = 80
_DAY_SECONDS = 86_400.0
# The argument in which `geocode` takes an ISO 3166-1 alpha-2 code; most geocoders then search that country only.
_COUNTRY_ARGUMENTS = {
    "geocodeearth": "countries",
    "geokeo": "country",
    "geolake": "country_codes",
    "geonames": "country_bias",
    "mapbox": "country",
    "nominatim": "country_codes",
    "opencage": "country",
    "openmapquest": "country_codes",
    "pelias": "countries",
    "pickpoint": "country_codes",
}


class _Unmet(enum.StrEnum):
    """Why a name got no answer."""

    FAILED = "got no answer"
    PAUSED = "not asked, for it has been failing"
    LATE = "not answered within the time of one article"
    BUSY = "not asked, for too many others wait"
    MANY = "beyond the number of one article"


class FallbackGeocoder:
    """A geocoder of geopy's behind limits of rate, time and number, a cache of its answers, and a circuit breaker.

    Use and close it in one event loop. Raises InvalidInputError, which names the setting that is wrong,
    MissingExtraError where aiohttp is not installed, and ResourceDamagedError where answers cannot be kept.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], float] = time.time,
        breaker: Breaker | None = None,
        limiter: type[AsyncRateLimiter] = AsyncRateLimiter,
    ) -> None:
        self._settings = settings
        self._name = settings.fallback_geocoder.lower()
        self._country_argument = _country_argument(settings)
        self._geocoder = _geocoder(settings)
        self._breaker = breaker or Breaker()
        # The options belong to the identity, because another server or another key may answer otherwise.
        identity = hashlib.sha256(f"{self._name} {settings.fallback_geocoder_options}".encode())
        self._cache = AnswerCache(
            settings.fallback_geocoder_cache or default_cache_path(),
            geocoder=identity.hexdigest()[:16],
            max_age_seconds=settings.fallback_geocoder_cache_days * _DAY_SECONDS,
            now=now,
        )
        self._request_in_turn = limiter(
            self._request,
            min_delay_seconds=settings.fallback_geocoder_delay_seconds,
            error_wait_seconds=settings.fallback_geocoder_delay_seconds,
            max_retries=0,  # a breaker and retries work against each other
        )
        self._asking: dict[tuple[str, str], asyncio.Task[FallbackAnswer | _Unmet]] = {}

    async def ask(
        self, names: Sequence[str], *, country_code: str = "", seconds: float | None = None
    ) -> FallbackAnswers:
        """Returns the answers on an article's names that come within `seconds` and the settings' limits.

        Answers that come too late for this article are kept for the next. Text too long for a name is not sent.
        """
        country_code = country_code if self._country_argument else ""
        limit_seconds = self._settings.fallback_geocoder_article_seconds
        seconds = limit_seconds if seconds is None else min(seconds, limit_seconds)
        answers: list[FallbackAnswer] = []
        unmet: list[_Unmet] = []
        asking: list[asyncio.Task[FallbackAnswer | _Unmet]] = []
        for name in filter(_is_sendable, names):
            if answer := self._cache.get(name, country_code=country_code):
                answers.append(answer)
            elif len(asking) == self._settings.fallback_geocoder_max_names:
                unmet.append(_Unmet.MANY)
            elif task := self._task(name, country_code):
                asking.append(task)
            else:
                unmet.append(_Unmet.BUSY)
        if asking:
            # Late requests go on: other articles may wait for them, and the breaker must see a slow geocoder fail.
            await asyncio.wait(asking, timeout=seconds)
        for task in asking:
            outcome = _outcome(task)
            if isinstance(outcome, FallbackAnswer):
                answers.append(outcome)
            else:
                unmet.append(outcome)
        return FallbackAnswers(self._name, tuple(answers), country_code, self._shortfall(unmet))

    async def close(self) -> None:
        """Cancels the requests in progress, and closes connections and cache."""
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)
        await self._geocoder.__aexit__(None, None, None)
        self._cache.close()

    def _task(self, name: str, country_code: str) -> asyncio.Task[FallbackAnswer | _Unmet] | None:
        """Returns the task that asks for `name`, a new one or another article's; None where its turn comes too late."""
        question = (name.casefold(), country_code)
        if question in self._asking:
            return self._asking[question]
        waiting_seconds = len(self._asking) * self._settings.fallback_geocoder_delay_seconds
        if waiting_seconds > self._settings.fallback_geocoder_article_seconds:
            return None
        task = asyncio.create_task(self._ask(name, country_code))
        self._asking[question] = task
        task.add_done_callback(lambda _: self._asking.pop(question))
        return task

    async def _ask(self, name: str, country_code: str) -> FallbackAnswer | _Unmet:
        if self._breaker.is_open:
            return _Unmet.PAUSED
        outcome: FallbackAnswer | _Unmet = await self._request_in_turn(name, country_code)
        if isinstance(outcome, FallbackAnswer):
            self._cache.put(outcome, country_code=country_code)
        return outcome

    async def _request(self, name: str, country_code: str) -> FallbackAnswer | _Unmet:
        # Asked again, because earlier requests may have failed while this one waited for its turn.
        if not self._breaker.admit():
            return _Unmet.PAUSED
        arguments = {**_answer_arguments(self._geocoder), **self._bias(country_code)}
        try:
            async with asyncio.timeout(self._settings.fallback_geocoder_timeout_seconds):
                location = await self._geocoder.geocode(name, timeout=None, **arguments)
            answer = read_location(location, name=name, geocoder=self._name)
        except Exception:  # noqa: BLE001  # geopy's own, and what its parsers raise for a malformed answer
            self._breaker.record_failure()
            return _Unmet.FAILED
        self._breaker.record_success()
        return answer

    def _bias(self, country_code: str) -> dict[str, object]:
        if not country_code:
            return {}
        is_list = self._country_argument == "countries"
        return {self._country_argument: [country_code] if is_list else country_code}

    def _shortfall(self, unmet: Sequence[_Unmet]) -> str:
        if not unmet:
            return ""
        counted = Counter(unmet)
        reasons = ", ".join(f"{counted[reason]} {reason}" for reason in _Unmet if counted[reason])
        return f"{self._name} was no help with {len(unmet)} of the names that the gazetteer does not hold: {reasons}"


def _is_sendable(name: str) -> bool:
    """Returns whether `name` can be a name; no long span can, nor text that no encoding carries."""
    has_surrogates = any("\ud800" <= char <= "\udfff" for char in name)
    return len(name) <= _MAX_NAME_CHARS and any(map(str.isalpha, name)) and not has_surrogates


def _outcome(task: asyncio.Task[FallbackAnswer | _Unmet]) -> FallbackAnswer | _Unmet:
    if not task.done():
        return _Unmet.LATE
    return _Unmet.FAILED if task.cancelled() else task.result()


def _geocoder(settings: Settings) -> Geocoder:
    try:
        kind = get_geocoder_for_service(settings.fallback_geocoder)
    except GeocoderNotFound:
        known = ", ".join(sorted(SERVICE_TO_GEOCODER))
        raise InvalidInputError(FieldViolation("fallback_geocoder", f"geopy has only these: {known}")) from None
    if not AioHTTPAdapter.is_available:
        raise missing_extra("the setting fallback_geocoder needs aiohttp, which is missing", extras="server,geocoders")
    try:
        return kind(**json.loads(settings.fallback_geocoder_options), adapter_factory=AioHTTPAdapter)
    except (GeopyError, TypeError, ValueError) as error:
        raise InvalidInputError(FieldViolation("fallback_geocoder_options", str(error))) from None


def _country_argument(settings: Settings) -> str:
    """Returns the argument for the country bias; empty where the settings want no bias."""
    if not settings.fallback_geocoder_country_bias:
        return ""
    argument = _COUNTRY_ARGUMENTS.get(settings.fallback_geocoder.lower(), "")
    if not argument:
        known = ", ".join(_COUNTRY_ARGUMENTS)
        raise InvalidInputError(FieldViolation("fallback_geocoder_country_bias", f"only these take a country: {known}"))
    return argument


def _answer_arguments(geocoder: Geocoder) -> Mapping[str, object]:
    """Returns the arguments for English names and country codes, where the geocoder's defaults do not give these."""
    if isinstance(geocoder, Nominatim):
        return {"language": "en", "addressdetails": True}
    return {"language": "en"} if isinstance(geocoder, Photon) else {}
