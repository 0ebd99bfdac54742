"""Processors: how many of them recognition may keep busy."""

import os
from pathlib import Path

_QUOTA_FILE = Path("/sys/fs/cgroup/cpu.max")


def usable_processors() -> int:
    """Returns how many processors this process may use, by its affinity and, in a container, by its quota."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = _QUOTA_FILE.read_text(encoding="ascii").split()
        return max(1, min(count, round(int(quota) / int(period))))
    except (OSError, ValueError):
        # There is no control group, or it sets no limit ("max").
        return count
