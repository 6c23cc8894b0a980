"""Every IRI that whobacks writes starts here: its own namespaces, and the public ones it builds on.

A namespace is a plain string that makes rdflib terms on demand (``WB.backs``, ``WB["start"]``), so
that programs which need no rdflib do not wait 0.2 s for its import.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rdflib import URIRef

__all__ = [
    "ACTOR",
    "ACTORS",
    "CAMEO",
    "CLAIM",
    "DCT",
    "DECISIONS",
    "DOC",
    "EDGE",
    "EDGES",
    "FOAF",
    "FTM",
    "OA",
    "ONTOLOGY",
    "ORG",
    "OUTLET",
    "OWL",
    "PLOVER",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "RUN",
    "RUNS",
    "SCHEMA",
    "SEM",
    "SH",
    "SKOS",
    "STALE",
    "THEATRE",
    "WB",
    "WD",
    "WDT",
    "XSD",
    "Namespace",
]


class Namespace(str):
    """The start of an IRI; attributes and items are rdflib terms, ``+`` gives a plain string.

    >>> WB["backs"]
    rdflib.term.URIRef('https://w3id.org/whobacks/ns#backs')
    """

    __slots__ = ()

    def __getitem__(self, name: str) -> URIRef:  # type: ignore[override]
        """The term of that name, for names that are words of Python or methods of a string."""
        from rdflib import URIRef

        return URIRef(f"{self}{name}")

    def __getattr__(self, name: str) -> URIRef:
        """The term of that name; a dunder is never one (copy and pickle ask for those)."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]


_ROOT: Final = "https://w3id.org/whobacks/"

#: Classes, properties, relations, families and statuses.
WB: Final = Namespace(f"{_ROOT}ns#")
#: The ontology document itself.
ONTOLOGY: Final = f"{_ROOT}ns"
#: An actor: the slug with its slash kept, `…/actor/state/ru`.
ACTOR: Final = Namespace(f"{_ROOT}actor/")
#: A document, which is a named graph too.
DOC: Final = Namespace(f"{_ROOT}doc/")
#: A claim, by `Claim.id`.
CLAIM: Final = Namespace(f"{_ROOT}claim/")
#: A run of the extractor.
RUN: Final = Namespace(f"{_ROOT}run/")
#: A publisher.
OUTLET: Final = Namespace(f"{_ROOT}outlet/")
#: A theatre of war.
THEATRE: Final = Namespace(f"{_ROOT}theatre/")
#: A derived edge: all claims of one relation between two actors.
EDGE: Final = Namespace(f"{_ROOT}edge/")
#: The graph of derived edges, which can be rebuilt from the documents at any time.
EDGES: Final = f"{_ROOT}graph/edges"
#: The graph of runs.
RUNS: Final = f"{_ROOT}graph/runs"
#: The graph of actors' names, kinds and roles, as far as the dataset uses them.
ACTORS: Final = f"{_ROOT}graph/actors"
#: The graph of human decisions (merged actors, rejected claims); no ingest ever touches it.
DECISIONS: Final = f"{_ROOT}graph/decisions"
#: The graph of what the derived edges still have to catch up with.
STALE: Final = f"{_ROOT}graph/stale"
#: PLOVER and CAMEO have no IRIs of their own: minted here as SKOS schemes.
PLOVER: Final = Namespace(f"{_ROOT}plover/")
CAMEO: Final = Namespace(f"{_ROOT}cameo/")

RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
DCT: Final = Namespace("http://purl.org/dc/terms/")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
ORG: Final = Namespace("http://www.w3.org/ns/org#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
SCHEMA: Final = Namespace("http://schema.org/")
SEM: Final = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
WD: Final = Namespace("http://www.wikidata.org/entity/")
WDT: Final = Namespace("http://www.wikidata.org/prop/direct/")
FTM: Final = Namespace("https://schema.followthemoney.tech/#")

#: Prefix -> namespace IRI, preloaded for every query.
PREFIXES: Final = MappingProxyType(
    {
        name: str(iri)
        for name, iri in {
            "wb": WB,
            "actor": ACTOR,
            "doc": DOC,
            "claim": CLAIM,
            "run": RUN,
            "outlet": OUTLET,
            "theatre": THEATRE,
            "edge": EDGE,
            "plover": PLOVER,
            "cameo": CAMEO,
            "dct": DCT,
            "foaf": FOAF,
            "ftm": FTM,
            "oa": OA,
            "org": ORG,
            "owl": OWL,
            "prov": PROV,
            "rdf": RDF,
            "rdfs": RDFS,
            "schema": SCHEMA,
            "sem": SEM,
            "sh": SH,
            "skos": SKOS,
            "wd": WD,
            "wdt": WDT,
            "xsd": XSD,
        }.items()
    }
)
