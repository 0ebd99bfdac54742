"""Telemetry: logs, metrics and traces, which hold no text of articles."""
