// The box: finds actors by name, alias or id; with a grammar in the page it also answers questions.
let picked = -1,
  offers = [];

function makeSearch() {
  const input = $("#ask");
  input.placeholder = canAsk() ? "Find an actor, or ask: who backs …?" : "Find an actor: name, acronym or other name";
  input.setAttribute("aria-label", canAsk() ? "Find an actor or ask a question" : "Find an actor");
  input.addEventListener("input", () => offer(input.value));
  input.addEventListener("focus", () => input.value && offer(input.value));
  input.addEventListener("blur", () => setTimeout(hideOffers, 150));
  input.addEventListener("keydown", searchKey);
  $("#search").addEventListener("submit", (event) => {
    event.preventDefault();
    go(input.value);
  });
}
const canAsk = () => askReady();

function offer(text) {
  const found = text.includes("?") ? [] : findActors(text).slice(0, 8);
  offers = found.map((a) => ({
    text: a.name,
    note: `${kindWords(a.kind)} · ${count(a.links, "relation")}`,
    act: () => choose(a),
  }));
  if (canAsk() && text.trim().includes(" ") && (!found.length || found[0].rank > 1))
    offers.unshift({ text: `Ask: ${text}`, note: "", act: () => ask(text) });
  picked = -1;
  $("#hits").replaceChildren(
    ...offers.map((o, n) =>
      el(
        "li",
        {
          role: "option",
          id: `hit-${n}`,
          "aria-selected": "false",
          onpointerdown: (e) => {
            e.preventDefault();
            take(n);
          },
        },
        el("span", {}, o.text),
        el("small", {}, o.note),
      ),
    ),
  );
  showOffers(offers.length > 0);
}
function showOffers(on) {
  $("#hits").hidden = !on;
  $("#ask").setAttribute("aria-expanded", on);
  if (!on) $("#ask").removeAttribute("aria-activedescendant");
}
const hideOffers = () => showOffers(false);
function take(n) {
  hideOffers();
  offers[n].act();
}
function searchKey(event) {
  if (event.key === "Escape") {
    event.stopPropagation();
    hideOffers();
    $("#ask").value = "";
    $("#ask").blur();
    return clearQuestion();
  }
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || $("#hits").hidden) {
    if (event.key === "Enter" && picked >= 0 && !$("#hits").hidden) {
      event.preventDefault();
      take(picked);
    }
    return;
  }
  event.preventDefault();
  picked = (picked + (event.key === "ArrowDown" ? 1 : -1) + offers.length) % offers.length;
  $$("#hits li").forEach((li, n) => li.setAttribute("aria-selected", n === picked));
  $("#ask").setAttribute("aria-activedescendant", `hit-${picked}`);
  $(`#hit-${picked}`).scrollIntoView({ block: "nearest" });
}
function choose(actor) {
  $("#ask").value = actor.name;
  hideOffers();
  if (S.only || (S.ego != null && !LIVE.actors.has(actor.i))) change({ only: null, ego: null, question: "" });
  showActor(actor.i);
  if (S.view === "graph" && !G.at[actor.i].hidden && G.net.getScale() < 0.5) fitGraph([G.at[actor.i]], 0.9);
}
// A sure name opens the actor; several offer themselves; all else is a question, or is not understood.
function go(text) {
  hideOffers();
  if (!text.trim()) return clearQuestion();
  const found = findActors(text),
    sure = found.filter((a) => a.rank <= 1);
  if (sure.length === 1) return choose(sure[0]);
  if (canAsk() && !sure.length && /\s/.test(text.trim())) return ask(text);
  if (found.length) return whichOne(text, sure.length ? sure : found.slice(0, 12));
  if (canAsk()) return ask(text);
  open(
    panel(
      "No such actor",
      undefined,
      el("p", {}, `Nobody here is called “${text}”. Nothing was guessed.`),
      el("p", { class: "small soft" }, "Names, acronyms, capitals and ids are known; a part of a name will do."),
    ),
    false,
  );
  document.body.classList.add("chosen");
}
function whichOne(text, actors, then = choose) {
  open(
    panel(
      "Which one?",
      undefined,
      el("p", {}, `“${text}” fits ${count(actors.length, "actor")}:`),
      el(
        "ul",
        { class: "list" },
        actors.map((a) =>
          el(
            "li",
            {},
            blocDot(a.i),
            link(a.name, () => then(a)),
            el("span", { class: "n" }, kindWords(a.kind)),
          ),
        ),
      ),
    ),
    false,
  );
  document.body.classList.add("chosen");
}
function clearQuestion() {
  if (!S.question && !S.only) return;
  change({ question: "", only: null });
  showHome();
}
