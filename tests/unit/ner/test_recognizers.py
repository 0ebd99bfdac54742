"""Which model reads a sentence: the one for its language, which is loaded when the first such sentence comes."""

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from dateline.errors import ResourceDamagedError, ResourceMissingError
from dateline.ner import Recognizers, check_model, load_recognizers
from dateline.ner.model_folder import MULTILINGUAL_FOLDER, SHIPPED_FOLDER, describe, read_facts
from dateline.ner.two_headed_recognizer import TwoHeadedRecognizer
from dateline.ner.two_headed_tagger import TwoHeadedTagger, model_digest
from dateline.settings import Settings
from dateline.values import LANGUAGE_CODES, EntityType, MentionKind, ModelDescription, Recognition


@dataclass(frozen=True)
class Sentence:
    content: str
    language_code: str


class LabellingRecognizer:
    """Finds the first word of every sentence, with its own name for a label."""

    parallel_sentences = 1

    def __init__(self, name, *language_codes):
        self.description = ModelDescription(name, f"{name}-1", language_codes, (name,))

    def count_tokens(self, sentence):
        return len(sentence)

    def recognize(self, sentences):
        return tuple(
            (Recognition(0, len(each.split()[0]), EntityType.PLACE, MentionKind.NAME, self.description.name, 1.0),)
            for each in sentences
        )


class AttentiveRecognizer(LabellingRecognizer):
    """The same, with the language and the first sentence of the passage for a label; forty letters are a passage."""

    passage_tokens = 40

    def recognize_passages(self, passages, *, language_codes):
        return tuple(
            tuple((self._named(each, f"{code} {passage[0]}"),) for each in passage)
            for passage, code in zip(passages, language_codes, strict=True)
        )

    def _named(self, sentence, label):
        return Recognition(0, len(sentence.split()[0]), EntityType.PLACE, MentionKind.NAME, label, 1.0)


ENGLISH, OTHER = LabellingRecognizer("english", "en"), LabellingRecognizer("other", "de", "en", "zh")
MIXED = [Sentence("Bonn ist klein.", "de"), Sentence("Bonn is small.", "en"), Sentence("Brno je malé.", "cs")]


def labels(recognizers, sentences):
    passages = recognizers.recognize(recognizers.passages(sentences))
    return [found[0].label for passage in passages for found in passage]


@pytest.fixture
def loads():
    return []


@pytest.fixture
def recognizers(loads):
    return Recognizers(ENGLISH, other=OTHER.description, load_other=lambda: loads.append(OTHER) or OTHER)


def test_the_language_of_each_sentence_chooses(recognizers):
    """In one call too, in the order of the sentences; a language of neither is read by the model for many."""
    assert labels(recognizers, MIXED) == ["other", "english", "other"]
    assert recognizers.recognize([]) == ()


def test_the_second_model_is_loaded_when_it_is_needed(recognizers, loads):
    """English never loads it, and other languages load it once, from several threads too."""
    recognizers.load("en")
    labels(recognizers, MIXED[1:2])
    assert loads == []
    gate = threading.Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda code: (gate.wait(), recognizers.load(code)), ("de", "zh", "cs", "de")))
    labels(recognizers, MIXED)
    assert loads == [OTHER]


def test_both_are_described_as_one(recognizers):
    """Its languages are those of both, and its revision names both."""
    description = recognizers.description
    assert description == ModelDescription(
        "english, other", "english-1-other-1", ("de", "en", "zh"), ("english", "other")
    )


def test_a_recognizer_alone_reads_every_language():
    """One of the user's own, whatever languages it says it was made for."""
    alone = Recognizers(ENGLISH)
    assert labels(alone, MIXED) == ["english"] * 3
    assert alone.description is ENGLISH.description
    assert (alone.parallel_sentences, alone.count_tokens("Bonn")) == (1, 4)


GERMAN = [Sentence(content, "de") for content in ("Bonn ist klein.", "Köln ist groß.", "Ulm auch.", "Hof liegt dort.")]


def test_a_recognizer_may_read_sentences_together():
    """As many as it says, none left out, each passage with its language and its sentences in order."""
    recognizers = Recognizers(AttentiveRecognizer("attentive"))
    assert recognizers.passages(GERMAN) == (tuple(GERMAN[:3]), tuple(GERMAN[3:]))
    assert labels(recognizers, GERMAN) == ["de Bonn ist klein."] * 3 + ["de Hof liegt dort."]


@pytest.mark.parametrize("answered", [0, 2])
def test_a_recognizer_that_answers_for_other_sentences_is_refused(monkeypatch, answered):
    """Names of one sentence must not land in another."""
    monkeypatch.setattr(LabellingRecognizer, "recognize", lambda _, __: ((),) * answered)
    with pytest.raises(ValueError, match="zip"):
        Recognizers(ENGLISH).recognize([MIXED[:1]])


def test_a_passage_is_in_one_language():
    """Each is read in its own."""
    assert labels(Recognizers(AttentiveRecognizer("attentive")), MIXED) == [
        "de Bonn ist klein.", "en Bonn is small.", "cs Brno je malé."
    ]  # fmt: skip


def test_a_long_sentence_is_a_passage_alone():
    """One over the limit stands between two passages."""
    long = Sentence("Bonn " * 20, "de")
    sentences = [*GERMAN[:2], long, *GERMAN[2:]]
    passages = Recognizers(AttentiveRecognizer("attentive")).passages(sentences)
    assert passages == (tuple(GERMAN[:2]), (long,), tuple(GERMAN[2:]))


def test_other_recognizers_read_each_sentence_alone(recognizers):
    """They have not learnt to read several."""
    assert recognizers.passages(GERMAN) == tuple((sentence,) for sentence in GERMAN)


@pytest.fixture
def shipped(tiny_model_folder, tmp_path, monkeypatch):
    """Two folders of a tiny real model, one for English and one for three other languages, as those that ship."""
    folders = tmp_path / "model", tmp_path / "multilingual"
    for folder, codes in zip(folders, (["en"], ["de", "en", "zh"]), strict=True):
        shutil.copytree(tiny_model_folder, folder)
        facts = json.loads((folder / "model.json").read_text()) | {"language_codes": codes}
        network, pieces = (folder / "model.onnx").read_bytes(), (folder / "pieces.model").read_bytes()
        facts["sha256"] = model_digest(facts, network, pieces)
        (folder / "model.json").write_text(json.dumps(facts))
    monkeypatch.setattr("dateline.ner.recognizer.SHIPPED_FOLDER", folders[0])
    monkeypatch.setattr("dateline.ner.recognizer.MULTILINGUAL_FOLDER", folders[1])
    return folders


@pytest.mark.usefixtures("shipped")
def test_the_shipped_models_are_chosen_by_language():
    """Both are described before the second is loaded, and it is loaded where a language asks for it."""
    recognizers = load_recognizers(Settings())
    assert recognizers.description.language_codes == ("de", "en", "zh")
    english, german = recognizers.recognize(
        [[Sentence("Lavrov met envoys of Syria", "en")], [Sentence("Lavrov met envoys of Syria", "de")]]
    )
    assert english == german


def test_the_models_that_ship_were_made_for_all_languages():
    """Those that a text can be told to be in."""
    (english, other) = (describe(folder, read_facts(folder)) for folder in (SHIPPED_FOLDER, MULTILINGUAL_FOLDER))
    assert english.language_codes == ("en",)
    assert set(LANGUAGE_CODES) <= {"en", *other.language_codes}


def test_a_folder_of_the_settings_reads_every_language(tiny_model_folder):
    """It is the user's choice, and no other model is loaded beside it."""
    recognizers = load_recognizers(Settings(model=str(tiny_model_folder)))
    assert recognizers.description.name == "tiny"
    assert recognizers.recognize([[Sentence("Lavrov met envoys of Syria", "de")]])


@pytest.mark.parametrize("folder", [0, 1])
@pytest.mark.parametrize("name", ["model.onnx", "pieces.model", "model.json"])
def test_a_file_that_does_not_ship_is_named_at_the_start(shipped, folder, name):
    """Of either model, before anything is loaded."""
    (shipped[folder] / name).unlink()
    with pytest.raises(ResourceMissingError, match=f"has no {name}"):
        check_model(Settings())


@pytest.mark.parametrize("content", ["[]", "{", '{"name": "n"}', '{"sha256": 1}'])
def test_a_model_that_says_nonsense_is_named_at_the_start(shipped, content):
    """Its facts are read then, though its network isn't."""
    (shipped[1] / "model.json").write_text(content)
    with pytest.raises(ResourceDamagedError, match="multilingual"):
        check_model(Settings())


def test_a_damaged_network_is_named_when_it_is_needed(shipped):
    """English is read without it."""
    (shipped[1] / "model.onnx").write_bytes(b"none")
    recognizers = load_recognizers(Settings())
    recognizers.load("en")
    with pytest.raises(ResourceDamagedError, match="SHA-256"):
        recognizers.load("de")


class ListeningTagger(TwoHeadedTagger):
    """Notes what it is to score."""

    def __init__(self, folder):
        super().__init__(folder)
        self.scored = []

    def score_passage(self, sentences):
        self.scored.append([tuple(words) for words in sentences])
        return super().score_passage(sentences)


def test_words_are_those_of_the_language(tiny_model_folder):
    """A Turkish suffix is a word of its own behind a name, and each Han character one."""
    tagger = ListeningTagger(tiny_model_folder)
    recognizer = TwoHeadedRecognizer(tagger, thread_count=1)
    recognizer.recognize_passages([["Ankara'da"], ["北京"]], language_codes=["tr", "zh"])
    assert tagger.scored == [[("Ankara", "'da")], [("北", "京")]]


def test_a_han_character_counts_as_a_token(tiny_model_folder):
    """Other scripts have about a quarter of a token a letter; the server shares its time by the estimate."""
    recognizer = TwoHeadedRecognizer(TwoHeadedTagger(tiny_model_folder))
    assert recognizer.count_tokens("北京" * 50) == 102
    assert recognizer.count_tokens("Москва" * 50) == recognizer.count_tokens("Moscow" * 50) < 102


def test_sentences_without_capitals_are_skipped_in_english_alone(tiny_model_folder):
    """Only there do capitals tell that there is no name."""
    tagger = ListeningTagger(tiny_model_folder)
    recognizer = TwoHeadedRecognizer(tagger, thread_count=1)
    found = recognizer.recognize_passages([["They have not.", "Bonn is small."]] * 2, language_codes=["en", "de"])
    without, bonn = ("They", "have", "not", "."), ("Bonn", "is", "small", ".")
    assert tagger.scored == [[bonn], [without, bonn]]
    assert list(map(len, found)) == [2, 2]
