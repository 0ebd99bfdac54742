#!/usr/bin/env bash
# country-named-entity-recognition 1.0.2: Northern Ireland is Ireland, New Jersey is Jersey, and Kosovo is Serbia.
#
# One would guess: a finder of countries, which knows that Papua New Guinea is no Guinea and that Georgia beside Atlanta
#   is no country, does not find one within the name of another place either.
# What happens: names of countries hold each other off, and other names do not. What lies in the United Kingdom is given
#   to Ireland, American states to Mexico and Jersey, a gulf to Guinea. Kosovo, for which ISO 3166 has no code,
#   is Serbia. England and Macedonia are nothing.
# Why it matters: "Belfast, Northern Ireland" is how news says which Belfast, and each story of Stormont is counted for
#   Dublin.
# Seen on 2026-12-01 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
country-named-entity-recognition 1.0.2
Tbilisi is the capital of Georgia. -> Georgia
Atlanta is the capital of Georgia. -> nothing
Port Moresby is in Papua New Guinea. -> Papua New Guinea
Belfast is in Northern Ireland. -> Ireland
Newark is in New Jersey. -> Jersey
Santa Fe is in New Mexico. -> Mexico
Lomé lies on the Gulf of Guinea. -> Guinea
Pristina is the capital of Kosovo. -> Serbia
London is the capital of England. -> nothing
Skopje is the capital of Macedonia. -> nothing
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    country-named-entity-recognition==1.0.2 pycountry==26.2.16

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

from country_named_entity_recognition import find_countries

print(f"country-named-entity-recognition {version('country-named-entity-recognition')}")
for sentence in (
    "Tbilisi is the capital of Georgia.",
    "Atlanta is the capital of Georgia.",
    "Port Moresby is in Papua New Guinea.",
    "Belfast is in Northern Ireland.",
    "Newark is in New Jersey.",
    "Santa Fe is in New Mexico.",
    "Lomé lies on the Gulf of Guinea.",
    "Pristina is the capital of Kosovo.",
    "London is the capital of England.",
    "Skopje is the capital of Macedonia.",
):
    found = ", ".join(country.name for country, _ in find_countries(sentence))
    print(f"{sentence} -> {found or 'nothing'}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-12-01" >&2; exit 1; }
