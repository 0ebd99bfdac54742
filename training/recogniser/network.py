"""The tagger as training sees it: one encoder, two heads.

The first head marks people, organisations and places; the second marks every place, also inside longer names, and
demonyms. Each head is a linear layer over the encoder's output for the first piece of each word, as in flair's
SequenceTagger without CRF and RNN, into which `training.recogniser.flair_tagger` turns it. The encoder's upper layers
may read only the first piece of each word: the lower layers have gathered there what the word's other pieces say.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from dateline.ner.tagging import tag_names

NAME_LABELS, TOPONYM_LABELS = ("PERSON", "ORGANIZATION", "PLACE"), ("PLACE", "DEMONYM")
NAME_TAGS, TOPONYM_TAGS = tag_names(NAME_LABELS), tag_names(TOPONYM_LABELS)


class TwoHeadedTagger(nn.Module):
    """A tagger with two heads, which gives the scores of both for each word.

    Of the encoder's layers, the lower `piece_layers` (an attribute of its configuration; all, where it is missing) read
    every piece, and those above them the begin mark and each word's first piece.
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.names = nn.Linear(encoder.config.hidden_size, len(NAME_TAGS))
        self.toponyms = nn.Linear(encoder.config.hidden_size, len(TOPONYM_TAGS))

    def forward(self, piece_ids: Tensor, mask: Tensor, first_pieces: Tensor) -> tuple[Tensor, Tensor]:
        """Returns the scores of names and toponyms, a row a word.

        `piece_ids` and `mask` are [sentences, pieces]; `first_pieces` are places in the flattened first two axes.
        """
        layers = list(self.encoder.encoder.layer)
        piece_layers = count_piece_layers(self.encoder.config)
        hidden = _read(layers[:piece_layers], self.encoder.embeddings(piece_ids), mask)
        if piece_layers < len(layers):
            hidden, mask, first_pieces = _first_pieces(hidden, first_pieces)
            hidden = _read(layers[piece_layers:], hidden, mask)
        words = hidden.reshape(-1, hidden.shape[-1])[first_pieces]
        return self.names(words).float(), self.toponyms(words).float()


def count_piece_layers(config: BertConfig) -> int:
    """Returns how many of the encoder's layers, from below, read every piece."""
    layer_count: int = config.num_hidden_layers
    return min(getattr(config, "piece_layers", layer_count), layer_count)


def count_passage_pieces(config: BertConfig) -> int:
    """Returns how many pieces of sentences in a row the tagger has learnt to read together; 0 where of one alone."""
    pieces: int = getattr(config, "passage_pieces", 0)
    return pieces


def _read(layers: Sequence[nn.Module], hidden: Tensor, mask: Tensor) -> Tensor:
    """Returns what layers make of `hidden`, [sentences, pieces, features], of which `mask` says what is no padding."""
    barred = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * torch.finfo(hidden.dtype).min
    for layer in layers:
        hidden = layer(hidden, attention_mask=barred)[0]
    return hidden


def _first_pieces(hidden: Tensor, first_pieces: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Returns the features of each sentence's begin mark and first pieces, their mask, and the words' new places."""
    sentence_count, piece_count, width = hidden.shape
    rows = first_pieces // piece_count
    counts = torch.bincount(rows, minlength=sentence_count)
    columns = 1 + torch.arange(len(rows)) - (counts.cumsum(0) - counts)[rows]
    longest = 1 + int(counts.max())
    places = rows * longest + columns
    begins = torch.arange(sentence_count)
    kept = hidden.new_zeros(sentence_count * longest, width)
    kept = kept.index_copy(0, begins * longest, hidden[:, 0])
    kept = kept.index_copy(0, places, hidden.reshape(-1, width)[first_pieces])
    mask = torch.arange(longest)[None] <= counts[:, None]
    return kept.reshape(sentence_count, longest, width), mask, places


def begin(encoder_folder: Path, *, kept_layers: Sequence[int] | None = None) -> TwoHeadedTagger:
    """Returns an untrained tagger over the encoder in a folder, or over some of its layers."""
    encoder = BertModel.from_pretrained(
        encoder_folder, dtype=torch.float32, attn_implementation="eager", add_pooling_layer=False
    )
    tagger = TwoHeadedTagger(encoder)
    return tagger if kept_layers is None else keep_layers(tagger, kept_layers)


def keep_layers(tagger: TwoHeadedTagger, layers: Sequence[int]) -> TwoHeadedTagger:
    """Reduces the tagger's encoder to these layers, in this order, and returns the tagger."""
    tagger.encoder.encoder.layer = nn.ModuleList(tagger.encoder.encoder.layer[i] for i in layers)
    tagger.encoder.config.num_hidden_layers = len(layers)
    return tagger


def save_tagger(tagger: TwoHeadedTagger, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Writes tokenizer, configuration and weights to a folder; the weights come last and appear whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    (folder / "config.json").write_text(json.dumps(tagger.encoder.config.to_dict()), encoding="utf-8")
    partial = folder / "tagger.safetensors.partial"
    save_file({name: tensor.contiguous() for name, tensor in tagger.state_dict().items()}, partial)
    partial.rename(folder / "tagger.safetensors")


def load_tagger(folder: Path) -> tuple[TwoHeadedTagger, PreTrainedTokenizerFast]:
    """Returns the tagger and the tokenizer that `save_tagger` wrote."""
    config = BertConfig.from_dict(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    config._attn_implementation = "eager"  # noqa: SLF001  # only from_pretrained has a public argument for it
    tagger = TwoHeadedTagger(BertModel(config, add_pooling_layer=False))
    tagger.load_state_dict(load_file(folder / "tagger.safetensors"))
    return tagger, PreTrainedTokenizerFast.from_pretrained(folder)
