"""A real but small annotator: a recogniser that knows a few names, and a gazetteer of a few places."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dateline.annotation import Annotator
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.server import serve
from dateline.settings import load_settings
from dateline.values import Coordinates, EntityType, MentionKind, ModelDescription, Recognition

_TYPES = {
    "Sergey Lavrov": EntityType.PERSON,
    "Lavrov": EntityType.PERSON,
    "United Nations": EntityType.ORGANIZATION,
    "Astana": EntityType.PLACE,
    "Kazakhstan": EntityType.PLACE,
    "Paris": EntityType.PLACE,
    "Texas": EntityType.PLACE,
    "Atlantis": EntityType.PLACE,
}
_NAMES = re.compile("|".join(sorted(_TYPES, key=len, reverse=True)))


class TinyRecognizer:
    """A recogniser that finds the names of a list."""

    parallel_sentences = None
    description = ModelDescription(name="tiny", revision="1", language_codes=("en",), labels=("LOC", "ORG", "PER"))

    def count_tokens(self, sentence: str) -> int:
        return len(sentence.split()) + 1

    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        return tuple(
            tuple(
                Recognition(
                    match.start(), match.end(), _TYPES[match[0]], MentionKind.NAME, _TYPES[match[0]][:3], 0.1 + 0.7
                )
                for match in _NAMES.finditer(sentence)
            )
            for sentence in sentences
        )


def build_tiny_gazetteer(path: Path) -> Path:
    build_gazetteer(path, records=_records())
    return path


def _records() -> Iterator[Record]:
    yield Record(
        "geonames:1522867",
        "Kazakhstan",
        "A",
        "PCLI",
        Coordinates(48.0, 68.0),
        "KZ",
        "",
        "",
        18276499,
        demonyms=("Kazakh",),
    )
    yield Record("geonames:1526273", "Astana", "P", "PPLC", Coordinates(51.1801, 71.446), "KZ", "", "", 1078362)
    yield Record("geonames:3017382", "France", "A", "PCLI", Coordinates(46.0, 2.0), "FR", "", "", 66987244)
    yield Record("geonames:2988507", "Paris", "P", "PPLC", Coordinates(48.85341, 2.3488), "FR", "", "", 2138551)
    yield Record("geonames:6252001", "United States", "A", "PCLI", Coordinates(39.76, -98.5), "US", "", "", 327167434)
    yield Record(
        "geonames:4736286", "Texas", "A", "ADM1", Coordinates(31.25, -99.25), "US", "geonames:4736286", "", 22875689
    )
    yield Record(
        "geonames:4717560", "Paris", "P", "PPL", Coordinates(33.66094, -95.55551), "US", "geonames:4736286", "", 24782
    )


@contextmanager
def running_server(gazetteer: Path, **settings: object) -> Iterator[str]:
    """Yields the target of a real server with the tiny world, in a process of its own."""
    environment = {f"DATELINE_{name.upper()}": str(value) for name, value in settings.items()}
    environment |= {
        "DATELINE_GAZETTEER": str(gazetteer),
        "PYTHONPATH": "service",
        "PATH": os.environ["PATH"],
    }
    with subprocess.Popen([sys.executable, __file__], env=environment, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        events = (json.loads(line) for line in process.stderr if line.startswith(b"{"))
        port = next((event["port"] for event in events if event["event"] == "serving"), None)
        assert port, "the server did not start"
        # The log must be read on, or the full pipe would stop the server.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield f"127.0.0.1:{port}"
        process.terminate()
        assert process.wait(30) == 0


if __name__ == "__main__":
    tiny_settings = load_settings(port=0, log_format="json")
    sys.exit(serve(tiny_settings, annotator=Annotator(tiny_settings, recognizer=TinyRecognizer())))
