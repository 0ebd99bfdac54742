import warnings
from pathlib import Path

import pytest


def _train(folder: Path, labels: dict[str, str]) -> Path:
    """A one-hot tagger that flair itself trained, on one word a label, and saved: the smallest real one there is."""
    flair = pytest.importorskip("flair")
    from flair.data import Corpus, Dictionary, Sentence
    from flair.datasets import FlairDatapointDataset
    from flair.embeddings import OneHotEmbeddings
    from flair.models import SequenceTagger
    from flair.trainers import ModelTrainer

    flair.set_seed(1)
    sentences = []
    for word, label in labels.items():
        sentence = Sentence(["seen", "in", word, "today"])
        sentence[2:3].add_label("ner", label)
        sentences.append(sentence)
    corpus = Corpus(
        train=FlairDatapointDataset(sentences), dev=FlairDatapointDataset(sentences), sample_missing_splits=False
    )
    vocabulary = Dictionary(add_unk=True)
    for word in ("seen", "in", "today", *labels):
        vocabulary.add_item(word)
    tagger = SequenceTagger(
        embeddings=OneHotEmbeddings(vocabulary, embedding_length=16),
        tag_dictionary=corpus.make_label_dictionary("ner", add_unk=False),
        tag_type="ner",
        use_rnn=False,
        use_crf=False,
        reproject_embeddings=False,
        word_dropout=0.0,
        locked_dropout=0.0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # flair's trainer calls what torch has deprecated
        ModelTrainer(tagger, corpus).train(folder, learning_rate=1.0, mini_batch_size=4, max_epochs=60)
    return folder / "final-model.pt"


@pytest.fixture(scope="session")
def conll_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A flair model with CoNLL-2003's tags."""
    words = {"Aleppo": "LOC", "Lavrov": "PER", "Tass": "ORG", "Russian": "MISC"}
    return _train(tmp_path_factory.mktemp("conll"), words)


@pytest.fixture(scope="session")
def ontonotes_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A flair model with some of OntoNotes' tags."""
    words = {"Aleppo": "GPE", "Sahara": "LOC", "Heathrow": "FAC", "Lavrov": "PERSON", "Tass": "ORG", "Russian": "NORP"}
    return _train(tmp_path_factory.mktemp("ontonotes"), words | {"Monday": "DATE"})


@pytest.fixture(scope="session")
def alien_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A flair model that knows no type of ours."""
    return _train(tmp_path_factory.mktemp("alien"), {"run": "VERB", "blue": "ADJ"})
