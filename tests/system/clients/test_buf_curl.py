"""`buf curl` as the README of the clients has it, which knows of the server only what reflection says."""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from google.rpc import error_details_pb2

from support.authority import Authority
from support.paths import ROOT
from support.tiny_world import build_tiny_gazetteer, running_server

pytestmark = pytest.mark.slow

README = ROOT / "examples/clients/README.md"
COMMANDS: list[str] = re.findall(r"^buf curl .*?(?=\n\n|\n```)", README.read_text(), re.DOTALL | re.MULTILINE)
ADDRESS = "127.0.0.1:50051"


def _command(part: str) -> str:
    """The only command of the README with `part` in it."""
    (command,) = [each for each in COMMANDS if part in each]
    return command


def _run(command: str, target: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    assert ADDRESS in command
    tools = Path(sys.executable).parent
    return subprocess.run(
        ["sh", "-c", command.replace(ADDRESS, target)],
        env=os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_services_are_listed(live: str) -> None:
    """The server names its services."""
    done = _run(_command("--list-services"), live)
    assert done.stdout.splitlines() == [
        "dateline.v1.AnnotationService",
        "grpc.health.v1.Health",
        "grpc.reflection.v1alpha.ServerReflection",
    ]


def test_server_tells_about_itself(live: str) -> None:
    """GetServerInfo answers without a request."""
    info = json.loads(_run(_command("GetServerInfo"), live).stdout)
    assert (info["apiVersion"], info["model"]["name"]) == ("v1", "tiny")


def test_health_is_asked(live: str) -> None:
    """The standard health service says that the server is ready."""
    assert json.loads(_run(_command("Health/Check"), live).stdout) == {"status": "SERVING"}


def test_given_mentions_are_resolved(live: str) -> None:
    """The given span comes back, with its place."""
    (entity,) = json.loads(_run(_command("AnnotateArticle"), live).stdout)["annotation"]["entities"]
    (mention,) = entity["mentions"]
    assert (mention["span"]["content"], mention["origin"]) == ("Astana", "MENTION_ORIGIN_GIVEN")
    assert entity["resolution"]["place"]["placeId"] == "geonames:1526273"


def test_errors_have_details(live: str) -> None:
    """A bad request is named by its field, in details as the README says."""
    command, replaced = re.subn('"endOffset": 19', '"endOffset": 99', _command("AnnotateArticle"))
    assert replaced
    done = _run(command, live)
    assert done.returncode == 8 * grpc.StatusCode.INVALID_ARGUMENT.value[0]
    details = {each["type"]: each["value"] for each in json.loads(done.stderr)["details"]}
    bad = error_details_pb2.BadRequest.FromString(base64.b64decode(details["google.rpc.BadRequest"] + "=="))
    assert [violation.field for violation in bad.field_violations] == ["article.mentions.mentions[0].end_offset"]


def test_tls_and_tokens(tmp_path: Path) -> None:
    """Through TLS, a token lets the call in, while reflection needs none; a wrong one does not."""
    authority = Authority(tmp_path)
    token = "sesame" * 3
    (tmp_path / "tokens").write_text(token)
    command = _command("--cacert ca.pem").replace("ca.pem", str(authority.root))
    with running_server(
        build_tiny_gazetteer(tmp_path / "tiny.sqlite"),
        tls_certificate=authority.certificate,
        tls_key=authority.key,
        token_file=tmp_path / "tokens",
    ) as target:
        (answer,) = json.loads(_run(command, target, TOKEN=token).stdout)["answers"]
        refused = _run(command, target, TOKEN=token.upper())
    assert answer["resolution"]["place"]["placeId"] == "geonames:4717560"
    assert refused.returncode == 8 * grpc.StatusCode.UNAUTHENTICATED.value[0]
