"""Prints precision and share kept at cuts of confidence: `python benchmarks/confidence_cuts.py --shared ../shared`.

The tables are those of docs/reference/confidences.md: for mentions, for places on given spans, and for the areas that
these lie in, the precision at or above each cut and the share of all that is kept. `dateline annotate` reads the
development corpora, as in benchmarks/accuracy.py.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.accuracy import (
    TOPONYM_CORPORA,
    Json,
    raw_annotations,
    read_lines,
    recognition_answers,
    recognition_scores,
    text_mentions,
)
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.values import Place

CUTS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95)

Answer = tuple[float, bool]
"""A confidence, and whether the answer is right."""


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/ and eval/")
    shared = arguments.parse_args().shared
    print("mentions\n\n| cut | precision | kept |\n|---|---|---|")
    for cut, precision, kept in mention_cuts(shared):
        print(f"| {cut_name(cut)} | {share(precision)} | {share(kept)} |")
    places: dict[str, list[tuple[float, float]]] = {}
    areas: dict[str, list[Answer]] = defaultdict(list)
    area_counts: dict[str, int] = defaultdict(int)
    with Gazetteer(ensure()) as gazetteer:
        for corpus in TOPONYM_CORPORA:
            answers: list[Answer] = []
            linked_count = 0
            for place_id, resolution in linked_resolutions(shared / f"corpora/toponyms/{corpus}.jsonl"):
                linked_count += 1
                answers += place_answers(place_id, resolution)
                if place := gazetteer.get(place_id):
                    for kind, wanted in (("country", place.country_code), ("division", place.admin1_id)):
                        area_counts[kind] += bool(wanted)
                        areas[kind] += area_answers(kind, place, resolution) if wanted else ()
            places[corpus] = [precision_and_kept(answers, cut, count=linked_count) for cut in CUTS]
    print_table("places", places)
    print_table(
        "areas",
        {
            kind: [precision_and_kept(answers, cut, count=area_counts[kind]) for cut in CUTS]
            for kind, answers in areas.items()
        },
    )


def mention_cuts(shared: Path) -> Iterator[tuple[float, float, float]]:
    """Yields each cut, the precision of the mentions at or above it (exact span and type), and the share kept."""
    answers = recognition_answers(shared)
    count = sum(len(answer["mentions"]) for answer in answers)
    for cut in CUTS:
        kept = [
            answer | {"mentions": [mention for mention in answer["mentions"] if mention["confidence"] >= cut]}
            for answer in answers
        ]
        kept_count = sum(len(answer["mentions"]) for answer in kept)
        yield cut, recognition_scores(shared, kept)["all"]["precision"], kept_count / count


def linked_resolutions(corpus: Path) -> Iterator[tuple[str, Json]]:
    """Yields the gold place id of each linked mention of a toponym corpus, with the resolution of its span."""
    for gold, annotation in zip(read_lines(corpus), raw_annotations(corpus), strict=True):
        resolutions = {
            (mention["span"].get("start_offset", 0), mention["span"]["end_offset"]): entity.get("resolution", {})
            for mention, entity in text_mentions(annotation)
        }
        for mention in gold["mentions"]:
            if mention["geonames_id"] is not None:
                place_id = f"geonames:{mention['geonames_id']}"
                yield place_id, resolutions.get((mention["start"], mention["end"]), {})


def place_answers(place_id: str, resolution: Json) -> Iterator[Answer]:
    """Yields the confidence of the chosen place and whether it has this id; nothing where no place was chosen."""
    if place := resolution.get("place"):
        yield resolution.get("confidence", 0.0), place["place_id"] == place_id


def area_answers(kind: str, place: Place, resolution: Json) -> Iterator[Answer]:
    """Yields the probability of the likeliest country or division, and whether `place` lies in it."""
    areas = [area for area in resolution.get("areas", ()) if area_kind(area["place"]) == kind]
    if areas:
        area = max(areas, key=lambda area: area["probability"])
        is_right = (
            area["place"]["region_code"] == place.country_code
            if kind == "country"
            else area["place"]["place_id"] == place.admin1_id
        )
        yield area["probability"], is_right


def area_kind(place: Json) -> str:
    """Returns the kind of an area, "country" or "division"."""
    return "division" if place["feature_code"] == "ADM1" else "country"


def precision_and_kept(answers: Iterable[Answer], cut: float, *, count: int) -> tuple[float, float]:
    """Returns the share of right answers among those at or above the cut, and the share of these in `count`."""
    kept = [is_right for confidence, is_right in answers if confidence >= cut]
    return sum(kept) / max(1, len(kept)), len(kept) / max(1, count)


def print_table(name: str, columns: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    """Prints, as Markdown, a row for each cut with a column for each corpus or kind."""
    print(f"\n{name}\n\n| cut | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for cut, *cells in zip(CUTS, *columns.values(), strict=True):
        print(f"| {cut_name(cut)} | {' | '.join(f'{share(p)}, {share(kept)}' for p, kept in cells)} |")


def cut_name(cut: float) -> str:
    """Returns the cut as the page writes it."""
    return f"{cut:g}".removeprefix("0") or "none"


def share(value: float) -> str:
    """Returns a share with three digits and no zero in front."""
    return f"{value:.3f}".removeprefix("0")


if __name__ == "__main__":
    main()
