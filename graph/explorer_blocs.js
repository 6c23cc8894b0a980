// Blocs: who is in them, folding them into one symbol and back.
function blocsList(most = 99) {
  if (!D.blocs.length) return null;
  const rows = D.blocs.slice(0, most).map((b) =>
    el(
      "li",
      {},
      blocDot(b.members[0]),
      link(b.name, () => showBloc(b.i)),
      el("span", { class: "n" }, `${b.members.length} actors`),
    ),
  );
  return [
    el("h3", {}, "Blocs"),
    el("ul", { class: "list" }, rows),
    most < D.blocs.length || most < 99
      ? el("p", { class: "small" }, link("All blocs, and how they are found", showBlocs))
      : null,
  ];
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
  open(
    panel(
      "Blocs",
      "blocs",
      el(
        "p",
        { class: "small soft" },
        "Actors that support each other more than chance would have it, less the hostility between them. Only-denied and hypothetical relations do not count, contested ones count half. Computed over all dates of this page.",
      ),
      el(
        "div",
        { class: "bar" },
        button("Fold all into one symbol each", () => foldAll(true)),
        S.folded.size ? button("Unfold all", () => foldAll(false)) : null,
      ),
      D.blocs.map(blocBlock),
    ),
    true,
  );
}
function blocBlock(b) {
  return el(
    "section",
    { class: "rel" },
    el(
      "h3",
      {},
      blocDot(b.members[0]),
      " ",
      link(b.name, () => showBloc(b.i)),
    ),
    el("p", { class: "small" }, list(b.members.map((m) => D.actors[m].name))),
    el(
      "p",
      { class: "small soft" },
      `Inside: ${b.supportIn} of support, ${b.hostilityIn} of hostility. Across its border: ${b.supportOut} of support, ${b.hostilityOut} of hostility.`,
    ),
  );
}
function showBloc(n) {
  const b = D.blocs[n],
    folded = S.folded.has(n);
  open(
    panel(
      b.name,
      undefined,
      el(
        "div",
        { class: "bar" },
        button(folded ? "Unfold" : "Fold into one symbol", () => {
          folded ? unfold(n) : foldBloc(n);
          showBloc(n);
        }),
        button("Only this bloc", () => onlyBloc(n)),
        button("All blocs", showBlocs),
      ),
      blocBlock(b),
      el(
        "ul",
        { class: "list" },
        b.members.map((m) =>
          el(
            "li",
            {},
            blocDot(m),
            link(D.actors[m].name, () => showActor(m, true)),
            el("span", { class: "n" }, count(D.actors[m].links, "relation")),
          ),
        ),
      ),
    ),
    true,
  );
}
