// Relations and statements in words, and as citations.
const relationKey = (r) => `rel:${D.actors[r.s].id}>${r.type.name}>${D.actors[r.t].id}`;
const relationWords = (r) => `${D.actors[r.s].name} ${r.type.label} ${the(D.actors[r.t].name)}`;
const listed = (labels) => list(labels.map((text) => text));
const unique = (items) => [...new Set(items)];

function bundleWords(b) {
  if (!b) return null;
  const dates = spanWords(b.first, b.last),
    state = b.state === "asserted" ? "" : `, ${STATES[b.state]}`;
  return [
    `${D.actors[b.s].name} ${listed(b.labels)} ${the(D.actors[b.t].name)}`,
    `${count(b.sources, "source")}, ${dates}${state}`,
  ];
}
function actorWords(i) {
  const lines = LIVE.relations.filter((l) => l.s === i || l.t === i),
    n = (test) => lines.filter(test).length;
  return `${D.actors[i].name}, ${kindWords(D.actors[i].kind)}: supported by ${n((l) => l.t === i && l.sign > 0)}, supports ${n((l) => l.s === i && l.sign > 0)}, opposed by ${n((l) => l.t === i && l.sign < 0)}, opposes ${n((l) => l.s === i && l.sign < 0)}`;
}
const names = (speakers) => list(unique(speakers.filter(Boolean).map((s) => the(s.name))));

// Who says so and who denies it: "claimed by the United States, denied by Russia".
function statusWords(x) {
  const denied = x.denied.length ? `, denied by ${names(x.denied)}` : "";
  if (x.status === 0) return `Stated as a fact by ${D.outlets[x.outlet] ?? "an unknown outlet"}${denied}`;
  if (x.status === 1) return `Claimed by ${x.by ? the(x.by.name) : "unnamed sources"}${denied}`;
  if (x.status === 2) return x.by ? `Denied by ${the(x.by.name)}` : "Denied in the text";
  return "Hypothetical: may, would, if, or planned";
}
function lineState(line) {
  const claimers = line.statements.filter((x) => x.status === 1).map((x) => x.by),
    deniers = [
      ...line.statements.filter((x) => x.status === 2).map((x) => x.by),
      ...line.statements.flatMap((x) => x.denied),
    ];
  const by = (who) => (names(who) ? ` by ${names(who)}` : "");
  if (line.state === "asserted") return "stated as a fact";
  if (line.state === "claimed") return `claimed${by(claimers)}`;
  if (line.state === "denied") return `only denied${by(deniers)}`;
  if (line.state === "hypothetical") return "only hypothetical";
  return `${line.statements.some((x) => x.status === 0) ? "stated as a fact" : `claimed${by(claimers)}`}, denied${by(deniers)}`;
}
const WEIGHT = [3, 2, 1, 0];
const bestOf = (statements) =>
  [...statements].sort(
    (a, b) =>
      WEIGHT[b.status] - WEIGHT[a.status] ||
      b.confidence - a.confidence ||
      (a.document.date || "").localeCompare(b.document.date || "") ||
      a.claim.localeCompare(b.claim),
  )[0];

const claimIri = (x) => IRIS.claim + encodeURIComponent(x.claim);
const outletOf = (x) => (x.outlet >= 0 ? D.outlets[x.outlet] : "unknown outlet");
function permalink(x) {
  return address(`claim=${encodeURIComponent(x.claim)}`);
}
const CITE = {
  plain(x) {
    const d = x.document,
      url = safeUrl(d.url);
    return `“${quoteOf(x)}” ${outletOf(x)}${d.title ? `, “${d.title}”` : ""}, ${d.date || "undated"}${url ? `, ${url}` : ""}. [${relationWords(x.relation)}; ${statusWords(x).toLowerCase()}. Claim ${claimIri(x)}]`;
  },
  bibtex(x) {
    const d = x.document,
      tex = (text) =>
        String(text)
          .replace(/\\/g, "\\textbackslash ")
          .replace(/[{}]/g, "")
          .replace(/[&%$#_]/g, "\\$&")
          .replace(/~/g, "\\textasciitilde ")
          .replace(/\^/g, "\\textasciicircum ");
    const rows = [
      ["title", d.title || d.doc],
      ["journal", outletOf(x)],
      ["date", d.date],
      ["url", safeUrl(d.url)],
      ["note", `“${quoteOf(x)}” ${relationWords(x.relation)}; ${statusWords(x).toLowerCase()}. Claim ${claimIri(x)}`],
    ];
    return `@article{claim-${x.claim.replace(/[^A-Za-z0-9-]/g, "")},\n${rows
      .filter(([, v]) => v)
      .map(([k, v]) => `  ${k} = {${k === "url" ? v.replace(/[{}\\]/g, encodeURIComponent) : tex(v)}}`)
      .join(",\n")}\n}`;
  },
  markdown(x) {
    const d = x.document,
      md = (text) => String(text).replace(/[\\`*_{}[\]<>#|!]/g, "\\$&"),
      url = safeUrl(d.url);
    const title = d.title
      ? url
        ? `[${md(d.title)}](<${encodeURI(decodeURI_(url)).replace(/[<>]/g, encodeURIComponent)}>)`
        : md(d.title)
      : url
        ? `<${url}>`
        : md(d.doc);
    return `> ${md(quoteOf(x))}\n>\n> — ${md(outletOf(x))}, ${title}, ${d.date || "undated"}. ${md(relationWords(x.relation))}; ${md(statusWords(x).toLowerCase())}. Claim [${md(x.claim)}](<${claimIri(x)}>)`;
  },
};
function decodeURI_(url) {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}
