"""Telemetry: logs, metrics and traces, none of which holds text."""
