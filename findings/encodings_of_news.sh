#!/usr/bin/env bash
# charset-normalizer 3.5.2: of nine sentences of news in undeclared encodings it reads six wrongly, chardet 7.7.0 none.
#
# One would guess: charset-normalizer, which requests took in chardet's place as the better one, is right on a whole
#   sentence of a large language, and where it errs, it errs between the likes of cp1250 and cp1252.
# What happens: Greek in Windows' own cp1253 comes out in Cyrillic letters, Russian in KOI8-R as Japanese, French, Spanish,
#   Polish and Czech with letters of other languages. chardet, rewritten for its version 7, reads them all.
# Why it matters: archives of papers and of their web pages are full of undeclared files, and a name with wrong letters
#   is found nowhere, or somewhere else.
# Seen on 2026-11-28 with Python 3.11 on Linux, and compared with below:
set -euo pipefail

seen=$(
    cat <<'SEEN'
charset-normalizer 3.5.2, chardet 7.7.0
cp1252: charset-normalizer cp1250, aprčs; chardet right
cp1252: charset-normalizer right; chardet right
latin-1: charset-normalizer cp1250, Logrońo; chardet right
iso-8859-2: charset-normalizer iso8859_10, Ģodzi; chardet right
cp1250: charset-normalizer cp1257, mģsta; chardet right
koi8-r: charset-normalizer shift_jis_2004, 芎ﾒ; chardet right
cp1253: charset-normalizer iso8859_5, Я; chardet right
cp1256: charset-normalizer right; chardet right
shift_jis: charset-normalizer right; chardet right
SEEN
)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check charset-normalizer==3.5.2 chardet==7.7.0

"$folder/venv/bin/python" - <<'PROGRAM' | tee "$folder/output"
from importlib.metadata import version

import chardet
import charset_normalizer

SENTENCES = {
    "Le maire de Besançon a annoncé jeudi que le pont, fermé depuis février, rouvrirait après les fêtes.": "cp1252",
    "Der Bürgermeister von Köln erklärte, die Brücke über den Rhein müsse fünf Wochen gesperrt bleiben.": "cp1252",
    "La alcaldesa de Logroño anunció que el año próximo se reabrirá la estación; costará más de lo previsto.": "latin-1",
    "Burmistrz Łodzi ogłosił we wtorek, że most na rzece zostanie zamknięty na pięć tygodni, a ludzie są źli.": "iso-8859-2",
    "Starosta města Plzeň oznámil, že most přes řeku bude uzavřen na pět týdnů kvůli opravě.": "cp1250",
    "Мэр Омска сообщил во вторник, что мост через реку закроют на пять недель для ремонта.": "koi8-r",
    "Ο δήμαρχος της Πάτρας ανακοίνωσε ότι η γέφυρα θα παραμείνει κλειστή για πέντε εβδομάδες.": "cp1253",
    "أعلن رئيس بلدية حلب أن الجسر سيبقى مغلقا لمدة خمسة أسابيع بسبب أعمال الصيانة.": "cp1256",
    "大阪市長は火曜日、橋が修理のため五週間閉鎖されると発表した。": "shift_jis",
}
print("charset-normalizer", version("charset-normalizer") + ",", "chardet", version("chardet"))
for sentence, encoding in SENTENCES.items():
    data = sentence.encode(encoding)
    best = charset_normalizer.from_bytes(data).best()
    told = chardet.detect(data)["encoding"]
    wrong = [word for word, written in zip(str(best).split(), sentence.split()) if word != written]
    right = f"{best.encoding}, {wrong[0]}" if wrong else "right"
    print(f"{encoding}: charset-normalizer {right}; chardet {'right' if data.decode(told) == sentence else told}")
PROGRAM

diff <(echo "$seen") "$folder/output" || { echo "not as on 2026-11-28" >&2; exit 1; }
