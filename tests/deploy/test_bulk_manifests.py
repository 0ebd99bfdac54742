"""The manifests of work in bulk are valid, and say what the command and the image say."""

import importlib.metadata
import re
from copy import deepcopy
from typing import Any

import kubernetes_validate
import pytest
import yaml
from jsonschema import Draft202012Validator
from packaging.requirements import Requirement
from typer.main import get_command

from dateline.cli.app import app
from support.image import words
from support.paths import ROOT

BULK = ROOT / "deploy/kubernetes/bulk"
JOB, ACCOUNT, POLICY, RAY_JOB = (
    yaml.safe_load((BULK / f"{name}.yaml").read_text())
    for name in ("job", "service-account", "ray-network-policy", "ray-job")
)
SUPPORTED = ("1.29", kubernetes_validate.latest_version())
RAY_JOB_SCHEMA = yaml.safe_load((ROOT / "tests/deploy/ray_job_schema.yaml").read_text())


def _ray_templates() -> list[dict[str, Any]]:
    cluster = RAY_JOB["spec"]["rayClusterSpec"]
    groups = (cluster["headGroupSpec"], *cluster["workerGroupSpecs"])
    return [RAY_JOB["spec"]["submitterPodTemplate"], *(group["template"] for group in groups)]


def _templates() -> list[dict[str, Any]]:
    return [JOB["spec"]["template"], *_ray_templates()]


@pytest.mark.parametrize("version", SUPPORTED)
@pytest.mark.parametrize("manifest", [JOB, ACCOUNT, POLICY], ids=["job", "account", "policy"])
def test_manifest_is_valid(manifest: dict[str, Any], version: str) -> None:
    """Kubernetes' own schema, of the oldest version and the newest, knows every field."""
    assert kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("version", SUPPORTED)
def test_pods_of_ray_are_valid(version: str) -> None:
    """Kubernetes knows every field of head, with KubeRay's autoscaler beside it, workers and submitter."""
    options = RAY_JOB["spec"]["rayClusterSpec"]["autoscalerOptions"]
    autoscaler = {name: options[name] for name in ("securityContext", "volumeMounts")}
    for template in _ray_templates():
        containers = [*template["spec"]["containers"], {"name": "autoscaler", "image": "x", **autoscaler}]
        pod = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "x", **template["metadata"]},
            "spec": {**template["spec"], "containers": containers},
        }
        assert kubernetes_validate.validate(pod, version, strict=True)


def test_ray_job_is_valid() -> None:
    """By what KubeRay's API says of each field that it uses."""
    Draft202012Validator.check_schema(RAY_JOB_SCHEMA)
    assert list(Draft202012Validator(RAY_JOB_SCHEMA).iter_errors(RAY_JOB)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("kind", "RayCluster"),
        ("spec.backOffLimit", 3),
        ("spec.backoffLimit", "3"),
        ("spec.submissionMode", "Job"),
        ("spec.rayClusterSpec.rayVersion", 2.6),
        ("spec.rayClusterSpec.headGroupSpec", None),
        ("spec.rayClusterSpec.headGroupSpec.rayStartParams.num-cpus", 0),
        ("spec.rayClusterSpec.workerGroupSpecs.0.maxReplicas", None),
        ("spec.rayClusterSpec.workerGroupSpecs.0.labels", {}),
        ("spec.rayClusterSpec.autoscalerOptions.upscalingMode", "Fast"),
        ("spec.rayClusterSpec.authOptions.mode", "password"),
        ("spec.submitterPodTemplate.containers", []),
    ],
)
def test_the_schema_of_ray_jobs_refuses(path: str, value: object) -> None:
    """Fields that are misspelt or missing, and values of another type."""
    manifest = deepcopy(RAY_JOB)
    within: Any = manifest
    *before, last = path.split(".")
    for name in before:
        within = within[int(name)] if name.isdigit() else within[name]
    if value is None:
        del within[last]
    else:
        within[last] = value
    assert len(list(Draft202012Validator(RAY_JOB_SCHEMA).iter_errors(manifest))) == 1


def test_ray_has_one_version() -> None:
    """The manifest's, the extra's, the one for tests and the one that is installed here are the same."""
    project = (ROOT / "pyproject.toml").read_text()
    pinned = {Requirement(match).specifier for match in re.findall(r'"(ray(?:\[\w+\])?==[^"]+)"', project)}
    (specifier,) = pinned
    assert specifier.contains(RAY_JOB["spec"]["rayClusterSpec"]["rayVersion"])
    try:
        installed = importlib.metadata.version("ray")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("no Ray")
    assert specifier.contains(installed)


def test_commands_are_those_of_the_command_line() -> None:
    """Arguments and entry point are parsed by the command itself."""
    (container,) = JOB["spec"]["template"]["spec"]["containers"]
    name, *arguments = RAY_JOB["spec"]["entrypoint"].split()
    assert name == words("ENTRYPOINT")[0].strip('["]')
    for given in (container["args"], arguments):
        assert given[0] == "bulk"
        command = get_command(app).commands["bulk"].commands["run"]  # type: ignore[attr-defined]  # groups have them
        parsed = command.make_context("run", [each.replace("$(JOB_COMPLETION_INDEX)", "0") for each in given[1:]])
        assert parsed.params["output"].startswith("s3://")
    assert parsed.params["ray"] == "auto"


def test_the_ray_cluster_asks_for_a_token_and_is_not_built_again() -> None:
    """Whoever reaches a cluster may run code in it; what failed three times will not pass in a new cluster."""
    cluster = RAY_JOB["spec"]["rayClusterSpec"]
    assert cluster["authOptions"] == {"mode": "token"}
    assert RAY_JOB["spec"]["backoffLimit"] == 0
    for template in _ray_templates():
        (container,) = template["spec"]["containers"]
        assert not [each for each in container["env"] if each["name"].startswith("RAY_AUTH")]  # KubeRay would keep them


def test_only_the_ray_cluster_and_its_operator_reach_it() -> None:
    """The policy holds for head, workers and submitter; others but the operator have no way in, to no other port."""
    policy = POLICY["spec"]
    selected = policy["podSelector"]["matchLabels"].items()
    assert all(selected <= template["metadata"]["labels"].items() for template in _ray_templates())
    assert not selected <= JOB["spec"]["template"]["metadata"]["labels"].items()
    own, operator = policy["ingress"]
    assert own == {"from": [{"podSelector": policy["podSelector"]}]}
    assert [port["port"] for port in operator["ports"]] == [8265]
    (source,) = operator["from"]
    assert source["podSelector"]["matchLabels"] == {"app.kubernetes.io/name": "kuberay-operator"}


def test_the_parts_are_the_pods() -> None:
    """As many parts as completions, and as many processes as processors."""
    (container,) = JOB["spec"]["template"]["spec"]["containers"]
    assert f"--part=$(JOB_COMPLETION_INDEX)/{JOB['spec']['completions']}" in container["args"]
    assert f"--workers={container['resources']['limits']['cpu']}" in container["args"]
    assert JOB["spec"]["completionMode"] == "Indexed"


def test_pods_may_do_little() -> None:
    """They run as the image's user, on a root file system that is read-only; /tmp alone can be written to."""
    user, group = map(int, words("USER")[0].split(":"))
    autoscaler = RAY_JOB["spec"]["rayClusterSpec"]["autoscalerOptions"]
    for template in _templates():
        pod = template["spec"]
        assert (pod["securityContext"]["runAsUser"], pod["securityContext"]["runAsGroup"]) == (user, group)
        assert pod["serviceAccountName"] == ACCOUNT["metadata"]["name"]
        (container,) = pod["containers"]
        assert (
            container["securityContext"]
            == autoscaler["securityContext"]
            == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
        )
        assert [mount["mountPath"] for mount in container["volumeMounts"]] == ["/tmp"]  # noqa: S108 - the pod's
        assert container["resources"]["requests"] == container["resources"]["limits"]


def test_the_image_can_be_built_with_what_bulk_needs() -> None:
    """By the argument that the manifests name."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "ARG BULK" in dockerfile
    assert "requirements.py bulk ray" in dockerfile
    for name in ("job", "ray-job"):
        assert "--build-arg BULK=1" in (BULK / f"{name}.yaml").read_text()
