"""The commands that read texts: extract, relate, mentions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any

import typer
from typer import Argument, Option

from ..graph.options import Actors, Fields, Formatted, Jobs, LeastConfidence, Model, Out, Paths, Rejected
from ..graph.tables import Format, write_rows
from ..graph.terminal import Exit, output, progress, say

__all__ = ["extract", "mentions", "relate"]


def extract(
    paths: Paths,
    out: Out = "-",
    jobs: Jobs = 1,
    field: Fields = None,
    rejects: Rejected = None,
    model: Model = "whobacks_en",
    actors: Actors = None,
    min_confidence: LeastConfidence = 0.0,
    explain: Annotated[bool, Option("--explain", help="Say why each claim was made.")] = False,
) -> None:
    """Write the claims in articles as JSON lines, one a relation and a sentence."""
    from .extraction import extract
    from .pipeline import load
    from .readers import named_fields
    from .rejects import Rejects

    options: dict[str, Any] = {"jobs": jobs, "min_confidence": min_confidence, "explain": explain}
    with Rejects(rejects, say) as bad, output(out) as file, progress("articles") as step:
        found = extract(
            paths,
            nlp=partial(load, model, actors=actors),
            fields=named_fields(field or ()),
            on_reject=bad,
            progress=lambda one: step(1, one.document.id),
            **options,
        )
        write_rows((claim.to_record() for one in found for claim in one.claims), Format.JSONL, file=file)
    raise typer.Exit(Exit.REJECTED if bad.count else Exit.OK)


def relate(
    pairs: Annotated[str, Argument(help="JSON lines of id, text, source [start, end], target [start, end]; or -.")],
    out: Out = "-",
    force: Annotated[bool, Option("--force", help="Always pick the best PLOVER root.")] = False,
    rejects: Rejected = None,
    model: Model = "whobacks_en",
) -> None:
    """Say which relation a text states from one marked actor to another."""
    from .pipeline import load
    from .rejects import Rejects
    from .relate import relate
    from .saved import read_pairs

    with Rejects(rejects, say) as bad, output(out) as file, progress("pairs") as step:
        answers = relate(read_pairs(pairs, on_reject=bad), load(model, exclude=["whobacks/relations"]), force=force)
        write_rows(_counted(answers, step), Format.JSONL, file=file)
    raise typer.Exit(Exit.REJECTED if bad.count else Exit.OK)


def _counted(answers: Iterator[dict[str, Any]], step: Any) -> Iterator[dict[str, Any]]:
    for answer in answers:
        step(1, str(answer["id"]))
        yield answer


def mentions(
    paths: Paths,
    format: Formatted = None,
    field: Fields = None,
    rejects: Rejected = None,
    model: Model = "whobacks_en",
    actors: Actors = None,
) -> None:
    """List the actors that texts mention: words, offsets, who is meant, and how that was found."""
    from .mention_list import mention_rows
    from .pipeline import load
    from .readers import named_fields, read_documents
    from .rejects import Rejects

    nlp = load(model, actors=actors, exclude=["whobacks/relations"])
    with Rejects(rejects, say) as bad, progress("articles") as step:
        documents = read_documents(paths, fields=named_fields(field or ()), on_reject=bad)
        write_rows(mention_rows(documents, nlp, lambda doc: step(1, doc)), format)
    raise typer.Exit(Exit.REJECTED if bad.count else Exit.OK)
