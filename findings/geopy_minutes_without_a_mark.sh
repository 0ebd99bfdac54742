#!/usr/bin/env bash
# geopy 2.5.0: "33 55 S, 18 25 E" is not Cape Town but a point in the Sahara: the 33, the 55 and the S are skipped.
#
# One would guess: minutes without their mark, or a decimal comma, are read rightly or raise, as "33-55 S, 18-25 E" and
#   "33.92 South, 18.42 East" do.
# What happens: Point skips what stands before the part of the string that fits its pattern up to the end. Of minutes
#   without a mark the longitude's degrees and minutes become latitude and longitude, and the latitude is lost; of
#   decimal commas the longitude's two halves do. With the marks ("33°55′S", "33 55m S") all is well.
# Why it matters: coordinates in running text, tables and bulletins are often written so. They do not fail, they move by
#   thousands of kilometres, and often to another hemisphere. Match the whole string with a pattern of your own first.
# Seen on 2026-11-30 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
geopy 2.5.0
33°55′S, 18°25′E: -33.92, 18.42; 0 km off
33 55m S, 18 25m E: -33.92, 18.42; 0 km off
33.92 S, 18.42 E: -33.92, 18.42; 0 km off
33 55 S, 18 25 E: 18.00, 25.00; 5788 km off
33 55 S 18 25 E: -18.00, 25.00; 1882 km off
S33 55 E18 25: 18.00, 25.00; 5788 km off
33 55 31 S, 18 25 26 E: 25.00, 26.00; 6570 km off
-33,92; 18,42: 18.00, 42.00; 6267 km off
33-55 S, 18-25 E: ValueError
33.92 South, 18.42 East: ValueError
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check geopy==2.5.0

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
import geopy
from geopy.distance import geodesic

CAPE_TOWN = (-33.92, 18.42)
WRITTEN = (
    "33°55′S, 18°25′E",
    "33 55m S, 18 25m E",
    "33.92 S, 18.42 E",
    "33 55 S, 18 25 E",
    "33 55 S 18 25 E",
    "S33 55 E18 25",
    "33 55 31 S, 18 25 26 E",
    "-33,92; 18,42",
    "33-55 S, 18-25 E",
    "33.92 South, 18.42 East",
)

print(f"geopy {geopy.__version__}")
for text in WRITTEN:
    try:
        point = geopy.Point(text)
    except ValueError as error:
        print(f"{text}: {type(error).__name__}")
        continue
    off = geodesic(CAPE_TOWN, point).km
    print(f"{text}: {point.latitude:.2f}, {point.longitude:.2f}; {off:.0f} km off")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-30" >&2; exit 1; }
