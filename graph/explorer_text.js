// The text: every relation as a row, in words, sortable; the same for a screen reader and for print.
const PAGE = 100;
let shownRows = PAGE;
const RANK = { asserted: 0, claimed: 1, contested: 2, denied: 3, hypothetical: 4 };
const COLUMNS = [
  ["source", "Who", (l) => D.actors[l.s].name],
  ["relation", "does what", (l) => l.r.type.label],
  ["target", "to whom", (l) => D.actors[l.t].name],
  ["state", "Status", (l) => RANK[l.state]],
  ["statements", "Said", (l) => l.statements.length, "num"],
  ["sources", "Sources", (l) => l.sources, "num"],
  ["first", "First", (l) => l.first || "", "day"],
  ["last", "Last", (l) => l.last || "", "day"],
];

function showText(all = false) {
  const [by, way] = S.sort,
    key = COLUMNS.find(([name]) => name === by)?.[2] || COLUMNS[5][2];
  const lines = [...LIVE.relations].sort(
    (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * way || b.sources - a.sources || a.r.i - b.r.i,
  );
  if (all) shownRows = lines.length;
  const shown = lines.slice(0, shownRows),
    missing = D.raw.evidence ? shown.map((l) => bestOf(l.statements)).filter((x) => x.span == null) : [];
  if (missing.length)
    fetchWords(missing).then(() => {
      if (S.view === "text" && missing.some((x) => x.span)) showText();
    });
  const rows = shown.map(textRow);
  const head = el(
    "tr",
    {},
    COLUMNS.map(([name, title, sorts]) =>
      el(
        "th",
        { scope: "col", "aria-sort": by === name ? (way > 0 ? "ascending" : "descending") : false },
        button(title + (by === name ? (way > 0 ? " ▴" : " ▾") : ""), () => {
          shownRows = PAGE;
          change(
            { sort: [name, by === name ? -way : /^(source|target|relation|first)$/.test(name) ? 1 : -1] },
            { fit: false },
          );
        }),
      ),
    ),
  );
  const table = el(
    "table",
    {},
    el(
      "caption",
      {},
      `${count(lines.length, "relation")}, ${count(LIVE.statements, "statement")}. Open a row for every sentence behind it.`,
    ),
    el("thead", {}, head),
    ...rows,
  );
  const more =
    lines.length > shownRows
      ? el(
          "p",
          { class: "more" },
          button(`Show ${number(Math.min(PAGE, lines.length - shownRows))} more of ${number(lines.length)}`, () => {
            shownRows += PAGE;
            showText();
          }),
        )
      : null;
  $("#text").replaceChildren(table, ...(more ? [more] : []));
}
function textRow(line) {
  const best = bestOf(line.statements),
    quote = best ? quoteOf(best) : "";
  const swatch = el("span", { class: "swatch", "aria-hidden": "true" });
  swatch.style.background = hue(line.r.type.family.name);
  return el(
    "tbody",
    { class: S.chosen === relationKey(line.r) ? "chosen" : "", "data-relation": line.r.i },
    el(
      "tr",
      {},
      el(
        "td",
        {},
        link(D.actors[line.s].name, () => showActor(line.s, true)),
      ),
      el(
        "td",
        {},
        el(
          "span",
          { class: "kind" },
          swatch,
          link(line.r.type.label, () => showRelation(line.r.i, true), {
            "aria-label": `${relationWords(line.r)}: open ${count(line.statements.length, "statement")}`,
          }),
        ),
      ),
      el(
        "td",
        {},
        link(D.actors[line.t].name, () => showActor(line.t, true)),
      ),
      el("td", {}, lineState(line)),
      el("td", { class: "num", "data-h": "statements:" }, number(line.statements.length)),
      el("td", { class: "num", "data-h": "sources:" }, number(line.sources)),
      el("td", { class: "day", "data-h": "from" }, line.first || "–"),
      el("td", { class: "day", "data-h": "to" }, line.last || "–"),
    ),
    quote
      ? el(
          "tr",
          {},
          el(
            "td",
            { class: "quote", colspan: COLUMNS.length },
            `“${quote.length > 220 ? quote.slice(0, 218) + "…" : quote}”`,
            el("span", { class: "soft" }, ` ${outletOf(best)}, ${dateWords(best.document.date)}`),
          ),
        )
      : null,
  );
}
