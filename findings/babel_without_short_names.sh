#!/usr/bin/env bash
# Babel 2.19.0: no territory is called Hong Kong, Palestine or USA in the languages tried, though CLDR has these names.
#
# One would guess: Locale.territories has the names of countries that Unicode CLDR has, so that a list of what countries
#   are called in a language can be made from it.
# What happens: of each territory Babel keeps one name, and leaves out those that CLDR marks as short or variant. Of Hong
#   Kong there is "SAR Hong Kong of China" alone, of Palestine "Palestinian Territories", of the United States the full
#   name.
# Why it matters: these are the names that news writes. A gazetteer built from Babel finds neither "Hongkong" in German
#   nor "США" in Ukrainian news. CLDR's own JSON (cldr-localenames-full) has them under keys like HK-alt-short.
# Seen on 2026-11-29 with Python 3.11 on Linux, npm for the second package, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
Babel 2.19.0, cldr-localenames-full 48.2.0
de: Sonderverwaltungsregion Hongkong | Palästinensische Autonomiegebiete | Vereinigte Staaten
de: CLDR has further Hongkong, Palästina, USA; among Babel's names none
fr: R.A.S. chinoise de Hong Kong | Territoires palestiniens | États-Unis
fr: CLDR has further Hong Kong, Palestine, É.-U.; among Babel's names none
pl: SRA Hongkong (Chiny) | Terytoria Palestyńskie | Stany Zjednoczone
pl: CLDR has further Hongkong, Palestyna, USA; among Babel's names none
uk: Гонконг, ОАР Китаю | Палестинські території | Сполучені Штати
uk: CLDR has further Гонконг, Палестина, США; among Babel's names none
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.19.0
(cd "$folder" && npm pack --silent cldr-localenames-full@48.2.0 >packed && tar -xzf "$(cat packed)")

"$folder/venv/bin/python" - "$folder/package" <<'PROGRAM' | tee "$folder/output"
import json
import sys
from importlib.metadata import version
from pathlib import Path

from babel import Locale

package = Path(sys.argv[1])
release = json.loads((package / "package.json").read_text())["version"]
print(f"Babel {version('babel')}, cldr-localenames-full {release}")
for code in ("de", "fr", "pl", "uk"):
    names = Locale.parse(code).territories
    file = json.loads((package / "main" / code / "territories.json").read_text(encoding="utf-8"))
    whole = file["main"][code]["localeDisplayNames"]["territories"]
    short = [whole[f"{territory}-alt-short"] for territory in ("HK", "PS", "US")]
    known = [name for name in short if name in names.values()]
    print(f"{code}: {names['HK']} | {names['PS']} | {names['US']}")
    print(f"{code}: CLDR has further {', '.join(short)}; among Babel's names {', '.join(known) or 'none'}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-29" >&2; exit 1; }
