import numpy as np
import pytest
import torch

from dateline.ner.pieces import WordPieces
from dateline.ner.two_headed_tagger import TwoHeadedTagger
from training.recogniser.batch import EncodedExample, collate, encode_all
from training.recogniser.example import Example
from training.recogniser.export import export
from training.recogniser.flair_tagger import flair_taggers
from training.recogniser.graph import Product, Quantization
from training.recogniser.inference import score_words
from training.recogniser.network import NAME_TAGS, TOPONYM_TAGS, load_tagger, read_always, save_tagger
from training.recogniser.passage import score_sentences
from training.recogniser.pieces import word_pieces

MARK = "\N{LOWER ONE EIGHTH BLOCK}"
"""Marks a piece that begins a word."""
WORDS = ("Sergey", "Lavrov", "met", "envoys", "of", "Syria", "'s", "government", "in", "Geneva", ".")


@pytest.fixture(scope="module")
def torch_scores(tiny_network):
    """What the network says in float32."""
    return _scores_of(*load_tagger(tiny_network), pieces_a_word=1)


def _scores_of(tagger, tokenizer, *, pieces_a_word):
    """Score WORDS, each written so many times without a gap, beside a longer sentence that must not matter."""
    sentences = []
    for words in (WORDS, (*WORDS, *WORDS)):
        pieces = tokenizer.convert_tokens_to_ids([f"{MARK}{word}" for word in words])
        ids = [0, *(piece for piece in pieces for _ in range(pieces_a_word)), 2]
        places = list(range(1, 1 + pieces_a_word * len(words), pieces_a_word))
        sentences.append(EncodedExample(ids, places, [0] * len(words), [0] * len(words)))
    batch = collate(sentences, pad_id=1)
    with torch.inference_mode():
        names, toponyms = tagger.eval()(batch.piece_ids, batch.mask, batch.first_pieces)
    return names.numpy()[: len(WORDS)], toponyms.numpy()[: len(WORDS)]


@pytest.mark.parametrize(
    ("product", "tolerance"), [(Product.FLOAT, 0.05), (Product.BLOCKS, 0.1), (Product.TENSOR, 0.2)]
)
def test_the_exported_graph_computes_what_the_network_does(tiny_network, tmp_path, torch_scores, product, tolerance):
    """In float but for the eight-bit word table, and near it with either kind of eight-bit product."""
    quantization = Quantization(product, product, product)
    export(tiny_network, tmp_path, name="tiny", quantization=quantization)
    scores = TwoHeadedTagger(tmp_path).score(WORDS)
    assert np.abs(scores.names - torch_scores[0]).max() < tolerance * np.abs(torch_scores[0]).max()
    assert np.abs(scores.toponyms - torch_scores[1]).max() < tolerance * np.abs(torch_scores[1]).max()


def test_upper_layers_read_first_pieces_alone_in_the_graph_as_in_the_network(tiny_network, tmp_path, monkeypatch):
    """With two pieces a word, both leave out the second ones from the same layer on, and say something else by it."""
    tagger, tokenizer = load_tagger(tiny_network)
    all_pieces = _scores_of(tagger, tokenizer, pieces_a_word=2)
    tagger.encoder.config.piece_layers = 1
    read_always(tagger, tokenizer)
    first_pieces = _scores_of(tagger, tokenizer, pieces_a_word=2)
    save_tagger(tagger, tokenizer, tmp_path / "network")
    quantization = Quantization(Product.FLOAT, Product.FLOAT, Product.FLOAT)
    export(tmp_path / "network", tmp_path / "model", name="tiny", quantization=quantization)
    model = TwoHeadedTagger(tmp_path / "model")
    monkeypatch.setattr(WordPieces, "_pieces", lambda self, word: [self._model.piece_to_id(f"{MARK}{word}")] * 2)
    scores = model.score(WORDS)
    assert np.abs(scores.names - first_pieces[0]).max() < 0.05 * np.abs(first_pieces[0]).max()
    assert np.abs(scores.names - all_pieces[0]).max() > 0.1 * np.abs(all_pieces[0]).max()
    with pytest.raises(ValueError, match="flair reads every piece"):
        flair_taggers(tagger, tokenizer)


def test_upper_layers_read_all_of_an_arabic_word(tiny_network, tmp_path):
    """Its first piece may be a particle alone; the graph agrees with the network, and both differ from first pieces."""
    tagger, tokenizer = load_tagger(tiny_network)
    tagger.encoder.config.piece_layers = 1
    sentences = [("Lavrov", "والدوحة", "met"), ("Geneva", "met", "envoys", "in", "Syria")]
    encoded = encode_all([Example("", words) for words in sentences], word_pieces(tokenizer))
    assert len(encoded[0].piece_ids) == 6
    read_always(tagger, tokenizer)
    expected, other = (names for names, _ in score_words(tagger, tokenizer, encoded))
    save_tagger(tagger, tokenizer, tmp_path / "network")
    quantization = Quantization(Product.FLOAT, Product.FLOAT, Product.FLOAT)
    export(tmp_path / "network", tmp_path / "model", name="tiny", quantization=quantization)
    model = TwoHeadedTagger(tmp_path / "model")
    for words, scores in zip(sentences, (expected, other), strict=True):
        assert np.abs(model.score(words).names - scores).max() < 0.05 * np.abs(scores).max()
    tagger.always_read[tokenizer.convert_tokens_to_ids("دوحة")] = False
    first_pieces, same = (names for names, _ in score_words(tagger, tokenizer, encoded))
    assert np.abs(first_pieces - expected).max() > 0.1 * np.abs(expected).max()
    assert np.abs(same - other).max() < 1e-5 * np.abs(other).max()


def test_a_passage_is_read_in_the_service_as_in_training(tiny_network, tmp_path):
    """The folder says how long passages are, and each word has the score that the network gives it."""
    tagger, tokenizer = load_tagger(tiny_network)
    tagger.encoder.config.passage_pieces = 60
    save_tagger(tagger, tokenizer, tmp_path / "network")
    quantization = Quantization(Product.FLOAT, Product.FLOAT, Product.FLOAT)
    export(tmp_path / "network", tmp_path / "model", name="tiny", quantization=quantization)
    model = TwoHeadedTagger(tmp_path / "model")
    assert model.passage_pieces == 60
    sentences = [WORDS, WORDS[:3], WORDS[5:]]
    encoded = encode_all([Example("", words) for words in sentences], word_pieces(tokenizer))
    expected = score_sentences(tagger, tokenizer, encoded)
    for words, (names, toponyms), scores in zip(sentences, expected, model.score_passage(sentences), strict=True):
        assert np.abs(scores.names - names).max() < 0.05 * np.abs(names).max()
        assert np.abs(scores.toponyms - toponyms).max() < 0.05 * np.abs(toponyms).max()
        assert np.abs(model.score(words).names - names).max() > 0.1 * np.abs(names).max()


def test_the_network_is_a_flair_tagger(tiny_network, torch_scores):
    """Flair's own SequenceTagger, given the weights, scores each word the same for either head."""
    from flair.data import Sentence

    for made, scores, tags in zip(
        flair_taggers(*load_tagger(tiny_network)), torch_scores, (NAME_TAGS, TOPONYM_TAGS), strict=True
    ):
        sentence = Sentence(list(WORDS))
        made.embeddings.embed(sentence)
        with torch.inference_mode():
            flair_scores = made.linear(torch.stack([token.get_embedding() for token in sentence])).numpy()
        assert made.label_dictionary.get_items() == list(tags)
        assert np.abs(flair_scores - scores).max() < 1e-4
