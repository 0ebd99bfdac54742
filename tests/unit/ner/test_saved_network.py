import pytest

from dateline.errors import ResourceDamagedError
from dateline.ner.saved_network import open_network


def test_a_network_that_cannot_be_saved_leaves_nothing(write, tmp_path):
    """A disk that it has filled is not full for ever; what the process that saves it said is told."""
    network = write("model.onnx", b"no network")
    with pytest.raises(
        ResourceDamagedError, match=r"model\.onnx cannot be saved in .*shared: .*Protobuf parsing failed"
    ):
        open_network(network, digest="0" * 64, shared_folder=tmp_path / "shared")
    assert [path.name for path in (tmp_path / "shared").iterdir()] == ["shared.lock"]


def test_a_network_is_saved_with_its_weights_beside_it(tiny_model_folder, tmp_path):
    """By its digest and the version of what reads it."""
    open_network(tiny_model_folder / "model.onnx", digest="0123456789abcdef", shared_folder=tmp_path)
    (folder,) = tmp_path.glob("0123456789ab-*")
    assert sorted(path.name for path in folder.iterdir()) == ["model.onnx", "weights.bin"]
