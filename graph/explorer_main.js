// The start, and the one place where everything is drawn anew.
let version = 0;
function redraw() {
  LIVE = live();
  LIVE.version = ++version;
  for (const button of $$("#views button")) button.setAttribute("aria-pressed", button.dataset.view === S.view);
  for (const view of ["graph", "matrix", "text"]) $(`#${view}`).hidden = S.view !== view;
  $("#tip").hidden = true;
  showShown();
  showEmpty();
  if (S.view === "graph") showGraph();
  else if (S.view === "matrix") showMatrix();
  else showText();
  // Above 800 relations the picture comes first, the counts beside it a moment later.
  if (D.relations.length > 800) aside();
  else besides();
}
function besides() {
  showTime();
  showFilters();
  followFilters();
}
const aside = later(0, besides);
// Never silent: what is shown, of how much, why not all, and how to get back.
function showShown() {
  const folds = [...LIVE.actors].filter((i) => D.actors[i].folds != null);
  const inFolds = folds.reduce((sum, i) => sum + D.blocs[D.actors[i].folds].members.length, 0);
  const drawn = LIVE.actors.size - folds.length + inFolds,
    [actors, relations] = D.total;
  const parts = [
    "Showing ",
    el("b", {}, `${number(drawn)} of ${count(actors, "actor")}`),
    ", ",
    el("b", {}, `${number(LIVE.relations.length)} of ${count(relations, "relation")}`),
  ];
  if (folds.length)
    parts.push(` (${number(inFolds)} actors in ${count(folds.length, "folded bloc")}: double-click one to unfold it)`);
  if (D.raw.reason)
    parts.push(
      `, because ${D.raw.reason}. To see the others, narrow the filter (theatre, dates, one actor) when the page is made.`,
    );
  if (S.view === "graph" && LIVE.drawn.size < LIVE.bundles.size)
    parts.push(
      ` · the graph draws the ${number(LIVE.drawn.size)} best sourced of ${number(LIVE.bundles.size)} links; matrix and text hold all`,
    );
  const words = filterWords();
  if (!untouched()) parts.push(` · ${words}. `, link("Show everything", reset));
  $("#shown").replaceChildren(...parts);
}
function showEmpty() {
  const empty = $("#empty");
  empty.hidden = LIVE.relations.length > 0;
  if (!empty.hidden) {
    const none = !D.relations.length;
    empty.replaceChildren(
      el("h2", {}, none ? "This dataset holds no relation that fits." : "Nothing fits all of these filters."),
      el(
        "p",
        { class: "soft" },
        none
          ? "Add articles with “whobacks build”, or ask for more when the page is made."
          : `The filters: ${filterWords()}.`,
      ),
      none
        ? null
        : el(
            "ul",
            {},
            [
              ["All dates", { from: D.first, to: D.last }],
              ["All sources and confidences", { sources: 1, confidence: 0, contested: "show" }],
              ["Everyone", { ego: null, bloc: null, only: null, question: "" }],
            ].map(([text, changes]) =>
              el(
                "li",
                {},
                button(text, () => change(changes)),
              ),
            ),
            el("li", {}, button("Reset all", reset)),
          ),
    );
  }
}

function keys(event) {
  const typing = /^(input|select|textarea)$/i.test(event.target.tagName) && event.target.type !== "checkbox";
  if (event.key === "/" && !typing) {
    event.preventDefault();
    $("#ask").focus();
    $("#ask").select();
  } else if (event.key === "Escape") stepBack();
  else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && ["1", "2", "3"].includes(event.key))
    change({ view: VIEWS[event.key - 1][0] });
}
// Escape undoes the last choice: the panel first, then the question, then the surroundings.
function stepBack() {
  if (S.chosen) return closePanel();
  if (S.only || S.question) return clearQuestion();
  if (S.ego != null || S.bloc != null) return change({ ego: null, bloc: null });
  closePanel();
}

async function start() {
  read(await unpack(PACKED.body));
  PALETTE = D.raw.palette;
  setTheme(dark.matches ? "dark" : "light");
  readHash();
  if (S.chosen?.startsWith("claim:")) S.view = "graph";
  makeHead();
  makeSearch();
  LIVE = live();
  makeTime();
  makeGraph(NODES, EDGES, OPTIONS);
  refit = true;
  redraw();
  if (S.question && canAsk()) {
    $("#ask").value = S.question;
    ask(S.question);
  } else restore(S.chosen);
  wire();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}
function wire() {
  addEventListener("keydown", keys);
  addEventListener("hashchange", () => {
    readHash();
    refit = true;
    redraw();
    restore(S.chosen);
  });
  dark.addEventListener("change", () => {
    setTheme(dark.matches ? "dark" : "light");
    repaint();
  });
  $("#matrix").addEventListener("keydown", matrixKey);
  $("#matrix").addEventListener("pointerover", matrixHover);
  let before = null;
  addEventListener("beforeprint", () => {
    before = THEME;
    setTheme("light");
    if (S.view === "text") showText(true);
    repaint();
  });
  addEventListener("afterprint", () => {
    setTheme(before || THEME);
    repaint();
  });
}
start();
