"""flair's own model files.

They are pickles, which can run code when they are loaded, so they are loaded only when the caller allows it.
"""

import hashlib
import logging
from pathlib import Path

from flair.models import SequenceTagger

from dateline.errors import FieldViolation, InvalidInputError, ResourceDamagedError, ResourceMissingError
from dateline.ner.tagset import check_labels, span_labels
from dateline.values import ModelDescription

# flair reports on standard output, which is where annotations go.
logging.getLogger("flair").setLevel(logging.ERROR)


def load_flair_model(model: str, *, allow_pickle: bool) -> tuple[SequenceTagger, ModelDescription]:
    """The tagger in a file, or on the hub under a name.

    Raises ResourceMissingError, ResourceDamagedError, or InvalidInputError for a pickle that was not allowed.
    """
    path = Path(model)
    looks_like_a_path = path.suffix in (".pt", ".bin") or model.startswith((".", "/", "~"))
    if looks_like_a_path and not path.is_file():
        raise ResourceMissingError(f"no model at {model!r}")
    if not allow_pickle:
        raise InvalidInputError(
            FieldViolation(
                "model", f"{model!r} is loaded by unpickling, which can run code; if you trust it, say --allow-pickle"
            )
        )
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
