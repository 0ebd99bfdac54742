#!/usr/bin/env bash
# geopy 2.5.0: coordinates that are None become 0, 0, and a distance to them is a number.
#
# One would guess: a place without coordinates raises, as NaN does ("Point coordinates must be finite").
# What happens: Point(None, None), Point((None, None)) and Location(name, (None, None), raw) are all the point 0, 0 in
#   the Gulf of Guinea, and a latitude that alone is missing is the equator. geodesic() measures to them without a word.
# Why it matters: None is what a database or JSON hands over for a place that was not resolved. Put straight into geopy
#   it makes an answer in the Gulf of Guinea, and in an evaluation a plausible error of some thousand kilometres instead
#   of a miss. Ask for None before geopy does.
# Seen on 2026-11-28 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
geopy 2.5.0
Point(None, None): (0.0, 0.0)
Point((None, None)): (0.0, 0.0)
Point(None, 71.43): (0.0, 71.43)
Location of a place without coordinates: (0.0, 0.0)
geodesic from Accra to it: 614 km
Point(nan, nan): ValueError
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check geopy==2.5.0

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from math import nan

import geopy
from geopy.distance import geodesic


def coordinates(place):
    return (place.latitude, place.longitude)


unresolved = geopy.Location("a village that no gazetteer holds", (None, None), raw={})
print(f"geopy {geopy.__version__}")
print("Point(None, None):", coordinates(geopy.Point(None, None)))
print("Point((None, None)):", coordinates(geopy.Point((None, None))))
print("Point(None, 71.43):", coordinates(geopy.Point(None, 71.43)))
print("Location of a place without coordinates:", coordinates(unresolved))
print(f"geodesic from Accra to it: {geodesic((5.55, -0.20), (None, None)).km:.0f} km")
try:
    geopy.Point(nan, nan)
except ValueError as error:
    print("Point(nan, nan):", type(error).__name__)
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-28" >&2; exit 1; }
