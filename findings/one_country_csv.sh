#!/usr/bin/env bash
# DuckDB 2.0.1 and pyarrow 26.0.1: a CSV of places loses its country where all of them lie in one.
#
# One would guess: the ISO code in a column of country codes is text. pandas is known to read Namibia's NA as missing;
#   DuckDB and pyarrow keep it in a file of several countries, so they look safe.
# What happens: types are inferred per file. DuckDB reads a file of Norwegian places, region_code NO throughout, as
#   BOOLEAN: the country is false. pyarrow reads a file of Namibian places as type null: the country is gone. One place
#   of another country in the file, and both are text again.
# Why it matters: gazetteers and results are kept in a file a country; the one for Norway, or Namibia, says nothing and
#   raises nothing, and its schema no longer fits those beside it. Name the type of every code column.
# Seen on 2026-11-28 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
DuckDB 2.0.1, pyarrow 26.0.1
Norway alone: DuckDB BOOLEAN [False, False], pyarrow string ['NO', 'NO']
Norway and Sweden: DuckDB VARCHAR ['NO', 'SE'], pyarrow string ['NO', 'SE']
Namibia alone: DuckDB VARCHAR ['NA', 'NA'], pyarrow null [None, None]
Namibia and Botswana: DuckDB VARCHAR ['NA', 'BW'], pyarrow string ['NA', 'BW']
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 pyarrow==26.0.1

cd "$folder"
"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.csv

FILES = {
    "Norway alone": (("Oslo", "NO"), ("Bergen", "NO")),
    "Norway and Sweden": (("Oslo", "NO"), ("Malmö", "SE")),
    "Namibia alone": (("Windhoek", "NA"), ("Rundu", "NA")),
    "Namibia and Botswana": (("Windhoek", "NA"), ("Gaborone", "BW")),
}

print(f"DuckDB {duckdb.__version__}, pyarrow {pyarrow.__version__}")
for title, places in FILES.items():
    lines = ["name,region_code", *(",".join(place) for place in places)]
    Path("places.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    relation = duckdb.read_csv("places.csv")
    column = pyarrow.csv.read_csv("places.csv")["region_code"]
    codes = [code for _, code in relation.fetchall()]
    print(f"{title}: DuckDB {relation.types[1]} {codes}, pyarrow {column.type} {column.to_pylist()}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-28" >&2; exit 1; }
