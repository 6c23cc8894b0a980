// From a reading to relations, as graph/answering.py does it over the dataset.
const rolled = (id) => (S.rollup ? (D.sideOf.get(id) ?? id) : id);
const ids = (list = []) => new Set(list.map(rolled));

// Every relation between the ends that count, with the statements that pass; the far ends as numbers of actors.
function select(wanted) {
  const lines = [],
    around = ids(wanted.around),
    source = ids(wanted.source),
    target = ids(wanted.target);
  const fits = (set, id) => !set.size || set.has(id);
  for (const r of D.relations) {
    const s = D.actors[side(r, "s")].id,
      t = D.actors[side(r, "t")].id,
      name = r.type.name;
    if (
      s === t ||
      (wanted.types.size && !wanted.types.has(name)) ||
      (wanted.sign.length && !wanted.sign.includes(r.sign))
    )
      continue;
    if (around.size && !around.has(s) && !around.has(t)) continue;
    const ways = r.type.symmetric
      ? [
          [s, t],
          [t, s],
        ]
      : [[s, t]];
    if (!ways.some(([a, b]) => fits(source, a) && fits(target, b))) continue;
    const statements = r.statements.filter((x) => passes(x, wanted));
    if (statements.length) lines.push(summary(r, statements));
  }
  const shown = { only: (l) => l.disputed, hide: (l) => !l.disputed }[wanted.contested] || (() => true);
  return ranked(merged(lines).filter((l) => shown(l) && l.sources >= (wanted.min_sources || 0)));
}
function passes(x, w) {
  const date = x.document.date || "",
    last = w.until && w.until.length < 10 ? w.until + "~" : w.until;
  return (
    (!w.theatre.length || w.theatre.includes(D.theatres[x.theatre])) &&
    (!w.since || (date && date >= w.since)) &&
    (!last || (date && date <= last)) &&
    (!w.outlets || w.outlets.has(x.outlet)) &&
    (!w.attributed.length || (x.by && w.attributed.includes(x.by.id))) &&
    (!w.status.length || w.status.includes(STATUS[x.status])) &&
    x.confidence >= 100 * (w.min_confidence || 0)
  );
}
const strongest = (l) => Math.min(...l.statements.map((x) => x.status));
const isStated = (l) => strongest(l) < 2;
const ranked = (lines) =>
  lines.sort(
    (a, b) =>
      strongest(a) - strongest(b) ||
      b.sources - a.sources ||
      b.documents - a.documents ||
      b.statements.length - a.statements.length ||
      a.r.i - b.r.i,
  );

function wantedOf(read) {
  const r = read.reading,
    form = r.form,
    far = [...(r.target || []), ...(r.other || [])];
  const narrower = (name) =>
    D.types.filter((t) => t.name === name || t.broader === name || t.family.name === name).map((t) => t.name);
  const wanted = {
    around: [],
    source: r.source || [],
    target: far,
    types: new Set(read.relations.flatMap(narrower)),
    sign: { side: [1], changed: [1, -1] }[form] || (r.via === "support" ? [1] : []),
    theatre: form === "compare" ? [] : r.theatre || [],
    since: form === "new" || form === "changed" ? null : r.since,
    until: r.until,
    outlets: null,
    attributed: r.attributed_to || [],
    status: r.status || [],
    min_confidence: r.min_confidence,
    min_sources: r.min_sources,
    contested: form === "disagree" ? "only" : r.contested,
  };
  if (AROUND.includes(form)) Object.assign(wanted, { around: r.source || r.target || [], source: [], target: [] });
  else if (form === "path" || form === "both") Object.assign(wanted, { source: [], target: [] });
  else if (form === "denies") wanted.source = [];
  return wanted;
}
function answered(read) {
  const wanted = wantedOf(read),
    r = read.reading;
  if (r.outlets) {
    const key = (name) => fold(name).replace(/^the /, ""),
      known = D.outlets.map(key);
    wanted.outlets = new Set(r.outlets.map((name) => known.indexOf(key(name))));
    if (wanted.outlets.has(-1))
      return {
        error: `no outlet or actor is called “${r.outlets[0]}”; there are ${D.outlets.slice(0, 10).join(", ")}`,
      };
  }
  return { lines: [], unstated: [], groups: [], verdict: null, ...(ANSWERS[r.form] || listing)(r, wanted) };
}
const far = (r) => {
  const named = ids([...(r.source || []), ...(r.target || []), ...(r.other || [])]);
  return (l) => [l.s, l.t].filter((i) => !named.has(D.actors[i].id));
};
function fitsForm(r) {
  const one = ids(r.source),
    other = ids(r.target),
    id = (i) => D.actors[i].id,
    of = (kinds, i) => !kinds?.length || kinds.includes(D.actors[i].kind),
    ends = far(r);
  if (r.form === "between" || r.form === "either")
    return (l) => (one.has(id(l.s)) && other.has(id(l.t))) || (one.has(id(l.t)) && other.has(id(l.s)));
  if (r.form === "everyone") return (l) => of(r.kinds, l.s) && of(r.other_kinds, l.t);
  return (l) => !r.kinds?.length || ends(l).some((i) => r.kinds.includes(D.actors[i].kind));
}
function listing(r, wanted) {
  const found = select(wanted).filter(fitsForm(r));
  return {
    lines: found.filter((l) => r.status || isStated(l)),
    unstated: found.filter((l) => !r.status && !isStated(l)),
  };
}
function verdict(r, wanted) {
  const out = listing(r, wanted);
  const judged = out.lines.length
    ? !r.status && out.lines.some((l) => l.disputed)
      ? "contested"
      : "yes"
    : out.unstated.some((l) => strongest(l) === 2)
      ? "only denied"
      : out.unstated.length
        ? "only hypothetical"
        : "no";
  return { ...out, verdict: judged };
}
const grouped = (groups) => {
  const kept = groups.filter(([, lines]) => lines.length);
  const each = new Map(
    kept.flatMap(([, lines]) => lines).map((l) => [`${l.s}>${l.r.type.name}>${l.t}>${l.statements.length}`, l]),
  );
  return { groups: kept, lines: [...each.values()] };
};
const ANSWERS = {
  yes_no: verdict,
  either: verdict,
  denies: verdict,
  compare: (r, wanted) => grouped(r.theatre.map((name) => [name, select({ ...wanted, theatre: [name] })])),
  compare_actors: (r, wanted) =>
    grouped(
      [r.source, r.target].map((list) => [
        list.map((id) => D.byId[id]?.name ?? id).join(" or "),
        select({ ...wanted, around: list }),
      ]),
    ),
  new: (r, wanted) => ({
    lines: listing(r, wanted)
      .lines.filter((l) => l.first && l.first >= (r.since || ""))
      .sort((a, b) => (a.first < b.first ? -1 : 1)),
  }),
  path(r, wanted) {
    const best = chain(select(wanted), [...ids(r.source)], [...ids(r.target)]);
    return best.length ? grouped([[count(best.length, "step"), best]]) : {};
  },
  changed(r, wanted) {
    const found = turns(
        select({ ...wanted, types: new Set([...SUPPORTIVE, ...HOSTILE]), sign: [], source: [], status: [] }),
      ),
      source = ids(r.source);
    return grouped(
      found
        .filter(
          (turn) =>
            turn.on >= (r.since || "") &&
            (!source.size || source.has(D.actors[turn.a].id)) &&
            (!r.kinds?.length || r.kinds.includes(D.actors[turn.a].kind)),
        )
        .map((turn) => [turn.title, [...turn.before, ...turn.after]]),
    );
  },
  both(r, wanted) {
    const helped = new Map(),
      titles = [];
    for (const l of select(wanted))
      if (isStated(l) && l.sign > 0) for (const [a, b] of bothWays(l)) put(put2(helped, a), b, l);
    const fights = new Map();
    for (const l of select({ ...wanted, types: new Set(HOSTILE) }))
      if (isStated(l)) put(fights, [l.s, l.t].sort((a, b) => a - b).join(), l);
    for (const [who, those] of [...helped].sort((x, y) => (D.actors[x[0]].name < D.actors[y[0]].name ? -1 : 1)))
      for (const [pair, between] of fights) {
        const [one, other] = pair.split(",").map(Number);
        if (one !== other && those.has(one) && those.has(other))
          titles.push([
            `${D.actors[who].name}: ${D.actors[one].name} and ${D.actors[other].name}`,
            [...those.get(one), ...those.get(other), ...between],
          ]);
      }
    return grouped(titles);
  },
  both_of(r, wanted) {
    const towards = new Map(),
      ends = far(r);
    for (const l of listing(r, wanted).lines) for (const i of ends(l)) put(towards, i, l);
    const touches = (lines, set) => lines.some((l) => set.has(D.actors[l.s].id) || set.has(D.actors[l.t].id));
    return grouped(
      [...towards]
        .filter(([, lines]) => [ids(r.target), ids(r.other)].every((set) => touches(lines, set)))
        .map(([i, lines]) => [D.actors[i].name, lines]),
    );
  },
};
const put = (map, key, value) => {
  map.set(key, [...(map.get(key) || []), value]);
};
const put2 = (map, key) => {
  if (!map.has(key)) map.set(key, new Map());
  return map.get(key);
};
const bothWays = (l) =>
  l.r.type.symmetric
    ? [
        [l.s, l.t],
        [l.t, l.s],
      ]
    : [[l.s, l.t]];

// The shortest chain of stated relations, either way along each; among equal ones the better sourced.
function chain(lines, starts, ends) {
  const best = new Map(),
    near = new Map();
  for (const l of lines) {
    const key = [l.s, l.t].sort((a, b) => a - b).join();
    if (isStated(l) && !best.has(key)) (best.set(key, l), put(near, l.s, [l.t, l]), put(near, l.t, [l.s, l]));
  }
  let found = [];
  for (const a of starts)
    for (const b of ends) {
      const path = dijkstra(near, D.byId[a]?.i, D.byId[b]?.i);
      if (path.length && (!found.length || path.length < found.length)) found = path;
    }
  return found;
}
function dijkstra(near, from, to) {
  const cost = new Map([[from, 0]]),
    came = new Map(),
    open = new Set([from]),
    done = new Set();
  while (open.size) {
    const here = [...open].reduce((a, b) => (cost.get(b) < cost.get(a) ? b : a));
    if (here === to) break;
    open.delete(here);
    done.add(here);
    for (const [next, l] of near.get(here) || []) {
      const far = cost.get(here) + 1 + 1 / (1000 * (1 + l.sources));
      if (!done.has(next) && far < (cost.get(next) ?? Infinity))
        (cost.set(next, far), came.set(next, [here, l]), open.add(next));
    }
  }
  const path = [];
  for (let at = to; came.has(at) && at !== from; at = came.get(at)[0]) path.unshift(came.get(at)[1]);
  return path;
}

// Changes of sides: all of the one sign begins and ends before all of the other does.
function turns(lines) {
  const good = new Map(),
    bad = new Map(),
    out = [],
    dates = (list) =>
      list
        .flatMap((l) => l.statements.filter((x) => x.status < 2 && x.document.date).map((x) => x.document.date))
        .sort();
  for (const l of lines) {
    const group = SUPPORTIVE.includes(l.r.type.name) ? good : HOSTILE.includes(l.r.type.name) ? bad : null;
    if (group && dates([l]).length) for (const [a, b] of bothWays(l)) put(group, `${a},${b}`, l);
  }
  for (const [pair, hostile] of bad) {
    const [a, b] = pair.split(",").map(Number),
      support = good.get(pair) || [],
      g = dates(support),
      h = dates(hostile),
      dropped = hostile.filter((l) => l.r.type.name === "betrays");
    const title = (was, now, until, since) =>
      `${D.actors[a].name} towards ${the(D.actors[b].name)}: ${was} until ${until}, ${now} since ${since}`;
    if (g.length && g[0] < h[0] && g.at(-1) < h.at(-1))
      out.push({
        a,
        b,
        before: support,
        after: hostile,
        on: h[0],
        title: title("support", "hostility", g.at(-1), h[0]),
      });
    else if (g.length && h[0] < g[0] && h.at(-1) < g.at(-1))
      out.push({
        a,
        b,
        before: hostile,
        after: support,
        on: g[0],
        title: title("hostility", "support", h.at(-1), g[0]),
      });
    else if (dropped.length)
      out.push({
        a,
        b,
        before: [],
        after: dropped,
        on: dates(dropped)[0],
        title: `${D.actors[a].name} dropped its support for ${the(D.actors[b].name)} (${dates(dropped)[0]})`,
      });
  }
  return out.sort((x, y) => (x.on < y.on ? -1 : x.on > y.on ? 1 : D.actors[x.a].name < D.actors[y.a].name ? -1 : 1));
}
