"""Writes the alerts for prometheus-operator anew, as a PrometheusRule: `python deploy/prometheus_rule.py`.

A PrometheusRule is a file of rules with a name; the script puts the name before the rules and leaves them as they are.
"""

import textwrap
from pathlib import Path

DEPLOY = Path(__file__).parent
RULE = DEPLOY / "kubernetes/components/monitoring/prometheus-rule.yaml"
MONITOR = RULE.with_name("service-monitor.yaml")


def prometheus_rule() -> str:
    """Returns the manifest: apiVersion and metadata of the ServiceMonitor beside it, the alerts as its spec."""
    head, _, _ = MONITOR.read_text(encoding="utf-8").partition("\nspec:\n")
    _, _, head = head.partition("\n")
    head = head.replace("kind: ServiceMonitor", "kind: PrometheusRule")
    alerts = (DEPLOY / "prometheus/alerts.yaml").read_text(encoding="utf-8")
    _, _, groups = alerts.partition("\ngroups:\n")
    note = "# Made of deploy/prometheus/alerts.yaml by deploy/prometheus_rule.py."
    return f"{note}\n{head}\nspec:\n  groups:\n{textwrap.indent(groups, '  ')}"


if __name__ == "__main__":
    RULE.write_text(prometheus_rule(), encoding="utf-8")
