// What changed between two dates.
function showChanges(first = isoOf(Math.round((D.first + D.last) / 2)), second = isoOf(D.last)) {
  const dates = { type: "date", min: isoOf(D.first), max: isoOf(D.last), required: true };
  const [a, one] = field("before", "From", { ...dates, value: first }),
    [b, other] = field("after", "To", { ...dates, value: second }),
    out = el("div", { id: "changes" });
  const run = (event) => {
    event?.preventDefault();
    if (!(one.value < other.value))
      return out.replaceChildren(el("p", {}, "The second date must be later than the first."));
    S.chosen = `changes:${one.value}..${other.value}`;
    writeHash();
    out.replaceChildren(...changesBlock(dayOf(one.value), dayOf(other.value)));
  };
  const form = el(
    "form",
    { class: "tool" },
    el("div", { class: "pair" }, a, b),
    el("button", { type: "submit" }, "Compare"),
  );
  form.addEventListener("submit", run);
  open(
    panel(
      "What changed?",
      undefined,
      el(
        "p",
        { class: "small soft" },
        "What the articles between the two dates say, against what earlier ones said; other filters hold, the time window does not.",
      ),
      form,
      out,
    ),
    false,
  );
  document.body.classList.add("chosen");
  run();
}
const sure = (x) => x.status < 2;
function changes(from, to) {
  const out = { fresh: [], reversed: [], ended: [], silent: [] },
    pairs = new Map();
  for (const r of D.relations) {
    if (relationMask(r, null)) continue;
    const all = r.statements.filter((x) => !(statementMask(x) & ~BIT.date) && sure(x) && !isNaN(x.day));
    const before = all.filter((x) => x.day < from),
      during = all.filter((x) => x.day >= from && x.day <= to);
    const item = { r, before, during },
      pair = `${side(r, "s")}>${side(r, "t")}`;
    if (!pairs.has(pair)) pairs.set(pair, []);
    pairs.get(pair).push(item);
    if (r.type.name === "betrays" && during.length) out.ended.push(item);
    else if (during.length && !before.length) out.fresh.push(item);
    else if (before.length && !during.length) out.silent.push(item);
  }
  for (const items of pairs.values()) {
    const net = (when) =>
      Math.sign(items.reduce((sum, i) => sum + i.r.sign * new Set(i[when].map((x) => x.outlet)).size, 0));
    if (net("before") * net("during") < 0) out.reversed.push({ items, before: net("before"), during: net("during") });
  }
  return out;
}
function changesBlock(from, to) {
  const found = changes(from, to),
    shown = (title, note, items, words) =>
      items.length
        ? [
            el("h3", {}, `${title} (${items.length})`),
            el("p", { class: "small soft" }, note),
            el("ul", { class: "list" }, items.slice(0, 60).map(words)),
            items.length > 60
              ? el("p", { class: "small soft" }, `… and ${items.length - 60} more; narrow the filters to see them.`)
              : null,
          ]
        : [];
  const row =
    (when) =>
    ({ r, ...rest }) =>
      el(
        "li",
        {},
        dotOf(hue(r.type.family.name)),
        link(relationWords(r), () => showStatements(r, rest[when])),
        el("span", { class: "n" }, dateWords(rest[when][when === "during" ? 0 : rest[when].length - 1]?.document.date)),
      );
  const turned = ({ items, before }) => {
    const { r } = items[0],
      [s, t] = [D.actors[side(r, "s")], D.actors[side(r, "t")]];
    return el(
      "li",
      {},
      link(
        `${s.name}: from ${before > 0 ? "support to hostility" : "hostility to support"} towards ${the(t.name)}`,
        () => showItems(items, s, t),
      ),
    );
  };
  const blocks = [
    shown("Reversed", "The sign of what is stated about the pair has turned.", found.reversed, turned),
    shown("Said to have ended", "Support that the articles say was withdrawn.", found.ended, row("during")),
    shown("New", "Stated in this time, not before.", found.fresh, row("during")),
    shown(
      "Not stated again",
      "Stated before, silent in this time: this need not mean that it ended.",
      found.silent,
      row("before"),
    ),
  ]
    .flat(Infinity)
    .filter(Boolean);
  return blocks.length ? blocks : [el("p", {}, "Nothing changed under the current filters.")];
}
function showStatements(r, statements) {
  G.focus = { links: [`${side(r, "s")}>${side(r, "t")}|${r.sign}`] };
  open(panel(relationWords(r), undefined, back(), relationBlock(summary(r, statements))), true);
  paint();
}
function showItems(items, s, t) {
  const lines = items
    .map(({ r, before, during }) => summary(r, [...before, ...during]))
    .filter((l) => l.statements.length);
  open(
    panel(
      `${s.name} and ${the(t.name)}`,
      undefined,
      back(),
      lines.map((l) => relationBlock(l)),
    ),
    true,
  );
}
const back = () => {
  const key = S.chosen;
  return el(
    "div",
    { class: "bar" },
    button("← Back to what changed", () => restore(key)),
  );
};
