#!/usr/bin/env bash
# us 4.0.0: lookup("Minn.") is Maine, and the other 41 abbreviations of the Associated Press are no state.
#
# One would guess: a package that has the Associated Press's abbreviation of every state finds states by it, or at
#   least answers None.
# What happens: lookup() compares two letters with postal codes, and all else by its sound with the states' full names.
#   "Minn." sounds like Maine. Of the 42 abbreviations none finds its state. Nor does a sound tell a state from what
#   news names beside it: Tunis is Tennessee, Maseru is Missouri, the river Main is Maine.
# Why it matters: "ROCHESTER, Minn. (AP)" is how a wire story begins, and Maine is as good an answer as any to code that
#   only asks whether one came. lookup("Minn.", field="ap_abbr") is exact, and right.
# Seen on 2026-11-30 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
us 4.0.0
of 42 abbreviations of the AP 0 are their state, 41 none
Minn. -> Maine
with field="ap_abbr": 42 are their state
Tunis -> Tennessee
Maseru -> Missouri
Main -> Maine
Lagos -> None
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check us==4.0.0 jellyfish==1.3.0

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

import us

shortened = [state for state in us.states.STATES if state.ap_abbr != state.name]
found = {state: us.states.lookup(state.ap_abbr) for state in shortened}
exact = [us.states.lookup(state.ap_abbr, field="ap_abbr") == state for state in shortened]
right = sum(state == answer for state, answer in found.items())
none = sum(answer is None for answer in found.values())

print(f"us {version('us')}")
print(f"of {len(shortened)} abbreviations of the AP {right} are their state, {none} none")
for state, answer in found.items():
    if answer not in (None, state):
        print(f"{state.ap_abbr} -> {answer.name}")
print(f'with field="ap_abbr": {sum(exact)} are their state')
for place in ("Tunis", "Maseru", "Main", "Lagos"):
    print(f"{place} -> {getattr(us.states.lookup(place), 'name', None)}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-30" >&2; exit 1; }
