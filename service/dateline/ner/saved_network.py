"""Networks in the form that this machine's processor wants, saved once, whose weights processes map from there.

`python -m dateline.ner.saved_network NETWORK SAVED` saves one.
"""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from dateline.errors import ResourceDamagedError
from dateline.files.shared import made_once
from dateline.ner.model_folder import NETWORK

# Official builds for Linux tell Microsoft of each process, and keep an id in the home folder, unless this says not to
# before they are loaded (1.32; microsoft/onnxruntime#27379).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

WEIGHTS = "weights.bin"
_SAVED_WEIGHTS = {
    "session.optimized_model_external_initializers_file_name": WEIGHTS,
    "session.optimized_model_external_initializers_min_size_in_bytes": "1024",
    "session.save_external_prepacked_constant_initializers": "1",
}


def open_network(network: Path, *, digest: str, shared_folder: Path | None) -> onnxruntime.InferenceSession:
    """Opens a network; in `shared_folder` it is saved by its digest, once, and mapped from there.

    Raises ResourceDamagedError where it cannot be saved, OSError where the folder cannot be written, and what ONNX
    Runtime raises, which are exceptions of its own.
    """
    if shared_folder is None:
        return _open(network)
    saved = made_once(
        f"{digest[:12]}-{onnxruntime.__version__}",
        folder=shared_folder,
        file_names=(NETWORK, WEIGHTS),
        make=partial(_save_apart, network),
    )
    return _open(saved / NETWORK, is_saved=True)


def _save_apart(network: Path, folder: Path) -> None:
    """Saves a network in a process of its own, since it takes 90 MB that a worker may not have to spare."""
    command = (sys.executable, "-m", __name__, str(network), str(folder / NETWORK))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        said = done.stderr.strip().rpartition("\n")[2] or f"exit code {done.returncode}"
        raise ResourceDamagedError(f"{network} cannot be saved in {folder.parent}: {said}")


def _open(network: Path, *, is_saved: bool = False, saved_to: Path | None = None) -> onnxruntime.InferenceSession:
    """Opens a network, or one that was saved here; with `saved_to` it is saved there, its weights in a file beside."""
    levels = onnxruntime.GraphOptimizationLevel
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The next level fuses additions and layer normalisations into an operator that is three times slower on CPUs.
    options.graph_optimization_level = levels.ORT_DISABLE_ALL if is_saved else levels.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    if saved_to is not None:
        options.optimized_model_filepath = str(saved_to)
        for name, value in _SAVED_WEIGHTS.items():
            options.add_session_config_entry(name, value)
    return onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    _open(Path(sys.argv[1]), saved_to=Path(sys.argv[2]))
