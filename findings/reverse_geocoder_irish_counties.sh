#!/usr/bin/env bash
# reverse_geocoder 1.5.1: ten of Ireland's 30 counties have their Irish name, without its accents, the others the English.
#
# One would guess: names of towns and counties are of one language.
# What happens: Navan lies in "An Mhi", Castlebar in "Maigh Eo", Dundalk in "Lu", while Cork's towns lie in "County Cork" and
#   Kildare's in "Kildare". The town of Wexford is Loch Garman, too. Of 352 places 85 have no county at all.
# Why it matters: who joins its answers with anything else by county finds no Meath, Mayo or Louth.
# Seen on 2026-11-30 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
reverse_geocoder 1.5.1
Navan: An Mhi
Castlebar: Maigh Eo
Dundalk: Lu
Loch Garman: Loch Garman
Tralee: Ciarrai
Macroom: County Cork
Kildare: Kildare
places of Ireland: 352, without a county: 85
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check reverse_geocoder==1.5.1 numpy==2.4.6 scipy==1.17.1

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
import csv
from importlib.metadata import version
from pathlib import Path

import reverse_geocoder

points = [(53.653, -6.681), (53.855, -9.298), (54.0, -6.41), (52.334, -6.457), (52.27, -9.702), (51.9, -8.957), (53.157, -6.909)]
print(f"reverse_geocoder {version('reverse_geocoder')}")
for answer in reverse_geocoder.search(points, mode=1, verbose=False):
    print(f"{answer['name']}: {answer['admin2']}")
table = Path(reverse_geocoder.__file__).with_name("rg_cities1000.csv")
rows = [row for row in csv.DictReader(table.open(encoding="utf-8")) if row["cc"] == "IE"]
print(f"places of Ireland: {len(rows)}, without a county: {sum(not row['admin2'] for row in rows)}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-30" >&2; exit 1; }
