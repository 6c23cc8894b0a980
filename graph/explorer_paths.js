// The shortest paths between two actors, with the evidence for each step.
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
  if (!$("#names"))
    document.body.append(
      el(
        "datalist",
        { id: "names" },
        D.actors.filter((a) => a.links).map((a) => el("option", { value: a.name })),
      ),
    );
}
const radio = (name, value, text, checked) =>
  el("label", { class: "row" }, el("input", { type: "radio", name, value, checked }), text);

// ---- paths
function showPath(from = null, to = null, via = "support") {
  nameList();
  const [a, one] = actorField("from", "From", from),
    [b, other] = actorField("to", "To", to),
    out = el("div", { id: "paths" });
  const form = el(
    "form",
    { class: "tool" },
    el("div", { class: "pair" }, a, b),
    el(
      "div",
      { class: "pair" },
      radio("via", "support", "support only", via === "support"),
      radio("via", "any", "any link", via === "any"),
    ),
    el("button", { type: "submit" }, "Find the shortest paths"),
  );
  const run = (event) => {
    event?.preventDefault();
    const ends = [one, other].map((input) => findActors(input.value)[0]),
      chosen = new FormData(form).get("via");
    const lost = [one, other].find((input, n) => !ends[n]);
    if (lost)
      return out.replaceChildren(
        el("p", {}, lost.value ? `No actor here is called “${lost.value}”.` : "Name two actors."),
      );
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
  const none = el(
    "p",
    {},
    `No chain of ${via === "support" ? "support" : "links"} leads from ${the(D.actors[a].name)} to ${the(D.actors[b].name)} under the current filters.`,
    via === "support" ? " Try “any link”." : "",
  );
  out.replaceChildren(...(paths.length ? paths.map((path, n) => pathBlock(a, path, n)) : [none]));
  say(paths.length ? `${count(paths.length, "path")} of ${count(paths[0].length, "step")}` : "No path");
}
// All shortest chains, best sourced first; a chain may run against the direction of a link, and says so.
function shortest(a, b, via, most = 5) {
  const near = new Map();
  for (const bundle of LIVE.bundles.values()) {
    if (bundle.state === "denied" || bundle.state === "hypothetical" || (via === "support" && bundle.sign <= 0))
      continue;
    for (const [from, to] of [
      [bundle.s, bundle.t],
      [bundle.t, bundle.s],
    ])
      near.set(from, [...(near.get(from) || []), [to, bundle]]);
  }
  const far = new Map([[a, 0]]),
    queue = [a];
  for (const here of queue)
    for (const [next] of near.get(here) || []) if (!far.has(next)) (far.set(next, far.get(here) + 1), queue.push(next));
  if (!far.has(b) || a === b) return [];
  const walk = (here) =>
    here === a
      ? [[]]
      : unique((near.get(here) || []).filter(([p]) => far.get(p) === far.get(here) - 1).map(([p]) => p)).flatMap(
          (p) => {
            const best = near
              .get(here)
              .filter(([q]) => q === p)
              .map(([, x]) => x)
              .sort((x, y) => y.sources - x.sources)[0];
            return walk(p)
              .slice(0, 60)
              .map((path) => [...path, best]);
          },
        );
  const weakest = (path) => Math.min(...path.map((x) => x.sources));
  return walk(b)
    .sort((x, y) => weakest(y) - weakest(x))
    .slice(0, most);
}
function pathBlock(a, path, n) {
  let here = a;
  const hops = path.map((b) => {
    const forward = b.s === here;
    here = forward ? b.t : b.s;
    const best = bestOf(b.lines.flatMap((l) => l.statements));
    return el(
      "li",
      { class: "hop" },
      link(bundleWords(b)[0], () => showBundle(b.key, true)),
      el("span", { class: "small soft" }, ` ${bundleWords(b)[1]}`),
      best ? withHolder(best) : null,
    );
  });
  const steps = count(path.length, "step");
  const show = () => {
    G.focus = { links: path.map((b) => b.key) };
    change({ view: "graph" }, { fit: false });
  };
  return el(
    "section",
    { class: "rel" },
    el("h3", {}, `Path ${n + 1}: ${steps}`),
    el("div", { class: "bar" }, button("Show in the graph", show)),
    el("ol", {}, hops),
  );
}

function withHolder(x) {
  const holder = el("div");
  withWords([x], () => holder.append(claimBlock(x)));
  return holder;
}
