"""Prints Dateline's requirements, one a line, with those of extras: `python deploy/requirements.py server otel`.

The image and `make audit` need the packages without Dateline itself. The script reads pyproject.toml alone.
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
