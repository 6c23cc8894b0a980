"""whobacks: a knowledge graph of who backs whom, from the news.

    import whobacks as wb

    kg = wb.open("mena.wb")
    kg.add(wb.extract("articles/"))
    kg.ask("who backs Khalifa Haftar in Libya?")

Everything here is loaded when it is first used, so that the import itself costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .extract.claim import Claim as Claim
    from .extract.claim import Status as Status
    from .extract.document import Article as Article
    from .extract.document import Document as Document
    from .extract.extraction import Extraction as Extraction
    from .extract.extraction import extract as extract
    from .extract.mention import Mention as Mention
    from .extract.pipeline import load as load
    from .extract.readers import read_documents as read_documents
    from .extract.relate import relate as relate
    from .graph.knowledge import KnowledgeGraph as KnowledgeGraph
    from .graph.knowledge import open_graph as open  # noqa: F401
    from .graph.relation import ActorRef as ActorRef
    from .graph.relation import Filter as Filter
    from .graph.relation import Relation as Relation
    from .graph.relation import Statement as Statement
    from .ontology.actors import load_actors as load_actors
    from .ontology.errors import InputError as InputError
    from .ontology.errors import QuestionError as QuestionError
    from .ontology.errors import WhobacksError as WhobacksError
    from .ontology.vocabulary import vocabulary as vocabulary

__version__ = "0.1.0"

#: Public name -> module and its name there. `extract` is the package itself, which can be called.
_PUBLIC = {
    "ActorRef": ("graph.relation", "ActorRef"),
    "Article": ("extract.document", "Article"),
    "Claim": ("extract.claim", "Claim"),
    "Document": ("extract.document", "Document"),
    "Extraction": ("extract.extraction", "Extraction"),
    "Filter": ("graph.relation", "Filter"),
    "InputError": ("ontology.errors", "InputError"),
    "KnowledgeGraph": ("graph.knowledge", "KnowledgeGraph"),
    "Mention": ("extract.mention", "Mention"),
    "QuestionError": ("ontology.errors", "QuestionError"),
    "Relation": ("graph.relation", "Relation"),
    "Statement": ("graph.relation", "Statement"),
    "Status": ("extract.claim", "Status"),
    "WhobacksError": ("ontology.errors", "WhobacksError"),
    "load": ("extract.pipeline", "load"),
    "load_actors": ("ontology.actors", "load_actors"),
    "open": ("graph.knowledge", "open_graph"),
    "read_documents": ("extract.readers", "read_documents"),
    "relate": ("extract.relate", "relate"),
    "vocabulary": ("ontology.vocabulary", "vocabulary"),
}

__all__ = ["extract", *_PUBLIC]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name == "extract":
        return import_module(".extract", __name__)
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(sorted(__all__))}")
    module, attribute = _PUBLIC[name]
    value = getattr(import_module(f".{module}", __name__), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
