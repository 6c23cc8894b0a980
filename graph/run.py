"""A run: which program, model and options made the claims."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from pyoxigraph import NamedNode, Quad

from ..ontology.namespaces import PROV, RUNS
from .terms import TYPE, node, run_node, text, wb

__all__ = ["Run", "installed"]


def installed() -> str:
    """The version of whobacks that runs, "0" in a tree that was never installed."""
    try:
        return version("whobacks")
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True, slots=True)
class Run:
    """Program version, model (name or hash) and options; the same three are the same run.

    A document that was read by the same run with the same content is left alone when it comes again;
    another run replaces its claims.
    """

    model: str = "whobacks_en"
    options: Mapping[str, str] = field(default_factory=dict)
    version: str = field(default_factory=installed)

    @property
    def id(self) -> str:
        """The run's id: a hash of all three (16 hexadecimal digits)."""
        key = json.dumps([self.version, self.model, dict(self.options)], sort_keys=True)
        return sha256(key.encode()).hexdigest()[:16]

    @property
    def node(self) -> NamedNode:
        """The run's IRI."""
        return run_node(self.id)

    def quads(self) -> Iterator[Quad]:
        """The run as a prov:Activity, in the graph of runs."""
        graph, me = node(RUNS), self.node
        options = json.dumps(dict(self.options), sort_keys=True, ensure_ascii=False)
        yield Quad(me, TYPE, wb("Run"), graph)
        yield Quad(me, TYPE, node(PROV + "Activity"), graph)
        yield Quad(me, wb("version"), text(self.version), graph)
        yield Quad(me, wb("model"), text(self.model), graph)
        yield Quad(me, wb("options"), text(options), graph)
