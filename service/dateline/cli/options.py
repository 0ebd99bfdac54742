"""Options that several commands share, and the settings and targets that they and the environment give."""

import enum
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.exits import UsageFailure
from dateline.endpoint import DEFAULT_PORT, local_target
from dateline.errors import FieldViolation, InvalidInputError
from dateline.values import LANGUAGE_CODES, AnnotateOptions, Granularity

if TYPE_CHECKING:
    from dateline.settings import Settings

_PORT_VARIABLE = "DATELINE_PORT"
_HEALTH_PORT_VARIABLE = "DATELINE_HEALTH_PORT"


class OutputFormat(enum.StrEnum):
    """The formats of printed answers."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class Preference(enum.StrEnum):
    """The members of Granularity, in lower case as all choices of commands are."""

    LIKELIEST = "likeliest"
    CITY = "city"
    DIVISION = "division"

    @property
    def granularity(self) -> Granularity:
        """The member of Granularity."""
        return Granularity[self.name]


def _refuse_blank(value: str | None) -> str | None:
    # An unset shell variable must not quietly turn a call to a server into work of this process.
    if value is not None and not value.strip():
        raise typer.BadParameter("names no server")
    return value


Format = Annotated[
    OutputFormat,
    typer.Option("--format", "-f", case_sensitive=False, help="text for people; json, indented; jsonl, one a line."),
]
Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        "-s",
        metavar="TARGET",
        callback=_refuse_blank,
        help="Ask this server, host:port, instead of this process.",
    ),
]
NeededServer = Annotated[
    str | None,
    typer.Option(
        "--server",
        "-s",
        metavar="TARGET",
        callback=_refuse_blank,
        help="The server, host:port; by default here, at DATELINE_HEALTH_PORT, DATELINE_PORT or 50051.",
    ),
]
Language = Annotated[
    str,
    typer.Option(
        "--language",
        metavar="CODE",
        help="Language of articles that declare none, BCP-47; told from the text by default. Read are "
        f"{', '.join(LANGUAGE_CODES)}.",
    ),
]
MaxCandidates = Annotated[
    int, typer.Option("--max-candidates", min=0, help="Most candidates of each place in JSON, the likeliest first.")
]
Prefer = Annotated[
    Preference,
    typer.Option("--prefer", case_sensitive=False, help="A city or a division, where the two share a name."),
]
NoDemonyms = Annotated[bool, typer.Option("--no-demonyms", help='Leave out mentions such as "Syrian".')]
NoNested = Annotated[
    bool,
    typer.Option(
        "--no-nested", help='Leave out places and demonyms in longer names: "Russian" in "Russian Foreign Ministry".'
    ),
]
MinMentionConfidence = Annotated[
    float, typer.Option("--min-mention-confidence", min=0, max=1, help="Leave out mentions of lower confidence.")
]
MinPlaceConfidence = Annotated[
    float,
    typer.Option("--min-place-confidence", min=0, max=1, help="Choose no place of lower confidence; areas stay."),
]
NoMisspelt = Annotated[
    bool, typer.Option("--no-misspelt", help="Choose no place whose name is one letter off the name in the text.")
]
DisplayLanguage = Annotated[
    str,
    typer.Option(
        "--display-language",
        metavar="CODE",
        help='Language to name places in, such as "de", where their names in it are known; English by default.',
    ),
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


def refuse_with_server(server: str | None, *, model: str | None, allow_pickle: bool, gazetteer: Path | None) -> None:
    """Raises UsageFailure for an option of this process that stands beside ``--server`` and would do nothing."""
    for is_given, name in ((model, "--model"), (allow_pickle, "--allow-pickle"), (gazetteer, "--gazetteer")):
        if server is not None and is_given:
            raise UsageFailure(f"{name} is the server's own choice and cannot go with --server")


def annotate_options(  # noqa: PLR0913 - these are the commands' options
    *,
    no_demonyms: bool,
    no_nested: bool,
    max_candidates: int,
    preference: Preference,
    min_mention_confidence: float,
    min_place_confidence: float,
    no_misspelt: bool,
    display_language: str,
) -> AnnotateOptions:
    """Returns the options of an annotation that a command was given."""
    return AnnotateOptions(
        demonyms=not no_demonyms,
        nested=not no_nested,
        max_candidates=max_candidates,
        preference=preference.granularity,
        min_mention_confidence=min_mention_confidence,
        min_place_confidence=min_place_confidence,
        misspelt_matches=not no_misspelt,
        display_language=display_language,
    )


def checked_language(language: str) -> str:
    """Returns the value of ``--language`` in its usual form, "en-US" for "en_us"; raises UsageFailure for no tag."""
    # Imported here, since readers of documents are slow to import.
    from dateline.documents.metadata import language_tag

    tag = language_tag(language)
    if language and not tag:
        raise UsageFailure(f'--language {language}: is no BCP-47 tag such as "en" or "pt-BR"')
    return tag


def default_target() -> str:
    """Returns the target of the server that `dateline serve` starts in this environment, without loading settings."""
    return local_target(_environment_port(_PORT_VARIABLE) or DEFAULT_PORT)


def health_target() -> str:
    """Returns the target of that server for health checks: its health port where the environment sets one."""
    port = _environment_port(_HEALTH_PORT_VARIABLE)
    return default_target() if port is None else local_target(port)


def _environment_port(variable: str) -> int | None:
    port = os.environ.get(variable)
    if port is None:
        return None
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 1 << 16):
        raise UsageFailure(f"{variable}: {port!r} is no port to ask at")
    return int(port)


def read_settings(**given: object) -> "Settings":
    """Returns the settings of this process; raises InvalidInputError naming the option or variable that is wrong."""
    from dateline.settings import load_settings

    try:
        return load_settings(**given)
    except InvalidInputError as error:
        raise InvalidInputError(
            *(
                FieldViolation(_where_from(violation.field, given), violation.description)
                for violation in error.violations
            )
        ) from None


def _where_from(field: str, given: dict[str, object]) -> str:
    variable = f"DATELINE_{field.upper()}"
    return variable if given.get(field) is None and variable in os.environ else field
