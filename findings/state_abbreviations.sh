#!/usr/bin/env bash
# sentencex 1.0.32 and spaCy 3.8.18: a dateline is cut in two in a few states, not in the others.
#
# One would guess: an English splitter knows the abbreviations of American states, all of them or none.
# What happens: of the 42 abbreviations of the Associated Press, sentencex keeps 40 and ends a sentence after "Mass."
#   and "Wash."; spaCy's English tokenizer with its sentencizer keeps 39 and ends one after "Vt.", "W.Va." and "Wyo.".
# Why it matters: "SPRINGFIELD, Mass. (AP) — Police said" is how a wire story begins. Where that is cut, its dateline
#   falls apart, and in running text a town loses the state that tells it from its namesakes, for these states alone, so
#   that no test with "Calif." or "N.Y." shows it.
# Seen on 2026-11-28 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
sentencex 1.0.32: 2 of 42 end a sentence: Mass. Wash.
['SPRINGFIELD, Mass. ', '(AP) — Police said two men fled.']
spaCy 3.8.18: 3 of 42 end a sentence: Vt. W.Va. Wyo.
['SPRINGFIELD, Vt. (', 'AP) — Police said two men fled.']
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sentencex==1.0.32 spacy==3.8.18

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

import sentencex
import spacy

STATES = (
    "Ala. Ariz. Ark. Calif. Colo. Conn. Del. Fla. Ga. Ill. Ind. Kan. Ky. La. Md. Mass. Mich. Minn. Miss. Mo. Mont. "
    "Neb. Nev. N.H. N.J. N.M. N.Y. N.C. N.D. Okla. Ore. Pa. R.I. S.C. S.D. Tenn. Vt. Va. Wash. W.Va. Wis. Wyo."
).split()

english = spacy.blank("en")
english.add_pipe("sentencizer")


def by_sentencex(text):
    return list(sentencex.segment("en", text))


def by_spacy(text):
    return [sentence.text for sentence in english(text).sents]


for library, package, split in (("sentencex", "sentencex", by_sentencex), ("spaCy", "spacy", by_spacy)):
    leads = {state: split(f"SPRINGFIELD, {state} (AP) — Police said two men fled.") for state in STATES}
    cut = [state for state, sentences in leads.items() if len(sentences) > 1]
    print(f"{library} {version(package)}: {len(cut)} of {len(STATES)} end a sentence: {' '.join(cut)}")
    print(leads[cut[0]])
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-28" >&2; exit 1; }
