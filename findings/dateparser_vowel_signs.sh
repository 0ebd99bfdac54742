#!/usr/bin/env bash
# dateparser 1.5.0: 18 June 2026 in Punjabi is 18 January, and 18 May 2026 in Marathi or Gujarati a day of last year.
#
# One would guess: told the language and given a date with its month's name in full, a parser that has the language
#   reads it rightly, or answers None.
# What happens: it drops all nonspacing marks, which in Latin letters are accents, in Indian ones many of the vowels.
#   ਜੂਨ (June) is then ਜਨ, short for January; मे and મે (May) are म and મ, short for "month", and "18 months" is the day
#   that long before now. The other eleven months of each of these languages are right, as are all twelve of Hindi.
# Why it matters: by the date of its dateline a reader knows which day "on Monday" is. In one month of the year it is
#   wrong, by five months or a year, and nothing says so. With settings={"NORMALIZE": False} all of them are right.
# Seen on 2026-11-30 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
dateparser 1.5.0, Babel 2.19.0
hi: 12 of 12 months right, 12 unnormalised
mr: 11 of 12 months right, 12 unnormalised
mr: 18 मे, 2026 -> 2025-05-30
gu: 11 of 12 months right, 12 unnormalised
gu: 18 મે, 2026 -> 2025-05-30
pa: 11 of 12 months right, 12 unnormalised
pa: 18 ਜੂਨ 2026 -> 2026-01-18
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0 babel==2.19.0

"$folder/venv/bin/python" -W ignore - <<'PROGRAM' | tee "$folder/output"
from datetime import date, datetime
from importlib.metadata import version

import dateparser
from babel.dates import format_date

NOW = datetime(2026, 11, 30, 12)


def read(text, language, **settings):
    answer = dateparser.parse(text, languages=[language], settings={"RELATIVE_BASE": NOW, **settings})
    return answer and answer.date()


print(f"dateparser {version('dateparser')}, Babel {version('babel')}")
for language in ("hi", "mr", "gu", "pa"):
    days = {format_date(day, "long", locale=language): day for day in (date(2026, month, 18) for month in range(1, 13))}
    wrong = {text: answer for text, day in days.items() if (answer := read(text, language)) != day}
    unnormalised = sum(read(text, language, NORMALIZE=False) == day for text, day in days.items())
    print(f"{language}: {len(days) - len(wrong)} of {len(days)} months right, {unnormalised} unnormalised")
    for text, answer in wrong.items():
        print(f"{language}: {text} -> {answer}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-30" >&2; exit 1; }
