import json

from training.recogniser.evaluate_languages import development_parts


def test_development_parts_say_where_their_texts_begin(tmp_path):
    """But for gold of tagged words, which does not say so, and no part has more sentences than asked for."""
    (tmp_path / "languages/nb").mkdir(parents=True)
    (tmp_path / "languages/nb/dev.iob2").write_text("Oslo\tB-LOC\n\nDet\tO\n\nBergen\tB-LOC\n", encoding="utf-8")
    (tmp_path / "ntrexgold").mkdir()
    documents = [{"id": f"tr-{i}", "sentences": [{"text": "Konya", "marks": []}] * 2} for i in range(6)]
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    (tmp_path / "ntrexgold/tr.jsonl").write_text(lines, encoding="utf-8")
    parts = development_parts(tmp_path, most=3)
    assert [example.tokens for example in parts["languages nb"]] == [("Oslo",), ("Det",), ("Bergen",)]
    assert [example.begins_text for example in parts["ntrexgold tr"]] == [True, False, True]
    assert len(parts["items nb"]) == 3
