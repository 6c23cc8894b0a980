// Files: exactly what the filters show, with the filter and the legend written into each.
const SAVERS = {
  csv: ["text/csv", csvFile],
  jsonl: ["application/x-ndjson", jsonlFile],
  graphml: ["application/graphml+xml", graphmlFile],
  nq: ["application/n-quads", nquadsFile],
  svg: ["image/svg+xml", svgFile],
  png: ["image/png", pngFile],
};

async function download(format) {
  if (D.raw.evidence) await fetchWords(LIVE.relations.flatMap((l) => l.statements));
  const [type, make] = SAVERS[format],
    made = await make();
  const url = URL.createObjectURL(made instanceof Blob ? made : new Blob([made], { type: `${type};charset=utf-8` }));
  const a = el("a", { href: url, download: `who-backs-whom.${format}` });
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 4000);
  say(`${format} saved`);
}
const rowsOf = () => LIVE.relations.flatMap((l) => l.statements.map((x) => [l, x]));

function record(l, x) {
  const d = x.document,
    quote = quoteOf(x),
    source = D.actors[l.r.s],
    target = D.actors[l.r.t];
  return {
    doc: d.doc,
    article: d.article,
    source: source.name,
    source_text: x.from,
    source_id: source.id,
    relation: l.r.type.name,
    target: target.name,
    target_text: x.to,
    target_id: target.id,
    plover: l.r.type.plover || null,
    status: STATUS[x.status],
    attributed_to: x.by?.name ?? null,
    attributed_to_id: x.by?.id ?? null,
    denied_by: unique(x.denied.map((s) => s.name)),
    contested: l.state === "contested",
    theatre: x.theatre >= 0 ? D.theatres[x.theatre] : null,
    place: x.place,
    date: d.date,
    time: x.time,
    outlet: x.outlet >= 0 ? D.outlets[x.outlet] : null,
    title: d.title,
    url: d.url,
    sentence: x.sentence || quote,
    quote,
    start: x.start,
    end: x.end,
    confidence: x.confidence / 100,
    claim: x.claim,
  };
}
function jsonlFile() {
  return rowsOf()
    .map(([l, x]) => JSON.stringify({ ...record(l, x), filter: filterWords() }) + "\n")
    .join("");
}

// A cell that a spreadsheet would run as a formula gets an apostrophe in front.
function cell(value) {
  let text = Array.isArray(value) ? value.join("; ") : value == null ? "" : String(value);
  if (typeof value !== "number" && /^\s*[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return `"${text.replace(/"/g, '""')}"`;
}
function csvFile() {
  const rows = rowsOf().map(([l, x]) => ({ ...record(l, x), sign: l.sign, state: l.state, sources: l.sources }));
  const head = rows.length ? Object.keys(rows[0]) : ["source", "relation", "target"];
  return [
    [...head, "filter"].map(cell),
    ...rows.map((row) => [...head.map((name) => cell(row[name])), cell(filterWords())]),
  ]
    .map((line) => line.join(",") + "\r\n")
    .join("");
}

const xml = (text) =>
  String(text ?? "")
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
function graphmlFile() {
  const keys = [
    ["node", "name", "string"],
    ["node", "kind", "string"],
    ["node", "bloc", "int"],
    ["edge", "relation", "string"],
    ["edge", "sign", "int"],
    ["edge", "family", "string"],
    ["edge", "state", "string"],
    ["edge", "contested", "boolean"],
    ["edge", "statements", "int"],
    ["edge", "documents", "int"],
    ["edge", "sources", "int"],
    ["edge", "first", "string"],
    ["edge", "last", "string"],
    ["edge", "quote", "string"],
    ["graph", "title", "string"],
    ["graph", "filter", "string"],
    ["graph", "legend", "string"],
  ];
  const data = (name, value) => (value == null ? "" : `<data key="${name}">${xml(value)}</data>`);
  const nodes = [...LIVE.actors]
    .sort((a, b) => a - b)
    .map((i) => D.actors[i])
    .map(
      (a) =>
        `<node id="${xml(a.id)}">${data("name", a.name)}${data("kind", a.kind)}${data("bloc", a.bloc >= 0 ? a.bloc : null)}</node>`,
    );
  const edges = LIVE.relations.map(
    (l) =>
      `<edge source="${xml(D.actors[l.s].id)}" target="${xml(D.actors[l.t].id)}">${data("relation", l.r.type.name)}${data("sign", l.sign)}${data("family", l.r.type.family.name)}${data("state", l.state)}${data("contested", l.state === "contested")}${data("statements", l.statements.length)}${data("documents", l.documents)}${data("sources", l.sources)}${data("first", l.first)}${data("last", l.last)}${data("quote", quoteOf(bestOf(l.statements)))}</edge>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${keys.map(([on, name, type]) => `<key id="${name}" for="${on}" attr.name="${name}" attr.type="${type}"/>`).join("\n")}\n<graph edgedefault="directed">\n${data("title", $("h1").textContent)}${data("filter", filterWords())}${data("legend", legendWords())}\n${nodes.join("\n")}\n${edges.join("\n")}\n</graph>\n</graphml>\n`;
}
const legendWords = () =>
  `${D.families.map((f) => `${f.label} (sign ${f.sign}): ${f.definition}`).join(" ")} State: ${Object.entries(STATES)
    .map(([k, v]) => `${k} = ${v}`)
    .join(", ")}.`;

// The claims in the dataset's own model, so that the file loads beside it.
function nquadsFile() {
  const lit = (text) =>
    `"${String(text)
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
      .replace(/[\\"\n\r]/g, (c) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" })[c])
      .replace(/[\u0000-\u001f\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
  const typed = (text, type) => `${lit(text)}^^<${IRIS.xsd}${type}>`,
    wb = (name) => `<${IRIS.wb}${name}>`;
  const safe = (text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const actor = (id) => `<${IRIS.actor}${id.split("/").map(safe).join("/")}>`,
    type = `<${IRIS.rdf}type>`;
  const day = (iso) => typed(iso, { 4: "gYear", 7: "gYearMonth" }[iso.length] || "date");
  const out = [],
    seen = new Set();
  for (const [l, x] of rowsOf()) {
    const d = x.document,
      graph = `<${IRIS.doc}${d.key}>`,
      article = d.article === 1 ? graph : `<${IRIS.doc}${d.key}/${d.article}>`,
      me = `<${IRIS.claim}${safe(x.claim)}>`;
    const add = (s, p, o) => o && out.push(`${s} ${p} ${o} ${graph} .\n`);
    const say = (p, o) => add(me, p, o);
    if (!seen.has(d)) {
      seen.add(d);
      add(graph, `<${IRIS.dct}identifier>`, lit(d.doc));
      add(article, type, wb("Article"));
      add(article, `<${IRIS.dct}title>`, d.title && lit(d.title));
      add(article, `<${IRIS.dct}date>`, d.date && day(d.date));
      add(article, `<${IRIS.schema}url>`, d.url && lit(d.url));
      if (x.outlet >= 0) {
        const outlet = `<${IRIS.outlet}${D.raw.slugs[0][x.outlet]}>`;
        add(article, `<${IRIS.dct}publisher>`, outlet);
        add(outlet, `<${IRIS.schema}name>`, lit(D.outlets[x.outlet]));
      }
    }
    say(type, wb("Claim"));
    say(wb("subject"), actor(D.actors[l.r.s].id));
    say(wb("relation"), wb(l.r.type.name));
    say(wb("object"), actor(D.actors[l.r.t].id));
    say(wb("status"), wb(STATUS[x.status]));
    say(wb("confidence"), typed((x.confidence / 100).toString(), "double"));
    say(wb("quote"), lit(quoteOf(x)));
    say(wb("sentence"), lit(x.sentence || quoteOf(x)));
    say(wb("start"), typed(x.start, "integer"));
    say(wb("end"), typed(x.end, "integer"));
    say(wb("subjectText"), lit(x.from));
    say(wb("objectText"), lit(x.to));
    say(wb("attributedTo"), x.by && actor(x.by.id));
    say(wb("theatre"), x.theatre >= 0 && `<${IRIS.theatre}${D.raw.slugs[1][x.theatre]}>`);
    say(wb("date"), d.date && day(d.date));
    say(wb("place"), x.place && lit(x.place));
    say(wb("statedTime"), x.time && lit(x.time));
    say(`<${IRIS.dct}source>`, article);
  }
  const note =
    `# ${$("h1").textContent}; ${filterWords()}; ${new Set(rowsOf().map(([l]) => l.r)).size} relations`.replace(
      /[\r\n\u0000-\u001f]+/g,
      " ",
    );
  return `${note}\n${out.join("")}`;
}
