"""Prints the accuracy figures of README: `python benchmarks/accuracy.py --shared ../shared`.

Runs `dateline annotate` on the development corpora and the corpora's own scorers on its answers.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

DATELINE = Path(sys.executable).with_name("dateline")
ENTITY_ROWS = ("PERSON", "ORGANIZATION", "PLACE", "all")
TOPONYM_CORPORA = ("lgl", "tr-news", "geowebnews")


def main() -> None:
    """Command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, required=True, help="the folder that holds corpora/ and eval/")
    shared = arguments.parse_args().shared
    print(
        f"{platform.machine()}, Python {platform.python_version()}, flair {version('flair')}, torch {version('torch')}"
    )
    scores = recognition_scores(shared)
    print("worldwide-dev: " + ", ".join(f"{name} F1 {scores[name]['f1']:.3f}" for name in ENTITY_ROWS))
    for corpus in TOPONYM_CORPORA:
        figures = resolution_scores(shared, corpus)
        row = figures["resolution"]
        calibration = figures["calibration"]["ece"]
        print(
            f"{corpus} given spans: exact {row['exact']:.3f}, within 161 km {row['acc@161']:.3f}, "
            f"mean {row['mean_km']:.0f} km, unanswered {row['unanswered']:.3f}, calibration error {calibration:.3f}"
        )


def recognition_scores(shared: Path) -> dict:
    """What score_entities.py says of persons, organisations and places recognised in the text of worldwide-dev."""
    gold = shared / "corpora/entities/worldwide-dev.jsonl"
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as texts:
        for line in gold.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            # Without its gold mentions, which would be taken as given and recognise nothing.
            texts.write(json.dumps({"id": article["id"], "text": article["text"]}) + "\n")
        texts.flush()
        found = raw_annotations(Path(texts.name), "--no-demonyms", "--no-nested")
        answers = ({"id": each["article_id"], "mentions": typed_mentions(each)} for each in found)
        return score(shared / "eval/score_entities.py", gold, answers)


def resolution_scores(shared: Path, corpus: str) -> dict:
    """What score_toponyms.py says of the places chosen for the spans of a toponym corpus."""
    gold = shared / f"corpora/toponyms/{corpus}.jsonl"
    return score(shared / "eval/score_toponyms.py", gold, toponym_answers(gold), "--given-spans")


def toponym_answers(gold: Path) -> Iterator[dict]:
    """Place answers in score_toponyms.py's form, on the spans that `gold` gives."""
    for annotation in raw_annotations(gold):
        yield {"id": annotation.get("article_id", ""), "mentions": place_mentions(annotation)}


def raw_annotations(articles: Path, *flags: str) -> Iterator[dict]:
    """`dateline annotate`'s JSON of every article of a JSONL file, in order."""
    command = [str(DATELINE), "annotate", str(articles), "--format", "jsonl", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield from map(json.loads, process.stdout)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")


def spans(annotation: dict) -> Iterator[tuple[dict, dict]]:
    """Each mention's span in the text, with its entity; proto3 JSON leaves zeros out."""
    for entity in annotation.get("entities", ()):
        for mention in entity["mentions"]:
            if mention["span"].get("source") == "SOURCE_TEXT":
                yield mention["span"], entity


def typed_mentions(annotation: dict) -> list[dict]:
    """Mentions in score_entities.py's form."""
    return [
        {
            "start": span.get("start_offset", 0),
            "end": span["end_offset"],
            "type": entity["type"].removeprefix("ENTITY_TYPE_"),
        }
        for span, entity in spans(annotation)
    ]


def place_mentions(annotation: dict) -> list[dict]:
    """Place mentions in score_toponyms.py's form."""
    return [
        {"start": span.get("start_offset", 0), "end": span["end_offset"], **chosen_place(entity.get("resolution"))}
        for span, entity in spans(annotation)
        if entity["type"] == "ENTITY_TYPE_PLACE"
    ]


def chosen_place(resolution: dict | None) -> dict:
    """The resolved place's id, point and confidence; None where there is none or its id is not GeoNames'."""
    if resolution is None:
        return {"geonames_id": None, "latitude": None, "longitude": None, "confidence": None}
    place = resolution["place"]
    source, _, number = place["place_id"].partition(":")
    return {
        "geonames_id": int(number) if source == "geonames" else None,
        "latitude": place["coordinates"].get("latitude_degrees", 0.0),
        "longitude": place["coordinates"].get("longitude_degrees", 0.0),
        "confidence": resolution.get("confidence", 0.0),
    }


def score(scorer: Path, gold: Path, answers: Iterator[dict], *flags: str) -> dict:
    """A scorer's figures."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(answer) + "\n" for answer in answers)
        file.flush()
        command = [sys.executable, str(scorer), str(gold), file.name, *flags]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
