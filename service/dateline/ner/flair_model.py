"""Model files of flair.

These files are pickles, which can run code as they are loaded, so they are loaded only where the caller allows it.
"""

import hashlib
import logging
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import (
    FieldViolation,
    InvalidInputError,
    ResourceDamagedError,
    ResourceMissingError,
    missing_extra,
)
from dateline.ner.tagset import check_labels, span_labels
from dateline.values import ModelDescription

if TYPE_CHECKING:
    from flair.models import SequenceTagger


def check_flair_model(model: str, *, allow_pickle: bool) -> None:
    """Checks `model`, a file or a hub name, as far as possible without importing flair, which takes seconds.

    Raises ResourceMissingError, MissingExtraError, or InvalidInputError where `allow_pickle` is not set.
    """
    path = Path(model)
    looks_like_a_path = path.suffix in (".pt", ".bin") or model.startswith((".", "/", "~"))
    if looks_like_a_path and not path.is_file():
        raise ResourceMissingError(f"no model at {model!r}")
    if find_spec("flair") is None:
        need = f"model {model!r} is no folder, so that it needs flair, which is missing"
        raise missing_extra(need, extras="server,flair")
    if not allow_pickle:
        subject = repr(model) if path.is_file() else f"{model!r} is no folder or file here, and a model of the hub"
        remedy = "if you trust it, set allow_pickle, or --allow-pickle on the command line"
        raise InvalidInputError(
            FieldViolation("model", f"{subject} is loaded by unpickling, which can run code; {remedy}")
        )


def load_flair_model(model: str, *, allow_pickle: bool) -> "tuple[SequenceTagger, ModelDescription]":
    """Returns the tagger that `model`, a file or a hub name, stands for, and its description.

    Raises what `check_flair_model` raises, and ResourceDamagedError.
    """
    check_flair_model(model, allow_pickle=allow_pickle)
    from flair.models import SequenceTagger

    # flair reports on standard output, where annotations go; each import of flair sets its level anew.
    logging.getLogger("flair").setLevel(logging.ERROR)
    path = Path(model)
    try:
        tagger = SequenceTagger.load(path if path.is_file() else model)
    except Exception as error:  # unpickling foreign files fails in any way it likes
        raise ResourceDamagedError(
            f"model {model!r} cannot be loaded by flair: {type(error).__name__}: {error}"
        ) from error
    labels = span_labels(tagger.label_dictionary.get_items())
    check_labels(labels, model=model)
    tagger.eval()
    revision = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
    return tagger, ModelDescription(path.name, revision, (), labels)
