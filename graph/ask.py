"""Questions in English, read by a closed grammar: what it does not cover is refused, never guessed.

>>> from whobacks.ontology.actors import load_actors
>>> print(read("whom does Turkey arm in Libya since March 2020?", load_actors()))
whom Turkey aids, in Libya, since 2020-03-01
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..ontology.actors import ActorBase
from .answer import Answer, answer_of
from .grammar import grammar_data
from .interpreter import Interpreter, forms
from .lexicon import Lexicon, lexicon
from .reading import Reading

if TYPE_CHECKING:
    from .knowledge import KnowledgeGraph

__all__ = ["Answer", "Reading", "answer", "forms", "grammar_data", "read"]


def read(question: str, actors: ActorBase | Lexicon, today: date | None = None) -> Reading:
    """Read a question.

    Args:
        question: in English; `forms` gives an example of each form.
        actors: the actors' table, or a lexicon that knows a dataset's actors too.
        today: the day from which "last year" counts; default: today.

    Raises:
        QuestionError: not understood (the candidates are forms that are), or a name that nobody or
            more than one actor has (the candidates are actors).
    """
    known = actors if isinstance(actors, Lexicon) else lexicon(actors)
    return Interpreter(question, known, today or date.today()).read()


def answer(kg: KnowledgeGraph, question: str, *, today: date | None = None) -> Answer:
    """Read a question and answer it from a dataset, with the sentences behind the answer.

    Raises:
        QuestionError: as `read`; or an outlet that the dataset does not have.
    """
    names = lexicon(kg.base, kg.actors(), canonical=kg.decisions.actor, today=today)
    return answer_of(kg, read(question, names, today))
