"""The manifests of work in bulk are valid, and say what the command and the image say."""

import importlib.metadata
import re
from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml
from packaging.requirements import Requirement
from typer.main import get_command

from dateline.cli.app import app
from support.image import words
from support.paths import ROOT

BULK = ROOT / "deploy/kubernetes/bulk"
JOB, ACCOUNT, RAY_JOB = (
    yaml.safe_load((BULK / name).read_text()) for name in ("job.yaml", "service-account.yaml", "ray-job.yaml")
)
SUPPORTED = ("1.29", kubernetes_validate.latest_version())
# The fields of KubeRay's resources and their types, from its API reference (docs/reference/api.md of KubeRay 1.4).
RAY_FIELDS: dict[str, dict[str, Any]] = {
    "spec": {
        "activeDeadlineSeconds": int, "backoffLimit": int, "rayClusterSpec": "cluster", "submitterPodTemplate": dict,
        "metadata": dict, "clusterSelector": dict, "submitterConfig": dict, "managedBy": str, "deletionStrategy": dict,
        "entrypoint": str, "runtimeEnvYAML": str, "jobId": str, "submissionMode": str, "entrypointResources": str,
        "entrypointNumCpus": float, "entrypointNumGpus": float, "ttlSecondsAfterFinished": int,
        "shutdownAfterJobFinishes": bool, "suspend": bool,
    },
    "cluster": {
        "suspend": bool, "managedBy": str, "autoscalerOptions": "autoscaler", "headServiceAnnotations": dict,
        "enableInTreeAutoscaling": bool, "gcsFaultToleranceOptions": dict, "headGroupSpec": "head", "rayVersion": str,
        "workerGroupSpecs": ["worker"],
    },
    "autoscaler": {
        "resources": dict, "image": str, "imagePullPolicy": str, "securityContext": dict, "idleTimeoutSeconds": int,
        "upscalingMode": str, "version": str, "env": list, "envFrom": list, "volumeMounts": list,
    },
    "head": {"template": dict, "headService": dict, "enableIngress": bool, "rayStartParams": dict, "serviceType": str},
    "worker": {
        "suspend": bool, "groupName": str, "replicas": int, "minReplicas": int, "maxReplicas": int,
        "idleTimeoutSeconds": int, "rayStartParams": dict, "template": dict, "scaleStrategy": dict, "numOfHosts": int,
    },
}  # fmt: skip


def _unknown(value: dict[str, Any], kind: str) -> Iterator[str]:
    """The paths of fields that KubeRay does not know, or that have another type."""
    for name, content in value.items():
        expected = RAY_FIELDS[kind].get(name)
        if isinstance(expected, str):
            yield from (f"{name}.{path}" for path in _unknown(content, expected))
        elif isinstance(expected, list):
            yield from (f"{name}.{path}" for each in content for path in _unknown(each, expected[0]))
        elif expected is None or not isinstance(content, expected):
            yield name


def _templates() -> list[dict[str, Any]]:
    cluster = RAY_JOB["spec"]["rayClusterSpec"]
    groups = (cluster["headGroupSpec"], *cluster["workerGroupSpecs"])
    return [JOB["spec"]["template"], *(group["template"] for group in groups)]


@pytest.mark.parametrize("version", SUPPORTED)
@pytest.mark.parametrize("manifest", [JOB, ACCOUNT], ids=["job", "account"])
def test_manifest_is_valid(manifest: dict[str, Any], version: str) -> None:
    """Kubernetes' own schema, of the oldest version and the newest, knows every field."""
    assert kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("version", SUPPORTED)
def test_pods_of_ray_are_valid(version: str) -> None:
    """Head and workers are pods as Kubernetes knows them."""
    for template in _templates():
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": template["spec"]}
        assert kubernetes_validate.validate(pod, version, strict=True)


def test_ray_job_has_fields_that_kuberay_knows() -> None:
    """Names and types are those of its reference, and what starts Ray is given as strings."""
    assert (RAY_JOB["apiVersion"], RAY_JOB["kind"]) == ("ray.io/v1", "RayJob")
    assert list(_unknown(RAY_JOB["spec"], "spec")) == []
    assert list(_unknown({"backOffLimit": 3, "rayClusterSpec": {"rayVersion": 2}}, "spec")) == [
        "backOffLimit", "rayClusterSpec.rayVersion",
    ]  # fmt: skip
    cluster = RAY_JOB["spec"]["rayClusterSpec"]
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"]):
        assert all(isinstance(value, str) for value in group["rayStartParams"].values())


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


def test_the_parts_are_the_pods() -> None:
    """As many parts as completions, and as many processes as processors."""
    (container,) = JOB["spec"]["template"]["spec"]["containers"]
    assert f"--part=$(JOB_COMPLETION_INDEX)/{JOB['spec']['completions']}" in container["args"]
    assert f"--workers={container['resources']['limits']['cpu']}" in container["args"]
    assert JOB["spec"]["completionMode"] == "Indexed"


def test_pods_may_do_little() -> None:
    """They run as the image's user, on a root file system that is read-only; /tmp alone can be written to."""
    user, group = map(int, words("USER")[0].split(":"))
    for template in _templates():
        pod = template["spec"]
        assert (pod["securityContext"]["runAsUser"], pod["securityContext"]["runAsGroup"]) == (user, group)
        assert pod["serviceAccountName"] == ACCOUNT["metadata"]["name"]
        (container,) = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert [mount["mountPath"] for mount in container["volumeMounts"]] == ["/tmp"]  # noqa: S108 - the pod's
        assert container["resources"]["requests"] == container["resources"]["limits"]


def test_the_image_can_be_built_with_what_bulk_needs() -> None:
    """By the argument that the manifests name."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "ARG BULK" in dockerfile
    assert "requirements.py bulk ray" in dockerfile
    for name in ("job", "ray-job"):
        assert "--build-arg BULK=1" in (BULK / f"{name}.yaml").read_text()
