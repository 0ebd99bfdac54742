"""Where a tagger's weights come from.

Dateline's own format is a folder: `model.json` (what it is, the encoder's configuration, the tags, the weights'
SHA-256), `model.safetensors`, and the tokenizer's JSON. Matrices are stored as int8 with one float scale a row and
computed with in float32. Nothing in it can run code. flair's own files are pickles, which can, and are loaded only
when the caller allows it.
"""

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

import torch
from flair.data import Dictionary
from flair.embeddings import TransformerWordEmbeddings
from flair.models import SequenceTagger
from safetensors.torch import load as load_safetensors
from transformers import CONFIG_MAPPING

from dateline.document import ModelDescription
from dateline.errors import FieldViolation, InvalidInputError, ResourceDamagedError, ResourceMissingError
from dateline.ner.tagset import check_labels, span_labels

SHIPPED_FOLDER = Path(__file__).parent / "model"
SCALE_SUFFIX = ".scale"

# flair reports on standard output, which is where annotations go.
logging.getLogger("flair").setLevel(logging.ERROR)


def load_tagger(model: str, *, allow_pickle: bool = False) -> tuple[SequenceTagger, ModelDescription]:
    """The tagger `model` names: empty for the shipped one, a folder in our format, a flair file, or a hub name.

    Raises ResourceMissingError, ResourceDamagedError, or InvalidInputError for a pickle that was not allowed.
    """
    folder = Path(model) if model else SHIPPED_FOLDER
    if not model or folder.is_dir():
        return _load_folder(folder)
    looks_like_a_path = folder.suffix in (".pt", ".bin") or model.startswith((".", "/", "~"))
    if looks_like_a_path and not folder.is_file():
        raise ResourceMissingError(f"no model at {model!r}")
    if not allow_pickle:
        raise InvalidInputError(
            FieldViolation(
                "model", f"{model!r} is loaded by unpickling, which can run code; if you trust it, say --allow-pickle"
            )
        )
    return _load_pickle(model)


def _load_folder(folder: Path) -> tuple[SequenceTagger, ModelDescription]:
    try:
        facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        weights = (folder / "model.safetensors").read_bytes()
    except FileNotFoundError as error:
        remedy = "the install is incomplete" if folder == SHIPPED_FOLDER else "it is no model of Dateline's"
        raise ResourceMissingError(
            f"model folder {str(folder)!r} has no {Path(error.filename).name}: {remedy}"
        ) from error
    except (OSError, ValueError) as error:
        raise ResourceDamagedError(f"model folder {str(folder)!r} cannot be read: {error}") from error
    digest = hashlib.sha256(weights).hexdigest()
    if digest != facts.get("sha256"):
        raise ResourceDamagedError(f"model folder {str(folder)!r}: the weights' SHA-256 is not the one in model.json")
    try:
        tagger = _build_tagger(folder, facts)
        tagger.load_state_dict(_dequantized(load_safetensors(weights)))
        labels = span_labels(facts["tags"])
        description = ModelDescription(facts["name"], digest[:12], tuple(facts["language_codes"]), labels)
    except (KeyError, TypeError, ValueError, RuntimeError, OSError) as error:
        raise ResourceDamagedError(f"model folder {str(folder)!r} is inconsistent: {error}") from error
    check_labels(labels, model=str(folder))
    return tagger, description


def _build_tagger(folder: Path, facts: dict[str, Any]) -> SequenceTagger:
    encoder = CONFIG_MAPPING[facts["encoder"]["model_type"]].from_dict(
        facts["encoder"] | {"output_hidden_states": True}
    )
    embeddings = TransformerWordEmbeddings(
        str(folder),
        layers=facts["layers"],
        subtoken_pooling=facts["subtoken_pooling"],
        fine_tune=False,
        use_context=False,
        saved_config=encoder,
        transformers_tokenizer_kwargs={"local_files_only": True},
    )
    tags = Dictionary(add_unk=False)
    for tag in facts["tags"]:
        tags.add_item(tag)
    tagger = SequenceTagger(
        embeddings=embeddings,
        tag_dictionary=tags,
        tag_type=facts["tag_type"],
        use_rnn=False,
        use_crf=False,
        reproject_embeddings=False,
        init_from_state_dict=True,
    )
    tagger.eval()
    return tagger


def _dequantized(stored: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {
        name: tensor.float() * stored[name + SCALE_SUFFIX] if name + SCALE_SUFFIX in stored else tensor.float()
        for name, tensor in stored.items()
        if not name.endswith(SCALE_SUFFIX)
    }


def _load_pickle(model: str) -> tuple[SequenceTagger, ModelDescription]:
    try:
        tagger = SequenceTagger.load(Path(model) if Path(model).is_file() else model)
    except Exception as error:  # unpickling foreign files fails in any way it likes
        raise ResourceDamagedError(
            f"model {model!r} cannot be loaded by flair: {type(error).__name__}: {error}"
        ) from error
    labels = span_labels(tagger.label_dictionary.get_items())
    check_labels(labels, model=model)
    tagger.eval()
    revision = hashlib.sha256(Path(model).read_bytes()).hexdigest()[:12] if Path(model).is_file() else ""
    return tagger, ModelDescription(Path(model).name, revision, (), labels)
