"""The questions of the store's benchmark: through the library of named queries, and asked of the claims alone."""

from __future__ import annotations

from store_data import actor

from whobacks.graph.queries import named_queries, prepare
from whobacks.graph.relation import ActorRef
from whobacks.graph.sparql import bind
from whobacks.ontology.vocabulary import vocabulary

SUPPORT = "wb:backs wb:aids wb:allied_with wb:cooperates_with wb:yields_to"
HOSTILE = " ".join(f"wb:{r.name}" for r in vocabulary().relations.values() if r.sign < 0)
HUB = f"<https://w3id.org/whobacks/actor/{actor(1)[0]}>"


def named(name: str, **values: str) -> str:
    """A named query with its values, as the sandbox would run it."""
    query, bindings = prepare(name, values, lambda given: ActorRef(given, given))
    return bind(query, bindings)


def queries() -> dict[str, str]:
    """The questions: through the library, and the same asked of the claims alone."""
    return {
        "who backs X": named("who_backs", actor=HUB),
        "who backs X, plain": f"""SELECT ?who ?date ?quote {{ VALUES ?relation {{ {SUPPORT} }}
            ?claim wb:object {HUB} ; wb:relation ?relation ; wb:subject ?who ; wb:date ?date ; wb:quote ?quote }}""",
        "theatre with evidence": named("theatre", theatre="Libya"),
        "months x relation": named_queries()["support_over_months"].text,
        "months x relation, plain": """SELECT ?month ?relation (COUNT(*) AS ?n) {
            ?claim wb:date ?date ; wb:relation ?relation BIND(SUBSTR(STR(?date), 1, 7) AS ?month) }
            GROUP BY ?month ?relation""",
        "changed sides": named_queries()["changed_sides"].text,
        "changed sides, plain": f"""SELECT ?who ?whom ?before ?after {{
            {{ SELECT ?who ?whom (MAX(?d) AS ?before) {{ VALUES ?r {{ {SUPPORT} }}
              ?c wb:relation ?r ; wb:subject ?who ; wb:object ?whom ; wb:date ?d }} GROUP BY ?who ?whom }}
            {{ SELECT ?who ?whom (MIN(?e) AS ?after) {{ VALUES ?s {{ {HOSTILE} }}
              ?f wb:relation ?s ; wb:subject ?who ; wb:object ?whom ; wb:date ?e }} GROUP BY ?who ?whom }}
            FILTER(?before < ?after) }}""",
        "proxy rivals": named_queries()["proxy_rivals"].text,
        "proxy rivals, plain": f"""SELECT ?a ?b (COUNT(*) AS ?n) {{
            VALUES ?h {{ {HOSTILE} }} VALUES ?s {{ {SUPPORT} }} VALUES ?t {{ {SUPPORT} }}
            ?c wb:relation ?h ; wb:subject ?x ; wb:object ?y ; wb:theatre ?theatre .
            ?d wb:object ?x ; wb:theatre ?theatre ; wb:relation ?s ; wb:subject ?a .
            ?e wb:object ?y ; wb:theatre ?theatre ; wb:relation ?t ; wb:subject ?b .
            FILTER(STR(?a) < STR(?b)) }} GROUP BY ?a ?b ORDER BY DESC(?n) LIMIT 100""",
    }
