"""The relation classifier: MiniLM over a sentence with two marked actors, heads for relation, status, root."""

from __future__ import annotations

import torch
from minilm import Encoder
from torch import Tensor, nn

from whobacks.extract.pairs import KINDS


class RelationModel(nn.Module):
    """Scores for both orders of a marked pair.

    In: ``embeds`` [B, T, 384] word vectors, ``shapes``, ``kinds`` [B, T], ``opens``, ``closes`` [B, 2]
    (places of the marks), ``mask`` [B, T]. Out, as logits: relation [B, 2, 1+R] (0 is none), status
    [B, 2, R, 4], root [B, 2, 15]. Both orders go through the same heads, so a direction is learned
    once for "backs" and for "backed by".
    """

    def __init__(self, encoder: Encoder, relations: int, roots: int, width: int = 384, hidden: int = 384) -> None:
        super().__init__()
        self.encoder = encoder
        self.relations = relations
        self.kinds = nn.Embedding(KINDS, width)
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
        self, embeds: Tensor, shapes: Tensor, kinds: Tensor, opens: Tensor, closes: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits, as the class says."""
        hidden = self.encoder(embeds + self.kinds(kinds), shapes, mask)
        actors = torch.cat([_at(hidden, opens), _at(hidden, closes)], dim=-1)
        shared = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * shared).sum(1) / shared.sum(1)
        a, b = actors[:, 0], actors[:, 1]
        both = torch.stack([torch.cat([a, b, mean], dim=-1), torch.cat([b, a, mean], dim=-1)], dim=1)
        mixed = self.dropout(nn.functional.gelu(self.mix(self.dropout(both))))
        of = self.status_of(mixed).reshape(mixed.shape[0], 2, self.relations, 4)
        return self.relation(mixed), of + self.status(mixed).unsqueeze(2), self.root(mixed)


def _at(hidden: Tensor, places: Tensor) -> Tensor:
    """Rows of hidden [B, T, W] at places [B, N] -> [B, N, W]."""
    return torch.gather(hidden, 1, places.unsqueeze(-1).expand(-1, -1, hidden.shape[2]))
