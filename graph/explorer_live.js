// Which statements, relations, bundles and actors the filters let through, and how many each choice would give.
const BIT = {
  theatre: 1,
  outlet: 2,
  status: 4,
  confidence: 8,
  date: 16,
  type: 32,
  kind: 64,
  around: 128,
  only: 256,
  sources: 512,
  contested: 1024,
};
const STATES = {
  asserted: "stated",
  claimed: "only claimed",
  contested: "contested",
  denied: "only denied",
  hypothetical: "only hypothetical",
};
let LIVE = { relations: [], bundles: new Map(), actors: new Set(), statements: 0, facets: {} };

function side(r, end) {
  const actor = S.rollup ? (end === "s" ? r.sideS : r.sideT) : r[end],
    { bloc } = D.actors[actor];
  return bloc >= 0 && S.folded.has(bloc) ? D.folds[bloc].i : actor;
}

function statementMask(x) {
  let mask = 0;
  if (S.off.theatre.has(x.theatre)) mask |= BIT.theatre;
  if (S.off.outlet.has(x.outlet)) mask |= BIT.outlet;
  if (S.off.status.has(x.status)) mask |= BIT.status;
  if (x.confidence < S.confidence) mask |= BIT.confidence;
  if (S.only && !S.only.statements.has(x)) mask |= BIT.only;
  if (isNaN(x.day) ? S.from > D.first || S.to < D.last : x.day < S.from || x.day > S.to) mask |= BIT.date;
  return mask;
}
function relationMask(r, around) {
  let mask = 0;
  if (S.off.type.has(r.type.name)) mask |= BIT.type;
  const s = side(r, "s"),
    t = side(r, "t");
  if (
    S.off.kind.size &&
    [r.s, r.t].some((end) => S.off.kind.has(D.actors[S.rollup ? (end === r.s ? r.sideS : r.sideT) : end].kind))
  )
    mask |= BIT.kind;
  if (s === t || (around && !(around.has(s) && around.has(t)))) mask |= BIT.around;
  return mask;
}
// Actors within one or two steps of the ego, or in the chosen bloc; at one step, only links that touch the ego count.
function surroundings() {
  if (S.bloc != null) return new Set([...D.blocs[S.bloc].members, D.folds[S.bloc].i]);
  if (S.ego == null) return null;
  const near = new Set([S.ego]);
  for (let step = 0; step < S.hops; step++) {
    const edge = new Set(near);
    for (const r of D.relations) {
      const s = side(r, "s"),
        t = side(r, "t");
      if (edge.has(s)) near.add(t);
      if (edge.has(t)) near.add(s);
    }
  }
  return near;
}
function stateOf(statements, disputed = false) {
  const yes = statements.some((x) => x.status < 2),
    said = statements.some((x) => x.status === 0);
  const no = disputed || statements.some((x) => x.status === 2 || x.denied.length);
  if (yes) return no ? "contested" : said ? "asserted" : "claimed";
  return statements.some((x) => x.status === 2) ? "denied" : "hypothetical";
}
function summary(r, statements) {
  const dates = statements
    .map((x) => x.document.date)
    .filter(Boolean)
    .sort();
  const outlets = new Set(statements.map((x) => x.outlet));
  return {
    r,
    statements,
    outlets,
    sources: Math.min(outlets.size, Math.max(1, r.sources)),
    documents: new Set(statements.map((x) => x.document)).size,
    first: dates[0],
    last: dates.at(-1),
    state: stateOf(statements, r.contested),
    disputed: r.contested,
    s: side(r, "s"),
    t: side(r, "t"),
    sign: r.sign,
  };
}

function live() {
  const around = surroundings(),
    facets = Object.fromEntries(SETS.map((name) => [name, new Map()]));
  const out = { relations: [], bundles: new Map(), actors: new Set(), statements: 0, undated: 0, facets, days: [] };
  for (const r of D.relations) {
    const own =
      relationMask(r, around) |
      (S.ego != null && S.hops === 1 && side(r, "s") !== S.ego && side(r, "t") !== S.ego ? BIT.around : 0);
    const pass = [],
      seen = [];
    for (const x of r.statements) {
      const mask = own | statementMask(x);
      if (!mask) pass.push(x);
      if (!(mask & (mask - 1))) seen.push([mask, x]);
      if (!(mask & ~BIT.date)) out.days.push(x);
    }
    const line = summary(r, pass),
      refuse = pass.length ? late(line) : 0;
    facetCounts(facets, r, seen, refuse);
    if (pass.length && !refuse) out.relations.push(line);
  }
  out.relations = merged(out.relations);
  gather(out);
  return out;
}
// Rolled up or folded, what two people of one side do is one relation of that side.
function merged(lines) {
  if (!S.rollup && !S.folded.size) return lines;
  const groups = new Map();
  for (const line of lines) {
    const [s, t] =
        line.r.type.symmetric && D.actors[line.t].id < D.actors[line.s].id ? [line.t, line.s] : [line.s, line.t],
      key = `${s}>${line.r.type.name}>${t}`;
    groups.set(key, [...(groups.get(key) || []), { ...line, s, t }]);
  }
  return [...groups.values()].map((group) => {
    const [{ r, s, t }] = group,
      statements = group.flatMap((l) => l.statements);
    const whole = {
      ...r,
      s,
      t,
      sideS: s,
      sideT: t,
      sources: group.reduce((sum, l) => sum + l.r.sources, 0),
      contested: group.some((l) => l.r.contested),
    };
    return { ...summary(whole, statements), s, t };
  });
}
// What can be decided only when the statements of a relation are known.
function late(line) {
  const contested = line.state === "contested" || line.state === "denied";
  return (
    (line.sources < S.sources ? BIT.sources : 0) |
    ((S.contested === "only" && !contested) || (S.contested === "hide" && contested) ? BIT.contested : 0)
  );
}
// A choice's count: the relations that show once it is made, all other filters as they are.
function facetCounts(facets, r, seen, refuse) {
  if (refuse) return;
  const add = (set, values) => values.forEach((v) => facets[set].set(v, (facets[set].get(v) || 0) + 1));
  for (const set of SETS) {
    const fit = seen.filter(([mask]) => !(mask & ~BIT[set])).map(([, x]) => x);
    if (!fit.length) continue;
    if (set === "type") add(set, [r.type.name]);
    else if (set === "kind")
      add(set, new Set((S.rollup ? [r.sideS, r.sideT] : [r.s, r.t]).map((i) => D.actors[i].kind)));
    else add(set, new Set(fit.map((x) => x[set])));
  }
}
// One link a pair and sign; it says what all its relations say.
function gather(out) {
  for (const line of out.relations) {
    const key = `${line.s}>${line.t}|${line.sign}`;
    let bundle = out.bundles.get(key);
    if (!bundle)
      out.bundles.set(
        key,
        (bundle = { key, s: line.s, t: line.t, sign: line.sign, lines: [], outlets: new Set(), cap: 0 }),
      );
    bundle.lines.push(line);
    line.outlets.forEach((o) => bundle.outlets.add(o));
    bundle.cap += line.sources;
    out.statements += line.statements.length;
    out.actors.add(line.s).add(line.t);
  }
  for (const bundle of out.bundles.values()) finish(bundle);
  const best =
    out.bundles.size > D.raw.links
      ? [...out.bundles.values()]
          .sort((a, b) => b.sources - a.sources || b.lines.length - a.lines.length)
          .slice(0, D.raw.links)
      : out.bundles.values();
  out.drawn = new Map([...best].map((bundle) => [bundle.key, bundle]));
}
function finish(bundle) {
  const { lines } = bundle,
    types = lines.map((l) => l.r.type);
  bundle.sources = Math.min(bundle.outlets.size, bundle.cap);
  bundle.state = stateOf(
    lines.flatMap((l) => l.statements),
    lines.some((l) => l.disputed && l.state === "contested"),
  );
  bundle.family = types.some((t) => t.family.name === "structure") ? "structure" : types[0].family.name;
  bundle.symmetric = types.every((t) => t.symmetric);
  bundle.first = lines
    .map((l) => l.first)
    .filter(Boolean)
    .sort()[0];
  bundle.last = lines
    .map((l) => l.last)
    .filter(Boolean)
    .sort()
    .at(-1);
  bundle.labels = [...new Set(types.map((t) => t.label))];
}
