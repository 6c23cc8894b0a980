// The matrix: rows act on columns, blocs beside each other. Only cells that say something are elements.
const MOST_ROWS = 120;
let CELL = 24;

function showMatrix() {
  const ids = matrixOrder(),
    shown = ids.slice(0, MOST_ROWS),
    place = new Map(shown.map((i, n) => [i, n])),
    narrow = innerWidth < 600;
  const cells = new Map();
  for (const b of LIVE.bundles.values()) {
    if (!place.has(b.s) || !place.has(b.t)) continue;
    put(cells, `${b.s}>${b.t}`, b);
    if (b.symmetric) put(cells, `${b.t}>${b.s}`, b);
  }
  const widest = Math.max(...shown.map((i) => textWidth(D.actors[i].name, 12, 400)), 60);
  const wide = Math.round(clamp(widest + 28, 90, narrow ? 124 : 240)),
    high = Math.round(clamp(widest + 24, narrow ? 110 : 136, narrow ? 130 : 220));
  CELL = narrow ? 26 : clamp(Math.floor(((G.box.width || innerWidth) - wide - 26) / shown.length), 20, 28);
  const grid = el("div", {
    class: "grid",
    role: "grid",
    "aria-label": "Who acts on whom: rows act on columns",
    "aria-rowcount": shown.length + 1,
    "aria-colcount": shown.length + 1,
  });
  grid.style.width = `${wide + shown.length * CELL + 24}px`;
  grid.style.setProperty("--cell", `${CELL}px`);
  grid.append(matrixHead(shown, wide, high), ...shown.map((i, n) => matrixRow(i, n, shown, cells, wide)));
  const more =
    ids.length > shown.length
      ? el(
          "p",
          { class: "more" },
          `The ${MOST_ROWS} best linked of ${ids.length} actors are shown; narrow the filters to see the others.`,
        )
      : null;
  $("#matrix").replaceChildren(grid, ...(more ? [more] : []));
}
function matrixOrder() {
  const bloc = (i) => (D.actors[i].bloc < 0 ? 1e6 : D.actors[i].bloc);
  const best = [...LIVE.actors].sort((a, b) => weightOf(b) - weightOf(a) || a - b);
  const kept = best.slice(0, MOST_ROWS).sort((a, b) => bloc(a) - bloc(b) || weightOf(b) - weightOf(a) || a - b);
  return [...kept, ...best.slice(MOST_ROWS)];
}
const startsBloc = (shown, n) => n > 0 && D.actors[shown[n]].bloc !== D.actors[shown[n - 1]].bloc;
const cuts = (shown, wide) =>
  shown.flatMap((_, n) =>
    startsBloc(shown, n) ? [el("div", { class: "cut", style: { left: `${wide + n * CELL - 1}px` } })] : [],
  );

function matrixHead(shown, wide, high) {
  const key = ["+ supports", "− hostile to", "± both", "· talks, structure", "? contested", "dashed: denied, if"];
  const corner = el(
    "div",
    { class: "corner", role: "columnheader", "aria-colindex": 1, style: { width: `${wide}px`, height: `${high}px` } },
    el("b", {}, "Rows act on columns"),
    innerWidth < 600 ? null : key.map((text) => el("span", {}, text)),
  );
  const heads = shown.map((i, n) => {
    const head = button(D.actors[i].name, () => showActor(i, true), {
      class: "col",
      tabindex: -1,
      title: D.actors[i].name,
      "data-col": n,
    });
    head.style.left = `${wide + n * CELL}px`;
    head.style.width = `${CELL}px`;
    head.style.height = `${high}px`;
    if (D.actors[i].bloc >= 0) head.style.setProperty("--bloc", mixed(tint(D.actors[i].bloc)));
    return el("div", { role: "columnheader", "aria-colindex": n + 2 }, head);
  });
  return el("div", { class: "heads", role: "row", "aria-rowindex": 1 }, corner, heads, cuts(shown, wide));
}
function matrixRow(i, n, shown, cells, wide) {
  const line = el("div", {
    class: "line" + (startsBloc(shown, n) ? " rule" : ""),
    role: "row",
    "aria-rowindex": n + 2,
    style: { "background-position": `${wide}px 0` },
  });
  const name = button(D.actors[i].name, () => showActor(i, true), {
    class: "name",
    title: D.actors[i].name,
    tabindex: n ? -1 : 0,
    "data-row": n,
    style: { width: `${wide}px` },
  });
  if (D.actors[i].bloc >= 0) name.style.setProperty("--bloc", mixed(tint(D.actors[i].bloc)));
  line.append(
    el("div", { role: "rowheader", "aria-colindex": 1, class: "rowhead", style: { width: `${wide}px` } }, name),
    el("div", { class: "self", style: { left: `${wide + n * CELL}px` } }),
    ...cuts(shown, wide),
  );
  shown.forEach((t, m) => {
    const bundles = cells.get(`${i}>${t}`);
    if (bundles) line.append(matrixCell(bundles, n, m, wide + m * CELL + 1));
  });
  return line;
}
function matrixCell(bundles, n, m, left) {
  const plus = bundles.find((b) => b.sign > 0),
    minus = bundles.find((b) => b.sign < 0),
    main = plus && minus ? null : plus || minus || bundles[0];
  const states = bundles.map((b) => b.state),
    thin = states.every((s) => s === "denied" || s === "hypothetical");
  const sign = plus && minus ? "±" : plus ? "+" : minus ? "−" : "·",
    glyph = thin ? (states.includes("denied") ? "×" : "if") : sign;
  const colour = main ? hue(main.family) : THEME === "dark" ? "#c9a7d8" : "#7b4a90",
    words = bundles.map((b) => bundleWords(b).join(", ")).join("; ");
  const cell = button("", () => showPair(bundles[0].s, bundles[0].t, true), {
    class: "cell" + (thin ? " thin" : ""),
    tabindex: -1,
    "data-at": `${n},${m}`,
    "data-glyph": glyph,
    "data-mark": states.includes("contested") ? "?" : false,
    "aria-label": words,
  });
  cell.style.left = `${left}px`;
  cell.style.background = colour;
  cell.style.setProperty("--hue", colour);
  return el("div", { role: "gridcell", "aria-colindex": m + 2 }, cell);
}

// Row and column of the cell under the pointer, so that nobody has to count, and its words.
function matrixHover(event) {
  const cell = event.target.closest?.(".cell"),
    at = cell?.dataset.at.split(",");
  $$("#matrix .lit").forEach((node) => node.classList.remove("lit"));
  if (!at) return void ($("#tip").hidden = true);
  $$(`#matrix [data-row="${at[0]}"], #matrix [data-col="${at[1]}"]`).forEach((node) => node.classList.add("lit"));
  const stage = $("#stage").getBoundingClientRect(),
    box = cell.getBoundingClientRect();
  showTip(
    cell
      .getAttribute("aria-label")
      .split("; ")
      .map((line) => el("div", {}, line)),
    box.right - stage.left,
    box.bottom - stage.top,
  );
}
// One stop for Tab; arrows go to the next filled cell in their direction, or to the row's name.
function matrixKey(event) {
  const step = STEPS[event.key],
    here = event.target.closest(".cell, .name");
  if (!step || !here) return;
  event.preventDefault();
  const at = (node) => (node.dataset.at ? node.dataset.at.split(",").map(Number) : [Number(node.dataset.row), -1]),
    [row, column] = at(here),
    [dx, dy] = step;
  const fits = $$("#matrix .cell, #matrix .name")
    .map((node) => [node, ...at(node)])
    .filter(([, r, c]) => (dx ? r === row && (c - column) * dx > 0 : c === column && (r - row) * dy > 0));
  const [next] =
    fits.sort(
      (a, b) => Math.abs(a[1] - row) + Math.abs(a[2] - column) - Math.abs(b[1] - row) - Math.abs(b[2] - column),
    )[0] || [];
  if (!next) return;
  here.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
