"""Options that several commands share."""

import enum
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.exits import UsageFailure

DEFAULT_TARGET = "127.0.0.1:50051"


class OutputFormat(enum.StrEnum):
    """How answers are printed."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


Format = Annotated[
    OutputFormat,
    typer.Option("--format", "-f", help="text for people; json, indented; jsonl, one answer a line."),
]
Server = Annotated[
    str,
    typer.Option("--server", "-s", metavar="TARGET", help="Ask this server, host:port, instead of this process."),
]
Timeout = Annotated[float, typer.Option("--timeout", min=0.001, help="Seconds to wait for each answer of a server.")]
Model = Annotated[
    str | None,
    typer.Option("--model", help="Recogniser: a folder, a flair model file or a hub name; the shipped one by default."),
]
AllowPickle = Annotated[
    bool, typer.Option("--allow-pickle", help="Load models that are pickles, which can run code: only ones you trust.")
]
GazetteerFile = Annotated[
    Path | None, typer.Option("--gazetteer", help="Gazetteer file; by default one is built in your cache folder.")
]


def refuse_with_server(server: str, *, model: str | None, allow_pickle: bool, gazetteer: Path | None) -> None:
    """Refuse options of this process beside ``--server``, which would do nothing there."""
    for is_given, name in ((model, "--model"), (allow_pickle, "--allow-pickle"), (gazetteer, "--gazetteer")):
        if server and is_given:
            raise UsageFailure(f"{name} is the server's own choice and cannot go with --server")
