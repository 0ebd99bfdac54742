"""Tables of languages: what py3langid tells a text's language by, of this process or of all on the machine."""

from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from py3langid.langid import LanguageIdentifier

_NAMES = ("likelihoods", "priors", "languages", "next_states", "rows", "outputs")


@cache
def load_identifier(language_codes: tuple[str, ...], *, shared_folder: Path | None = None) -> "LanguageIdentifier":
    """Returns py3langid's identifier of some languages (ISO 639), which takes half a second; the next call is cheap.

    In `shared_folder`, which is of this machine and of nobody else, its tables are kept, 55 MB; processes that map them
    from there share one copy in memory. Raises OSError where that folder cannot be written.
    """
    # Imported here, as light clients need none of these.
    import numpy as np
    from py3langid.langid import LanguageIdentifier

    from dateline.files.shared import made_once

    if shared_folder is None:
        tables = _tables(language_codes)
    else:
        name = f"languages-{len(language_codes)}-{version('py3langid')}"
        folder = made_once(name, folder=shared_folder, make=lambda new: _save(_tables(language_codes), new))
        tables = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _NAMES}
    return LanguageIdentifier(
        np.asarray(tables["likelihoods"]),
        np.asarray(tables["priors"]),
        tables["languages"].tolist(),
        # Views give Python's numbers, one by one, as fast as arrays of the standard library do.
        tables["next_states"].data,
        tables["outputs"].data,
        norm_probs=True,
        tk_row=tables["rows"].data,
    )


def _tables(language_codes: tuple[str, ...]) -> "dict[str, NDArray[Any]]":
    import numpy as np
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(language_codes)
    return {
        "likelihoods": np.ascontiguousarray(whole.nb_ptc),
        "priors": np.asarray(whole.nb_pc),
        "languages": np.array(whole.nb_classes),
        "next_states": np.asarray(whole.tk_nextmove),
        "rows": np.asarray(whole.tk_row),
        "outputs": np.array(whole.tk_output, dtype=np.int32),
    }


def _save(tables: "dict[str, NDArray[Any]]", folder: Path) -> None:
    import numpy as np

    for name, table in tables.items():
        np.save(folder / f"{name}.npy", table)
