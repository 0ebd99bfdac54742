"""Prints the accuracy figures of benchmarks/README.md: `python benchmarks/accuracy.py --shared ../shared`.

`dateline annotate` reads the development corpora, and the corpora's own scorers count its answers.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

DATELINE = Path(sys.executable).with_name("dateline")
ENTITY_ROWS = ("PERSON", "ORGANIZATION", "PLACE", "all")
WORLDWIDE = Path("corpora/entities/worldwide-dev.jsonl")
REGIONS = {
    "Africa": "af alg eg ghana mauritius nm panaf sa",
    "Middle East": "iran israel jr kw oman qt saud uae",
    "South Asia": "bangladesh in",
    "East and Southeast Asia": "cn jp kr mong th",
    "Latin America": "arg bol chile col cosric cuba ecuador elsalv hond mex nic pan peru ven",
    "Australia, New Zealand, Canada": "",
}
TOPONYM_CORPORA = ("lgl", "tr-news", "geowebnews")

Json = dict[str, Any]


def main() -> None:
    """Runs the benchmark from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/ and eval/")
    shared = arguments.parse_args().shared
    print(f"{platform.machine()}, Python {platform.python_version()}, onnxruntime {version('onnxruntime')}")
    answers = recognition_answers(shared)
    scores = recognition_scores(shared, answers)
    for name in ENTITY_ROWS:
        print(
            f"worldwide-dev {name}: " + ", ".join(f"{k} {scores[name][k]:.3f}" for k in ("precision", "recall", "f1"))
        )
    for region in REGIONS:
        print(f"worldwide-dev {region}: f1 {recognition_scores(shared, answers, region=region)['all']['f1']:.3f}")
    print(f"worldwide-dev confidence of mentions: calibration error {mention_calibration_error(shared, answers):.3f}")
    for corpus in TOPONYM_CORPORA:
        figures = resolution_scores(shared, corpus)
        row = figures["resolution"]
        calibration = figures["calibration"]["ece"]
        print(
            f"{corpus} given spans: exact {row['exact']:.3f}, within 161 km {row['acc@161']:.3f}, "
            f"mean {row['mean_km']:.0f} km, unanswered {row['unanswered']:.3f}, calibration error {calibration:.3f}"
        )


def recognition_answers(shared: Path) -> list[Json]:
    """Returns the people, organisations and places recognised in worldwide-dev's text, in score_entities.py's form."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as texts:
        for article in read_lines(shared / WORLDWIDE):
            # The gold mentions are left out: given mentions would switch recognition off.
            texts.write(json.dumps({"id": article["id"], "text": article["text"]}) + "\n")
        texts.flush()
        annotations = raw_annotations(Path(texts.name), "--no-demonyms", "--no-nested")
        return [{"id": annotation["article_id"], "mentions": typed_mentions(annotation)} for annotation in annotations]


def recognition_scores(shared: Path, answers: Sequence[Json], *, region: str = "") -> Json:
    """Returns score_entities.py's figures for the answers, all or those on papers of one of REGIONS."""
    articles = [
        article for article in read_lines(shared / WORLDWIDE) if not region or region_of(article["id"]) == region
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as gold:
        gold.writelines(json.dumps(article) + "\n" for article in articles)
        gold.flush()
        return score(shared / "eval/score_entities.py", Path(gold.name), answers)


def region_of(article_id: str) -> str:
    """Returns the region of an article's paper; ids of worldwide-dev begin with the country."""
    country = article_id.split("_", maxsplit=1)[0]
    return next(region for region, countries in REGIONS.items() if country in countries.split() or not countries)


def mention_calibration_error(shared: Path, answers: Sequence[Json]) -> float:
    """Returns the mean distance of confidence and share of right mentions, over ten bins of equal width."""
    gold = {
        article["id"]: {(mention["start"], mention["end"], mention["type"]) for mention in article["mentions"]}
        for article in read_lines(shared / WORLDWIDE)
    }
    gaps = [0.0] * 10
    mentions = [(answer["id"], mention) for answer in answers for mention in answer["mentions"]]
    for article_id, mention in mentions:
        is_right = (mention["start"], mention["end"], mention["type"]) in gold[article_id]
        gaps[min(9, int(10 * mention["confidence"]))] += mention["confidence"] - is_right
    return sum(map(abs, gaps)) / len(mentions)


def read_lines(path: Path) -> Iterator[Json]:
    """Yields the objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def resolution_scores(shared: Path, corpus: str) -> Json:
    """Returns score_toponyms.py's figures for the places chosen for a corpus's gold spans."""
    gold = shared / f"corpora/toponyms/{corpus}.jsonl"
    return score(shared / "eval/score_toponyms.py", gold, toponym_answers(gold), "--given-spans")


def toponym_answers(gold: Path) -> Iterator[Json]:
    """Yields the places chosen for the spans of `gold`, in score_toponyms.py's form."""
    for annotation in raw_annotations(gold):
        yield {"id": annotation.get("article_id", ""), "mentions": place_mentions(annotation)}


def raw_annotations(articles: Path, *flags: str) -> Iterator[Json]:
    """Yields the JSON that `dateline annotate` prints for each article of a JSONL file, in order."""
    command = [str(DATELINE), "annotate", str(articles), "--format", "jsonl", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield from map(json.loads, process.stdout)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")


def text_mentions(annotation: Json) -> Iterator[tuple[Json, Json]]:
    """Yields each mention in the text with its entity; their JSON leaves out fields that are zero."""
    for entity in annotation.get("entities", ()):
        for mention in entity["mentions"]:
            if mention["span"].get("part") == "ARTICLE_PART_TEXT":
                yield mention, entity


def typed_mentions(annotation: Json) -> list[Json]:
    """Returns the mentions in score_entities.py's form."""
    return [
        {
            "start": mention["span"].get("start_offset", 0),
            "end": mention["span"]["end_offset"],
            "type": entity["type"].removeprefix("ENTITY_TYPE_"),
            "confidence": mention.get("confidence", 0.0),
        }
        for mention, entity in text_mentions(annotation)
    ]


def place_mentions(annotation: Json) -> list[Json]:
    """Returns the place mentions in score_toponyms.py's form."""
    return [
        {
            "start": mention["span"].get("start_offset", 0),
            "end": mention["span"]["end_offset"],
            **chosen_place(entity["resolution"]),
        }
        for mention, entity in text_mentions(annotation)
        if entity["type"] == "ENTITY_TYPE_PLACE"
    ]


def chosen_place(resolution: Json) -> Json:
    """Returns id, point and confidence of the chosen place; None for all without a place, for an id not GeoNames'."""
    place = resolution.get("place")
    if place is None:
        return {"geonames_id": None, "latitude": None, "longitude": None, "confidence": None}
    source, _, number = place["place_id"].partition(":")
    return {
        "geonames_id": int(number) if source == "geonames" else None,
        "latitude": place["coordinates"].get("latitude", 0.0),
        "longitude": place["coordinates"].get("longitude", 0.0),
        "confidence": resolution.get("confidence", 0.0),
    }


def score(scorer: Path, gold: Path, answers: Iterable[Json], *flags: str) -> Json:
    """Returns a scorer's figures."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(answer) + "\n" for answer in answers)
        file.flush()
        command = [sys.executable, str(scorer), str(gold), file.name, *flags]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: Json = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    main()
