"""The labels that the relation classifier learns, in the order of its outputs."""

from __future__ import annotations

from whobacks.ontology.vocabulary import vocabulary

__all__ = ["RELATIONS", "ROOTS", "ROOT_OF", "STATUSES", "SYMMETRIC"]

RELATIONS = tuple(sorted(vocabulary().relations))
STATUSES = ("asserted", "claimed", "denied", "hypothetical")
SYMMETRIC = frozenset(name for name, relation in vocabulary().relations.items() if relation.symmetric)
#: A relation's PLOVER root; structure has none.
ROOT_OF = {name: relation.plover for name, relation in vocabulary().relations.items() if relation.plover}
ROOTS = tuple(sorted(set(ROOT_OF.values())))
