"""``dateline serve``, ``health`` and ``info``."""

import dataclasses
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.backends import open_backend
from dateline.cli.connection import Connection, Tls, TlsCa, TlsCertificate, TlsKey, TokenFile
from dateline.cli.exits import ExitCode, expected_failures
from dateline.cli.messages import message_json
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
    read_settings,
    refuse_with_server,
)
from dateline.convert import server_info_to_message
from dateline.values import ServerInfo


def serve(  # noqa: PLR0913 - these are the command's options
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 by default.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Allow plain text on addresses other than loopback.")
    ] = False,
    tls_certificate: Annotated[
        Path | None, typer.Option("--tls-certificate", help="Serve TLS with this certificate and its chain, PEM.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="Its key, PEM, without a password.")] = None,
    tls_client_ca: Annotated[
        Path | None, typer.Option("--tls-client-ca", help="Ask every caller for a certificate signed by one of these.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", help="Ask every caller for one of these bearer tokens, one a line.")
    ] = None,
    model: Model = None,
    allow_pickle: AllowPickle = False,
    gazetteer: GazetteerFile = None,
    inference_threads: Annotated[
        int | None, typer.Option(min=0, help="Sentences recognised at a time; 0, the default, takes all processors.")
    ] = None,
    metrics_port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port of Prometheus metrics, usually 9464; none by default."),
    ] = None,
    log_format: Annotated[
        str | None, typer.Option(help="json or console, on standard error; console by default on terminals.")
    ] = None,
    drain_delay_seconds: Annotated[
        float | None, typer.Option("--drain-delay", min=0, help="Seconds between SIGTERM and refusing calls.")
    ] = None,
    grace_seconds: Annotated[
        float | None, typer.Option("--grace", min=0, help="Seconds for calls in flight to end after that.")
    ] = None,
) -> None:
    """Serve dateline.v1.AnnotationService over gRPC until SIGTERM or Ctrl-C.

    Every setting can also be given in the environment as DATELINE_ and its name in capitals; options go first.
    """
    with expected_failures():
        settings = read_settings(
            host=host,
            port=port,
            insecure=insecure or None,
            tls_certificate=tls_certificate,
            tls_key=tls_key,
            tls_client_ca=tls_client_ca,
            token_file=token_file,
            model=model,
            allow_pickle=allow_pickle or None,
            gazetteer=gazetteer,
            inference_threads=inference_threads,
            metrics_port=metrics_port,
            log_format=log_format or _terminal_format(),
            drain_delay_seconds=drain_delay_seconds,
            grace_seconds=grace_seconds,
        )
        from dateline.server import serve as run

        code = run(settings)
    raise typer.Exit(code)


def _terminal_format() -> str | None:
    """People read terminals; elsewhere, and where the environment says so, the settings decide."""
    return "console" if sys.stderr.isatty() and "DATELINE_LOG_FORMAT" not in os.environ else None


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
            description = backend.info()
        if output_format is OutputFormat.TEXT:
            sys.stdout.write(_info_text(description))
        else:
            sys.stdout.write(message_json(server_info_to_message(description), output_format))


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
