#!/usr/bin/env bash
# pycountry 26.2.16: search_fuzzy("Niger") answers Nigeria first, and "Curaçao" the Netherlands.
#
# One would guess: of countries that search_fuzzy() finds, the one that is called exactly so comes first; "fuzzy" is for
#   what is called otherwise.
# What happens: as its source reads, names of subdivisions count, too, and points add up: Nigeria, whose name begins so
#   and whose state is called Niger, passes Niger itself. Of all 249 names in the package's own list, two are found as another
#   country. What news calls Turkey, Ivory Coast, Burma or Macau is not found at all: LookupError.
# Why it matters: the first answer is what programs take, and 27 million people are put into the country next door,
#   with no sign that the name was exact. lookup() finds both.
# Seen on 2026-12-01 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
pycountry 26.2.16
of 249 names 247 are found first, and not:
Curaçao -> Netherlands, Curaçao
Niger -> Nigeria, Niger
lookup() -> Curaçao, Niger
Turkey -> LookupError
Ivory Coast -> LookupError
Burma -> LookupError
Macau -> LookupError
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pycountry==26.2.16

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

import pycountry

found = {country: pycountry.countries.search_fuzzy(country.name) for country in pycountry.countries}
wrong = {country: answers for country, answers in found.items() if answers[0] != country}

print(f"pycountry {version('pycountry')}")
print(f"of {len(found)} names {len(found) - len(wrong)} are found first, and not:")
for country, answers in sorted(wrong.items(), key=lambda item: item[0].name):
    print(f"{country.name} -> {', '.join(answer.name for answer in answers)}")
print(f"lookup() -> {', '.join(pycountry.countries.lookup(name).name for name in ('Curaçao', 'Niger'))}")
for name in ("Turkey", "Ivory Coast", "Burma", "Macau"):
    try:
        print(f"{name} -> {pycountry.countries.search_fuzzy(name)[0].name}")
    except LookupError:
        print(f"{name} -> LookupError")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-12-01" >&2; exit 1; }
