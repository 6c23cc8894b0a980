"""The relation classifier: MiniLM over a window, two markers a pair, heads for relation, status, root.

Levitated markers (Zhong and Chen 2021; Ye et al. 2022): a marker is the mean of its span's word
vectors plus a learned vector plus the positions of the span's first and last piece; the hidden
states of those two pieces join it before the heads. Both orders of a
pair go through the same heads, so a direction is learned once for "backs" and for "backed by".
"""

from __future__ import annotations

import torch
from minilm import Encoder
from torch import Tensor, nn

#: Kinds of a text piece: outside, first of an actor's mention, inside one.
KINDS = 3


class RelationModel(nn.Module):
    """Scores for both orders of every pair of a window.

    In: ``embeds`` [B, T+2P, 384] word vectors (text pieces, then for each marker the mean of its
    span), ``shapes``, ``kinds`` [B, T], ``starts``, ``ends`` [B, 2P], ``mask`` [B, T+2P, T+2P].
    Out: relation [B, P, 2, 1+R] (0 is none), status [B, P, 2, R, 4], root [B, P, 2, 15] as logits.
    """

    def __init__(self, encoder: Encoder, relations: int, roots: int, width: int = 384, hidden: int = 384) -> None:
        super().__init__()
        self.encoder = encoder
        self.relations = relations
        self.kinds = nn.Embedding(KINDS, width)
        self.marker = nn.Parameter(torch.zeros(width))
        nn.init.zeros_(self.kinds.weight)
        self.dropout = nn.Dropout(0.1)
        self.mix = nn.Linear(5 * width, hidden)
        self.relation = nn.Linear(hidden, relations + 1)
        self.status = nn.Linear(hidden, 4)
        self.status_of = nn.Linear(hidden, 4 * relations)
        self.root = nn.Linear(hidden, roots)
        nn.init.zeros_(self.status_of.weight)
        nn.init.zeros_(self.status_of.bias)

    def forward(
        self, embeds: Tensor, shapes: Tensor, kinds: Tensor, starts: Tensor, ends: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits, as the class says."""
        width = shapes.shape[1]
        position = self.encoder.positions
        text = embeds[:, :width] + self.kinds(kinds)
        marker = embeds[:, width:] + self.marker + position(ends)
        order = torch.arange(width, device=embeds.device).unsqueeze(0).expand(embeds.shape[0], -1)
        hidden = self.encoder(
            torch.cat([text, marker], dim=1),
            torch.cat([shapes, torch.zeros_like(starts)], dim=1),
            mask,
            torch.cat([order, starts], dim=1),
        )
        return self._heads(hidden[:, width:], _at(hidden, starts) + _at(hidden, ends))

    def _heads(self, markers: Tensor, spans: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        whole = torch.cat([markers, spans], dim=-1)
        a, b, product = whole[:, 0::2], whole[:, 1::2], markers[:, 0::2] * markers[:, 1::2]
        both = torch.stack([torch.cat([a, b, product], dim=-1), torch.cat([b, a, product], dim=-1)], dim=2)
        mixed = self.dropout(nn.functional.gelu(self.mix(self.dropout(both))))
        of = self.status_of(mixed).reshape(*mixed.shape[:3], self.relations, 4)
        return self.relation(mixed), of + self.status(mixed).unsqueeze(3), self.root(mixed)


def _at(hidden: Tensor, places: Tensor) -> Tensor:
    """Rows of hidden [B, T, W] at places [B, N] -> [B, N, W]."""
    return torch.gather(hidden, 1, places.unsqueeze(-1).expand(-1, -1, hidden.shape[2]))
