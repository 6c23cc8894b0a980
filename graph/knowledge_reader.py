"""What a knowledge graph answers: relations, actors, queries, pictures, files."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ..ontology.actors import ActorBase, load_actors
from ..ontology.errors import InputError
from ..ontology.vocabulary import vocabulary
from .dataset import Dataset
from .decisions import Decisions, read_decisions
from .grouping import Grouping, read_denials
from .inline import InlinePage
from .naming import Naming
from .people import read_actors
from .reader import claim_rows
from .relation import ActorRef, Filter
from .relations import Relations
from .selection import FIELDS, make_filter
from .terms import slug
from .totals import DocumentRef, Totals, read_documents, read_totals

if TYPE_CHECKING:
    import networkx
    import rdflib

    from .profile import Profile
    from .results import Results

__all__ = ["KnowledgeReader"]


class KnowledgeReader:
    """A dataset of claims about who backs whom, for reading."""

    def __init__(self, dataset: Dataset, base: ActorBase | None = None) -> None:
        self.dataset = dataset
        self.base = base or load_actors()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.where!r}: {self.dataset.size()} quads>"

    @property
    def where(self) -> str:
        """The folder or URL that was opened."""
        return str(getattr(self.dataset, "path", None) or getattr(self.dataset, "url", ""))

    def close(self) -> None:
        """Let go of the files, so that another process can write."""
        self.dataset.close()

    def forget(self) -> None:
        """Drop what was read before from actors and decisions; they are read again when asked for."""
        for name in ("decisions", "_actors", "naming"):
            self.__dict__.pop(name, None)

    @cached_property
    def decisions(self) -> Decisions:
        """What people decided: rejected claims, merged actors."""
        return read_decisions(self.dataset)

    @cached_property
    def _actors(self) -> dict[str, ActorRef]:
        return read_actors(self.dataset, self.base)

    @cached_property
    def naming(self) -> Naming:
        """Finds actors of this dataset by name."""
        return Naming(self._actors.values(), self.base, self.decisions)

    def actors(self) -> tuple[ActorRef, ...]:
        """Every actor that some claim names, in order of their names."""
        kept = (ref for ref in self._actors.values() if self.decisions.actor(ref.id) == ref.id)
        return tuple(sorted(kept, key=lambda ref: (ref.name, ref.id)))

    def actor(self, name: str) -> ActorRef:
        """The actor of that name, alias or id; raises QuestionError with candidates when that is not one."""
        return self.naming.find(name)

    def ref(self, actor: str) -> ActorRef:
        """Name and kind for an actor's id, whether the dataset uses it or not."""
        return self.naming.ref(actor)

    def filter(self, **fields: Any) -> Filter:
        """A Filter from names instead of ids: ``filter(to="Khalifa Haftar", theatre="Libya")``."""
        return make_filter(self, **fields)

    def relations(self, filter: Filter | None = None, **fields: Any) -> Relations:
        """The relations that a filter lets through, the strongest first.

        Args:
            filter: a ready Filter; the fields below are laid on top of it.
            fields: ``from_``, ``to``, ``around`` (names or ids), ``relations`` (names or families),
                ``theatre``, ``since``, ``until``, ``outlets``, ``attributed_to``, ``status``, ``sign``,
                ``min_confidence``, ``min_sources``, ``contested``, ``roll_up``, ``limit``.

        Raises:
            QuestionError: a name that is unknown or fits several actors.
        """
        wanted = make_filter(self, filter, **fields)
        open_wide = self._with_aliases(wanted)
        return Relations(self._grouping(wanted).relations(claim_rows(self.dataset, open_wide), wanted))

    def _with_aliases(self, wanted: Filter) -> Filter:
        def every(actors: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(alias for actor in actors for alias in self.decisions.aliases(actor))

        return replace(
            wanted,
            source=every(wanted.source),
            target=every(wanted.target),
            around=every(wanted.around),
            attributed_to=every(wanted.attributed_to),
        )

    def _grouping(self, wanted: Filter) -> Grouping:
        side = self.base.roll_up if wanted.roll_up else (lambda actor, date: actor)
        ends = replace(Filter(roll_up=wanted.roll_up), source=wanted.source, target=wanted.target, around=wanted.around)
        plain = Grouping(self.ref, side, self.theatre_name, self.decisions)
        return replace(plain, denials=read_denials(self.dataset, plain, self._with_aliases(ends)))

    @cached_property
    def _theatres(self) -> dict[str, str]:
        return {slug(name): name for name in vocabulary().theatres}

    def theatre_name(self, name: str) -> str:
        """The name of a theatre by the last part of its IRI."""
        return self._theatres.get(name, name)

    def documents(self) -> tuple[DocumentRef, ...]:
        """Every article of the dataset: id, title, date, outlet, url, number of claims."""
        return read_documents(self.dataset)

    def stats(self) -> Totals:
        """What the dataset holds, counted."""
        return read_totals(self.dataset)

    def query(
        self, sparql: str, *, timeout: float = 30.0, rows: int = 100_000, memory: int = 512, **bindings: Any
    ) -> Results:
        """Run somebody's SPARQL: read-only, in a process of its own that is killed when the time is up.

        Args:
            sparql: SELECT, ASK, CONSTRUCT or DESCRIBE; the prefixes are preloaded; or a named query's name.
            timeout: seconds.
            rows: at most so many; the answer says when it was cut.
            memory: megabytes.
            bindings: values for the query's variables, as terms or plain values.

        Raises:
            QueryError: not SPARQL, refused, or stopped by a limit.
        """
        from .queries import prepare
        from .sandbox import Limits

        query, values = prepare(sparql, bindings, self.actor)
        return self.dataset.user_query(query, values, Limits(timeout=timeout, rows=rows, memory=memory))

    def network(self, filter: Filter | None = None, **fields: Any) -> networkx.MultiDiGraph:
        """The relations as a networkx MultiDiGraph: nodes are actor ids, edge keys relation names."""
        from .network import network

        return network(self.relations(filter, **fields))

    def path(self, one: str, other: str, *, via: str = "support", **fields: Any) -> Relations:
        """The shortest chain of relations between two actors, in either direction; empty where there is none."""
        from .network import path

        signs = {"support": (1,), "any": ()}.get(via)
        if signs is None:
            raise InputError(f"cannot go via {via!r}; use 'support' or 'any'")
        return path(self.relations(sign=signs, **fields), self.actor(one).id, self.actor(other).id)

    def show(self, actor: str) -> Profile:
        """One actor: names, roles, whom it backs and fights, who backs and fights it."""
        from .profile import profile

        return profile(self, self.actor(actor))

    def view(self, path: str | os.PathLike[str] | None = None, *, filter: Filter | None = None, **fields: Any) -> Any:
        """The explorer page: written to ``path``, or returned for a notebook."""
        from .explorer import page

        known = {name: fields.pop(name) for name in list(fields) if name in FIELDS}
        html = page(self, make_filter(self, filter, **known), **fields)
        if path is None:
            return InlinePage(html)
        Path(path).write_text(html, encoding="utf-8")
        return Path(path)

    def export(self, path: str | os.PathLike[str], filter: Filter | None = None, **fields: Any) -> int:
        """Write the dataset, or what a filter lets through, in the format of the name's ending."""
        from .export import export

        return export(self, Path(path), make_filter(self, filter, **fields))

    def rdflib(self) -> rdflib.Dataset:
        """The same dataset as an rdflib Dataset, its SPARQL answered by Oxigraph."""
        from .export import as_rdflib

        return as_rdflib(self.dataset)
