import json

from training.corpora.languages import gold_languages, marked_documents, read_gold, read_marked_news
from training.corpora.names import NamedSpan


def test_tagged_words_are_cut_as_the_service_cuts_them(tmp_path):
    """A tag holds for all tokens of its word: the characters of Han, and the ending behind an apostrophe."""
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh/train.iob2").write_text("南京\tB-LOC\n大桥\tI-LOC\n很\tO\n长\tO\n\n李\tB-PER\n", encoding="utf-8")
    bridge, person = read_gold(tmp_path, language_code="zh")
    assert bridge.tokens == ("南", "京", "大", "桥", "很", "长")
    assert bridge.spans == (NamedSpan(0, 4, "PLACE"),)
    assert person.spans == (NamedSpan(0, 1, "PERSON"),)
    assert gold_languages(tmp_path) == ("zh",)


def test_a_fifth_of_the_marked_documents_is_kept_for_development(tmp_path):
    """No document is in both parts, and the names of all are known."""
    documents = [
        {"id": f"tr-paper.{i}", "sentences": [{"text": "Konya'da", "marks": [{"start": 0, "end": 5, "mark": "L"}]}]}
        for i in range(7)
    ]
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    (tmp_path / "tr.jsonl").write_text(lines, encoding="utf-8")
    learnt = list(read_marked_news(tmp_path, language_code="tr"))
    kept = list(read_marked_news(tmp_path, language_code="tr", for_development=True))
    assert (len(learnt), len(kept)) == (5, 2)
    assert learnt[0][0].tokens == ("Konya", "'da")
    assert learnt[0][0].names == learnt[0][0].toponyms == (NamedSpan(0, 1, "PLACE"),)
    assert marked_documents(tmp_path, language_code="tr") == tuple(f"paper.{i}" for i in range(7))
    assert marked_documents(tmp_path, language_code="fr") == ()
