// The bar at the top: views, tools, menus.
const VIEWS = [
  ["graph", "Graph"],
  ["matrix", "Matrix"],
  ["text", "Text"],
];
function makeHead() {
  $("#views").append(
    ...VIEWS.map(([view, text]) =>
      button(
        text,
        () => {
          shownRows = PAGE;
          change({ view }, { fit: view === "graph" });
        },
        { "data-view": view, "aria-pressed": "false" },
      ),
    ),
  );
  const save = menu(
    "Save",
    [
      ["CSV, one line a statement", "csv"],
      ["JSON lines, one a statement", "jsonl"],
      ["GraphML", "graphml"],
      ["N-Quads", "nq"],
      ["SVG picture", "svg"],
      ["PNG picture", "png"],
    ].map(([text, format]) => button(text, () => download(format), { "data-save": format })),
    "Every file holds exactly what the filters show.",
  );
  const look = menu("More", [
    button("Light or dark", flipTheme),
    button("Colours: blue–orange or green–red", flipPalette),
    button("Copy a link to this view", () => copy(address(), "Link"), { id: "copy-link" }),
    button("Print", () => print()),
  ]);
  $("#tools").append(
    button("Filters", () => document.body.classList.toggle("filtering"), { class: "switch" }),
    button("Path", () => showPath()),
    button("Changes", () => showChanges(), { title: "What changed between two dates" }),
    button("Blocs", showBlocs),
    save,
    look,
  );
  $("#zoom").append(
    button("+", () => zoom(1.3), { "aria-label": "Zoom in" }),
    button("−", () => zoom(1 / 1.3), { "aria-label": "Zoom out" }),
    button("⤢", () => fitGraph(), { "aria-label": "Show all", title: "Show all" }),
  );
  const dates = D.statements.map((x) => x.document.date).filter(Boolean);
  $("#subtitle").textContent = [
    count(new Set(D.statements.map((x) => x.document.doc)).size, "document"),
    count(D.outlets.length, "outlet"),
    dates.length ? spanWords(isoOf(D.first), isoOf(D.last)) : null,
    D.raw.filter,
  ]
    .filter(Boolean)
    .join(" · ");
}
function menu(text, items, note = "") {
  const body = el("div", { hidden: true }, items, note ? el("p", {}, note) : null);
  const opener = button(`${text} ▾`, () => openMenu(body.hidden), {
    "aria-haspopup": "true",
    "aria-expanded": "false",
  });
  const openMenu = (on) => {
    body.hidden = !on;
    opener.setAttribute("aria-expanded", on);
    if (on) $("button", body).focus();
  };
  const node = el("div", { class: "menu end" }, opener, body);
  body.addEventListener("click", (e) => {
    if (e.target.closest("button")) openMenu(false);
  });
  node.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && !body.hidden) {
      e.stopPropagation();
      openMenu(false);
      opener.focus();
    }
  });
  node.addEventListener("focusout", (e) => {
    if (!node.contains(e.relatedTarget) && !body.hidden)
      setTimeout(() => {
        if (!node.contains(document.activeElement)) openMenu(false);
      }, 120);
  });
  return node;
}
function setTheme(theme) {
  THEME = theme;
  document.documentElement.dataset.theme = theme;
}
function flipTheme() {
  setTheme(THEME === "dark" ? "light" : "dark");
  repaint();
}
function flipPalette() {
  PALETTE = PALETTE === "safe" ? "traffic" : "safe";
  repaint();
}
function repaint() {
  redraw();
  restore(S.chosen);
}
