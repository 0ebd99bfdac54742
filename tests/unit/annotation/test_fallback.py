"""The fallback geocoder through the library: an article in, a place outside the gazetteer out."""

import pickle
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from dateline.annotation import Annotator
from dateline.errors import InvalidInputError
from dateline.settings import Settings
from dateline.values import (
    AnnotateOptions,
    Article,
    EntityType,
    EvidenceKind,
    GivenMention,
    ReaderRegion,
    WarningReason,
)
from support.fake_nominatim import FakeNominatim
from support.tiny_world import TinyRecognizer, build_tiny_gazetteer

TEXT = "A secret of the ministry: talks were held at Havenford, Kazakhstan, and later in Atlantis."


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory):
    return build_tiny_gazetteer(tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite")


@pytest.fixture
def nominatim():
    with FakeNominatim() as fake:
        yield fake


@pytest.fixture
def settings(nominatim, gazetteer, tmp_path):
    return Settings(
        gazetteer=gazetteer,
        **nominatim.settings,
        fallback_geocoder_cache=tmp_path / "cache.sqlite",
        fallback_geocoder_delay_seconds=0,
    )


def _article(*names, text=TEXT, **fields):
    spans = ((text.index(name), text.index(name) + len(name)) for name in names)
    mentions = tuple(GivenMention(*span, EntityType.PLACE) for span in spans)
    return Article("a", text, mentions=mentions, **fields)


def _annotate(settings, article, options=None):
    with closing(Annotator(settings, recognizer=TinyRecognizer())) as annotator:
        return annotator.annotate([article], options=options or AnnotateOptions())[0]


def test_a_place_outside_the_gazetteer_is_resolved_and_only_its_name_leaves(settings, nominatim):
    """The entity has the geocoder's place, with evidence and a modest confidence; known places are not asked for."""
    annotation = _annotate(settings, _article("Havenford", "Kazakhstan"))
    havenford, kazakhstan = annotation.entities
    resolution = havenford.resolution
    assert (resolution.place.place_id, resolution.place.source) == ("osm:node/4711", "nominatim")
    assert (resolution.place.country_name, resolution.confidence) == ("Kazakhstan", 0.7)
    assert resolution.evidence[0].kind is EvidenceKind.FALLBACK_GEOCODER
    assert kazakhstan.resolution.place.source != "nominatim"
    assert annotation.warnings == ()
    assert annotation.revision.endswith(".nominatim")
    (request,) = nominatim.requests
    sent = f"{request.line} {request.headers}"
    assert nominatim.names == ["Havenford"]
    assert not [word for word in TEXT.split() if len(word) > 3 and "Havenford" not in word and word in sent]


def test_recognised_names_are_asked_for_too(settings, nominatim):
    """What the recogniser finds and the gazetteer does not hold is a name like any other."""
    annotation = _annotate(settings, Article("a", TEXT))
    assert nominatim.names == ["Atlantis"]
    assert [each.resolution.place for each in annotation.entities if each.name == "Atlantis"] == [None]


def test_the_country_bias_is_the_article_s_and_else_the_publisher_s(settings, nominatim):
    """With the setting, and only then, the country that the other places lie in goes along."""
    for is_biased in (False, True):
        biased = settings.model_copy(update={"fallback_geocoder_country_bias": is_biased})
        _annotate(biased, _article("Havenford", "Kazakhstan", reader_region=ReaderRegion("FR")))
        _annotate(biased, _article("Atlantis", reader_region=ReaderRegion("FR")))
    codes = [request.query.get("countrycodes") for request in nominatim.requests]
    assert codes == [None, None, ["KZ"], ["FR"]]


def test_nested_names_that_are_not_wanted_are_not_asked_for(settings, nominatim):
    """What the options leave out of the answer is left out of the question."""
    start = TEXT.index("at Havenford")
    outer = GivenMention(start, start + len("at Havenford"), EntityType.ORGANIZATION)
    article = _article("Havenford")
    nested = Article("a", TEXT, mentions=(outer, *article.mentions))
    _annotate(settings, nested, AnnotateOptions(nested=False))
    assert nominatim.requests == []
    _annotate(settings, nested)
    assert nominatim.names == ["Havenford"]


def test_a_geocoder_that_is_down_costs_no_article(settings, nominatim):
    """The annotation comes without it and says so."""
    nominatim.status = 500
    annotation = _annotate(settings, _article("Havenford", "Kazakhstan"))
    assert [entity.resolution.place is None for entity in annotation.entities] == [True, False]
    (warning,) = annotation.warnings
    assert warning.reason is WarningReason.FALLBACK_GEOCODER_UNAVAILABLE
    assert "Havenford" not in warning.message


def test_an_annotator_still_pickles_and_ends_its_thread(settings):
    """A copy asks for itself; closing ends the thread, and a later call begins another."""
    with closing(Annotator(settings, recognizer=TinyRecognizer())) as annotator:
        first = annotator.annotate([_article("Havenford")])
        with closing(pickle.loads(pickle.dumps(annotator))) as copy:  # noqa: S301  # our own
            assert copy.annotate([_article("Havenford")]) == first
        annotator.close()
        assert not [thread for thread in threading.enumerate() if "fallback-geocoder" in thread.name]
        assert annotator.annotate([_article("Havenford")]) == first


def test_a_wrong_setting_is_told_when_loading(settings):
    """Not at the first article that has an unknown name."""
    with pytest.raises(InvalidInputError, match="fallback_geocoder"):
        Annotator(settings.model_copy(update={"fallback_geocoder": "oracle"})).load()


@pytest.mark.slow
def test_without_the_setting_nothing_is_asked_and_nothing_more_is_needed(gazetteer, nominatim):
    """Off by default: no request, no thread, and aiohttp need not be installed."""
    annotation = _annotate(Settings(gazetteer=gazetteer), _article("Havenford"))
    assert (annotation.entities[0].resolution.place, annotation.warnings, nominatim.requests) == (None, (), [])
    program = f"""
import sys
sys.modules["aiohttp"] = None
from pathlib import Path
from dateline.annotation import Annotator
from dateline.values import Article, EntityType, GivenMention
from dateline.errors import MissingExtraError
from dateline.settings import Settings
article = Article("a", "Havenford", mentions=(GivenMention(0, 9, EntityType.PLACE),))
(annotation,) = Annotator(Settings(gazetteer=Path({str(gazetteer)!r}))).annotate([article])
assert annotation.entities[0].resolution.place is None
try:
    Annotator(Settings(gazetteer=Path({str(gazetteer)!r}), fallback_geocoder="photon")).annotate([article])
except MissingExtraError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("the setting fallback_geocoder needs aiohttp, which is missing; to install it")
    assert done.stdout.endswith("[server,geocoders]'\n")
