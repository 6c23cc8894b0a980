"""What a query answers: rows, a truth value or triples, in every format that SPARQL 1.1 names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as ET

import pyoxigraph as ox
from pyoxigraph import RdfFormat

from ..ontology.errors import QueryError
from ..ontology.namespaces import PREFIXES, XSD

if TYPE_CHECKING:
    import pandas

__all__ = ["FORMATS", "Results"]

Kind = Literal["rows", "boolean", "triples"]
Term = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
Row = tuple[Term | None, ...]

_NUMBERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys((XSD + "integer", XSD + "int", XSD + "long"), int),
    **dict.fromkeys((XSD + "double", XSD + "float", XSD + "decimal"), float),
    XSD + "boolean": lambda value: value in ("true", "1"),
}
_RESULTS_XML = "http://www.w3.org/2005/sparql-results#"
_GRAPHS = {"turtle": RdfFormat.TURTLE, "ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdfxml": RdfFormat.RDF_XML}
_SHOWN = 100
#: Every format that `Results.serialize` knows.
FORMATS = ("json", "xml", "csv", "tsv", "table", *_GRAPHS)


def plain(term: Term | None) -> Any:
    """The term as a plain value: a number, a boolean, a string, None."""
    if isinstance(term, ox.Literal):
        return _NUMBERS.get(term.datatype.value, str)(term.value)
    return None if term is None else getattr(term, "value", str(term))


def short(term: Term | None) -> str:
    """The term for people: an IRI by its prefix, a literal by its text."""
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value[len(namespace) :]}"
    return "" if term is None else str(getattr(term, "value", term))


@dataclass(frozen=True)
class Results:
    """The answer to one query.

    ``variables`` and ``rows`` belong to SELECT, ``truth`` to ASK, ``triples`` to CONSTRUCT and DESCRIBE.
    ``cut`` is None for a whole answer, else "rows", "size" or "time": there would have been more.
    """

    kind: Kind
    variables: tuple[str, ...] = ()
    rows: Sequence[Row] = ()
    truth: bool = False
    triples: Sequence[ox.Triple] = ()
    cut: str | None = None

    def __len__(self) -> int:
        return len(self.triples if self.kind == "triples" else self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Rows as dicts of plain values."""
        return (dict(zip(self.variables, map(plain, row), strict=True)) for row in self.rows)

    def __bool__(self) -> bool:
        return self.truth if self.kind == "boolean" else len(self) > 0

    def records(self) -> list[dict[str, Any]]:
        """Rows as dicts of plain values."""
        return list(self)

    def to_df(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame (needs the extra "pandas")."""
        import pandas

        return pandas.DataFrame(self.records(), columns=list(self.variables))

    def serialize(self, format: str = "json") -> str:
        """The answer as text.

        Args:
            format: json, xml, csv or tsv (SPARQL 1.1 results), turtle, nt or rdfxml for triples, or table.

        Raises:
            QueryError: a format that this kind of answer does not have.
        """
        if self.kind == "triples" and format in _GRAPHS:
            prefixes = dict(PREFIXES) if _GRAPHS[format] == RdfFormat.TURTLE else None
            return (ox.serialize(self.triples, format=_GRAPHS[format], prefixes=prefixes) or b"").decode()
        if self.kind == "boolean" and format in _BOOLEANS:
            return _BOOLEANS[format](self.truth)
        if self.kind == "rows" and format in _ROWS:
            return _ROWS[format](self)
        known = {"triples": list(_GRAPHS), "boolean": list(_BOOLEANS), "rows": list(_ROWS)}[self.kind]
        raise QueryError(f"no format {format!r} for this kind of answer; there are {', '.join(known)}")

    def _repr_html_(self) -> str:
        if self.kind != "rows":
            return f"<pre>{escape(self.serialize(_PLAIN[self.kind]))}</pre>"
        head = "".join(f"<th>{escape(name)}</th>" for name in self.variables)
        body = "".join(f"<tr>{_html_cells(row)}</tr>" for row in self.rows[:_SHOWN])
        more = f"<p>{len(self) - _SHOWN} more rows</p>" if len(self) > _SHOWN else ""
        cut = f"<p>cut: limit of {escape(self.cut)}</p>" if self.cut else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}{cut}"


_PLAIN = {"boolean": "table", "triples": "turtle"}


def _html_cells(row: Row) -> str:
    return "".join(f"<td>{escape(short(term))}</td>" for term in row)


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}
    more = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **({} if more.get("datatype") == XSD + "string" else more)}


def _json(results: Results) -> str:
    bindings = [
        {name: _json_term(term) for name, term in zip(results.variables, row, strict=True) if term is not None}
        for row in results.rows
    ]
    cut = {"cut": results.cut} if results.cut else {}
    head = {"vars": list(results.variables), **cut}
    return json.dumps({"head": head, "results": {"bindings": bindings}}, ensure_ascii=False)


def _xml_root(variables: Sequence[str]) -> ET.Element:
    root = ET.Element("sparql", {"xmlns": _RESULTS_XML})
    head = ET.SubElement(root, "head")
    for name in variables:
        ET.SubElement(head, "variable", {"name": name})
    return root


def _xml_term(parent: ET.Element, term: Term) -> None:
    if isinstance(term, ox.Triple):
        triple = ET.SubElement(parent, "triple")
        for name in ("subject", "predicate", "object"):
            _xml_term(ET.SubElement(triple, name), getattr(term, name))
        return
    found = _json_term(term)
    kind = {"uri": "uri", "bnode": "bnode", "literal": "literal"}[found["type"]]
    attributes: dict[str, str] = {key: found[key] for key in found if key in ("xml:lang", "datatype")}
    ET.SubElement(parent, kind, attributes).text = _xml_text(found["value"])


def _xml_text(value: str) -> str:
    """The text without the control characters that XML 1.0 cannot hold."""
    return "".join(char if char >= " " or char in "\t\n\r" else "\ufffd" for char in value)


def _xml(results: Results) -> str:
    root = _xml_root(results.variables)
    found = ET.SubElement(root, "results")
    for row in results.rows:
        result = ET.SubElement(found, "result")
        for name, term in zip(results.variables, row, strict=True):
            if term is not None:
                _xml_term(ET.SubElement(result, "binding", {"name": name}), term)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _csv(results: Results) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(results.variables)
    for row in results.rows:
        writer.writerow("" if term is None else _csv_term(term) for term in row)
    return out.getvalue()


def _csv_term(term: Term) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))


def _tsv(results: Results) -> str:
    lines = ["\t".join(f"?{name}" for name in results.variables)]
    lines += ["\t".join("" if term is None else str(term) for term in row) for row in results.rows]
    return "\n".join(lines) + "\n"


def _table(results: Results) -> str:
    cells = [list(results.variables), *([short(term) for term in row] for row in results.rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(results.variables))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join(lines) + "\n"


def _truth_xml(truth: bool) -> str:
    root = _xml_root(())
    ET.SubElement(root, "boolean").text = str(truth).lower()
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


_ROWS: dict[str, Callable[[Results], str]] = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv, "table": _table}
_BOOLEANS: dict[str, Callable[[bool], str]] = {
    "json": lambda truth: json.dumps({"head": {}, "boolean": truth}),
    "xml": _truth_xml,
    **dict.fromkeys(("csv", "tsv", "table"), lambda truth: f"{str(truth).lower()}\n"),
}
