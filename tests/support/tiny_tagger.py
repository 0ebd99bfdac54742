"""A tagger of two narrow layers, untrained: `python -m support.tiny_tagger FOLDER` exports it."""

import sys
from pathlib import Path

from support.paths import ROOT

EXPORTED = ROOT / "build" / "tiny-tagger"
"""Where `make newer` puts it for a second Python, which has no PyTorch."""


def save_tiny_network(folder: Path) -> None:
    """Writes the tagger into `folder` as training saves it."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram
    from tokenizers.pre_tokenizers import Metaspace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    from training.recogniser.network import TwoHeadedTagger, save_tagger

    words = "Sergey Lavrov met envoys of Syria 's government in Geneva . ,".split()
    vocabulary = [(piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>")]
    vocabulary += [(f"\N{LOWER ONE EIGHTH BLOCK}{word}", -1.0) for word in (*words, "وال")]
    vocabulary.append(("دوحة", -1.0))
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=3))
    tokenizer.pre_tokenizer = Metaspace()
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    ends = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=256,
        pad_token_id=1,
        initializer_range=0.2,
        attn_implementation="eager",
    )
    tagger = TwoHeadedTagger(BertModel(config, add_pooling_layer=False)).eval()
    save_tagger(tagger, PreTrainedTokenizerFast(tokenizer_object=tokenizer, **ends), folder)


def export_tiny_tagger(network: Path, folder: Path) -> None:
    """Writes the saved tagger into `folder` as the service reads it."""
    from training.recogniser.export import export

    export(network, folder, name="tiny")


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as saved:
        save_tiny_network(Path(saved))
        export_tiny_tagger(Path(saved), Path(sys.argv[1]))
