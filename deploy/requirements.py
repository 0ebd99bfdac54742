"""Prints what Dateline needs, a requirement a line: `python deploy/requirements.py server otel` with these extras.

The image and `make audit` use it, which want the packages without Dateline itself. It needs pyproject.toml alone.
"""

import sys
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
if unknown := sorted(set(sys.argv[1:]) - extras.keys()):
    sys.exit(f"no such extra: {', '.join(unknown)}")
requirements = [*project["dependencies"], *(line for name in sys.argv[1:] for line in extras[name])]
sys.stdout.write("".join(f"{line}\n" for line in requirements))
