#!/usr/bin/env bash
# geopandas 1.2.0 with pyogrio 0.13.0: one string "2026-02-30" in a property, and a whole GeoJSON file cannot be read.
#
# One would guess: a string in the properties of a Feature is read as text; or, since GDAL is known to look for dates, as
#   a date where it is one, and as text where it is none, as "2026-13-45" is.
# What happens: where all strings of a property have the form of a day, GDAL makes it a column of dates, and looks at
#   months and days only as far as 1 to 12 and 1 to 31. pyogrio makes the dates, and read_file() raises "day is out of
#   range for month", which names neither the property nor the Feature. A string of another form in any Feature, and all
#   is text again and can be read. So does DATE_AS_STRING="YES".
# Why it matters: the file is valid and others read it: DuckDB takes the same property for text. Archives number things
#   so, by year, box and sheet; and whether such a column is text, dates or the end of the program hangs on the other
#   rows. A map of the places of one article is what is read least often with other rows.
# Seen on 2026-11-29 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
geopandas 1.2.0, pyogrio 0.13.0, GDAL 3.12.4
2026-02-28: datetime64[ms]
2026-13-45: str
2026-02-30: ValueError day is out of range for month
2026-02-28, 2026-02-30: ValueError day is out of range for month
2026-02-30, box 7: str
2026-02-30, with DATE_AS_STRING: str
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check geopandas==1.2.0 pyogrio==0.13.0

cd "$folder"
"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
import json
from pathlib import Path

import geopandas
import pyogrio


def read(*numbers, **options):
    features = [
        {
            "type": "Feature",
            "properties": {"sheet": number},
            "geometry": {"type": "Point", "coordinates": [19.47, 51.77]},
        }
        for number in numbers
    ]
    collection = {"type": "FeatureCollection", "features": features}
    Path("places.geojson").write_text(json.dumps(collection), encoding="utf-8")
    try:
        return geopandas.read_file("places.geojson", **options)["sheet"].dtype
    except ValueError as error:
        return f"ValueError {error}"


gdal = ".".join(map(str, pyogrio.__gdal_version__))
print(f"geopandas {geopandas.__version__}, pyogrio {pyogrio.__version__}, GDAL {gdal}")
for numbers in (("2026-02-28",), ("2026-13-45",), ("2026-02-30",), ("2026-02-28", "2026-02-30"), ("2026-02-30", "box 7")):
    print(f"{', '.join(numbers)}: {read(*numbers)}")
print(f"2026-02-30, with DATE_AS_STRING: {read('2026-02-30', DATE_AS_STRING='YES')}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-29" >&2; exit 1; }
