"""The command line: each command parses, calls one function of the library, and prints."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from .extract import commands as reading
from .graph import commands as answering
from .graph.options import Actors, Fields, Formatted, Graph, Jobs, LeastConfidence, Model, Paths, Rejected
from .graph.tables import write_rows
from .graph.terminal import Exit, guarded, open_dataset_at, progress, say

if TYPE_CHECKING:
    from .graph.ingest import Counts

__all__ = ["app", "run"]

HERE = "whobacks.graph"
READ, ANSWER, KEEP = "From articles to a graph", "From a graph to answers", "Looking after a graph"

app = typer.Typer(
    name="whobacks",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: whobacks build ARTICLES, then whobacks ask 'who backs Khalifa Haftar in Libya?'",
)


def run() -> None:
    """Run the command line and leave with its exit code."""
    debug = "--debug" in sys.argv
    sys.argv[1:] = [argument for argument in sys.argv[1:] if argument != "--debug"]
    sys.exit(guarded(app, debug=debug))


@app.callback(invoke_without_command=True)
def main(
    debug: Annotated[bool, Option("--debug", help="Show where an error came from.")] = False,
    version: Annotated[bool, Option("--version", help="Show the version.")] = False,
) -> None:
    """Who backs whom, from the news: typed, dated, denied, with the sentence behind every edge."""
    if version:
        from . import __version__

        typer.echo(f"whobacks {__version__}")
        raise typer.Exit


@app.command(rich_help_panel=READ)
def build(
    paths: Paths,
    graph: Graph = HERE,
    jobs: Jobs = 1,
    field: Fields = None,
    rejects: Rejected = None,
    model: Model = "whobacks_en",
    actors: Actors = None,
    min_confidence: LeastConfidence = 0.0,
) -> None:
    """Read articles into a graph; what it holds already is left alone."""
    from .extract.pipeline import load
    from .extract.readers import named_fields
    from .extract.rejects import Rejects
    from .graph.build import build, model_id
    from .graph.review import own_table
    from .graph.run import Run

    own = actors or (own_table(graph) if own_table(graph).exists() else None)
    options = {"actors": str(own or ""), "min_confidence": str(min_confidence)}
    more: dict[str, Any] = {"jobs": jobs, "fields": named_fields(field or ()), "min_confidence": min_confidence}
    with Rejects(rejects, say) as bad, open_dataset_at(graph, actors=own, new=True) as kg, progress("articles") as step:
        more |= {"nlp": partial(load, model, actors=own), "watch": lambda doc, what: step(1, doc)}
        counts = build(kg, paths, run=Run(model=model_id(model), options=options), on_reject=bad, **more)
    say(_told(graph, counts, bad.count))
    raise typer.Exit(Exit.REJECTED if bad.count else Exit.OK)


def _told(graph: str, counts: Counts, rejected: int) -> str:
    documents = f"{counts.added} added, {counts.replaced} replaced, {counts.unchanged} unchanged, {rejected} rejected"
    return f"{graph}: {documents}; {counts.claims} claims"


@app.command(rich_help_panel=READ)
def load(
    files: Annotated[
        list[str], Argument(help="Claims as `whobacks extract` writes them (- too), or an export's file.")
    ],
    graph: Graph = HERE,
    rejects: Rejected = None,
) -> None:
    """Load claims that were extracted before, or exported."""
    from .extract.rejects import Rejects
    from .extract.saved import is_claims, read_claims

    claims = [file for file in files if is_claims(file)]
    with Rejects(rejects, say) as bad, open_dataset_at(graph, new=True) as kg:
        for file in files:
            if file not in claims:
                say(f"{file}: {kg.load(file)} documents")
        if claims:
            say(_told(graph, kg.load_claims(read_claims(claims, on_reject=bad)), bad.count))
    raise typer.Exit(Exit.REJECTED if bad.count else Exit.OK)


@app.command(rich_help_panel=KEEP)
def stats(graph: Graph = HERE, format: Formatted = None) -> None:
    """Count what a graph holds."""
    with open_dataset_at(graph) as kg:
        write_rows(({"what": name, "count": value} for name, value in kg.stats().rows()), format)


@app.command(rich_help_panel=KEEP)
def validate(graph: Graph = HERE, format: Formatted = None) -> None:
    """Check every claim against the shapes (SHACL)."""
    with open_dataset_at(graph) as kg, progress("documents") as step:
        found = write_rows(kg.validate(step), format)
    raise typer.Exit(Exit.FAILURE if found else Exit.OK)


@app.command(rich_help_panel=KEEP)
def retract(
    doc: Annotated[list[str], Argument(help="Ids of documents.")],
    graph: Graph = HERE,
) -> None:
    """Take documents and their claims out of a graph."""
    with open_dataset_at(graph) as kg:
        missing = [one for one in doc if not kg.retract(one)]
    for one in missing:
        say(f"no document {one!r} in {graph}")
    raise typer.Exit(Exit.NOTHING if missing else Exit.OK)


@app.command(rich_help_panel=KEEP)
def backup(to: Annotated[Path, Argument(help="A new folder, or a file .nq or .nq.gz.")], graph: Graph = HERE) -> None:
    """Copy a graph while it is in use."""
    with open_dataset_at(graph) as kg:
        kg.backup(to)
    say(f"wrote {to}")


@app.command(rich_help_panel=KEEP)
def optimize(graph: Graph = HERE) -> None:
    """Compact the files after a large load; queries get faster."""
    with open_dataset_at(graph) as kg:
        kg.dataset.optimize()
    say(f"{graph}: compacted")


@app.command(rich_help_panel=ANSWER)
def serve(
    graph: Graph = HERE,
    host: Annotated[str, Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, Option("--port", min=0, max=65535)] = 8000,
    timeout: Annotated[float, Option("--timeout", help="Seconds that a query may take.")] = 30.0,
) -> None:
    """Serve the explorer, questions and SPARQL, read-only, over HTTP."""
    from .graph.serve import serve

    serve(graph, host=host, port=port, timeout=timeout)


@app.command(rich_help_panel=ANSWER)
def types(format: Formatted = None) -> None:
    """List the relations, their signs and meanings."""
    from .ontology.vocabulary import vocabulary

    names = ("name", "family", "sign", "symmetric", "broader", "plover", "definition")
    rows = ({name: getattr(relation, name) for name in names} for relation in vocabulary().relations.values())
    write_rows(rows, format)


app.command(rich_help_panel=READ)(reading.extract)
app.command(rich_help_panel=READ)(reading.relate)
app.command(rich_help_panel=READ)(reading.mentions)
for command in (answering.ask, answering.show, answering.relations, answering.query, answering.view, answering.export):
    app.command(rich_help_panel=ANSWER)(command)
app.add_typer(answering.actors_app, name="actors", rich_help_panel=ANSWER)
