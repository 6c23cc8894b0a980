"""The commands that answer from a dataset: ask, show, relations, query, view, export, actors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from ..ontology.errors import InputError
from .options import Evidence, Fail, Formatted, Graph, Named, filtered
from .statements import brief_rows, statement_rows
from .tables import Format, plain_text, write_rows
from .terminal import Exit, open_dataset_at, say

if TYPE_CHECKING:
    from .queries import NamedQuery

__all__ = ["actors_app", "ask", "export", "query", "relations", "show", "view"]

HERE = "whobacks.graph"
_STATED = ("source", "relation", "target", "status", "attributed_to", "denied_by", "date", "outlet", "doc", "sentence")
actors_app = typer.Typer(help="List actors; review and merge the new ones.", invoke_without_command=True)


def _leave(found: int, fail: bool) -> None:
    """Exit 3 where nothing was found and that is a failure."""
    if fail and not found:
        raise typer.Exit(Exit.NOTHING)


@filtered
def relations(
    fields: dict[str, Any],
    graph: Graph = HERE,
    format: Formatted = None,
    evidence: Evidence = False,
    fail: Fail = False,
) -> None:
    """List relations, the best supported first, with quotes."""
    with open_dataset_at(graph) as kg:
        found = kg.relations(**fields)
    if evidence:
        _leave(write_rows(statement_rows(found), format, columns=_STATED), fail)
        return
    brief = Format.of(format, sys.stdout) in (Format.TABLE, Format.MD)
    _leave(write_rows(brief_rows(found) if brief else found.rows(), format), fail)


def show(actor: Named, graph: Graph = HERE, format: Formatted = None) -> None:
    """Show one actor: names, roles, whom it backs and fights, who backs and fights it."""
    with open_dataset_at(graph) as kg:
        found = kg.show(actor)
        roles = [(role.relation, kg.ref(role.other).name, role.start or "", role.end or "") for role in found.roles]
    chosen = Format.of(format, sys.stdout)
    if chosen in (Format.TABLE, Format.MD):
        also = f", also {', '.join(found.aliases[:8])}" if found.aliases else ""
        typer.echo(plain_text(f"{found.actor.name} ({found.actor.kind}{also})"))
        for relation, other, start, end in roles:
            typer.echo(plain_text(f"  {relation.replace('_', ' ')} {other}, {start} – {end}"))
    sections = found.sections()
    if chosen == Format.TABLE:
        for heading, part in sections.items():
            write_rows(brief_rows(part), chosen, title=heading)
    else:
        write_rows(({"section": name, **row} for name, part in sections.items() for row in part.rows()), chosen)


def query(
    sparql: Annotated[str, Argument(help="SPARQL, a file of it, - for standard input, or a named query.")] = "",
    graph: Graph = HERE,
    format: Annotated[str | None, Option("--format", "-f", help="table, json, csv, tsv, xml, turtle, nt, …")] = None,
    parameter: Annotated[list[str] | None, Option("--parameter", "-p", metavar="NAME=VALUE")] = None,
    timeout: Annotated[float, Option("--timeout", min=0.01, help="Seconds.")] = 30.0,
    rows: Annotated[int, Option("--rows", min=1, help="At most so many rows.")] = 100_000,
    named: Annotated[bool, Option("--list", help="List the named queries.")] = False,
    fail: Fail = False,
) -> None:
    """Ask in SPARQL, read-only and within limits, or run a named query (--list)."""
    if named:
        from .queries import named_queries

        write_rows(
            map(_described, named_queries().values()), _list_format(format), columns=("name", "parameters", "answers")
        )
        return
    with open_dataset_at(graph) as kg:
        found = kg.query(_query_text(sparql), timeout=timeout, rows=rows, **_bindings(parameter or []))
    typer.echo(found.serialize(format or _query_format(found.kind)), nl=False)
    if found.cut:
        say(f"cut: the limit of {found.cut} was reached; there is more")
    _leave(len(found) if found.kind != "boolean" else int(found.truth), fail)


def _described(query: NamedQuery) -> dict[str, str]:
    parameters = " ".join(f"{p.name}={p.kind}" if p.required else f"[{p.name}={p.kind}]" for p in query.parameters)
    return {"name": query.name, "parameters": parameters, "answers": query.doc, "sparql": query.text}


def _list_format(given: str | None) -> Format | None:
    try:
        return None if given is None else Format(given)
    except ValueError as error:
        raise typer.BadParameter(f"no format {given!r} for a list; use {', '.join(Format)}") from error


def _query_text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    if not given:
        raise typer.BadParameter("give SPARQL, a file, or a named query; --list shows those")
    # a query may be longer than a file name may be
    return Path(given).read_text(encoding="utf-8") if len(given) < 255 and Path(given).is_file() else given


def _query_format(kind: str) -> str:
    return "turtle" if kind == "triples" else "table" if sys.stdout.isatty() else "json"


def _bindings(parameters: list[str]) -> dict[str, Any]:
    pairs = [text.partition("=") for text in parameters]
    for name, sign, _ in pairs:
        if not sign or not name.isidentifier():
            raise typer.BadParameter(f"{name!r} is no parameter; write -p name=value")
    return {name: value for name, _, value in pairs}


@filtered
def view(
    fields: dict[str, Any],
    out: Annotated[Path, Argument(help="The HTML file to write.")],
    graph: Graph = HERE,
) -> None:
    """Write the explorer: one HTML page that works offline."""
    with open_dataset_at(graph) as kg:
        say(f"wrote {kg.view(out, **fields)}")


@filtered
def export(
    fields: dict[str, Any],
    out: Annotated[
        Path, Argument(help="File; its ending says what: .ttl .trig .nq .jsonld .graphml .gexf .csv .jsonl")
    ],
    graph: Graph = HERE,
) -> None:
    """Write the dataset, or what the filters let through, for other programs."""
    with open_dataset_at(graph) as kg:
        say(f"wrote {kg.export(out, **fields)} to {out}")


@actors_app.callback()
def actors(
    context: typer.Context,
    graph: Graph = HERE,
    format: Formatted = None,
    unreviewed: Annotated[bool, Option("--unreviewed", help="Only those that no table knows, as rows of it.")] = False,
) -> None:
    """List the actors that claims name; review and merge the new ones."""
    if context.invoked_subcommand is not None:
        return
    from . import review

    with open_dataset_at(graph) as kg:
        if unreviewed:
            write_rows(review.unreviewed(kg), format or Format.CSV)
        else:
            write_rows(({"id": a.id, "name": a.name, "kind": a.kind} for a in kg.actors()), format)


@actors_app.command()
def merge(actor: Named, into: Named, graph: Graph = HERE) -> None:
    """Record that two actors are one: in the graph, and in your own table beside it."""
    from . import review

    with open_dataset_at(graph) as kg:
        one, other = kg.actor(actor), kg.actor(into)
        if one.id in kg.base.actors:
            raise InputError(f"{one.id!r} is in the table of actors; merge the new one into it instead")
        kg.merge(one.id, other.id)
        review.record_merge(review.own_table(graph), one, other)
    say(f"{one.name} is {other.name} from now on; recorded in {review.own_table(graph)}")


def ask(
    question: Annotated[str, Argument(help="In English: who backs Khalifa Haftar in Libya?")],
    graph: Graph = HERE,
    format: Formatted = None,
    evidence: Evidence = False,
    show_query: Annotated[bool, Option("--show-query", help="How the question was read, as SPARQL.")] = False,
    fail: Fail = False,
) -> None:
    """Answer a question in English, with the sentences; never guesses."""
    with open_dataset_at(graph) as kg:
        answer = kg.ask(question)
    if show_query:
        say(answer.sparql)
    if Format.of(format, sys.stdout) == Format.TABLE:
        for line in answer.lines(evidence=evidence):
            typer.echo(plain_text(line))
    else:
        say(f"Read as: {answer.reading.words()}")
        write_rows(statement_rows(answer.all_relations) if evidence else answer.rows(), format)
    _leave(int(bool(answer)), fail)
