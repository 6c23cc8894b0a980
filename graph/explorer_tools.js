// Paths between two actors, what changed between two dates, blocs.
function field(name, text, attributes = {}) {
  const input = el("input", { class: "field", id: `in-${name}`, autocomplete: "off", ...attributes });
  return [el("label", {}, text, input), input];
}
function actorField(name, text, i) {
  const [holder, input] = field(name, text, { list: "names", spellcheck: "false" });
  if (i != null) input.value = D.actors[i].name;
  return [holder, input];
}
function nameList() {
  if (!$("#names")) document.body.append(el("datalist", { id: "names" }, D.actors.filter((a) => a.links).map((a) => el("option", { value: a.name }))));
}
const radio = (name, value, text, checked) => el("label", { class: "row" }, el("input", { type: "radio", name, value, checked }), text);

// ---- paths
function showPath(from = null, to = null, via = "support") {
  nameList();
  const [a, one] = actorField("from", "From", from), [b, other] = actorField("to", "To", to), out = el("div", { id: "paths" });
  const form = el("form", { class: "tool" }, el("div", { class: "pair" }, a, b), el("div", { class: "pair" }, radio("via", "support", "support only", via === "support"), radio("via", "any", "any link", via === "any")), el("button", { type: "submit" }, "Find the shortest paths"));
  const run = (event) => {
    event?.preventDefault();
    const ends = [one, other].map((input) => findActors(input.value)[0]), chosen = new FormData(form).get("via");
    const lost = [one, other].find((input, n) => !ends[n]);
    if (lost) return out.replaceChildren(el("p", {}, lost.value ? `No actor here is called “${lost.value}”.` : "Name two actors."));
    findPaths(ends[0].i, ends[1].i, chosen, out);
  };
  form.addEventListener("submit", run);
  open(panel("How are two actors linked?", undefined, form, out), false);
  document.body.classList.add("chosen");
  if (from != null && to != null) run();
  else (from == null ? one : other).focus();
}
const restoredPath = (id) => {
  const [a, b, via] = id.split(">");
  return [D.byId[a]?.i, D.byId[b]?.i, via === "any" ? "any" : "support"];
};
function findPaths(a, b, via, out) {
  const paths = shortest(a, b, via);
  S.chosen = `path:${D.actors[a].id}>${D.actors[b].id}>${via}`;
  writeHash();
  G.focus = paths.length ? { links: paths[0].map((b) => b.key) } : null;
  paint();
  const none = el("p", {}, `No chain of ${via === "support" ? "support" : "links"} leads from ${the(D.actors[a].name)} to ${the(D.actors[b].name)} under the current filters.`, via === "support" ? " Try “any link”." : "");
  out.replaceChildren(...(paths.length ? paths.map((path, n) => pathBlock(a, path, n)) : [none]));
  say(paths.length ? `${count(paths.length, "path")} of ${count(paths[0].length, "step")}` : "No path");
}
// All shortest chains, best sourced first; a chain may run against the direction of a link, and says so.
function shortest(a, b, via, most = 5) {
  const near = new Map();
  for (const bundle of LIVE.bundles.values()) {
    if (bundle.state === "denied" || bundle.state === "hypothetical" || (via === "support" && bundle.sign <= 0)) continue;
    for (const [from, to] of [[bundle.s, bundle.t], [bundle.t, bundle.s]]) near.set(from, [...(near.get(from) || []), [to, bundle]]);
  }
  const far = new Map([[a, 0]]), queue = [a];
  for (const here of queue) for (const [next] of near.get(here) || []) if (!far.has(next)) far.set(next, far.get(here) + 1), queue.push(next);
  if (!far.has(b) || a === b) return [];
  const walk = (here) => here === a ? [[]] : unique((near.get(here) || []).filter(([p]) => far.get(p) === far.get(here) - 1).map(([p]) => p)).flatMap((p) => {
    const best = near.get(here).filter(([q]) => q === p).map(([, x]) => x).sort((x, y) => y.sources - x.sources)[0];
    return walk(p).slice(0, 60).map((path) => [...path, best]);
  });
  const weakest = (path) => Math.min(...path.map((x) => x.sources));
  return walk(b).sort((x, y) => weakest(y) - weakest(x)).slice(0, most);
}
function pathBlock(a, path, n) {
  let here = a;
  const hops = path.map((b) => {
    const forward = b.s === here;
    here = forward ? b.t : b.s;
    const best = bestOf(b.lines.flatMap((l) => l.statements));
    return el("li", { class: "hop" }, link(bundleWords(b)[0], () => showBundle(b.key, true)), el("span", { class: "small soft" }, ` ${bundleWords(b)[1]}`), best ? withHolder(best) : null);
  });
  const steps = count(path.length, "step");
  const show = () => { G.focus = { links: path.map((b) => b.key) }; change({ view: "graph" }, { fit: false }); };
  return el("section", { class: "rel" }, el("h3", {}, `Path ${n + 1}: ${steps}`), el("div", { class: "bar" }, button("Show in the graph", show)), el("ol", {}, hops));
}

function withHolder(x) {
  const holder = el("div");
  withWords([x], () => holder.append(claimBlock(x)));
  return holder;
}

// ---- what changed between two dates
function showChanges(first = isoOf(Math.round((D.first + D.last) / 2)), second = isoOf(D.last)) {
  const dates = { type: "date", min: isoOf(D.first), max: isoOf(D.last), required: true };
  const [a, one] = field("before", "From", { ...dates, value: first }), [b, other] = field("after", "To", { ...dates, value: second }), out = el("div", { id: "changes" });
  const run = (event) => {
    event?.preventDefault();
    if (!(one.value < other.value)) return out.replaceChildren(el("p", {}, "The second date must be later than the first."));
    S.chosen = `changes:${one.value}..${other.value}`;
    writeHash();
    out.replaceChildren(...changesBlock(dayOf(one.value), dayOf(other.value)));
  };
  const form = el("form", { class: "tool" }, el("div", { class: "pair" }, a, b), el("button", { type: "submit" }, "Compare"));
  form.addEventListener("submit", run);
  open(panel("What changed?", undefined, el("p", { class: "small soft" }, "What the articles between the two dates say, against what earlier ones said; other filters hold, the time window does not."), form, out), false);
  document.body.classList.add("chosen");
  run();
}
const sure = (x) => x.status < 2;
function changes(from, to) {
  const out = { fresh: [], reversed: [], ended: [], silent: [] }, pairs = new Map();
  for (const r of D.relations) {
    if (relationMask(r, null)) continue;
    const all = r.statements.filter((x) => !(statementMask(x) & ~BIT.date) && sure(x) && !isNaN(x.day));
    const before = all.filter((x) => x.day < from), during = all.filter((x) => x.day >= from && x.day <= to);
    const item = { r, before, during }, pair = `${side(r, "s")}>${side(r, "t")}`;
    if (!pairs.has(pair)) pairs.set(pair, []);
    pairs.get(pair).push(item);
    if (r.type.name === "betrays" && during.length) out.ended.push(item);
    else if (during.length && !before.length) out.fresh.push(item);
    else if (before.length && !during.length) out.silent.push(item);
  }
  for (const items of pairs.values()) {
    const net = (when) => Math.sign(items.reduce((sum, i) => sum + i.r.sign * new Set(i[when].map((x) => x.outlet)).size, 0));
    if (net("before") * net("during") < 0) out.reversed.push({ items, before: net("before"), during: net("during") });
  }
  return out;
}
function changesBlock(from, to) {
  const found = changes(from, to), shown = (title, note, items, words) => items.length ? [el("h3", {}, `${title} (${items.length})`), el("p", { class: "small soft" }, note),
    el("ul", { class: "list" }, items.slice(0, 60).map(words)), items.length > 60 ? el("p", { class: "small soft" }, `… and ${items.length - 60} more; narrow the filters to see them.`) : null] : [];
  const row = (when) => ({ r, ...rest }) => el("li", {}, dotOf(hue(r.type.family.name)), link(relationWords(r), () => showStatements(r, rest[when])), el("span", { class: "n" }, dateWords(rest[when][when === "during" ? 0 : rest[when].length - 1]?.document.date)));
  const turned = ({ items, before }) => {
    const { r } = items[0], [s, t] = [D.actors[side(r, "s")], D.actors[side(r, "t")]];
    return el("li", {}, link(`${s.name}: from ${before > 0 ? "support to hostility" : "hostility to support"} towards ${the(t.name)}`, () => showItems(items, s, t)));
  };
  const blocks = [
    shown("Reversed", "The sign of what is stated about the pair has turned.", found.reversed, turned),
    shown("Said to have ended", "Support that the articles say was withdrawn.", found.ended, row("during")),
    shown("New", "Stated in this time, not before.", found.fresh, row("during")),
    shown("Not stated again", "Stated before, silent in this time: this need not mean that it ended.", found.silent, row("before")),
  ].flat(Infinity).filter(Boolean);
  return blocks.length ? blocks : [el("p", {}, "Nothing changed under the current filters.")];
}
function showStatements(r, statements) {
  G.focus = { links: [`${side(r, "s")}>${side(r, "t")}|${r.sign}`] };
  open(panel(relationWords(r), undefined, back(), relationBlock(summary(r, statements))), true);
  paint();
}
function showItems(items, s, t) {
  const lines = items.map(({ r, before, during }) => summary(r, [...before, ...during])).filter((l) => l.statements.length);
  open(panel(`${s.name} and ${the(t.name)}`, undefined, back(), lines.map((l) => relationBlock(l))), true);
}
const back = () => {
  const key = S.chosen;
  return el("div", { class: "bar" }, button("← Back to what changed", () => restore(key)));
};

// ---- blocs
function blocsList(most = 99) {
  if (!D.blocs.length) return null;
  const rows = D.blocs.slice(0, most).map((b) => el("li", {}, blocDot(b.members[0]), link(b.name, () => showBloc(b.i)), el("span", { class: "n" }, `${b.members.length} actors`)));
  return [el("h3", {}, "Blocs"), el("ul", { class: "list" }, rows), most < D.blocs.length || most < 99 ? el("p", { class: "small" }, link("All blocs, and how they are found", showBlocs)) : null];
}
const foldBloc = (n) => change({ folded: new Set([...S.folded, n]), ego: null });
function unfold(n) {
  const folded = new Set(S.folded);
  folded.delete(n);
  change({ folded });
}
function foldAll(on) {
  change({ folded: new Set(on ? D.blocs.keys() : []), ego: null });
  showBlocs();
}
function showBlocs() {
  open(panel("Blocs", "blocs", el("p", { class: "small soft" }, "Actors that support each other more than chance would have it, less the hostility between them. Only-denied and hypothetical relations do not count, contested ones count half. Computed over all dates of this page."),
    el("div", { class: "bar" }, button("Fold all into one symbol each", () => foldAll(true)), S.folded.size ? button("Unfold all", () => foldAll(false)) : null), D.blocs.map(blocBlock)), true);
}
function blocBlock(b) {
  return el("section", { class: "rel" }, el("h3", {}, blocDot(b.members[0]), " ", link(b.name, () => showBloc(b.i))),
    el("p", { class: "small" }, list(b.members.map((m) => D.actors[m].name))),
    el("p", { class: "small soft" }, `Inside: ${b.supportIn} of support, ${b.hostilityIn} of hostility. Across its border: ${b.supportOut} of support, ${b.hostilityOut} of hostility.`));
}
function showBloc(n) {
  const b = D.blocs[n], folded = S.folded.has(n);
  open(panel(b.name, undefined, el("div", { class: "bar" }, button(folded ? "Unfold" : "Fold into one symbol", () => { folded ? unfold(n) : foldBloc(n); showBloc(n); }), button("Only this bloc", () => onlyBloc(n)), button("All blocs", showBlocs)), blocBlock(b),
    el("ul", { class: "list" }, b.members.map((m) => el("li", {}, blocDot(m), link(D.actors[m].name, () => showActor(m, true)), el("span", { class: "n" }, count(D.actors[m].links, "relation")))))), true);
}
