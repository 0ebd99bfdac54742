import pytest

from benchmarks.accuracy import (
    mention_calibration_error,
    recognition_answers,
    recognition_scores,
    resolution_scores,
)
from support.paths import SHARED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (SHARED / "corpora").is_dir(), reason="the development corpora are not beside the repository"
    ),
]


@pytest.mark.parametrize(("corpus", "least"), [("lgl", 0.83), ("tr-news", 0.905), ("geowebnews", 0.82)])
def test_places_are_resolved_on_given_spans(corpus: str, least: float) -> None:
    """The exact GeoNames id, over all linked gold mentions, does not fall below what was reached."""
    assert resolution_scores(SHARED, corpus)["resolution"]["exact"] >= least


def test_names_are_recognised_in_news_from_outside_the_west() -> None:
    """F1 over persons, organisations and places of articles never trained on, and confidences that tell it."""
    answers = recognition_answers(SHARED)
    scores = recognition_scores(SHARED, answers)
    assert scores["all"]["f1"] >= 0.795
    assert scores["ORGANIZATION"]["f1"] >= 0.75
    assert mention_calibration_error(SHARED, answers) < 0.05
