"""``dateline serve``."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.exits import UsageFailure, expected_failures
from dateline.cli.options import (
    AllowPickle,
    GazetteerFile,
    Model,
    read_settings,
)


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
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", help="Key of the certificate, PEM, without a password.")
    ] = None,
    tls_client_ca: Annotated[
        Path | None, typer.Option("--tls-client-ca", help="Ask every caller for a certificate signed by one of these.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", help="Ask every caller for one of these bearer tokens, one a line.")
    ] = None,
    http_port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port of JSON over HTTP and of the page, usually 8080; none by default."),
    ] = None,
    http_host: Annotated[
        str | None, typer.Option(help="Address that the HTTP port listens on; 127.0.0.1 by default.")
    ] = None,
    no_page: Annotated[bool, typer.Option("--no-page", help="Serve no page on the HTTP port.")] = False,
    model: Model = None,
    allow_pickle: AllowPickle = False,
    gazetteer: GazetteerFile = None,
    inference_threads: Annotated[
        int | None, typer.Option(min=0, help="Passages recognised at a time; 0, the default, takes all processors.")
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
    """Serve dateline.v1.AnnotationService over gRPC, with --http-port over HTTP too, until SIGTERM or Ctrl-C.

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
            http_port=http_port,
            http_host=http_host,
            page=False if no_page else None,
            model=model,
            allow_pickle=allow_pickle or None,
            gazetteer=gazetteer,
            inference_threads=inference_threads,
            metrics_port=metrics_port,
            log_format=log_format or _terminal_format(),
            drain_delay_seconds=drain_delay_seconds,
            grace_seconds=grace_seconds,
        )
        for is_given, name in ((http_host, "--http-host"), (no_page, "--no-page")):
            if is_given and settings.http_port is None:
                raise UsageFailure(f"{name} needs --http-port or DATELINE_HTTP_PORT")
        from dateline.server import serve as run

        code = run(settings)
    raise typer.Exit(code)


def _terminal_format() -> str | None:
    """Returns "console" for a terminal, and None where the settings or the environment decide."""
    return "console" if sys.stderr.isatty() and "DATELINE_LOG_FORMAT" not in os.environ else None
