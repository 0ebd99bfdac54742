"""The image starts closed, and its health check goes through however it is opened."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from dateline.errors import InvalidInputError
from dateline.server import create_server
from dateline.settings import Settings, load_settings
from support.authority import Authority
from support.fake_annotator import FakeAnnotator
from support.fake_process import exit_code, fake_process
from support.image import IMAGE, IMAGE_SETTINGS, words

PORTS = {"port": 0, "health_port": 0, "metrics_port": 0, "metrics_host": "127.0.0.1"}


def test_the_settings_are_settings() -> None:
    """Every DATELINE_* variable of the image is one that the server knows, and the gazetteer is one that it has."""
    assert set(IMAGE_SETTINGS) <= {f"DATELINE_{name.upper()}" for name in Settings.model_fields}
    assert f"{IMAGE_SETTINGS['DATELINE_GAZETTEER']} {IMAGE_SETTINGS['DATELINE_GAZETTEER']}" in IMAGE
    grpc_port, http_port, metrics_port = words("EXPOSE")
    assert grpc_port == str(Settings.model_fields["port"].default)
    assert f"usually {http_port}" in str(Settings.model_fields["http_port"].description)
    assert metrics_port == IMAGE_SETTINGS["DATELINE_METRICS_PORT"]


async def test_it_starts_closed() -> None:
    """As it is it ends with 2 and one line that says what to set; no port is opened."""
    settings = {name.removeprefix("DATELINE_").lower(): value for name, value in IMAGE_SETTINGS.items()}
    async with fake_process(**settings | {"log_format": "json"} | PORTS) as process:
        assert await exit_code(process) == 2
        assert process.stderr is not None
        (line,) = (await process.stderr.read()).splitlines()
    event = json.loads(line)
    assert event["event"] == "refused"
    for variable in ("DATELINE_TLS_CERTIFICATE", "DATELINE_TLS_KEY", "DATELINE_INSECURE=true"):
        assert variable in event["reason"]


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain text", "TLS"])
async def test_it_is_opened_by_a_word_or_a_certificate(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, is_encrypted: bool
) -> None:
    """One setting for plain text, or two for TLS, open it; the health check of the image is answered both times."""
    authority = Authority(tmp_path)
    opened = (
        {"TLS_CERTIFICATE": str(authority.certificate), "TLS_KEY": str(authority.key)}
        if is_encrypted
        else {"INSECURE": "true"}
    )
    for name, value in (IMAGE_SETTINGS | {f"DATELINE_{name}": value for name, value in opened.items()}).items():
        monkeypatch.setenv(name, value)
    async with create_server(FakeAnnotator(), settings=load_settings(**PORTS, drain_delay_seconds=0)) as server:
        command = json.loads(" ".join(words("HEALTHCHECK")).partition("CMD ")[2])
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *command,
            env=os.environ | {"DATELINE_HEALTH_PORT": str(server.health_port)},
            stdout=asyncio.subprocess.PIPE,
        )
        answer, _ = await process.communicate()
    assert (process.returncode, answer) == (0, b"SERVING\n")


def test_plain_text_takes_the_word_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """With half of what TLS takes it stays closed, even beside the word."""
    for name, value in (IMAGE_SETTINGS | {"DATELINE_TLS_KEY": "server.key", "DATELINE_INSECURE": "true"}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInputError, match="tls_certificate: is needed"):
        create_server(FakeAnnotator(), settings=load_settings(**PORTS))
