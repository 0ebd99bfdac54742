"""geopy's own Nominatim against a tiny server that speaks its JSON."""

import asyncio
import json
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from geopy.adapters import AioHTTPAdapter
from geopy.extra.rate_limiter import AsyncRateLimiter

from dateline.errors import InvalidInputError, MissingExtraError
from dateline.geocoding import FallbackGeocoder
from dateline.geocoding.breaker import Breaker
from dateline.settings import Settings
from dateline.values import Coordinates, FallbackAnswer
from support.fake_nominatim import TIMEOUT_SECONDS, FakeNominatim


@pytest.fixture
def nominatim():
    with FakeNominatim() as fake:
        yield fake


@pytest.fixture
def opened(nominatim, tmp_path):
    """Opens a fallback geocoder on the fake, without delay unless told otherwise."""

    @asynccontextmanager
    async def open_geocoder(service="nominatim", *, now=None, breaker=None, limiter=AsyncRateLimiter, **changes):
        values = {"cache": tmp_path / "cache.sqlite", "delay_seconds": 0, "timeout_seconds": TIMEOUT_SECONDS} | changes
        values = {f"fallback_geocoder_{name}": value for name, value in values.items()}
        settings = Settings(**nominatim.settings | {"fallback_geocoder": service} | values)
        clock = {"now": now} if now else {}
        geocoder = FallbackGeocoder(settings, breaker=breaker, limiter=limiter, **clock)
        try:
            yield geocoder
        finally:
            nominatim.gate.set()
            await geocoder.close()

    return open_geocoder


async def test_a_place_is_found_with_its_facts_and_its_absence_is_an_answer(opened):
    """Found and not found are both answers, and nothing falls short."""
    async with opened() as geocoder:
        answer = await geocoder.ask(["Havenford", "Nowhere"])
    havenford, nowhere = answer.answers
    place = havenford.place
    assert (place.place_id, place.name, place.country_code, place.source) == (
        "osm:node/4711",
        "Havenford",
        "KZ",
        "nominatim",
    )
    assert place.coordinates == Coordinates(51.25, 71.5)
    assert nowhere == FallbackAnswer("Nowhere", None)
    assert (answer.geocoder, answer.shortfall) == ("nominatim", "")


async def test_a_request_carries_the_name_and_no_more(opened, nominatim):
    """The request line and every header are known in full."""
    async with opened() as geocoder:
        await geocoder.ask(["Port Havenford"], country_code="KZ")
    (request,) = nominatim.requests
    assert request.line == (
        "GET /search?q=Port+Havenford&format=json&limit=1&addressdetails=1&accept-language=en HTTP/1.1"
    )
    host = json.loads(nominatim.settings["fallback_geocoder_options"])["domain"]
    headers = dict(request.headers)
    assert (headers.pop("Host"), headers.pop("User-Agent"), headers.pop("Accept")) == (host, "dateline tests", "*/*")
    assert set(headers) == {"Accept-Encoding"}


async def test_the_country_is_sent_only_where_the_settings_say_so(opened, nominatim):
    """With the bias on, its code is sent along, and answers for one country are not another's."""
    async with opened(country_bias=True) as geocoder:
        assert (await geocoder.ask(["Havenford"], country_code="KZ")).country_code == "KZ"
        assert (await geocoder.ask(["Havenford"])).country_code == ""
    assert [request.query.get("countrycodes") for request in nominatim.requests] == [["KZ"], None]


async def test_what_was_answered_is_not_asked_again_until_it_is_old(opened, nominatim):
    """Answers of both kinds come from the cache, in another process too, until their age limit."""
    clock = SimpleNamespace(seconds=0.0)
    names = ["Havenford", "Nowhere"]
    async with opened(now=lambda: clock.seconds, cache_days=1) as geocoder:
        first = await geocoder.ask(names)
        assert await geocoder.ask(names) == first
    clock.seconds = 86_399
    async with opened(now=lambda: clock.seconds, cache_days=1) as geocoder:
        assert await geocoder.ask(names) == first
        assert sorted(nominatim.names) == names
        clock.seconds = 86_400
        await geocoder.ask(names)
    assert len(nominatim.requests) == 4


class SteppedLimiter(AsyncRateLimiter):  # type: ignore[misc]  # geopy has no types
    """geopy's limiter on a clock that the test sets."""

    seconds = 0.0
    sleepers: tuple[asyncio.Future[None], ...] = ()

    def _clock(self):
        return SteppedLimiter.seconds

    async def _sleep(self, seconds):
        assert seconds > 0
        waking = asyncio.get_running_loop().create_future()
        SteppedLimiter.sleepers += (waking,)
        await waking

    @classmethod
    def set(cls, seconds):
        cls.seconds = seconds
        sleepers, cls.sleepers = cls.sleepers, ()
        for waking in sleepers:
            waking.set_result(None)


async def _until(condition):
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not condition():  # noqa: ASYNC110  # geopy has no event for it, and its loop is this one
            await asyncio.sleep(0)


async def test_requests_keep_their_distance(opened, nominatim):
    """However many names wait, one request is made in each stretch of the delay."""
    SteppedLimiter.set(0.0)
    async with opened(delay_seconds=2, limiter=SteppedLimiter) as geocoder:
        asking = asyncio.create_task(geocoder.ask(["Havenford", "Nowhere", "Elsewhere"]))
        for seconds, waiting, made in ((0.0, 2, 1), (1.9, 2, 1), (2.0, 1, 2), (3.9, 1, 2), (4.0, 0, 3)):
            SteppedLimiter.set(seconds)
            await _until(lambda: len(SteppedLimiter.sleepers) == waiting)  # noqa: B023  # called at once
            await asyncio.to_thread(nominatim.wait_for, made)
            assert len(nominatim.requests) == made
        assert len((await asking).answers) == 3


async def test_a_request_that_takes_too_long_is_given_up(opened, nominatim):
    """The article gets a reason instead of an answer, and nothing is remembered."""
    async with opened(timeout_seconds=0.05, article_seconds=3) as geocoder:
        nominatim.gate.clear()
        answer = await geocoder.ask(["Havenford"])
        assert answer.answers == ()
        assert answer.shortfall == (
            "nominatim was no help with 1 of the names that the gazetteer does not hold: 1 got no answer"
        )
        nominatim.gate.set()
    async with opened() as geocoder:
        assert (await geocoder.ask(["Havenford"])).answers


async def test_what_comes_too_late_for_one_article_is_there_for_the_next(opened, nominatim):
    """An article waits no longer than its time; the request goes on, is shared, and is not made twice."""
    async with opened() as geocoder:
        nominatim.gate.clear()
        late = await geocoder.ask(["Havenford"], seconds=0)
        assert (late.answers, "1 not answered within the time" in late.shortfall) == ((), True)
        later = asyncio.create_task(geocoder.ask(["HAVENFORD"]))
        nominatim.gate.set()
        assert (await later).answers[0].place.name == "Havenford"
    assert nominatim.names == ["Havenford"]


async def test_a_failing_geocoder_is_left_alone_and_tried_again(opened, nominatim):
    """After failures in a row nothing is asked but, a pause later, one name; its success lets all through."""
    clock = SimpleNamespace(seconds=0.0)
    breaker = Breaker(max_failures=3, pause_seconds=60, now=lambda: clock.seconds)
    async with opened(breaker=breaker) as geocoder:
        await geocoder.ask(["Havenford"])
        nominatim.status = 503
        for i in range(3):
            assert "1 got no answer" in (await geocoder.ask([f"Down {i}"])).shortfall
        assert "1 not asked, for it has been failing" in (await geocoder.ask(["Down 3"])).shortfall
        assert (await geocoder.ask(["Havenford"])).answers, "what is known is told all the same"
        assert len(nominatim.requests) == 4
        clock.seconds = 60
        answer = await geocoder.ask(["Trial 1", "Trial 2"])
        assert answer.shortfall.endswith("1 got no answer, 1 not asked, for it has been failing")
        assert len(nominatim.requests) == 5
        clock.seconds = 120
        nominatim.status = 200
        answer = await geocoder.ask(["Trial 3", "Trial 4"])
        assert (len(answer.answers), answer.shortfall.count("not asked")) == (1, 1)
        assert not (await geocoder.ask(["Up 1", "Up 2"])).shortfall
    assert len(nominatim.requests) == 8


async def test_names_that_wait_their_turn_while_others_fail_are_not_asked(opened, nominatim):
    """The breaker is looked at when the turn comes, not only when the name does."""
    nominatim.status = 500
    breaker = Breaker(max_failures=1)
    SteppedLimiter.set(0.0)
    async with opened(breaker=breaker, delay_seconds=2, limiter=SteppedLimiter) as geocoder:
        asking = asyncio.create_task(geocoder.ask(["One", "Two", "Three"]))
        await _until(lambda: len(SteppedLimiter.sleepers) == 2)
        await _until(lambda: breaker.is_open)
        SteppedLimiter.set(2.0)
        await _until(lambda: len(SteppedLimiter.sleepers) == 1)
        SteppedLimiter.set(4.0)
        answer = await asking
    assert answer.shortfall.endswith("1 got no answer, 2 not asked, for it has been failing")
    assert len(nominatim.requests) == 1


@pytest.mark.parametrize("body", [b"<html>", b"{", b'[{"display_name": "no point"}]', b"[7]", b'{"error": "no"}'])
async def test_an_answer_that_is_none_is_a_failure(opened, nominatim, body):
    """Whatever the server sends, the article gets a reason and no exception."""
    nominatim.body = body
    async with opened() as geocoder:
        answer = await geocoder.ask(["Havenford"])
    assert (answer.answers, "1 got no answer" in answer.shortfall) == ((), True)


async def test_an_article_s_names_are_bounded(opened, nominatim):
    """Names beyond the number are not asked, known ones do not count, and what is no name is never sent."""
    sentence = "A span that someone drew around a whole sentence, which must not leave this machine at all."
    async with opened(max_names=2) as geocoder:
        await geocoder.ask(["Havenford"])
        answer = await geocoder.ask([sentence, "77", "Haven\ud800", "Havenford", "One", "Two", "Three", "Four"])
    assert [each.name for each in answer.answers] == ["Havenford", "One", "Two"]
    assert "2 of the names" in answer.shortfall
    assert answer.shortfall.endswith("2 beyond the number of one article")
    assert sorted(nominatim.names) == ["Havenford", "One", "Two"]


async def test_a_name_whose_turn_would_come_too_late_does_not_wait(opened, nominatim):
    """The queue is no longer than an article's time, so that a burst of articles is not held up for nothing."""
    async with opened(delay_seconds=60, article_seconds=90) as geocoder:
        nominatim.gate.clear()
        await geocoder.ask(["One", "Two"], seconds=0)
        answer = await geocoder.ask(["Three"], seconds=0)
        assert "1 not asked, for too many others wait" in answer.shortfall


async def test_closing_answers_who_waits(opened, nominatim):
    """An article in work when the service stops is told that there was no answer."""
    async with opened() as geocoder:
        nominatim.gate.clear()
        asking = asyncio.create_task(geocoder.ask(["Havenford"]))
        await asyncio.to_thread(nominatim.wait_for, 1)
        await geocoder.close()
        assert "1 got no answer" in (await asking).shortfall


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"fallback_geocoder": "nominatin"}, "fallback_geocoder", "nominatim"),
        ({"fallback_geocoder_options": "{}"}, "fallback_geocoder_options", "user_agent"),
        ({"fallback_geocoder_options": '{"domian": "x"}'}, "fallback_geocoder_options", "domian"),
        ({"fallback_geocoder_options": '{"scheme": "ftp"}'}, "fallback_geocoder_options", "http"),
        (
            {"fallback_geocoder": "photon", "fallback_geocoder_country_bias": True},
            "fallback_geocoder_country_bias",
            "pelias",
        ),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, changes, field, words):
    """The error says which setting is wrong and what would be right."""
    settings = Settings(**{"fallback_geocoder": "nominatim", "fallback_geocoder_cache": tmp_path / "cache"} | changes)
    with pytest.raises(InvalidInputError, match=words) as caught:
        FallbackGeocoder(settings)
    assert [violation.field for violation in caught.value.violations] == [field]


def test_the_missing_extra_is_named(monkeypatch):
    """Without aiohttp the error is the command that installs it."""
    monkeypatch.setattr(AioHTTPAdapter, "is_available", False)
    with pytest.raises(MissingExtraError, match=r"pip install .*\[server,geocoders\]"):
        FallbackGeocoder(Settings(fallback_geocoder="photon"))


FEATURE = {"geometry": {"coordinates": [71.5, 51.25]}}
PHOTON = FEATURE | {"properties": {"name": "Havenford", "osm_type": "W", "osm_id": 9, "countrycode": "KZ"}}
PELIAS = FEATURE | {"properties": {"name": "Havenford", "gid": "wof:9", "country_code": "KZ"}}
OPENCAGE = {
    "formatted": "Havenford, Kazakhstan",
    "geometry": {"lat": 51.25, "lng": 71.5},
    "components": {"country_code": "kz"},
}


ANSWERS = {
    "photon": ({"features": [PHOTON]}, {"q": ["Havenford"], "limit": ["1"], "lang": ["en"]}, "osm:way/9"),
    "pelias": ({"features": [PELIAS]}, {"text": ["Havenford"], "boundary.country": ["KZ"]}, "pelias:wof:9"),
    "OpenCage": (
        {"results": [OPENCAGE]},
        {"q": ["Havenford"], "key": ["k"], "countrycode": ["KZ"]},
        "opencage:havenford@51.250,71.500",
    ),
}


@pytest.mark.parametrize("service", ANSWERS)
async def test_any_geocoder_of_geopy_is_asked_in_its_own_way(opened, nominatim, service):
    """The country goes where each of them takes it, and their answers are read alike."""
    answer, sent, place_id = ANSWERS[service]
    nominatim.body = json.dumps(answer).encode()
    options = json.loads(nominatim.settings["fallback_geocoder_options"])
    if "key" in sent:
        options["api_key"] = "k"
    async with opened(service, options=json.dumps(options), country_bias=service != "photon") as geocoder:
        (found,) = (await geocoder.ask(["Havenford"], country_code="KZ")).answers
    assert (found.place.place_id, found.place.country_code, found.is_exact) == (place_id, "KZ", True)
    assert nominatim.requests[0].query == sent
