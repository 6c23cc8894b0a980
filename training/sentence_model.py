"""A token starts a sentence, or not: three convolutions over word vectors, case shapes and spaces."""

from __future__ import annotations

import torch
from minilm import SHAPES, WIDTH
from torch import Tensor, nn

__all__ = ["SentenceModel"]

CHANNELS, REACH = 96, 5


class SentenceModel(nn.Module):
    """Logits [B, T] that each token starts a sentence; it sees six tokens to either side."""

    def __init__(self, channels: int = CHANNELS) -> None:
        super().__init__()
        self.down = nn.Linear(WIDTH, channels)
        self.shapes = nn.Embedding(SHAPES, channels)
        self.spaces = nn.Embedding(2, channels)
        self.layers = nn.ModuleList(nn.Conv1d(channels, channels, REACH, padding=REACH // 2) for _ in range(3))
        self.dropout = nn.Dropout(0.2)
        self.out = nn.Linear(channels, 1)

    def forward(self, vectors: Tensor, shapes: Tensor, spaces: Tensor) -> Tensor:
        """``vectors`` [B, T, 384], ``shapes`` [B, T], ``spaces`` [B, T] (1: white space before the token)."""
        hidden = torch.relu(self.down(vectors) + self.shapes(shapes) + self.spaces(spaces)).transpose(1, 2)
        for layer in self.layers:
            hidden = hidden + torch.relu(layer(self.dropout(hidden)))
        logits: Tensor = self.out(hidden.transpose(1, 2)).squeeze(-1)
        return logits
