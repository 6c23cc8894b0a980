// Questions: read by the same compiled grammar as on the command line (ask.js), answered as graph/answering.py does,
// from what this page holds. The reading is always shown; what is not understood is not guessed at.
const SUPPORTIVE = ["backs", "aids", "allied_with"],
  HOSTILE = ["attacks", "opposes", "betrays", "sanctions", "coerces", "mobilizes_against"];
const AROUND = ["side", "about", "says", "compare", "new", "disagree", "between", "compare_actors", "either"];
const askReady = () => !!(D.raw.grammar && typeof readQuestion === "function");
const EXAMPLES = () => D.raw.grammar.forms.map((form) => form.like);

function ask(question) {
  hideOffers();
  $("#ask").value = question;
  const read = readQuestion(D.raw.grammar, D.raw.lexicon, question, new Date().toISOString().slice(0, 10));
  if (read.error) return notUnderstood(question, read);
  const { view } = S,
    wasRolled = S.rollup;
  S = { ...fresh(), view, rollup: wasRolled || !!read.reading.roll_up };
  const answer = answered(read);
  if (answer.error) return notUnderstood(question, answer);
  const statements = new Set([...answer.lines, ...answer.unstated].flatMap((l) => l.statements)),
    { since, until, theatre } = read.reading;
  if (since && read.reading.form !== "changed") S.from = clamp(dayOf(since), D.first, D.last);
  if (until) S.to = clamp(dayOf(until), D.first, D.last);
  if (theatre && read.reading.form !== "compare")
    for (const v of FACETS.theatre.values()) if (!theatre.includes(D.theatres[v])) S.off.theatre.add(v);
  S.only = {
    relations: new Set([...statements].map((x) => x.relation.i)),
    statements,
    words: `the answer to “${question}”`,
  };
  if (!statements.size) S = { ...fresh(), view, rollup: S.rollup };
  S.question = question;
  refit = true;
  redraw();
  showAnswer(read, answer);
}
function showAnswer(read, answer) {
  const found = answer.lines.length + answer.unstated.length,
    verdict =
      answer.verdict ||
      (answer.lines.length ? count(answer.lines.length, "relation") : "Nothing was found in this page");
  const block = (l) => relationBlock(l, { most: 1 });
  G.focus = null;
  panel(
    "Answer",
    undefined,
    el("p", { class: "reading" }, "Read as: ", el("b", {}, read.words)),
    el("p", {}, el("b", { class: "verdict" }, capital(verdict)), "."),
    (answer.groups.length ? answer.groups : [["", answer.lines]]).map(([title, lines]) => [
      title ? el("h3", {}, title) : null,
      lines.map(block),
    ]),
    answer.unstated.length ? [el("h3", {}, "Only denied or hypothetical"), answer.unstated.map(block)] : null,
    el(
      "div",
      { class: "bar" },
      button("Clear the question", () => {
        $("#ask").value = "";
        clearQuestion();
      }),
    ),
  );
  S.chosen = null;
  writeHash();
  document.body.classList.add("chosen");
  say(`Read as ${read.words}. ${capital(verdict)}.`);
}
function notUnderstood(question, { error, candidates = [] }) {
  const part = /“([^”]+)”/.exec(error)?.[1];
  const offer = (text) => {
    const next = part && D.raw.grammar && !EXAMPLES().includes(text) ? question.replace(part, () => text) : text;
    return el(
      "li",
      {},
      link(text, () => ask(next)),
    );
  };
  if (S.only || S.question) change({ only: null, question: "" });
  panel(
    "Not answered",
    undefined,
    el(
      "p",
      {},
      capital(error).replace(/^No actor is called/, "No actor on this page is called") +
        (/[.?!]$/.test(error) ? "" : "."),
    ),
    candidates.length ? el("ul", { class: "list" }, candidates.map(offer)) : null,
    el(
      "details",
      {},
      el("summary", {}, "Questions that are understood"),
      el(
        "ul",
        { class: "list" },
        EXAMPLES().map((text) =>
          el(
            "li",
            {},
            link(text, () => ask(text)),
          ),
        ),
      ),
    ),
  );
  document.body.classList.add("chosen");
  say(capital(error));
}
