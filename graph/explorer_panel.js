// The panel at the side: what was chosen, with every sentence behind it.
const EVIDENCE = 20;

function panel(title, key, ...nodes) {
  const heading = el("h2", { tabindex: -1 }, title);
  const close = button("×", closePanel, { class: "close", "aria-label": "Close" });
  $("#panel").replaceChildren(...(key === null ? [] : [close]), heading, ...nodes.flat(Infinity).filter(Boolean));
  $("#panel").scrollTop = 0;
  document.body.classList.toggle("chosen", key !== null);
  if (key !== undefined) {
    S.chosen = key;
    writeHash();
  }
  return heading;
}
function open(heading, focus) {
  say(heading.textContent);
  if (focus) heading.focus({ preventScroll: true });
}
function closePanel() {
  G.focus = null;
  showHome();
  paint();
}

// Without a choice: what is here, and who stands together.
function showHome() {
  const top = [...LIVE.actors]
    .map((i) => [i, D.actors[i].links || LIVE.relations.filter((l) => l.s === i || l.t === i).length])
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8);
  panel(
    "What this shows",
    null,
    el(
      "p",
      {},
      "Who supports, fights, meets or leads whom, as the articles say. Every link opens the sentences behind it, with source, date and who denies it.",
    ),
    el(
      "p",
      { class: "small soft" },
      "Click an actor or a link. Double-click an actor to see only its surroundings. ",
      el("b", {}, "/"),
      " searches, ",
      el("b", {}, "Esc"),
      " steps back.",
    ),
    top.length ? el("h3", {}, "Best linked") : null,
    el(
      "ul",
      { class: "list" },
      top.map(([i, n]) =>
        el(
          "li",
          {},
          blocDot(i),
          link(D.actors[i].name, () => showActor(i, true)),
          el("span", { class: "n" }, count(n, "relation")),
        ),
      ),
    ),
    blocsList(6),
  );
}
const blocDot = (i) =>
  el("span", {
    class: "dot",
    "aria-hidden": "true",
    style: { background: D.actors[i].bloc < 0 ? "transparent" : mixed(tint(D.actors[i].bloc)) },
  });

// ---- an actor
const PARTS = [
  ["Supported by", "t", 1],
  ["Supports", "s", 1],
  ["Opposed by", "t", -1],
  ["Opposes", "s", -1],
];
function showActor(i, focus = false) {
  if (D.actors[i].folds != null) return showBloc(D.actors[i].folds);
  const a = D.actors[i],
    lines = LIVE.relations.filter((l) => l.s === i || l.t === i);
  const rest = lines.filter((l) => l.sign === 0);
  G.focus = { actor: i };
  const dates = lines
    .flatMap((l) => [l.first, l.last])
    .filter(Boolean)
    .sort();
  open(
    panel(
      a.name,
      `actor:${a.id}`,
      el(
        "p",
        { class: "soft small" },
        `${kindWords(a.kind)}${a.short && a.short !== a.name ? `, ${a.short}` : ""} · ${count(lines.length, "relation")} · ${spanWords(dates[0], dates.at(-1))}`,
      ),
      el(
        "div",
        { class: "bar" },
        button("Only its neighbours", () => around(i, 1)),
        button("Two steps", () => around(i, 2)),
        button("Path to …", () => showPath(i)),
        ...(a.bloc >= 0 ? [button("Its bloc", () => onlyBloc(a.bloc))] : []),
      ),
      PARTS.map(([title, end, sign]) =>
        part(
          title,
          lines.filter((l) => l.sign === sign && l[end] === i && l[end === "s" ? "t" : "s"] !== i),
          end === "s" ? "t" : "s",
        ),
      ),
      part("Talks, agreements, structure", rest, (l) => (l.s === i ? "t" : "s"), true),
      lines.length ? null : el("p", {}, "Nothing under the current filters."),
    ),
    focus,
  );
  paint();
}
// One row for each actor at the other end, whatever the relations.
function part(title, lines, other, named = false) {
  if (!lines.length) return null;
  const end = (l) => (typeof other === "function" ? other(l) : other),
    groups = new Map();
  for (const l of lines) put(groups, `${l.s}>${l.t}`, l);
  const rows = [...groups.values()]
    .map((group) => [group, new Set(group.flatMap((l) => [...l.outlets])).size])
    .sort((a, b) => b[1] - a[1])
    .map(([group, sources]) => {
      const [l] = group,
        who = D.actors[l[end(l)]],
        verbs = unique(
          group.map(
            (x) =>
              (named && end(x) === "s" ? x.r.type.inverse : x.r.type.label) +
              (x.state === "asserted" ? "" : ` (${STATES[x.state]})`),
          ),
        );
      return el(
        "li",
        {},
        blocDot(who.i),
        el(
          "span",
          {},
          link(who.name, () => showPair(l.s, l.t, true)),
          el("span", { class: "small soft" }, ` ${list(verbs)}`),
        ),
        el("span", { class: "n", title: "independent sources" }, count(sources, "source")),
      );
    });
  return [el("h3", {}, `${title} (${rows.length})`), el("ul", { class: "list" }, rows)];
}
function around(i, hops = 1) {
  change({ ego: i, hops, bloc: null, only: null });
  say(`${D.actors[i].name} and its surroundings`);
}
function onlyBloc(n) {
  change({ bloc: n, ego: null, only: null });
}
