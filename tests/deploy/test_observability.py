"""Dashboard and alerts ask for what the server tells, and nothing else."""

import json
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


def _rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((DEPLOY / "prometheus/alerts.yaml").read_text())["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


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
