"""A tagger as an ONNX graph with eight-bit weights, written operator by operator.

There are two kinds of eight-bit product. `DynamicQuantizeMatMul` quantises a whole input with one scale, which is
fastest. `MatMulNBits` quantises each row in blocks of 128: no large value matters to other rows, but it takes nearly
twice as long. training/README.md has the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.recogniser.network import TwoHeadedTagger, count_piece_layers

MICROSOFT = "com.microsoft"
BLOCK_SIZE = 128


class Product(StrEnum):
    """How a matrix product is computed."""

    FLOAT = "float"
    TENSOR = "tensor"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True)
class Quantization:
    """The product used for each kind of matrix, and the largest absolute eight-bit weight of TENSOR.

    63 rather than 127 keeps sums of two products within 16 bits, which processors without VNNI need.
    """

    attention: Product = Product.TENSOR
    expansion: Product = Product.TENSOR
    contraction: Product = Product.TENSOR
    largest_weight: int = 63


@dataclass(slots=True)
class Graph:
    """The nodes and constants of a graph that is being written."""

    quantization: Quantization
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Adds a constant and returns its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(
        self,
        operator: str,
        inputs: Sequence[str],
        output: str,
        *,
        domain: str = "",
        **attributes: Any,  # noqa: ANN401  # as onnx takes them
    ) -> str:
        """Adds an operator with one output and returns the output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def linear(self, x: str, weight: NDArray[Any], bias: NDArray[Any], name: str, product: Product) -> str:
        """Adds `x` times the transposed weight (torch's layout: outputs by inputs) plus bias; returns its name."""
        outputs, inputs = weight.shape
        bias_name = self.constant(f"{name}.bias", bias)
        if product is Product.FLOAT:
            y = self.node("MatMul", [x, self.constant(f"{name}.weight", weight.T)], f"{name}.product")
            return self.node("Add", [y, bias_name], f"{name}.output")
        if product is Product.TENSOR:
            return self._tensor_product(x, weight, bias_name, name)
        blocks = weight.reshape(outputs, inputs // BLOCK_SIZE, BLOCK_SIZE)
        scale = np.abs(blocks).max(axis=2, keepdims=True) / 127
        stored = (np.round(blocks / scale) + 128).astype(np.uint8)
        constants = (
            self.constant(f"{name}.weight", stored),
            self.constant(f"{name}.scale", scale.ravel().astype(np.float32)),
        )
        return self.node(
            "MatMulNBits",
            [x, *constants, "", "", bias_name],
            f"{name}.output",
            domain=MICROSOFT,
            K=inputs,
            N=outputs,
            bits=8,
            block_size=BLOCK_SIZE,
            accuracy_level=4,
        )

    def _tensor_product(self, x: str, weight: NDArray[Any], bias: str, name: str) -> str:
        largest = self.quantization.largest_weight
        scale = np.abs(weight).max(axis=1) / largest
        constants = (
            self.constant(f"{name}.weight", np.round(weight / scale[:, None]).astype(np.int8).T),
            self.constant(f"{name}.scale", scale.astype(np.float32)),
            self.constant(f"{name}.zero", np.zeros(len(scale), dtype=np.int8)),
        )
        return self.node("DynamicQuantizeMatMul", [x, *constants, bias], f"{name}.output", domain=MICROSOFT)

    def normalization(self, x: str, state: dict[str, NDArray[Any]], prefix: str, *, epsilon: float) -> str:
        """Adds layer normalisation with the weights under `prefix`, and returns the output's name."""
        constants = [self.constant(f"{prefix}.{name}", state[f"{prefix}.{name}"]) for name in ("weight", "bias")]
        return self.node("LayerNormalization", [x, *constants], f"{prefix}.output", axis=-1, epsilon=epsilon)


def write_graph(tagger: TwoHeadedTagger, *, quantization: Quantization) -> onnx.ModelProto:
    """Returns a tagger's graph.

    Its lower layers read every piece, the upper ones first pieces and those of `always_read`. Inputs: `piece_ids` [1,
    pieces] and `first_pieces` [words], int64. Output: `scores` [words, tags of both heads].
    """
    graph = Graph(quantization)
    config = tagger.encoder.config
    state = {name: tensor.numpy() for name, tensor in tagger.state_dict().items()}
    head_count, epsilon, piece_layers = config.num_attention_heads, config.layer_norm_eps, count_piece_layers(config)
    x = _embedding(graph, state, epsilon=epsilon)
    words = "first_pieces"
    for i in range(config.num_hidden_layers):
        if i == piece_layers:
            kept, words = _kept_pieces(graph, tagger.always_read.numpy())
            x = graph.node("Gather", [x, kept], "pieces.kept", axis=1)
        x = _layer(graph, x, state, f"encoder.encoder.layer.{i}", head_count=head_count, epsilon=epsilon)
    x = graph.node("Squeeze", [x, graph.constant("axis_0", np.array([0]))], "pieces")
    x = graph.node("Gather", [x, words], "words", axis=0)
    weight, bias = (
        np.concatenate([state[f"{head}.{part}"] for head in ("names", "toponyms")]) for part in ("weight", "bias")
    )
    graph.linear(x, weight, bias, "heads", Product.FLOAT)
    graph.nodes[-1].output[0] = "scores"
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "two_headed_tagger",
            [
                helper.make_tensor_value_info("piece_ids", TensorProto.INT64, [1, "pieces"]),
                helper.make_tensor_value_info("first_pieces", TensorProto.INT64, ["words"]),
            ],
            [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["words", len(bias)])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 23), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=10,
    )


def _kept_pieces(graph: Graph, always_read: NDArray[np.bool_]) -> tuple[str, str]:
    """Adds the choice of pieces for the upper layers.

    Returns the names of these pieces' places and of the first pieces' places among them.
    """
    zero = graph.constant("kept.zero", np.array([0]))
    always = graph.node("Gather", [graph.constant("kept.table", always_read), "piece_ids"], "kept.always")
    always = graph.node("Squeeze", [always, zero], "kept.always.row")
    count = graph.node("Shape", ["first_pieces"], "kept.words")
    true = graph.node("Expand", [graph.constant("kept.true", np.array([True])), count], "kept.firsts")
    is_kept = graph.node("ScatterElements", [always, "first_pieces", true], "kept.is_kept")
    kept = graph.node("Squeeze", [graph.node("NonZero", [is_kept], "kept.found"), zero], "kept.places")
    numbers = graph.node("Cast", [is_kept], "kept.numbers", to=TensorProto.INT64)
    numbers = graph.node("CumSum", [numbers, graph.constant("kept.axis", np.array(0))], "kept.counted", exclusive=1)
    return kept, graph.node("Gather", [numbers, "first_pieces"], "kept.first_places")


def _embedding(graph: Graph, state: dict[str, NDArray[Any]], *, epsilon: float) -> str:
    prefix = "encoder.embeddings"
    table = state[f"{prefix}.word_embeddings.weight"]
    scale = np.abs(table).max(axis=1, keepdims=True).clip(1e-12) / 127
    stored = graph.constant("pieces.table", np.round(table / scale).astype(np.int8))
    rows = graph.node("Gather", [stored, "piece_ids"], "pieces.stored")
    rows = graph.node("Cast", [rows], "pieces.float", to=TensorProto.FLOAT)
    scales = graph.node(
        "Gather", [graph.constant("pieces.scale", scale.astype(np.float32)), "piece_ids"], "pieces.scales"
    )
    rows = graph.node("Mul", [rows, scales], "pieces.embedding")
    positions = state[f"{prefix}.position_embeddings.weight"] + state[f"{prefix}.token_type_embeddings.weight"][:1]
    count = graph.node("Shape", ["piece_ids"], "pieces.count", start=1, end=2)
    zero = graph.constant("zero", np.array([0]))
    positions = graph.node("Slice", [graph.constant("positions", positions), zero, count, zero], "positions.used")
    x = graph.node("Add", [rows, positions], "embedding.sum")
    return graph.normalization(x, state, f"{prefix}.LayerNorm", epsilon=epsilon)


def _layer(  # noqa: PLR0913  # a layer of the graph: its input, its weights, its shape
    graph: Graph, x: str, state: dict[str, NDArray[Any]], at: str, *, head_count: int, epsilon: float
) -> str:
    kinds = graph.quantization
    weight, bias = (
        np.concatenate([state[f"{at}.attention.self.{name}.{part}"] for name in ("query", "key", "value")])
        for part in ("weight", "bias")
    )
    joined = graph.linear(x, weight, bias, f"{at}.attention.self.query", kinds.attention)
    parts = [f"{at}.{name}" for name in ("query", "key", "value")]
    sizes = graph.constant(f"{at}.sizes", np.full(3, len(bias) // 3))
    graph.nodes.append(helper.make_node("Split", [joined, sizes], parts, axis=-1))
    # The standard's own operator takes three quarters of MultiHeadAttention's time on a sentence (ONNX Runtime 1.32).
    y = graph.node("Attention", parts, f"{at}.attended", q_num_heads=head_count, kv_num_heads=head_count)
    y = _linear_of(graph, y, state, f"{at}.attention.output.dense", kinds.attention)
    y = graph.node("Add", [y, x], f"{at}.attention.sum")
    x = graph.normalization(y, state, f"{at}.attention.output.LayerNorm", epsilon=epsilon)
    y = _linear_of(graph, x, state, f"{at}.intermediate.dense", kinds.expansion)
    y = graph.node("Gelu", [y], f"{at}.activated", domain=MICROSOFT)
    y = _linear_of(graph, y, state, f"{at}.output.dense", kinds.contraction)
    y = graph.node("Add", [y, x], f"{at}.sum")
    return graph.normalization(y, state, f"{at}.output.LayerNorm", epsilon=epsilon)


def _linear_of(graph: Graph, x: str, state: dict[str, NDArray[Any]], at: str, product: Product) -> str:
    return graph.linear(x, state[f"{at}.weight"], state[f"{at}.bias"], at, product)
