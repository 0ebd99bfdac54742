"""Attacks a server and prints how it fared: `PYTHONPATH=service:tests:. python -m fuzz --minutes 10 --seed 1`.

Exits with 1 where the server did anything that it should not. The same seed makes the same requests, but not the same
timing.
"""

import argparse
import asyncio
import sys

from fuzz.campaign import attack


def main() -> int:
    """Runs the campaign from the command line, and returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--idle-connections", type=int, default=10_000)
    chosen = parser.parse_args()
    report = asyncio.run(attack(seconds=60 * chosen.minutes, seed=chosen.seed, idle_count=chosen.idle_connections))
    print(report)  # noqa: T201  # the report is this command's output
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
