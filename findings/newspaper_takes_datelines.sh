#!/usr/bin/env bash
# newspaper4k 0.9.6: what a page marks as its dateline is missing in the article's text, and so is an "update".
#
# One would guess: the extractor of an article's text keeps every word of its paragraphs, the more so the words that the
#   page marks as the place the story comes from. trafilatura and readability keep them.
# What happens: newspaper removes every element whose class has "date" in it, as it would the date of publication:
#   "dateline" and "update" too. So goes all that has "foot" in it: a paragraph of the class "football".
# Why it matters: the dateline is the one place that says where the story happened. On the sites that mark it best it
#   never reaches a geoparser, and the text begins in mid-sentence. Unmarked ones stay, so that most pages look well.
# Seen on 2026-11-30 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
newspaper4k 0.9.6
<p>: CHERNIHIV, Ukraine (AP) — Officials said on Monday
trafilatura 2.3.1: CHERNIHIV, Ukraine (AP) — Officials said on Monday
<p><span class="place">: CHERNIHIV, Ukraine (AP) — Officials said on Monday
trafilatura 2.3.1: CHERNIHIV, Ukraine (AP) — Officials said on Monday
<p><span class="dateline">: (AP) — Officials said on Monday
trafilatura 2.3.1: CHERNIHIV, Ukraine (AP) — Officials said on Monday
<p class="update">: The governor told reporters
trafilatura 2.3.1: CHERNIHIV, Ukraine (AP) — Officials said on Monday
<p class="football">: The governor told reporters
trafilatura 2.3.1: CHERNIHIV, Ukraine (AP) — Officials said on Monday
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check newspaper4k==0.9.6
# apart, for older releases of pip fail at the two together
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check trafilatura==2.3.1

"$folder/venv/bin/python" -W ignore - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

import trafilatura
from newspaper import Article

PLACE = "CHERNIHIV, Ukraine"
LEAD = "(AP) — Officials said on Monday that the river had risen by two metres and that three schools will stay closed."
REST = (
    "The governor told reporters that engineers from Kharkiv and Poltava were on their way with pumps to the old town.",
    "Farmers in the villages to the north said that the water had come faster than it did in the spring of last year.",
    "The weather service expects less rain from Wednesday on, and trains to Lviv will be on time again by the weekend.",
)
OPENINGS = (
    ("<p>", PLACE),
    ('<p><span class="place">', f"{PLACE}</span>"),
    ('<p><span class="dateline">', f"{PLACE}</span>"),
    ('<p class="update">', PLACE),
    ('<p class="football">', PLACE),
)


def start(text, heading="The river rises"):
    text = " ".join(text.split()).removeprefix(heading).strip()
    return text.split(" that ")[0]


print(f"newspaper4k {version('newspaper4k')}")
for tag, place in OPENINGS:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in REST)
    body = f"<article><h1>The river rises</h1>{tag}{place} {LEAD}</p>{paragraphs}</article>"
    page = f"<html><head><title>The river rises</title></head><body>{body}</body></html>"
    article = Article("https://news.example/river", language="en")
    article.download(input_html=page)
    article.parse()
    print(f"{tag}: {start(article.text)}")
    print(f"trafilatura {version('trafilatura')}: {start(trafilatura.extract(page))}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-30" >&2; exit 1; }
