"""Prints the accuracy figures of benchmarks/README.md: `python benchmarks/accuracy.py --shared ../shared`.

Runs `dateline annotate` on the development corpora and the corpora's own scorers on its answers.
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
    """Command line."""
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
    """Persons, organisations and places recognised in the text of worldwide-dev, in score_entities.py's form."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as texts:
        for article in read_lines(shared / WORLDWIDE):
            # Without its gold mentions, which would be taken as given and recognise nothing.
            texts.write(json.dumps({"id": article["id"], "text": article["text"]}) + "\n")
        texts.flush()
        found = raw_annotations(Path(texts.name), "--no-demonyms", "--no-nested")
        return [{"id": each["article_id"], "mentions": typed_mentions(each)} for each in found]


def recognition_scores(shared: Path, answers: Sequence[Json], *, region: str = "") -> Json:
    """What score_entities.py says of them, all or those from the papers of one of REGIONS."""
    articles = [each for each in read_lines(shared / WORLDWIDE) if not region or region_of(each["id"]) == region]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as gold:
        gold.writelines(json.dumps(article) + "\n" for article in articles)
        gold.flush()
        return score(shared / "eval/score_entities.py", Path(gold.name), answers)


def region_of(article_id: str) -> str:
    """The region of the paper that an article of worldwide-dev is from; its id begins with the country."""
    country = article_id.split("_", maxsplit=1)[0]
    return next(region for region, countries in REGIONS.items() if country in countries.split() or not countries)


def mention_calibration_error(shared: Path, answers: Sequence[Json]) -> float:
    """Mean distance between a mention's confidence and the share that is right, over ten bins of equal width."""
    gold = {
        each["id"]: {(m["start"], m["end"], m["type"]) for m in each["mentions"]}
        for each in read_lines(shared / WORLDWIDE)
    }
    gaps = [0.0] * 10
    mentions = [(answer["id"], mention) for answer in answers for mention in answer["mentions"]]
    for article_id, mention in mentions:
        is_right = (mention["start"], mention["end"], mention["type"]) in gold[article_id]
        gaps[min(9, int(10 * mention["confidence"]))] += mention["confidence"] - is_right
    return sum(map(abs, gaps)) / len(mentions)


def read_lines(path: Path) -> Iterator[Json]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def resolution_scores(shared: Path, corpus: str) -> Json:
    """What score_toponyms.py says of the places chosen for the spans of a toponym corpus."""
    gold = shared / f"corpora/toponyms/{corpus}.jsonl"
    return score(shared / "eval/score_toponyms.py", gold, toponym_answers(gold), "--given-spans")


def toponym_answers(gold: Path) -> Iterator[Json]:
    """Place answers in score_toponyms.py's form, on the spans that `gold` gives."""
    for annotation in raw_annotations(gold):
        yield {"id": annotation.get("article_id", ""), "mentions": place_mentions(annotation)}


def raw_annotations(articles: Path, *flags: str) -> Iterator[Json]:
    """`dateline annotate`'s JSON of every article of a JSONL file, in order."""
    command = [str(DATELINE), "annotate", str(articles), "--format", "jsonl", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield from map(json.loads, process.stdout)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")


def text_mentions(annotation: Json) -> Iterator[tuple[Json, Json]]:
    """Each mention in the text, with its entity; proto3 JSON leaves zeros out."""
    for entity in annotation.get("entities", ()):
        for mention in entity["mentions"]:
            if mention["span"].get("part") == "ARTICLE_PART_TEXT":
                yield mention, entity


def typed_mentions(annotation: Json) -> list[Json]:
    """Mentions in score_entities.py's form."""
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
    """Place mentions in score_toponyms.py's form."""
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
    """The resolved place's id, point and confidence; None where there is none or its id is not GeoNames'."""
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
    """A scorer's figures."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(answer) + "\n" for answer in answers)
        file.flush()
        command = [sys.executable, str(scorer), str(gold), file.name, *flags]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: Json = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    main()
