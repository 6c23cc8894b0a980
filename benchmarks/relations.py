"""Relations to measure the explorer with: 40 real actors in 126 relations, and generated ones of any size.

The actors and who stands where are public knowledge; every sentence, outlet and URL is invented.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from whobacks.graph.relation import ActorRef, Relation, Statement
from whobacks.ontology.actors import load_actors
from whobacks.ontology.vocabulary import vocabulary

__all__ = ["generated", "sample"]

OUTLETS = ("Harbour Wire", "The Levant Ledger", "Gulf Meridian", "Northern Post", "Maghreb Monitor", "Evening Courier")
KINDS = ("state", "armed-group", "person", "government", "organisation", "igo", "militia", "party")

# Several ways to say each relation, so that pages hold prose of a natural length and variety.
PHRASES = {
    "backs": (
        "{a} stood firmly behind {b} at the session, diplomats in the room recalled",
        "The envoy repeated that {a} has no other partner in this war than {b}, and will not look for one",
        "Without the political cover of {a}, an adviser said, {b} would have lost the vote",
    ),
    "aids": (
        "Two transport planes with ammunition from {a} landed for {b} before sunrise",
        "{a} has paid and trained men of {b} since the spring, according to payroll sheets seen by this paper",
        "Armoured cars sent by {a} rolled through the camp of {b} on {d}",
    ),
    "allied_with": (
        "{a} and {b} call each other allies, and the joint staff meets every week",
        "The pact binds {a} to {b} for ten more years",
    ),
    "agrees_with": (
        "{a} and {b} put their names to a truce that took effect at midnight",
        "After nine hours {a} signed the accord with {b}",
    ),
    "consults_with": (
        "Delegations of {a} and {b} sat down again on {d}, for the third time in a month",
        "{a} rang {b} twice during the night, an aide said",
    ),
    "attacks": (
        "Artillery of {a} hit positions of {b} along the ridge for a second night",
        "Fighters of {a} stormed a checkpoint held by {b} and took eleven prisoners",
        "At least fourteen men of {b} died when {a} struck their convoy on {d}",
    ),
    "opposes": (
        "{a} rejected everything that {b} had put on the table",
        "{a} and {b} remain on opposite sides of the dispute",
    ),
    "accuses": (
        "{a} blamed {b} for the shelling of the market and asked for an inquiry",
        "In an unusually sharp note, {a} charged {b} with breaking the embargo",
    ),
    "threatens": ("{a} warned {b} that its patience would end with the month",),
    "sanctions": (
        "{a} froze the accounts of nineteen officials of {b} on {d}",
        "New penalties of {a} bar {b} from buying fuel",
    ),
    "leads": ("{a}, who heads {b}, addressed the officers on {d}", "Orders to {b} come from {a} alone"),
    "member_of": ("{a}, a branch of {b}, moved two battalions south", "Since its founding {a} has been part of {b}"),
    "betrays": ("{a} pulled its men out on {d} and left {b} to itself",),
}
DENIALS = (
    "{x} denied that {l}",
    "{x} called the report that {l} a fabrication",
    "It was never true that {l}, {x} said",
)
CLAIMS = ("{x} said that {l}", "According to {x}, {l}")


def sample(seed: int = 7) -> list[Relation]:
    """The 126 relations of `relations.csv`; the same seed (an integer) gives the same statements."""
    random, base = Random(seed), load_actors().actors
    refs = {
        a: ActorRef(id=a, name=base[a].name if a in base else a, kind=base[a].kind if a in base else "") for a in _ids()
    }
    with (Path(__file__).parent / "relations.csv").open(encoding="utf-8") as file:
        return [_relation(random, refs, row) for row in csv.DictReader(file)]


def generated(actors: int, relations: int, seed: int = 3) -> list[Relation]:
    """Relations between numbered actors in camps, with the long tail of real ones.

    Args:
        actors: how many actors, in camps of about eight.
        relations: how many relations, each with one to nine statements.
        seed: the same seed gives the same relations.
    """
    random = Random(seed)
    refs = {f"x/{n}": ActorRef(id=f"x/{n}", name=_name(n), kind=KINDS[n % len(KINDS)]) for n in range(actors)}
    ids, seen, out = list(refs), set(), []
    while len(out) < relations:
        a, b = (ids[min(int(random.expovariate(3.0 / actors)), actors - 1)] for _ in "ab")
        same = int(a[2:]) % (actors // 8 + 1) == int(b[2:]) % (actors // 8 + 1)
        relation = random.choice(("backs", "aids", "allied_with") if same or random.random() < 0.3 else tuple(PHRASES))
        if a == b or (a, relation, b) in seen:
            continue
        seen.add((a, relation, b))
        row = {"source": a, "target": b, "relation": relation, "theatre": random.choice(("Syria", "Libya"))}
        denied = random.choice(ids) if random.random() < 0.06 else ""
        spread = {"from": "2012", "to": "2020", "statements": str(random.choice((1, 1, 1, 2, 2, 3, 5, 9)))}
        out.append(
            _relation(random, refs, {**row, **spread, "claimed_by": "", "denied_by": denied, "hypothetical": ""})
        )
    return out


def _ids() -> set[str]:
    with (Path(__file__).parent / "relations.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = {row[key] for row in rows for key in ("source", "target", "claimed_by")}
    return (names | {actor for row in rows for actor in row["denied_by"].split(";")}) - {""}


def _name(number: int) -> str:
    first = ("Arden", "Belmar", "Corvan", "Dastra", "Elvend", "Farrow", "Galtia", "Hespar", "Istren", "Jorvik")
    second = ("Front", "Republic", "Council", "Guard", "Union", "Movement", "Command", "Assembly")
    return f"{first[number % 10]} {second[number // 10 % 8]} {number}"


def _relation(random: Random, refs: dict[str, ActorRef], row: dict[str, str]) -> Relation:
    count, speakers = int(row["statements"]), [refs[row["claimed_by"]]] if row["claimed_by"] else []
    deniers = [refs[actor] for actor in row["denied_by"].split(";") if actor]
    only_denied = (
        bool(deniers)
        and not speakers
        and row["relation"] == "backs"
        and "from" in row
        and row["source"] in row["denied_by"]
    )
    statements = [
        _statement(
            random,
            refs,
            row,
            "denied" if only_denied else "claimed" if speakers else "asserted",
            (deniers or [None])[0] if only_denied else (speakers or [None])[0],
            deniers,
        )
        for _ in range(count)
    ]
    if deniers and not only_denied:
        statements += [_statement(random, refs, row, "denied", denier, ()) for denier in deniers]
    if row["hypothetical"]:
        statements = [_statement(random, refs, row, "hypothetical", None, ()) for _ in range(count)]
    return _gathered(refs, row, sorted(statements, key=lambda s: (s.date or "", s.claim)))


def _gathered(refs: dict[str, ActorRef], row: dict[str, str], statements: list[Statement]) -> Relation:
    states = {s.status for s in statements}
    return Relation(
        source=refs[row["source"]],
        relation=row["relation"],
        target=refs[row["target"]],
        sign=vocabulary().relation(row["relation"]).sign,
        statements=tuple(statements),
        documents=len({s.doc for s in statements}),
        sources=len({s.outlet for s in statements}),
        first=min(s.date or "" for s in statements),
        last=max(s.date or "" for s in statements),
        status=next(s for s in ("asserted", "claimed", "denied", "hypothetical") if s in states),
        contested="denied" in states and bool(states & {"asserted", "claimed"}),
        theatres=(row["theatre"],),
        confidence=max(s.confidence for s in statements),
    )


def _statement(
    random: Random,
    refs: dict[str, ActorRef],
    row: dict[str, str],
    status: str,
    speaker: ActorRef | None,
    deniers: list[ActorRef] | tuple[()],
) -> Statement:
    first, last = date(int(row["from"]), 1, 4), date(int(row["to"]), 12, 20)
    day, outlet = first + timedelta(days=random.randint(0, (last - first).days)), random.choice(OUTLETS)
    a, b = refs[row["source"]], refs[row["target"]]
    core = random.choice(PHRASES[row["relation"]]).format(a=a.name, b=b.name, d=f"{day:%A}")
    if status == "hypothetical":
        core = f"If the talks fail, officials expect the following: {core}"
    frames = {"denied": DENIALS, "claimed": CLAIMS if speaker else ("{l}",)}.get(status, ("{l}",))
    sentence = random.choice(frames).format(x=speaker.name if speaker else "A spokesman", l=core) + "."
    key = sha256(f"{a.id}{b.id}{row['relation']}{day}{random.random()}".encode()).hexdigest()[:20]
    return Statement(
        claim=key,
        doc=f"{outlet.split()[-1].lower()}-{day:%Y%m%d}-{key[:4]}",
        outlet=outlet,
        title=f"{row['theatre']}: notes of {day:%d %B %Y}",
        url=f"https://example.org/{key[:8]}",
        date=day.isoformat(),
        status=status,
        attributed_to=speaker,
        denied_by=tuple(deniers) if status != "denied" else (),
        theatre=row["theatre"],
        source_text=a.name,
        target_text=b.name,
        quote=core,
        sentence=sentence,
        start=100,
        end=100 + len(core),
        confidence=round(random.uniform(0.45, 0.97), 2),
    )
