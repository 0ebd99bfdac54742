#!/usr/bin/env bash
# country-converter 1.3.2 beside pandas 3.1.1: nothing can be converted, since no converter can be made.
#
# One would guess: the current release of one works beside the current release of the other, which pip puts there; or
#   what breaks is the table of a user.
# What happens: country-converter reads its own table with a converter, str, for each column of text, which keeps
#   Namibia's NA and the empty cell of Zanzibar as they are. pandas 3.1 looks for missing values in what a converter
#   gave, and both are NaN. Patterns are made of all codes, so convert() raises TypeError before
#   it has seen a name. With pandas 2.3.3 it works.
# Why it matters: it is a much used package for turning what sources call a country into a code. A build without
#   pinned versions fails with "first argument must be string or compiled pattern", which names no country.
# Seen on 2026-12-01 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
country-converter 1.3.2, pandas 2.3.3: Zanzibar has '', Namibia 'NA'
convert("Namibia") -> NA
country-converter 1.3.2, pandas 3.1.1: Zanzibar has nan, Namibia nan
convert("Namibia") -> TypeError: first argument must be string or compiled pattern
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/program.py" <<'PROGRAM'
from importlib.metadata import version
from pathlib import Path

import country_converter
import pandas

table = Path(country_converter.__file__).with_name("country_data.tsv")
codes = pandas.read_csv(table, sep="\t", converters={"ISO2": str}).set_index("name_short")["ISO2"]

print(f"country-converter {version('country-converter')}, pandas {version('pandas')}: ", end="")
print(f"Zanzibar has {codes['Zanzibar']!r}, Namibia {codes['Namibia']!r}")
try:
    print(f'convert("Namibia") -> {country_converter.convert("Namibia", to="ISO2")}')
except TypeError as error:
    print(f'convert("Namibia") -> TypeError: {error}')
PROGRAM
for pandas in 2.3.3 3.1.1; do
    "${PYTHON:-python3}" -m venv "$folder/$pandas"
    "$folder/$pandas/bin/pip" install --quiet --disable-pip-version-check country-converter==1.3.2 "pandas==$pandas"
    "$folder/$pandas/bin/python" "$folder/program.py"
done | tee "$folder/output"

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-12-01" >&2; exit 1; }
