"""``dateline health`` and ``dateline info``."""

import dataclasses
import sys
from typing import Annotated

import typer

from dateline.cli.backends import open_backend
from dateline.cli.connection import Connection, Tls, TlsCa, TlsCertificate, TlsKey, TokenFile
from dateline.cli.exits import ExitCode, expected_failures
from dateline.cli.options import (
    AllowPickle,
    Format,
    GazetteerFile,
    Model,
    NeededServer,
    OutputFormat,
    Server,
    Timeout,
    health_target,
    refuse_with_server,
)
from dateline.convert import server_info_from_message
from dateline.export import message_json
from dateline.values import ServerInfo


def health(  # noqa: PLR0913 - these are the command's options
    *,
    server: NeededServer = None,
    liveness: Annotated[
        bool, typer.Option("--liveness", help="Ask whether the process is alive, not whether it is ready.")
    ] = False,
    timeout_seconds: Timeout = 5.0,
    tls: Tls = False,
    tls_ca: TlsCa = None,
    tls_certificate: TlsCertificate = None,
    tls_key: TlsKey = None,
    token_file: TokenFile = None,
) -> None:
    """Ask a server whether it is ready; exit code 0 if so, 1 if not, 3 if it cannot be reached."""
    with expected_failures():
        from dateline.client import HealthStatus

        connection = Connection(
            server=health_target() if server is None else server,
            timeout_seconds=timeout_seconds,
            tls=tls,
            tls_ca=tls_ca,
            tls_certificate=tls_certificate,
            tls_key=tls_key,
            token_file=token_file,
        )
        with connection.open() as client:
            status = client.health("") if liveness else client.health()
        sys.stdout.write(f"{status}\n")
    raise typer.Exit(ExitCode.OK if status is HealthStatus.SERVING else ExitCode.FAILED)


def info(  # noqa: PLR0913 - these are the command's options
    *,
    server: Server = None,
    output_format: Format = OutputFormat.TEXT,
    model: Model = None,
    allow_pickle: AllowPickle = False,
    gazetteer: GazetteerFile = None,
    timeout_seconds: Timeout = 30.0,
    tls: Tls = False,
    tls_ca: TlsCa = None,
    tls_certificate: TlsCertificate = None,
    tls_key: TlsKey = None,
    token_file: TokenFile = None,
) -> None:
    """Print versions, model, gazetteer and limits, of a server or of this process."""
    with expected_failures():
        refuse_with_server(server, model=model, allow_pickle=allow_pickle, gazetteer=gazetteer)
        connection = Connection(
            server=server,
            timeout_seconds=timeout_seconds,
            tls=tls,
            tls_ca=tls_ca,
            tls_certificate=tls_certificate,
            tls_key=tls_key,
            token_file=token_file,
        )
        with open_backend(connection, model=model, allow_pickle=allow_pickle, gazetteer=gazetteer) as backend:
            message = backend.info()
        if output_format is OutputFormat.TEXT:
            sys.stdout.write(_info_text(server_info_from_message(message)))
        else:
            sys.stdout.write(message_json(message, is_indented=output_format is OutputFormat.JSON))


def _info_text(info: ServerInfo) -> str:
    lines = [("version", info.server_version), ("api", info.api_version)]
    if info.model is None:
        lines.append(("model", "loading"))
    else:
        lines += [
            ("model", f"{info.model.name} {info.model.revision}"),
            ("languages", ", ".join(info.model.language_codes)),
            ("labels", ", ".join(info.model.labels)),
        ]
    if info.gazetteer is None:
        lines.append(("gazetteer", "loading"))
    else:
        lines += [
            ("gazetteer", info.gazetteer.revision),
            ("places", f"{info.gazetteer.place_count:,}"),
            ("names", f"{info.gazetteer.name_count:,}"),
            *(("source", source) for source in info.gazetteer.sources),
        ]
    lines += [(field.name, f"{getattr(info.limits, field.name):,}") for field in dataclasses.fields(info.limits)]
    width = max(len(name) for name, _ in lines)
    return "".join(f"{name:<{width}} {value}\n" for name, value in lines)
