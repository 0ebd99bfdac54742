#!/usr/bin/env bash
# geopandas 1.2.0 with pyogrio 0.13.0: the id of a GeoJSON Feature is kept as a string, and lost as a number.
#
# One would guess: the id of a Feature, which RFC 7946 lets be a string or a number, is read either way or not at all.
# What happens: read_file() makes a column of ids that are strings, also of "1526273". Of ids that are numbers it makes
#   nothing; the rows are numbered from 0, and no warning says so. GDAL keeps them as feature ids, which
#   fid_as_index=True shows.
# Why it matters: the id of a GeoNames place is a number, and its Feature's id is where it belongs. Written so, the link
#   from a point to its place is gone after one read, while the map looks right. Write ids as strings.
# Seen on 2026-11-28 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
geopandas 1.2.0, pyogrio 0.13.0, GDAL 3.12.4
ids "1526273" and "524901": columns id name geometry, index 0 1
ids 1526273 and 524901: columns name geometry, index 0 1
ids 1526273 and 524901, fid_as_index: columns name geometry, index 1526273 524901
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


def write(astana, moscow):
    places = ((astana, "Astana", [71.45, 51.18]), (moscow, "Moscow", [37.62, 55.75]))
    features = [
        {
            "type": "Feature",
            "id": feature_id,
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": coordinates},
        }
        for feature_id, name, coordinates in places
    ]
    collection = {"type": "FeatureCollection", "features": features}
    Path("places.geojson").write_text(json.dumps(collection), encoding="utf-8")
    return f"ids {json.dumps(astana)} and {json.dumps(moscow)}"


def read(**options):
    frame = geopandas.read_file("places.geojson", **options)
    return f"columns {' '.join(frame.columns)}, index {' '.join(map(str, frame.index))}"


gdal = ".".join(map(str, pyogrio.__gdal_version__))
print(f"geopandas {geopandas.__version__}, pyogrio {pyogrio.__version__}, GDAL {gdal}")
print(f"{write('1526273', '524901')}: {read()}")
print(f"{write(1526273, 524901)}: {read()}")
print(f"{write(1526273, 524901)}, fid_as_index: {read(fid_as_index=True)}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-28" >&2; exit 1; }
