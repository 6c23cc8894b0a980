"""One encoder for tags, dependencies, names and actor mentions.

Biaffine dependencies after Dozat and Manning (2017, arXiv:1611.01734); words are their first piece.
"""

from __future__ import annotations

from dataclasses import dataclass

from minilm import WIDTH, Encoder
from torch import Tensor, nn

__all__ = ["Inventory", "LabelScorer", "LanguageModel", "WordScorer"]

ARC, LABEL = 256, 96


@dataclass(frozen=True, slots=True)
class Inventory:
    """The labels of every head, in the order of its outputs."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    deps: tuple[str, ...]
    names: tuple[str, ...]
    outer: tuple[str, ...]
    inner: tuple[str, ...]


class LabelScorer(nn.Module):
    """Dependency labels of (dependent, head) pairs: [N, 96] x [N, 96] -> [N, labels]."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.labels = labels
        self.both = nn.Linear(LABEL, labels * LABEL, bias=False)
        self.dependent = nn.Linear(LABEL, labels)
        self.head = nn.Linear(LABEL, labels, bias=False)
        nn.init.normal_(self.both.weight, std=1 / LABEL)

    def forward(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Scores of every label."""
        both = self.both(dependent).reshape(-1, self.labels, LABEL)
        return (both @ head.unsqueeze(-1)).squeeze(-1) + self.dependent(dependent) + self.head(head)


class WordScorer(nn.Module):
    """Everything but the labels, for one batch of sentences; what is exported.

    In: ``embeds`` [B, T, 384], ``shapes`` [B, T], ``mask`` [B, T] bool, ``first`` [B, W] index of
    each word's first piece, entry 0 being [CLS], which stands for the root.
    Out: words [B, W, 384], upos, xpos, names, outer, inner [B, W, labels] logits, arcs [B, W, W]
    (row: dependent, column: head), dependent, head [B, W, 96].
    """

    OUTPUTS = ("words", "upos", "xpos", "names", "outer", "inner", "arcs", "dependent", "head")

    def __init__(self, encoder: Encoder, inventory: Inventory) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.2)
        self.upos = nn.Linear(WIDTH, len(inventory.upos))
        self.xpos = nn.Linear(WIDTH, len(inventory.xpos))
        self.names = nn.Linear(WIDTH, len(inventory.names))
        self.outer = nn.Linear(WIDTH, len(inventory.outer))
        self.inner = nn.Linear(WIDTH, len(inventory.inner))
        self.arc_dependent, self.arc_head = _mlp(ARC), _mlp(ARC)
        self.label_dependent, self.label_head = _mlp(LABEL), _mlp(LABEL)
        self.arc = nn.Linear(ARC, ARC, bias=False)
        self.arc_bias = nn.Linear(ARC, 1, bias=False)
        nn.init.normal_(self.arc.weight, std=1 / ARC)

    def forward(self, embeds: Tensor, shapes: Tensor, mask: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        """The outputs, in the order of `OUTPUTS`."""
        hidden = self.encoder(embeds, shapes, mask)
        words = hidden.gather(1, first.unsqueeze(-1).expand(-1, -1, WIDTH))
        seen = self.dropout(words)
        head = self.arc_head(seen)
        arcs = self.arc(self.arc_dependent(seen)) @ head.transpose(1, 2) + self.arc_bias(head).transpose(1, 2)
        tags = tuple(part(seen) for part in (self.upos, self.xpos, self.names, self.outer, self.inner))
        return words, *tags, arcs, self.label_dependent(seen), self.label_head(seen)


def _mlp(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(WIDTH, width), nn.GELU(), nn.Dropout(0.33))


class LanguageModel(nn.Module):
    """The word scorer and the label scorer, trained together."""

    def __init__(self, encoder: Encoder, inventory: Inventory) -> None:
        super().__init__()
        self.inventory = inventory
        self.words = WordScorer(encoder, inventory)
        self.labels = LabelScorer(len(inventory.deps))

    def forward(
        self, embeds: Tensor, shapes: Tensor, mask: Tensor, first: Tensor, heads: Tensor
    ) -> tuple[dict[str, Tensor], Tensor]:
        """The word scorer's outputs by name, and label scores [B, W, labels] for the given ``heads`` [B, W]."""
        found = dict(zip(WordScorer.OUTPUTS, self.words(embeds, shapes, mask, first), strict=True))
        dependent, head = found["dependent"], found["head"]
        chosen = head.gather(1, heads.unsqueeze(-1).expand(-1, -1, LABEL))
        labels = self.labels(dependent.reshape(-1, LABEL), chosen.reshape(-1, LABEL))
        return found, labels.reshape(*heads.shape, -1)
