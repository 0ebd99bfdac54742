"""The manifests are valid, and say of ports, probes, settings and times what the code and the image say."""

import asyncio
import functools
import re
import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import grpc.aio
import kubernetes_validate
import pytest
import yaml
from grpc_health.v1 import health_pb2, health_pb2_grpc

import dateline
from dateline.errors import InvalidInputError
from dateline.server import create_server
from dateline.server.health import LIVENESS
from dateline.server.lifecycle import SERVICE_NAME
from dateline.settings import Settings, load_settings
from dateline.v1 import annotation_pb2 as pb
from dateline.v1 import annotation_pb2_grpc
from support.authority import Authority
from support.fake_annotator import TIMEOUT_SECONDS, FakeAnnotator
from support.http_calls import fetch
from support.image import IMAGE, IMAGE_SETTINGS, words
from support.paths import ROOT

KUBERNETES = ROOT / "deploy/kubernetes"
MANIFESTS = {
    path.stem: yaml.safe_load(path.read_text())
    for path in (KUBERNETES / "base").iterdir()
    if path.stem != "kustomization"
}
OVERLAYS = sorted(path.name for path in (KUBERNETES / "overlays").iterdir())
POD = MANIFESTS["deployment"]["spec"]["template"]
(CONTAINER,) = POD["spec"]["containers"]
PORTS = {each["name"]: each["containerPort"] for each in CONTAINER["ports"]}
SELECTOR = {"app.kubernetes.io/name": "dateline", "app.kubernetes.io/component": "server"}
SUPPORTED = ("1.29", kubernetes_validate.latest_version())
CLIENTS_ASK_DNS_SECONDS = 30
"""The least time between two questions of a gRPC client, `grpc.dns_min_time_between_resolutions_ms`."""


@functools.cache
def _rendered(overlay: str) -> dict[str, dict[str, Any]]:
    """What `kubectl apply -k` would send of an overlay, by kind."""
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("no kubectl, which renders overlays")
    command = (kubectl, "kustomize", str(KUBERNETES / "overlays" / overlay))
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    manifests = list(yaml.safe_load_all(done.stdout))
    by_kind = {manifest["kind"]: manifest for manifest in manifests}
    assert len(by_kind) == len(manifests)
    return by_kind


def _pod(overlay: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The template of an overlay's pods, and their one container."""
    template: dict[str, Any] = _rendered(overlay)["Deployment"]["spec"]["template"]
    (container,) = template["spec"]["containers"]
    return template, container


def _given(overlay: str) -> dict[str, str]:
    return {each["name"]: each["value"] for each in _pod(overlay)[1]["env"]}


@pytest.fixture
def overlay() -> str:
    """The overlay whose settings the test has; tests parametrize it."""
    return "tls"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, overlay: str) -> Settings:
    """The settings of a container: those of the image, the overlay's over them."""
    for name, value in (IMAGE_SETTINGS | _given(overlay)).items():
        monkeypatch.setenv(name, value)
    return load_settings()


every_overlay = pytest.mark.parametrize("overlay", OVERLAYS)


@pytest.mark.parametrize("version", SUPPORTED)
@pytest.mark.parametrize("name", MANIFESTS)
def test_manifest_is_valid(name: str, version: str) -> None:
    """Kubernetes' own schema, of the oldest version and the newest, knows every field."""
    assert kubernetes_validate.validate(MANIFESTS[name], version, strict=True)


@every_overlay
@pytest.mark.parametrize("version", SUPPORTED)
def test_rendered_pods_are_valid(overlay: str, version: str) -> None:
    """What an overlay makes of the Deployment is valid, too."""
    assert kubernetes_validate.validate(_rendered(overlay)["Deployment"], version, strict=True)


def test_misspelt_fields_are_found_out() -> None:
    """The check above is one."""
    wrong = MANIFESTS["service"] | {"spec": MANIFESTS["service"]["spec"] | {"clusterIp": "None"}}
    with pytest.raises(kubernetes_validate.ValidationError, match="clusterIp"):
        kubernetes_validate.validate(wrong, SUPPORTED[0], strict=True)


def test_all_parts_are_there() -> None:
    """One of each kind."""
    assert sorted(manifest["kind"] for manifest in MANIFESTS.values()) == [
        "Deployment",
        "HorizontalPodAutoscaler",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "Service",
        "ServiceAccount",
    ]


@pytest.mark.parametrize("metadata", [*(each["metadata"] for each in MANIFESTS.values()), POD["metadata"]])
def test_everything_is_labelled(metadata: dict[str, Any]) -> None:
    """Each part has the recommended labels and the version of the package, and the same name."""
    assert metadata["labels"] == SELECTOR | {"app.kubernetes.io/version": dateline.__version__}
    assert metadata.get("name", "dateline") == "dateline"


@pytest.mark.parametrize(
    "selector",
    [
        MANIFESTS["service"]["spec"]["selector"],
        MANIFESTS["deployment"]["spec"]["selector"]["matchLabels"],
        MANIFESTS["pod-disruption-budget"]["spec"]["selector"]["matchLabels"],
        MANIFESTS["network-policy"]["spec"]["podSelector"]["matchLabels"],
        *(each["labelSelector"]["matchLabels"] for each in POD["spec"]["topologySpreadConstraints"]),
    ],
)
def test_selectors_find_the_pods(selector: dict[str, str]) -> None:
    """Whatever speaks of the pods finds them, and still does after an upgrade."""
    assert selector == SELECTOR


def test_parts_name_one_another() -> None:
    """The autoscaler scales this Deployment, whose pods have this account and an image of this version."""
    deployment = MANIFESTS["deployment"]
    assert MANIFESTS["horizontal-pod-autoscaler"]["spec"]["scaleTargetRef"] == {
        "apiVersion": deployment["apiVersion"],
        "kind": deployment["kind"],
        "name": deployment["metadata"]["name"],
    }
    assert "replicas" not in deployment["spec"]
    assert POD["spec"]["serviceAccountName"] == MANIFESTS["service-account"]["metadata"]["name"]
    assert CONTAINER["image"] == f"dateline:{dateline.__version__}"


@every_overlay
def test_the_settings_are_settings(settings: Settings, overlay: str) -> None:
    """Every DATELINE_* variable is one that the server knows, and none says what the image says already."""
    known = {f"DATELINE_{name.upper()}" for name in Settings.model_fields}
    assert set(_given(overlay)) <= known
    assert not IMAGE_SETTINGS.items() & _given(overlay).items()
    assert settings.host == settings.metrics_host == "0.0.0.0"  # noqa: S104  # the pod's own
    assert not settings.allow_pickle


@pytest.mark.parametrize(
    ("overlay", "is_plain", "has_tokens", "is_monitored"),
    [
        ("plain", True, False, False),
        ("tls", False, False, False),
        ("tokens", False, True, False),
        ("monitoring", False, True, True),
        ("http", False, True, False),
    ],
)
def test_overlays_bring_what_they_are_named_after(
    settings: Settings, overlay: str, *, is_plain: bool, has_tokens: bool, is_monitored: bool
) -> None:
    """Plain text only where it is said, certificate, tokens, and what prometheus-operator reads."""
    assert settings.insecure is is_plain
    assert (settings.tls_certificate is None) is is_plain
    assert (settings.token_file is not None) is has_tokens
    kinds = {manifest["kind"] for manifest in MANIFESTS.values()}
    assert set(_rendered(overlay)) == kinds | ({"PrometheusRule", "ServiceMonitor"} if is_monitored else set())
    assert ("annotations" in _pod(overlay)[0]["metadata"]) is not is_monitored, "or Prometheus would read it twice"


def test_the_base_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Applied by itself it does not come up in plain text: the server refuses to start."""
    assert "env" not in CONTAINER
    for name, value in IMAGE_SETTINGS.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInputError, match="DATELINE_TLS_CERTIFICATE"):
        create_server(FakeAnnotator(), settings=load_settings())


def test_other_services_leave_the_settings_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kubernetes' variables for a Service named dateline-x would keep the server from starting, so they are off."""
    monkeypatch.setenv("DATELINE_X_PORT", "tcp://10.0.0.1:80")
    with pytest.raises(InvalidInputError, match="DATELINE_X_PORT"):
        load_settings()
    assert POD["spec"]["enableServiceLinks"] is False


def test_ports_are_those_that_are_listened_on(settings: Settings) -> None:
    """Container, Service, policy, annotations and image name the ports of the settings."""
    assert {"grpc": settings.port, "health": settings.health_port, "metrics": settings.metrics_port} == PORTS
    service_ports = {each["name"]: (each["port"], each["targetPort"]) for each in MANIFESTS["service"]["spec"]["ports"]}
    assert service_ports == {"grpc": (settings.port, "grpc"), "metrics": (settings.metrics_port, "metrics")}
    articles, metrics = MANIFESTS["network-policy"]["spec"]["ingress"]
    assert articles["ports"] == [{"port": settings.port}]
    assert metrics["ports"] == [{"port": settings.metrics_port}]
    assert POD["metadata"]["annotations"]["prometheus.io/port"] == str(settings.metrics_port)
    assert words("EXPOSE")[::2] == [str(settings.port), str(settings.metrics_port)], "between them is that of HTTP"


@every_overlay
def test_http_is_open_where_it_is_asked_for(settings: Settings, overlay: str) -> None:
    """Container, Service, policy and image agree with the settings on the HTTP port; other overlays have none."""
    rendered = _rendered(overlay)
    expected = {"http": int(words("EXPOSE")[1])} if overlay == "http" else {}
    assert settings.http_port == expected.get("http")
    assert settings.http_host == (settings.host if expected else "127.0.0.1")
    ports = {each["name"]: each["containerPort"] for each in _pod(overlay)[1]["ports"]}
    assert ports == PORTS | expected
    service_ports = rendered["Service"]["spec"]["ports"]
    assert {each["name"] for each in service_ports} == {"grpc", "metrics", *expected}
    assert all((each["port"], each["targetPort"]) == (ports[each["name"]], each["name"]) for each in service_ports)
    articles, _ = rendered["NetworkPolicy"]["spec"]["ingress"]
    assert articles["ports"] == [{"port": port} for port in (settings.port, *expected.values())]


@pytest.mark.parametrize("overlay", ["http"])
@pytest.mark.usefixtures("settings")
async def test_http_is_answered_by_the_name_of_the_service() -> None:
    """A client in the cluster calls the Service by its name, and no other name is answered."""
    name = MANIFESTS["service"]["metadata"]["name"]
    running = load_settings(
        host="127.0.0.1", port=0, http_host="127.0.0.1", http_port=0, health_port=0, metrics_port=0,
        metrics_host="127.0.0.1", drain_delay_seconds=0,
    ).model_copy(update={"tls_certificate": None, "tls_key": None, "token_file": None})  # fmt: skip
    async with create_server(FakeAnnotator(), settings=running) as server:
        assert (await fetch(server, "/page/settings.json", headers={"host": f"{name}:8080"})).status == 200
        assert (await fetch(server, "/page/settings.json", headers={"host": "other.test"})).status == 403


@every_overlay
@pytest.mark.parametrize("version", SUPPORTED)
@pytest.mark.parametrize("kind", ["Service", "NetworkPolicy"])
def test_rendered_networks_are_valid(overlay: str, version: str, kind: str) -> None:
    """What an overlay makes of Service and policy is valid, too."""
    assert kubernetes_validate.validate(_rendered(overlay)[kind], version, strict=True)


@pytest.mark.parametrize(
    ("probe", "service"), [("startup", SERVICE_NAME), ("readiness", SERVICE_NAME), ("liveness", LIVENESS)]
)
def test_probes_ask_for_what_the_server_tells(settings: Settings, probe: str, service: str) -> None:
    """Readiness is the service's status, liveness the process's, both asked where there is no TLS."""
    assert CONTAINER[f"{probe}Probe"]["grpc"] == {"port": settings.health_port, "service": service}


def test_the_service_gives_each_client_all_pods() -> None:
    """It is headless, and has ready pods alone."""
    spec = MANIFESTS["service"]["spec"]
    assert spec["clusterIP"] == "None"
    assert not spec.get("publishNotReadyAddresses")


def test_a_stop_has_the_time_it_takes(settings: Settings) -> None:
    """A pod is killed only after drain delay and grace period; nothing precedes them."""
    assert settings.drain_delay_seconds > 0
    spare_seconds = 5
    needed = settings.drain_delay_seconds + settings.grace_seconds + spare_seconds
    assert POD["spec"]["terminationGracePeriodSeconds"] >= needed
    assert "lifecycle" not in CONTAINER


def test_clients_learn_of_new_pods_before_the_old_are_gone() -> None:
    """Neither a roll-out nor scaling in takes the next pod before clients have asked DNS again."""
    spec = MANIFESTS["deployment"]["spec"]
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert spec["minReadySeconds"] > CLIENTS_ASK_DNS_SECONDS
    (policy,) = MANIFESTS["horizontal-pod-autoscaler"]["spec"]["behavior"]["scaleDown"]["policies"]
    assert (policy["type"], policy["value"]) == ("Pods", 1)
    assert policy["periodSeconds"] > CLIENTS_ASK_DNS_SECONDS


def test_some_pods_are_always_left() -> None:
    """Emptying a node leaves most of the pods that the autoscaler keeps at least."""
    scaler = MANIFESTS["horizontal-pod-autoscaler"]["spec"]
    assert MANIFESTS["pod-disruption-budget"]["spec"]["maxUnavailable"] * 2 < scaler["minReplicas"]
    assert scaler["minReplicas"] < scaler["maxReplicas"]
    (metric,) = scaler["metrics"]
    assert metric["resource"]["name"] == "cpu"


def test_processors_are_the_pod_s_own() -> None:
    """Whole processors, for so many sentences are recognised at a time, and as much requested as allowed."""
    resources = CONTAINER["resources"]
    assert resources["requests"] == resources["limits"]
    assert resources["limits"]["cpu"].isdecimal()


def test_the_container_may_do_little() -> None:
    """It runs as the image's user, on a root file system that is read-only, without rights, secrets or ways out."""
    user, group = map(int, words("USER")[0].split(":"))
    pod = POD["spec"]["securityContext"]
    assert (pod["runAsUser"], pod["runAsGroup"], pod["fsGroup"]) == (user, group, group)
    assert pod["runAsNonRoot"]
    assert pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not POD["spec"]["automountServiceAccountToken"]
    assert not MANIFESTS["service-account"]["automountServiceAccountToken"]
    assert MANIFESTS["network-policy"]["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert MANIFESTS["network-policy"]["spec"]["egress"] == []


@every_overlay
def test_only_scratch_space_can_be_written_to(settings: Settings, overlay: str) -> None:
    """Of what is mounted, /tmp alone is writable, and in memory; what is secret comes from a Secret and follows it."""
    pod, container = _pod(overlay)
    mounts = {each["mountPath"]: each for each in container["volumeMounts"]}
    volumes = {each["name"]: each for each in pod["spec"]["volumes"]}
    assert {mount["name"] for mount in mounts.values()} == set(volumes)
    assert [path for path, mount in mounts.items() if not mount.get("readOnly")] == ["/tmp"]  # noqa: S108  # the pod's
    assert volumes[mounts["/tmp"]["name"]]["emptyDir"]["medium"] == "Memory"  # noqa: S108  # same
    assert re.search(r"\bHOME=/tmp\b", IMAGE)
    secrets = {settings.tls_certificate: "tls.crt", settings.tls_key: "tls.key", settings.token_file: "tokens"}
    for path, key in secrets.items():
        if path is None:
            continue
        assert path.name == key, "Secrets of type kubernetes.io/tls have the first two"
        mount = mounts[str(path.parent)]
        assert "subPath" not in mount
        secret = volumes[mount["name"]]["secret"]
        assert secret["defaultMode"] & 0o007 == 0
        assert secret["defaultMode"] & 0o040, "the pod's group reads it"


@pytest.mark.usefixtures("settings")
async def test_a_server_so_set_answers_probes_and_calls(tmp_path: Path) -> None:
    """With these settings, those aside that only a pod can have, probes are answered and calls go through TLS."""
    authority = Authority(tmp_path)
    running = load_settings(
        host="127.0.0.1",
        port=0,
        health_port=0,
        metrics_host="127.0.0.1",
        metrics_port=0,
        tls_certificate=authority.certificate,
        tls_key=authority.key,
        drain_delay_seconds=0,
    )
    async with create_server(FakeAnnotator(), settings=running) as server:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{server.health_port}") as channel:
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                request = health_pb2.HealthCheckRequest(service=CONTAINER[probe]["grpc"]["service"])
                answer = await health_pb2_grpc.HealthStub(channel).Check(request, timeout=TIMEOUT_SECONDS)
                assert answer.status == health_pb2.HealthCheckResponse.SERVING
        async with grpc.aio.secure_channel(f"127.0.0.1:{server.port}", authority.trust()) as channel:
            stub = annotation_pb2_grpc.AnnotationServiceStub(channel)
            await stub.GetServerInfo(pb.GetServerInfoRequest(), timeout=TIMEOUT_SECONDS)
        assert server.metrics_port


def _mount(authority: Authority, folder: Path, name: str) -> None:
    """Lay the certificate out as the kubelet does a Secret: links to a folder that is exchanged by one renaming."""
    (folder / name).mkdir(parents=True)
    for source, key in ((authority.certificate, "tls.crt"), (authority.key, "tls.key")):
        shutil.copy(source, folder / name / key)
        if not (folder / key).is_symlink():
            (folder / key).symlink_to(Path("..data") / key)
    (folder / "..data_tmp").symlink_to(name)
    (folder / "..data_tmp").rename(folder / "..data")


async def test_a_renewed_secret_comes_through(tmp_path: Path) -> None:
    """A server notices that the folder behind its certificate's link is another one."""
    authority, folder = Authority(tmp_path), tmp_path / "tls"
    _mount(authority, folder, "..first")
    settings = authority.settings().model_copy(
        update={"tls_certificate": folder / "tls.crt", "tls_key": folder / "tls.key"}
    )
    async with create_server(FakeAnnotator(), settings=settings) as server:
        address = ("127.0.0.1", server.port)
        before = await asyncio.to_thread(ssl.get_server_certificate, address, timeout=TIMEOUT_SECONDS)
        authority.issue()
        _mount(authority, folder, "..second")
        after = await asyncio.to_thread(ssl.get_server_certificate, address, timeout=TIMEOUT_SECONDS)
    assert before != after
    assert after in authority.certificate.read_text()
