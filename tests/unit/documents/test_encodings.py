import sys

import pytest

from dateline.documents import InputFailure
from support.growth import growth
from support.readings import read_document

FRENCH = "La préfecture a annoncé jeudi que le pont de Besançon, fermé depuis février, rouvrirait après les fêtes."


def read_one(data, **given):
    (each,) = read_document(data, name="a.txt", **given)
    return each


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        ("Die Brücke in Köln ist zu.", "cp1252"),
        ("The mayor of Leeds said the bridge – closed since May – would “stay shut” for weeks.", "cp1252"),
        ("Burmistrz Łodzi ogłosił we wtorek, że most na rzece zostanie zamknięty na pięć tygodni.", "iso-8859-2"),
        ("Мэр Омска сообщил во вторник, что мост через реку закроют на пять недель для ремонта.", "cp1251"),
        ("Η πόλη: ο δήμαρχος της Πάτρας ανακοίνωσε ότι η γέφυρα θα παραμείνει κλειστή.", "cp1253"),
        ("أعلن رئيس بلدية حلب أن الجسر سيبقى مغلقا لمدة خمسة أسابيع بسبب أعمال الصيانة.", "cp1256"),
        ("大阪市長は火曜日、橋が修理のため五週間閉鎖されると発表した。", "shift_jis"),
        ("武汉市长星期二宣布,大桥将因维修关闭五个星期,市民表示不满。", "gb18030"),
        ("부산 시장은 화요일 다리가 보수를 위해 5주 동안 폐쇄될 것이라고 발표했다.", "euc_kr"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-32"),
    ],
)
def test_an_undeclared_encoding_is_detected(text, encoding):
    """A sentence of news suffices; marked UTF-16 is no guess."""
    assert read_one(text.encode(encoding)).article.text == text


def test_a_given_encoding_goes_before_all():
    """The caller knows better than marks and guesses."""
    assert read_one(FRENCH.encode("cp1252"), encoding="cp1252").article.text == FRENCH
    assert read_one("Осло".encode("koi8-r"), encoding="koi8-r").article.text == "Осло"
    assert read_one(FRENCH.encode("utf-16-le"), encoding="utf-16-le").article.text == FRENCH


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        (b"caf\xe9", {}, "is not UTF-8 (byte 3), and its encoding cannot be told; give its encoding"),
        (b"caf\xe9", {"encoding": "utf-8"}, "does not fit the encoding utf-8 (byte 3); give its encoding"),
        (b"caf\xe9", {"encoding": "ascii"}, "does not fit the encoding ascii (byte 3); give its encoding"),
        (
            "It rained in Oslo.".encode("utf-16-le"),
            {},
            "looks like UTF-16 without a byte order mark; give its encoding: utf-16-le",
        ),
        (
            "It rained in Tromsø.".encode("utf-16-be"),
            {},
            "looks like UTF-16 without a byte order mark; give its encoding: utf-16-be",
        ),
        (b"", {}, "is empty"),
    ],
    ids=["unsure", "not-utf-8", "not-ascii", "utf-16-le", "utf-16-be", "empty"],
)
def test_an_encoding_that_cannot_be_told_or_does_not_fit_is_refused(data, options, message):
    """The message says what to give."""
    assert read_one(data, **options) == InputFailure("a.txt", message)


@pytest.mark.parametrize(
    ("declaration", "encoding", "text"),
    [
        ('<meta charset="iso-8859-1">', "cp1252", "“São Tomé”"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "cp1251", "Осло"),
        ('<meta charset="utf-16">', "utf-8", "Tromsø"),
        ('<meta charset="nonsense">', "utf-8", "Tromsø"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', "latin-1", "Tromsø"),
        ('<meta charset="latin-1">', "latin-1", "Tromsø\x81"),
    ],
    ids=["superset", "http-equiv", "utf-16-cannot-be", "unknown", "xml", "undefined-byte"],
)
def test_a_declaration_is_believed(declaration, encoding, text):
    """As browsers do: Latin-1 means Windows' superset, and UTF-16 that can be read byte by byte is none."""
    (each,) = read_document(f"{declaration}<p>{text}</p>".encode(encoding), name="a.html")
    assert each.article.text == text


def test_a_declaration_that_is_wrong_is_refused():
    """Nothing is decoded to other letters in silence."""
    (each,) = read_document('<meta charset="utf-8"><p>Tromsø</p>'.encode("cp1252"), name="a.html")
    assert each.message == "does not fit the encoding utf-8 (byte 30); give its encoding"


def test_without_the_detector_the_message_names_the_extra(monkeypatch):
    """A light install reads UTF-8, and says what the rest needs."""
    monkeypatch.setitem(sys.modules, "chardet", None)
    message = read_one(FRENCH.encode("cp1252")).message
    assert message.startswith("is not UTF-8 (byte 5); give its encoding, or let it be detected, which needs")
    assert "chardet" in message
    assert "documents]" in message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "Rain in Oslo."),
        ("a.html", "<p>Rain in Oslo.</p>"),
        ("a.json", '[{"text": "Rain in Oslo."}]'),
        ("a.jsonl", '{"text": "Rain in Oslo."}'),
        ("a.csv", "text,id\nRain in Oslo.,1\n"),
        ("a.xml", "<?xml version='1.0'?><nitf><body><body.content><p>Rain in Oslo.</p></body.content></body></nitf>"),
        ("a.rss", "<rss version='2.0'><channel><item><description>Rain in Oslo.</description></item></channel></rss>"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("is_given", [False, True])
def test_a_byte_order_mark_is_no_text(name, content, encoding, is_given):
    """In no format does it shift offsets, neither where the encoding is told by it nor where it is given."""
    given = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}[encoding] if is_given else ""
    if encoding == "utf-16" and (name == "a.jsonl" or (is_given and name == "a.csv")):
        pytest.skip("lines end in a byte")
    data = content.encode(encoding)
    (each,) = read_document(data, name=name, encoding=given)
    assert each.article.text == "Rain in Oslo."


def test_a_file_of_a_mark_alone_is_empty():
    """It holds no article."""
    assert read_one(b"\xef\xbb\xbf") == InputFailure("a.txt", "is empty")


@pytest.mark.parametrize("piece", ["<meta ", "<meta charset ", "<?xml encoding", " ", "\x01"])
def test_telling_the_encoding_takes_time_in_proportion(piece):
    """Declarations are looked for in the beginning alone."""
    assert growth(lambda count: read_one(piece.encode() * count), size=8_000) < 24
