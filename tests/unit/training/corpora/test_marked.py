import json

from training.corpora.marked import read_newsgold, read_written
from training.corpora.names import NamedSpan


def marks(text, *marked):
    """Returns marks of the words given, each where it first stands."""
    return [{"start": text.index(word), "end": text.index(word) + len(word), "mark": mark} for word, mark in marked]


def write(path, *lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def words(sentence, spans):
    return [(" ".join(sentence.tokens[span.start : span.end]), span.type) for span in spans]


def test_the_first_head_learns_outer_names_and_the_second_the_places_and_demonyms_inside(tmp_path):
    """A body's name is a name as a whole, and the place in it a toponym; a lake is both."""
    text = "Officers of the Lagos Port Authority met Danish captains near Lake Chad."
    passage = {
        "sentences": [
            {
                "text": text,
                "marks": marks(
                    text,
                    ("Lagos Port Authority", "O"),
                    ("Lagos", "L"),
                    ("Danish", "D"),
                    ("Lake Chad", "L"),
                    ("Chad", "L"),
                ),
            }
        ]
    }
    ((sentence,),) = read_newsgold(write(tmp_path / "gold.jsonl", passage))
    assert words(sentence, sentence.names) == [("Lagos Port Authority", "ORGANIZATION"), ("Lake Chad", "PLACE")]
    assert words(sentence, sentence.toponyms) == [("Lagos", "PLACE"), ("Danish", "DEMONYM"), ("Chad", "PLACE")]


def test_an_items_title_comes_first_and_its_text_is_split_into_sentences(tmp_path):
    """Offsets are those of the title and of the text, each by itself."""
    title, text = "Floods in Chiapas", "Rain fell. The river at Tapachula rose."
    item = {
        "title": title,
        "title_marks": marks(title, ("Chiapas", "L")),
        "text": text,
        "marks": marks(text, ("Tapachula", "L")),
    }
    ((headline, first, second),) = read_written(write(tmp_path / "items.jsonl", item))
    assert words(headline, headline.names) == [("Chiapas", "PLACE")]
    assert not first.names
    assert words(second, second.toponyms) == [("Tapachula", "PLACE")]


def test_a_mark_that_cuts_through_a_token_is_left_out(tmp_path):
    """Nobody can tag a part of a word."""
    text = "The PanAfrica2030 plan."
    passage = {"sentences": [{"text": text, "marks": [{"start": 7, "end": 13, "mark": "L"}]}]}
    ((sentence,),) = read_newsgold(write(tmp_path / "gold.jsonl", passage))
    assert sentence.names == sentence.toponyms == ()


def test_names_of_one_word_are_spans_of_one_token(tmp_path):
    """Spans count tokens, half-open."""
    text = "Accra slept."
    passage = {"sentences": [{"text": text, "marks": marks(text, ("Accra", "L"))}]}
    ((sentence,),) = read_newsgold(write(tmp_path / "gold.jsonl", passage))
    assert sentence.names == (NamedSpan(0, 1, "PLACE"),)
