#!/usr/bin/env bash
# countryinfo 1.0.1: ten capitals have the coordinates of a namesake, or near namesake, most on another continent.
#
# One would guess: a table of the world's capitals is right but for rounding.
# What happens: capital_latlng() puts Dili in Delhi, Saint-Denis of Réunion beside Paris, Jamestown of Saint Helena in
#   Virginia, Kingston of Norfolk Island in Jamaica. latlng() of the same package, the point of the country, is right,
#   so that a capital lies up to 13,377 km from its own country.
# Why it matters: it is the very error that a geoparser is measured by, a name taken for a better-known namesake, here
#   inside data that looks like gold. Hold a capital against its country before you use it.
# Seen on 2026-11-28 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
countryinfo 1.0.1, capitals over 3,000 km from their country's point
Anguilla: The Valley at 41.56, -98.98, 4,267 km away
Antigua and Barbuda: Saint John's at 47.56, -52.72, 3,493 km away
East Timor: Dili at 28.65, 77.22, 6,681 km away
Grenada: St. George's at 48.66, 6.93, 7,432 km away
Isle of Man: Douglas at 39.76, -88.22, 6,157 km away
Montserrat: Plymouth at 50.37, -4.14, 6,335 km away
Norfolk Island: Kingston at 17.97, -76.79, 13,377 km away
Réunion: Saint-Denis at 48.94, 2.36, 9,399 km away
Saint Helena: Jamestown at 37.21, -76.77, 9,483 km away
Saint Pierre and Miquelon: Saint-Pierre at 48.38, 7.47, 4,644 km away
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check countryinfo==1.0.1

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version
from math import asin, cos, radians, sin, sqrt

from countryinfo import all_countries


def distance_km(one, other):
    (a, b), (c, d) = ([radians(degrees) for degrees in point] for point in (one, other))
    return 2 * 6371 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


print(f"countryinfo {version('countryinfo')}, capitals over 3,000 km from their country's point")
for country in all_countries():
    name = country.name()
    point, capital = country.latlng(), country.capital_latlng()
    if name == "Russia" or not point or not capital:  # Moscow is rightly far from the middle of Russia
        continue
    if (away_km := distance_km(point, capital)) > 3_000:
        print(f"{name}: {country.capital()} at {capital[0]:.2f}, {capital[1]:.2f}, {away_km:,.0f} km away")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-28" >&2; exit 1; }
