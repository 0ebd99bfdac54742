"""Prints how calibrated places, NIL and areas are: `python benchmarks/calibration.py --shared ../shared`.

Two rounds of given spans: the development toponym corpora, each article answered by a ranker that was trained on the
other folds, no outlet told; and the places that the gazetteer lacks (absent-dev.jsonl), answered by the shipped ranker.
`--rankers FOLDER` keeps the five rankers there, in folders 0 to 4, and takes those that are there already.

The calibration error is the mean distance between probability and share right in ten bins of equal width, weighed by
the answers in them (Naeini, Cooper and Hauskrecht 2015). A landmark is right in a town that is within TOWN_KM.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.accuracy import TOPONYM_CORPORA, Json, read_lines
from benchmarks.resolution import given_spans, train_rankers
from dateline.annotation import Annotator
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.geodesy import distance_km
from dateline.resolution.location.area_evidence import TOWN_KM
from dateline.settings import Settings
from dateline.values import Area, Article, Coordinates, Place, Resolution
from training.corpora.toponyms import FOLD_COUNT, outlet_folds
from training.ranker.location import Location, find_location
from training.ranker.questions import read_questions

BINS = 10
_NEAR_KM = 40.0

Answers = dict[str, list[tuple[float, bool]]]
"""For each name of a figure, probabilities, and whether what they are of is right."""


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/")
    arguments.add_argument("--rankers", type=Path, help="where the rankers of the folds are kept")
    chosen = arguments.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, Gazetteer(ensure()) as gazetteer:
        rankers = fold_rankers(chosen.shared, chosen.rankers or Path(folder))
        print_figures("five folds", *fold_answers(chosen.shared, rankers, gazetteer))
    print_figures("absent-dev", absent_answers(chosen.shared), [])


def fold_rankers(shared: Path, folder: Path) -> dict[int, Path]:
    """Returns each fold's ranker, trained on the other folds unless it is in the folder."""
    rankers = {fold: folder / str(fold) for fold in range(FOLD_COUNT)}
    if not all((path / "ranker.json").is_file() for path in rankers.values()):
        rankers = train_rankers(list(read_questions(shared, Annotator())), folder, seed=1)
    return rankers


def fold_answers(shared: Path, rankers: Mapping[int, Path], gazetteer: Gazetteer) -> tuple[Answers, list[bool]]:
    """Returns the answers of the folds, and for each landmark of GeoWebNews whether it was put near its point."""
    answers: Answers = defaultdict(list)
    landmarks = []
    fold_of = outlet_folds(shared)
    annotators = {fold: Annotator(Settings(ranker=path)) for fold, path in rankers.items()}
    for corpus in TOPONYM_CORPORA:
        for gold in read_lines(shared / f"corpora/toponyms/{corpus}.jsonl"):
            annotator = annotators[fold_of[corpus, gold["id"]]]
            article = Article(gold["id"], gold["text"], mentions=given_spans(gold))
            known = {
                (toponym.start_offset, toponym.end_offset): {match.place.place_id for match in toponym.matches}
                for toponym in annotator.toponyms(article)
            }
            resolutions = resolve(annotator, article)
            for mention in gold["mentions"]:
                span = mention["start"], mention["end"]
                place_id = f"geonames:{mention['geonames_id']}" if mention["geonames_id"] else ""
                location = find_location(gazetteer, place_id, point(mention))
                if not place_id and location is None:
                    continue
                add(answers, resolutions[span], place_id, is_nil=place_id not in known[span], location=location)
                if not place_id:
                    landmarks.append(is_near(resolutions[span], point(mention)))
    return answers, landmarks


def absent_answers(shared: Path) -> Answers:
    """Returns the answers on the targets of the reports, which are places that the gazetteer mostly lacks."""
    answers: Answers = defaultdict(list)
    annotator = Annotator()
    for gold in read_lines(shared / "corpora/toponyms/absent-dev.jsonl"):
        resolutions = resolve(annotator, Article(gold["id"], gold["text"], mentions=given_spans(gold)))
        target = gold["mentions"][gold["target"]]
        add(
            answers,
            resolutions[target["start"], target["end"]],
            f"geonames:{target['geonames_id']}",
            is_nil=gold["kind"] != "held",
            location=Location(gold["country_code"], None, None, None),
        )
    return answers


def resolve(annotator: Annotator, article: Article) -> dict[tuple[int, int], Resolution]:
    """Returns the resolution of each given span."""
    (annotation,) = annotator.annotate([article])
    return {
        (mention.span.start_offset, mention.span.end_offset): entity.resolution or Resolution()
        for entity in annotation.entities
        for mention in entity.mentions
    }


def add(answers: Answers, resolution: Resolution, place_id: str, *, is_nil: bool, location: Location | None) -> None:
    """Adds what a resolution says: of its place, of NIL, and of each area whose truth is known."""
    if resolution.place is not None:
        answers["places"].append((resolution.confidence, resolution.place.place_id == place_id))
    answers["NIL"].append((resolution.nil_probability if resolution.candidates else 1.0, is_nil))
    if location is None:
        return
    for area in resolution.areas:
        level, is_right = judge(area, location)
        if is_right is not None:
            answers["areas"].append((area.probability, is_right))
            answers[f"areas, {level}"].append((area.probability, is_right))


def judge(area: Area, location: Location) -> tuple[str, bool | None]:
    """Returns the level of an area, and whether the location lies in it; None where nobody knows."""
    place = area.place
    if place.is_country:
        return "country", place.country_code == location.country_code
    if place.is_first_order_division:
        return "first-order", None if location.admin1_id is None else place.place_id == location.admin1_id
    if place.is_division:
        return "second-order", None if location.admin2_id is None else place.place_id == location.admin2_id
    if location.coordinates is None:
        return "town", None
    return "town", distance_km(place.coordinates, location.coordinates) <= TOWN_KM


def is_near(resolution: Resolution, coordinates: Coordinates | None) -> bool:
    """Returns whether the place, or else the smallest area of one half and more, is within _NEAR_KM."""
    likely = [area.place for area in resolution.areas if area.probability >= 0.5]
    places: Sequence[Place] = [resolution.place] if resolution.place else likely[-1:]
    if not places or coordinates is None:
        return False
    return distance_km(places[0].coordinates, coordinates) <= _NEAR_KM


def point(mention: Json) -> Coordinates | None:
    """Returns the point of a gold mention, where it has one."""
    return None if mention["latitude"] is None else Coordinates(mention["latitude"], mention["longitude"])


def calibration_error(answers: Iterable[tuple[float, bool]]) -> float:
    """Returns the expected calibration error in BINS bins of equal width."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for probability, is_right in answers:
        bins[min(BINS - 1, int(probability * BINS))].append((probability, is_right))
    count = sum(map(len, bins.values()))
    gaps = (abs(sum(probability - is_right for probability, is_right in members)) for members in bins.values())
    return sum(gaps) / max(1, count)


def lines(name: str, answers: Answers) -> Iterator[str]:
    """Yields a row of a table for each figure."""
    for figure, members in sorted(answers.items()):
        right = sum(is_right for _, is_right in members) / len(members)
        yield f"| {name}, {figure} | {calibration_error(members):.3f} | {len(members)} | {right:.3f} |"


def print_figures(name: str, answers: Answers, landmarks: Sequence[bool]) -> None:
    """Prints the rows of one round, and the share of landmarks that were put near where they are."""
    print("| | calibration error | answers | right |\n|---|---|---|---|")
    print("\n".join(lines(name, answers)))
    if landmarks:
        share = sum(landmarks) / len(landmarks)
        print(f"\nGeoWebNews without an id, place or smallest area within {_NEAR_KM:.0f} km: {share:.3f}")


if __name__ == "__main__":
    main()
