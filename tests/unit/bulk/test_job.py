from dataclasses import replace
from importlib.metadata import version

import pytest

from dateline.bulk import Manifest, Shape
from dateline.settings import Settings
from dateline.values import AnnotateOptions
from support.bulk_world import PlainAnnotator

OPTIONS = '{"api_key": "topsecret"}'


@pytest.fixture
def with_settings(job, tmp_path):
    """Return a job whose annotator has these settings."""

    def make(**settings):
        annotator = PlainAnnotator(tmp_path)
        annotator.settings = Settings(**settings)
        return replace(job("in.jsonl"), annotator=annotator)

    return make


@pytest.mark.parametrize(
    ("changes", "difference"),
    [
        ({"revision": "2"}, "revision"),
        ({"shape": Shape.MENTIONS}, "shape"),
        ({"with_text": True}, "with_text"),
        ({"options": AnnotateOptions(max_candidates=1)}, "options.max_candidates"),
        ({"libraries": {"trafilatura": "0.1"}}, "libraries.trafilatura"),
    ],
)
def test_whatever_changes_a_result_changes_the_digest(job, changes, difference):
    """And has a name, by which two runs are told apart."""
    before = job("in.jsonl")
    after = replace(before, **changes)
    assert before.digest != after.digest
    assert difference in Manifest.of(before, unit_bytes=1).differences(Manifest.of(after, unit_bytes=1))


@pytest.mark.parametrize(
    ("settings", "difference"),
    [
        ({"max_article_chars": 9}, "limits.max_article_chars"),
        (
            {"fallback_geocoder": "photon", "fallback_geocoder_max_names": 6},
            "fallback_geocoder.max_names",
        ),
        ({"fallback_geocoder": "photon", "fallback_geocoder_options": OPTIONS}, "fallback_geocoder.options"),
    ],
)
def test_settings_that_change_annotations_are_in_the_digest(with_settings, settings, difference):
    """Those of the fallback geocoder where one is asked; what they may hold of secrets is not in the manifest."""
    plain = {name: value for name, value in settings.items() if name == "fallback_geocoder"}
    before, after = with_settings(**plain), with_settings(**settings)
    assert before.digest != after.digest
    assert Manifest.of(before, unit_bytes=1).differences(Manifest.of(after, unit_bytes=1)) == [difference]
    assert "topsecret" not in str(after.identity())


def test_settings_without_a_meaning_for_annotations_are_not_in_the_digest(with_settings):
    """A fallback geocoder that is not asked, the number of threads, a port."""
    settings = {"fallback_geocoder_max_names": 6, "inference_threads": 1, "port": 1}
    assert with_settings(**settings).digest == with_settings().digest


def test_libraries_are_those_that_are_here(job):
    """By their versions."""
    assert job("in.jsonl").libraries["trafilatura"] == version("trafilatura")
