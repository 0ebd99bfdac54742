"""Attacks a server and prints what became of it: `PYTHONPATH=service:tests:. python -m fuzz --minutes 10 --seed 1`.

Exits with 1 when anything came that should not have. The same seed makes the same requests; when they meet is chance.
"""

import argparse
import asyncio
import sys

from fuzz.campaign import attack


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--idle-connections", type=int, default=10_000)
    chosen = parser.parse_args()
    report = asyncio.run(attack(seconds=60 * chosen.minutes, seed=chosen.seed, idle_count=chosen.idle_connections))
    print(report)  # noqa: T201  # what it is for
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
