// Evidence: every statement behind a link, a pair or a relation, each with its status in words and its citation.
function showBundle(key, focus = false) {
  const b = LIVE.bundles.get(key);
  if (!b) return nothingHere();
  G.focus = { links: [key] };
  const back = [1, -1, 0].map((s) => LIVE.bundles.get(`${b.t}>${b.s}|${s}`)).filter(Boolean);
  const others = [1, -1, 0]
    .filter((s) => s !== b.sign)
    .map((s) => LIVE.bundles.get(`${b.s}>${b.t}|${s}`))
    .filter(Boolean);
  open(
    panel(
      bundleWords(b)[0],
      `pair:${D.actors[b.s].id}>${D.actors[b.t].id}|${b.sign}`,
      b.lines.map((l) => relationBlock(l, { bare: b.lines.length === 1 })),
      also(others, back),
    ),
    focus,
  );
  paint();
}
function also(...groups) {
  const rows = groups.flat().map((b) =>
    el(
      "li",
      {},
      link(bundleWords(b)[0], () => showBundle(b.key, true)),
      el("span", { class: "n" }, count(b.sources, "source")),
    ),
  );
  return rows.length ? [el("h3", {}, "Also between the two"), el("ul", { class: "list" }, rows)] : null;
}
function showPair(s, t, focus = false) {
  const bundles = [1, -1, 0].map((sign) => LIVE.bundles.get(`${s}>${t}|${sign}`)).filter(Boolean);
  if (!bundles.length) return nothingHere();
  if (bundles.length === 1) return showBundle(bundles[0].key, focus);
  G.focus = { links: bundles.map((b) => b.key) };
  const back = [1, -1, 0].map((sign) => LIVE.bundles.get(`${t}>${s}|${sign}`)).filter(Boolean);
  open(
    panel(
      `${D.actors[s].name} and ${the(D.actors[t].name)}`,
      `pair:${D.actors[s].id}>${D.actors[t].id}`,
      bundles.flatMap((b) => b.lines).map((l) => relationBlock(l)),
      also(back),
    ),
    focus,
  );
  paint();
}
function showRelation(place, focus = false) {
  const line = LIVE.relations.find((l) => l.r.i === place);
  if (!line) return nothingHere();
  G.focus = { links: [`${line.s}>${line.t}|${line.sign}`] };
  open(panel(relationWords(line.r), relationKey(line.r), relationBlock(line, { bare: true })), focus);
  paint();
}
function relationBlock(line, { most = EVIDENCE, chosen = null, bare = false } = {}) {
  const statements = [...line.statements].sort(
    (a, b) =>
      (b === chosen) - (a === chosen) || (b.document.date || "").localeCompare(a.document.date || "") || a.i - b.i,
  );
  const holder = el("div"),
    box = el(
      "section",
      { class: "rel" },
      bare ? null : el("h3", {}, relationWords(line.r)),
      el(
        "div",
        { class: "tags" },
        tag(line.r.type.family.label, line.r.type.family.name),
        tag(`${count(line.statements.length, "statement")}, ${count(line.sources, "source")}`),
        tag(spanWords(line.first, line.last)),
        ...unique(statements.map((x) => D.theatres[x.theatre]).filter(Boolean)).map((name) => tag(name)),
        line.state === "asserted" ? null : tag(STATES[line.state], null, "alert"),
      ),
      el("p", { class: "small" }, lineState(line) === "stated as a fact" ? null : capital(lineState(line)) + "."),
      holder,
    );
  const add = (from, to) => {
    holder.append(...statements.slice(from, to).map((x) => claimBlock(x, x === chosen)));
    const left = Math.min(EVIDENCE, statements.length - to);
    if (left <= 0) return;
    const more = button(
      `Show ${left} more of ${statements.length} statements`,
      () => {
        more.remove();
        withWords(statements, () => add(to, to + EVIDENCE));
      },
      { class: "more" },
    );
    holder.append(more);
  };
  withWords(statements.slice(0, most), () => add(0, most));
  if (D.raw.kept && line.r.statements.length >= D.raw.kept)
    box.append(
      el(
        "p",
        { class: "small soft" },
        `This file keeps at most ${D.raw.kept} statements of a relation; the dataset holds all.`,
      ),
    );
  return box;
}
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
function tag(text, family = null, more = "") {
  return el("span", { class: `tag ${more}` }, family ? dotOf(hue(family)) : null, family ? " " : null, text);
}
function claimBlock(x, chosen = false) {
  const d = x.document,
    url = safeUrl(d.url),
    quote = quoteOf(x),
    spanned = Array.isArray(x.span) && x.sentence;
  const words = spanned
    ? [x.sentence.slice(0, x.span[0]), el("mark", {}, quote), x.sentence.slice(x.span[1])]
    : [quote];
  const meta = [
    outletOf(x),
    d.title,
    dateWords(d.date),
    x.time && `about ${x.time}`,
    x.place,
    x.theatre >= 0 && D.theatres[x.theatre],
    `confidence ${Math.round(x.confidence)} %`,
  ]
    .filter(Boolean)
    .join(" · ");
  const block = el(
    "article",
    { class: `claim ${STATUS[x.status]}${chosen ? " chosen" : ""}`, id: `claim-${x.i}` },
    el("blockquote", {}, words),
    el("p", { class: "state" }, statusWords(x)),
    el("p", { class: "from" }, meta),
    el(
      "div",
      { class: "acts" },
      url ? el("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, "article") : null,
      link("permalink", () => copy(permalink(x), "Permalink")),
      link("citation", () => copy(CITE.plain(x), "Citation")),
      link("BibTeX", () => copy(CITE.bibtex(x), "BibTeX")),
      link("Markdown", () => copy(CITE.markdown(x), "Markdown")),
    ),
  );
  block.style.setProperty("--side", hue(x.relation.type.family.name));
  return block;
}
// In a served page the sentences come when somebody wants to read them, 100 an enquiry; a file holds them.
function withWords(statements, then) {
  if (D.raw.evidence) fetchWords(statements).then(then);
  else then();
}
async function fetchWords(statements) {
  const missing = statements.filter((x) => x.span == null);
  try {
    for (let at = 0; at < missing.length; at += 100) await fetchSome(missing.slice(at, at + 100));
  } catch (error) {
    toast(`The sentences could not be fetched: ${error.message}`);
  }
}
async function fetchSome(statements) {
  const answer = await fetch(`${D.raw.evidence}?${new URLSearchParams(statements.map((x) => ["claim", x.claim]))}`);
  if (!answer.ok) throw new Error(`the server says ${answer.status}`);
  const found = await answer.json();
  for (const x of statements) {
    const { sentence = "", quote = "" } = found[x.claim] || {},
      at = sentence.indexOf(quote);
    x.sentence = sentence;
    x.span = at >= 0 && sentence ? [at, at + quote.length] : quote;
  }
}

function nothingHere() {
  G.focus = null;
  panel(
    "Nothing under the current filters",
    S.chosen,
    el("p", {}, "The filters hide what was opened here."),
    el("div", { class: "bar" }, button("Reset all filters", reset)),
  );
}
// The panel follows the filters: what is open in it is drawn anew, where the reader was.
function followFilters() {
  if (!/^(actor|pair|rel):/.test(S.chosen || "")) return;
  const { scrollTop } = $("#panel");
  restore(S.chosen);
  $("#panel").scrollTop = scrollTop;
}
