// What the reader chose. One state for all views; it lives in the address, so that a link restores it.
const SETS = ["type", "theatre", "outlet", "kind", "status"];
const fresh = () => ({
  view: "graph",
  off: Object.fromEntries(SETS.map((name) => [name, new Set()])),
  confidence: 0,
  sources: 1,
  contested: "show",
  from: D.first,
  to: D.last,
  ego: null,
  hops: 1,
  bloc: null,
  rollup: false,
  folded: new Set(D.raw.fold ? D.blocs.keys() : []),
  chosen: null,
  question: "",
  only: null,
  sort: ["sources", -1],
});
let S;
// What a reader sees is decided here, and in no view: each draws what `live` (explorer_live.js) lets through.
const listeners = [];
const render = later(0, () => redraw());
let refit = false;

function change(changes, { fit = true, push = true } = {}) {
  Object.assign(S, changes);
  refit ||= fit;
  if (push) writeHash();
  render();
}
function toggle(set, value, on) {
  if (on) S.off[set].delete(value);
  else S.off[set].add(value);
  change({});
}
// Whether the filters are as the page came.
function untouched() {
  const base = fresh(),
    same = ["confidence", "sources", "contested", "from", "to", "ego", "bloc", "rollup", "only"].every(
      (name) => S[name] === base[name],
    );
  return same && SETS.every((set) => !S.off[set].size) && [...S.folded].join() === [...base.folded].join();
}
function reset() {
  const { view } = S;
  S = fresh();
  change({ view });
  showHome();
}

const FACETS = {
  type: { values: () => D.types.map((t) => t.name) },
  theatre: { values: () => [...D.theatres.keys(), -1] },
  outlet: { values: () => [...D.outlets.keys(), -1] },
  kind: { values: () => [...new Set(D.actors.filter((a) => a.folds == null).map((a) => a.kind))] },
  status: { values: () => STATUS.map((_, i) => i) },
};
const label = {
  theatre: (i) => (i < 0 ? "no theatre stated" : D.theatres[i]),
  outlet: (i) => (i < 0 ? "unknown outlet" : D.outlets[i]),
  status: (i) => STATUS[i],
  type: (name) => D.types.find((t) => t.name === name).label,
  kind: kindWords,
};
const code = {
  theatre: (i) => (i < 0 ? "-" : D.theatres[i]),
  outlet: (i) => (i < 0 ? "-" : D.outlets[i]),
  status: (i) => STATUS[i],
  type: (n) => n,
  kind: (k) => k,
};

function writeHash() {
  const p = new URLSearchParams(),
    base = fresh();
  if (S.view !== base.view) p.set("view", S.view);
  for (const set of SETS) if (S.off[set].size) p.set("no-" + set, JSON.stringify([...S.off[set]].map(code[set])));
  for (const name of ["confidence", "sources", "contested", "hops", "rollup", "bloc"])
    if (S[name] !== base[name]) p.set(name, S[name]);
  if ([...S.folded].join() !== [...base.folded].join()) p.set("folded", [...S.folded].join());
  if (S.from !== base.from) p.set("from", isoOf(S.from));
  if (S.to !== base.to) p.set("to", isoOf(S.to));
  if (S.ego != null) p.set("around", D.actors[S.ego].id);
  if (S.question) p.set("q", S.question);
  if (S.chosen) p.set("show", S.chosen);
  try {
    history.replaceState(null, "", "#" + p);
  } catch {
    /* a page in srcdoc has no address of its own */
  }
  return String(p);
}
function readHash() {
  const p = new URLSearchParams(location.hash.slice(1));
  S = fresh();
  if (["graph", "matrix", "text"].includes(p.get("view"))) S.view = p.get("view");
  for (const set of SETS) readSet(set, p.get("no-" + set));
  if (p.has("confidence")) S.confidence = clamp(+p.get("confidence") || 0, 0, 95);
  if (p.has("sources")) S.sources = clamp(+p.get("sources") || 1, 1, 9);
  if (["only", "hide"].includes(p.get("contested"))) S.contested = p.get("contested");
  if (p.has("hops")) S.hops = clamp(+p.get("hops") || 1, 1, 2);
  S.rollup = p.get("rollup") === "true";
  if (p.has("folded"))
    S.folded = new Set(
      p
        .get("folded")
        .split(",")
        .filter((n) => n && D.blocs[+n])
        .map(Number),
    );
  if (D.blocs[+p.get("bloc")] && p.has("bloc")) S.bloc = +p.get("bloc");
  for (const name of ["from", "to"])
    if (!isNaN(dayOf(p.get(name)))) S[name] = clamp(dayOf(p.get(name)), D.first, D.last);
  S.ego = D.byId[p.get("around")]?.i ?? null;
  S.chosen = p.get("show") || (p.has("claim") ? "claim:" + p.get("claim") : null);
  S.question = p.get("q") || "";
}
function readSet(set, text) {
  let wanted = [];
  try {
    wanted = JSON.parse(text || "[]");
  } catch {
    /* a link that somebody cut short */
  }
  const codes = new Map(FACETS[set].values().map((value) => [code[set](value), value]));
  for (const name of Array.isArray(wanted) ? wanted : []) if (codes.has(name)) S.off[set].add(codes.get(name));
}
function address(fragment = writeHash()) {
  const here = location.href.split("#")[0];
  return (here.startsWith("about:") ? "" : here) + "#" + fragment;
}

// "only theatre Libya" or "without outlet A or B", whichever is shorter.
function setWords(set) {
  const used = new Set(
    set === "type"
      ? D.relations.map((r) => r.type.name)
      : set === "kind"
        ? D.actors.filter((a) => a.links).map((a) => a.kind)
        : D.statements.map((x) => x[set]),
  );
  const off = [...S.off[set]].filter((v) => used.has(v)),
    on = [...used].filter((v) => !S.off[set].has(v)),
    name = set === "type" ? "relation" : set;
  return on.length < off.length || on.length === 1
    ? `only ${name} ${list(on.map(label[set]), "or")}`
    : `without ${name} ${list(off.map(label[set]), "or")}`;
}
// The filter in words, as the exports carry it.
function filterWords() {
  const parts = D.raw.filter ? [D.raw.filter] : [];
  for (const set of SETS) if (S.off[set].size) parts.push(setWords(set));
  if (S.confidence) parts.push(`confidence at least ${S.confidence} %`);
  if (S.sources > 1) parts.push(`at least ${S.sources} sources`);
  if (S.contested !== "show") parts.push(S.contested === "only" ? "contested only" : "contested left out");
  if (S.from > D.first || S.to < D.last) parts.push(`${isoOf(S.from)} to ${isoOf(S.to)}`);
  if (S.ego != null)
    parts.push(`${D.actors[S.ego].name} and ${S.hops === 1 ? "its neighbours" : "two steps around it"}`);
  if (S.bloc != null) parts.push(`the bloc of ${D.blocs[S.bloc].name}`);
  if (S.only) parts.push(S.only.words);
  if (S.folded.size) parts.push(`${count(S.folded.size, "bloc")} folded`);
  if (S.rollup) parts.push("people and forces rolled up into their sides");
  return parts.join("; ") || "no filter";
}
