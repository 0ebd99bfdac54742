"""Dashboard and alerts ask for what the server tells, and nothing else."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import grpc
import promql_parser
import pytest
import yaml
from prometheus_client.metrics_core import Metric

from dateline.server.telemetry.metrics import OTHER_METHOD, Metrics
from dateline.v1 import annotation_pb2 as pb
from support.paths import ROOT

DEPLOY = ROOT / "deploy"
METHODS = {method.name for method in pb.DESCRIPTOR.services_by_name["AnnotationService"].methods}
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("_total",), "info": ("_info",), "gauge": ("",)}
VALUES = {
    "method": METHODS | {OTHER_METHOD},
    "code": {code.name for code in grpc.StatusCode},
}
OF_PROMETHEUS = {"instance", "job"}
"""Labels that Prometheus gives to what it reads."""
OF_KUBERNETES = {
    "container_memory_working_set_bytes": {"container", "pod"},
    "kube_pod_container_resource_limits": {"container", "pod", "resource"},
}
"""Metrics of the kubelet and of kube-state-metrics 2, with those of their labels that are asked for."""
MONITORING = DEPLOY / "kubernetes/components/monitoring"
GROUPS: list[dict[str, Any]] = yaml.safe_load((DEPLOY / "prometheus/alerts.yaml").read_text())["groups"]


def _rules() -> list[dict[str, Any]]:
    return [rule for group in GROUPS for rule in group["rules"]]


def _dashboard() -> dict[str, Any]:
    dashboard: dict[str, Any] = json.loads((DEPLOY / "grafana/dateline.json").read_text())
    return dashboard


def _panels() -> list[dict[str, Any]]:
    return [panel for panel in _dashboard()["panels"] if panel["type"] != "row"]


def _questions() -> Iterator[tuple[str, str]]:
    for rule in _rules():
        yield rule["alert"], rule["expr"]
    for panel in _panels():
        for target in panel["targets"]:
            yield f"{panel['title']} {target['refId']}", target["expr"].replace("$__rate_interval", "5m")


QUESTIONS = dict(_questions())


def _selectors(expression: str) -> list[promql_parser.VectorSelector]:
    found: list[promql_parser.VectorSelector] = []

    def keep(part: promql_parser.Expr) -> None:
        if isinstance(part, promql_parser.VectorSelector):
            found.append(part)

    promql_parser.walk(promql_parser.parse(expression), keep)
    return found


@pytest.fixture(scope="module")
def families() -> list[Metric]:
    """All metrics of a server, as they are collected."""
    return list(Metrics(methods=METHODS).registry.collect())


@pytest.fixture(scope="module")
def names(families: list[Metric]) -> set[str]:
    return {family.name + suffix for family in families for suffix in SUFFIXES[family.type]}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_expression_asks_for_what_there_is(question: str, names: set[str]) -> None:
    """Each expression is PromQL, over metrics, labels and label values that the server has."""
    selectors = _selectors(QUESTIONS[question])
    assert selectors
    for selector in selectors:
        if selector.name in OF_KUBERNETES:
            assert {matcher.name for matcher in selector.matchers.matchers} <= OF_KUBERNETES[selector.name]
            continue
        assert selector.name in names
        for matcher in selector.matchers.matchers:
            if matcher.name not in OF_PROMETHEUS:
                assert set(matcher.value.split("|")) <= VALUES[matcher.name]


def test_made_up_metrics_are_found_out(names: set[str]) -> None:
    """The check above is one: a name that is not there would not pass, nor would one without its suffix."""
    (selector,) = _selectors("sum(rate(dateline_surprise_total[5m]))")
    assert selector.name == "dateline_surprise_total"
    assert not {"dateline_surprise_total", "dateline_requests", "dateline_queue_seconds"} & names
    with pytest.raises(ValueError, match="unclosed"):
        promql_parser.parse("sum(rate(dateline_requests_total[5m])")


def test_every_metric_is_on_the_dashboard(families: list[Metric]) -> None:
    """Nothing is measured that nobody sees."""
    shown = " ".join(target["expr"] for panel in _panels() for target in panel["targets"])
    missing = [family.name for family in families if family.name.startswith("dateline_") and family.name not in shown]
    assert missing == []


@pytest.mark.parametrize("rule", _rules(), ids=lambda rule: rule["alert"])
def test_alerts_say_what_is_wrong_and_how_bad(rule: dict[str, Any]) -> None:
    """No alert goes off at the first sight, and each has a severity, a summary and what to do."""
    assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
    assert promql_parser.parse_duration(rule["for"]).total_seconds() >= 60
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert set(rule["annotations"]) == {"summary", "description"}
    assert all(text.endswith(".") for text in rule["annotations"].values())


@pytest.mark.parametrize("rule", _rules(), ids=lambda rule: rule["alert"])
def test_shares_of_calls_have_a_floor(rule: dict[str, Any]) -> None:
    """What goes by a share of the calls, or by their slowest, also wants ten or more of them in the same time."""
    expression = rule["expr"]
    is_share = re.search(r"/ sum\(rate\(dateline_requests_total\[(\w+)\]", expression)
    is_latency = re.search(r"histogram_quantile\(.*?\[(\w+)\]", expression, re.DOTALL)
    if found := is_share or is_latency:
        both = promql_parser.parse(expression)
        assert isinstance(both, promql_parser.BinaryExpr)
        ratio, floor = both.lhs, both.rhs
        assert "increase(" not in str(ratio)
        window, least = re.fullmatch(r"sum\(increase\(.*\[(\w+)\]\)\) > (\d+)", str(floor)).groups()  # type: ignore[union-attr]  # an error is a failure
        assert window == found[1]
        assert int(least) >= 10
    else:
        assert "increase(" not in expression


def test_what_can_go_wrong_has_an_alert() -> None:
    """Readiness, stalls, errors, latency, load and memory have one, the certificate's end two, the later a page."""
    severities = {rule["alert"].removeprefix("Dateline"): rule["labels"]["severity"] for rule in _rules()}
    assert severities["CertificateEnds"] == severities["Stuck"] == severities["Errors"] == "page"
    assert {"NotReady", "Slow", "Shedding", "Memory", "CertificateEndsSoon"} <= set(severities)
    days = [
        int(match[1])
        for rule in _rules()
        if (
            match := re.fullmatch(
                r"dateline_certificate_expiry_timestamp_seconds - time\(\) < (\d+) \* 86400", rule["expr"]
            )
        )
    ]
    assert days == [2, 14]


def test_prometheus_operator_gets_the_same_alerts() -> None:
    """The PrometheusRule is what its script makes of the alerts: `python deploy/prometheus_rule.py` writes it anew."""
    rule = yaml.safe_load((MONITORING / "prometheus-rule.yaml").read_text())
    assert rule["spec"] == {"groups": GROUPS}
    script = "import prometheus_rule, sys; sys.stdout.write(prometheus_rule.prometheus_rule())"
    command = (sys.executable, "-c", script)
    made = subprocess.run(command, cwd=DEPLOY, capture_output=True, text=True, check=True, timeout=60).stdout
    assert made == (MONITORING / "prometheus-rule.yaml").read_text()


def test_prometheus_operator_knows_every_field() -> None:
    """Monitor and rule have only fields of its definitions (read by hand in those of 0.82)."""
    monitor, rule = (
        yaml.safe_load((MONITORING / f"{name}.yaml").read_text()) for name in ("service-monitor", "prometheus-rule")
    )
    service = yaml.safe_load((DEPLOY / "kubernetes/base/service.yaml").read_text())
    for manifest, kind in ((monitor, "ServiceMonitor"), (rule, "PrometheusRule")):
        assert set(manifest) == {"apiVersion", "kind", "metadata", "spec"}
        assert (manifest["apiVersion"], manifest["kind"]) == ("monitoring.coreos.com/v1", kind)
        assert manifest["metadata"] == service["metadata"]
    assert set(monitor["spec"]) == {"selector", "endpoints"}
    assert monitor["spec"]["selector"] == {"matchLabels": service["spec"]["selector"]}
    (endpoint,) = monitor["spec"]["endpoints"]
    assert endpoint == {"port": "metrics", "interval": "30s"}
    assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}
    for group in rule["spec"]["groups"]:
        assert set(group) == {"name", "rules"}


def test_alerts_have_names_of_their_own() -> None:
    """No two alerts are taken for each other."""
    names = [rule["alert"] for rule in _rules()]
    assert len(set(names)) == len(names)
    assert all(name.startswith("Dateline") for name in names)


def test_dashboard_can_be_imported() -> None:
    """Panels have ids of their own, do not overlap, and ask the data source that the dashboard lets one choose."""
    dashboard = _dashboard()
    assert {variable["name"] for variable in dashboard["templating"]["list"]} == {"datasource", "instance"}
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
    for panel in _panels():
        assert panel["datasource"]["uid"] == "${datasource}"
