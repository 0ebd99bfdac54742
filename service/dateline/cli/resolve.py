"""``dateline resolve``."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from dateline.cli.backends import open_backend
from dateline.cli.connection import Connection, Tls, TlsCa, TlsCertificate, TlsKey, TokenFile
from dateline.cli.exits import ExitCode, UsageFailure, complain, expected_failures
from dateline.cli.options import (
    DisplayLanguage,
    Format,
    GazetteerFile,
    MaxCandidates,
    MinPlaceConfidence,
    NoMisspelt,
    OutputFormat,
    Prefer,
    Preference,
    Server,
    Timeout,
    checked_language,
    refuse_with_server,
)
from dateline.convert import error_from_status, place_answer_from_message
from dateline.export import message_json, messages_json
from dateline.export.text import answers_text, open_console
from dateline.v1 import annotation_pb2 as pb
from dateline.values import LANGUAGE_CODES, PlaceAnswer, PlaceQuery, ResolveOptions


def resolve(  # noqa: PLR0913 - these are the command's options
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help='Place names, such as Paris or "Paris, Texas".')
    ],
    *,
    context: Annotated[
        list[str] | None,
        typer.Option("--context", "-c", help="A place the names were mentioned with; may be repeated."),
    ] = None,
    country: Annotated[
        str, typer.Option("--country", metavar="CC", help="Keep only places of this country, ISO 3166-1 alpha-2.")
    ] = "",
    language: Annotated[
        str,
        typer.Option(
            "--language",
            metavar="CODE",
            help=f"Language that the names are in, BCP-47, by default en. Read are {', '.join(LANGUAGE_CODES)}.",
        ),
    ] = "",
    outlet: Annotated[
        str, typer.Option("--outlet", help="Domain or name of whoever named them: places near its readers go first.")
    ] = "",
    max_candidates: MaxCandidates = 5,
    preference: Prefer = Preference.LIKELIEST,
    min_place_confidence: MinPlaceConfidence = 0.0,
    no_misspelt: NoMisspelt = False,
    display_language: DisplayLanguage = "",
    server: Server = None,
    output_format: Format = OutputFormat.TEXT,
    gazetteer: GazetteerFile = None,
    timeout_seconds: Timeout = 30.0,
    tls: Tls = False,
    tls_ca: TlsCa = None,
    tls_certificate: TlsCertificate = None,
    tls_key: TlsKey = None,
    token_file: TokenFile = None,
) -> None:
    """Look up which places names may mean.

    Answers are dateline.v1.PlaceAnswer messages as proto3 JSON, in the order of the names; json is an array of them.
    """
    with expected_failures():
        refuse_with_server(server, model=None, allow_pickle=False, gazetteer=gazetteer)
        connection = Connection(
            server=server,
            timeout_seconds=timeout_seconds,
            tls=tls,
            tls_ca=tls_ca,
            tls_certificate=tls_certificate,
            tls_key=tls_key,
            token_file=token_file,
        )
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise UsageFailure(f"--country: {country!r} is no two-letter country code")
        tag = checked_language(language)
        queries = [
            PlaceQuery(_name(name), tuple(_name(place) for place in context or ()), country.upper(), tag)
            for name in names
        ]
        options = ResolveOptions(
            max_candidates=max_candidates,
            preference=preference.granularity,
            outlet=_name(outlet),
            min_place_confidence=min_place_confidence,
            misspelt_matches=not no_misspelt,
            display_language=display_language,
        )
        with open_backend(connection, gazetteer=gazetteer) as backend:
            answers = backend.resolve_places(queries, options=options)
        code = _write(answers, output_format)
    raise typer.Exit(code)


def _write(messages: Sequence[pb.PlaceAnswer], output_format: OutputFormat) -> ExitCode:
    """Writes the answers, and the errors of failed queries; returns the exit code."""
    failed = [message for message in messages if message.HasField("error")]
    for message in failed:
        complain(f"{message.query.name}: {error_from_status(message.error)}")
    answered = [message for message in messages if message.HasField("resolution")]
    if output_format is OutputFormat.TEXT:
        answers = [answer for answer in map(place_answer_from_message, answered) if isinstance(answer, PlaceAnswer)]
        sys.stdout.write(answers_text(open_console(sys.stdout), answers))
    elif output_format is OutputFormat.JSON:
        sys.stdout.write(messages_json(answered))
    else:
        sys.stdout.writelines(map(message_json, answered))
    return ExitCode.USAGE if failed else ExitCode.OK


def _name(argument: str) -> str:
    try:
        argument.encode()
    except UnicodeEncodeError:
        raise UsageFailure("a name is not UTF-8") from None
    return argument
