// Files: exactly what the filters show, with the filter and the legend written into each.
const SAVERS = { csv: ["text/csv", csvFile], jsonl: ["application/x-ndjson", jsonlFile], graphml: ["application/graphml+xml", graphmlFile], nq: ["application/n-quads", nquadsFile], svg: ["image/svg+xml", svgFile], png: ["image/png", pngFile] };

async function download(format) {
  if (D.raw.evidence) await fetchWords(LIVE.relations.flatMap((l) => l.statements));
  const [type, make] = SAVERS[format], made = await make();
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
  const d = x.document, quote = quoteOf(x), source = D.actors[l.r.s], target = D.actors[l.r.t];
  return {
    doc: d.doc, article: d.article, source: source.name, source_text: x.from, source_id: source.id, relation: l.r.type.name, target: target.name, target_text: x.to, target_id: target.id,
    plover: l.r.type.plover || null, status: STATUS[x.status], attributed_to: x.by?.name ?? null, attributed_to_id: x.by?.id ?? null, denied_by: unique(x.denied.map((s) => s.name)), contested: l.state === "contested",
    theatre: x.theatre >= 0 ? D.theatres[x.theatre] : null, place: x.place, date: d.date, time: x.time, outlet: x.outlet >= 0 ? D.outlets[x.outlet] : null, title: d.title, url: d.url,
    sentence: x.sentence || quote, quote, start: x.start, end: x.end, confidence: x.confidence / 100, claim: x.claim,
  };
}
function jsonlFile() {
  return rowsOf().map(([l, x]) => JSON.stringify(record(l, x)) + "\n").join("");
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
  return [[...head, "filter"].map(cell), ...rows.map((row) => [...head.map((name) => cell(row[name])), cell(filterWords())])].map((line) => line.join(",") + "\r\n").join("");
}

const xml = (text) => String(text ?? "").replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "").replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
function graphmlFile() {
  const keys = [["node", "name", "string"], ["node", "kind", "string"], ["node", "bloc", "int"], ["edge", "relation", "string"], ["edge", "sign", "int"], ["edge", "family", "string"], ["edge", "state", "string"], ["edge", "contested", "boolean"],
    ["edge", "statements", "int"], ["edge", "documents", "int"], ["edge", "sources", "int"], ["edge", "first", "string"], ["edge", "last", "string"], ["edge", "quote", "string"], ["graph", "title", "string"], ["graph", "filter", "string"], ["graph", "legend", "string"]];
  const data = (name, value) => value == null ? "" : `<data key="${name}">${xml(value)}</data>`;
  const nodes = [...LIVE.actors].sort((a, b) => a - b).map((i) => D.actors[i]).map((a) => `<node id="${xml(a.id)}">${data("name", a.name)}${data("kind", a.kind)}${data("bloc", a.bloc >= 0 ? a.bloc : null)}</node>`);
  const edges = LIVE.relations.map((l) => `<edge source="${xml(D.actors[l.s].id)}" target="${xml(D.actors[l.t].id)}">${data("relation", l.r.type.name)}${data("sign", l.sign)}${data("family", l.r.type.family.name)}${data("state", l.state)}${data("contested", l.state === "contested")}${data("statements", l.statements.length)}${data("documents", l.documents)}${data("sources", l.sources)}${data("first", l.first)}${data("last", l.last)}${data("quote", quoteOf(bestOf(l.statements)))}</edge>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${keys.map(([on, name, type]) => `<key id="${name}" for="${on}" attr.name="${name}" attr.type="${type}"/>`).join("\n")}\n<graph edgedefault="directed">\n${data("title", $("h1").textContent)}${data("filter", filterWords())}${data("legend", legendWords())}\n${nodes.join("\n")}\n${edges.join("\n")}\n</graph>\n</graphml>\n`;
}
const legendWords = () => `${D.families.map((f) => `${f.label} (sign ${f.sign}): ${f.definition}`).join(" ")} State: ${Object.entries(STATES).map(([k, v]) => `${k} = ${v}`).join(", ")}.`;

// The claims in the dataset's own model, so that the file loads beside it.
function nquadsFile() {
  const lit = (text) => `"${String(text).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd").replace(/[\\"\n\r]/g, (c) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r" })[c]).replace(/[\u0000-\u001f\u007f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
  const typed = (text, type) => `${lit(text)}^^<${IRIS.xsd}${type}>`, wb = (name) => `<${IRIS.wb}${name}>`;
  const safe = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const actor = (id) => `<${IRIS.actor}${id.split("/").map(safe).join("/")}>`, type = `<${IRIS.rdf}type>`;
  const day = (iso) => typed(iso, { 4: "gYear", 7: "gYearMonth" }[iso.length] || "date");
  const out = [], seen = new Set();
  for (const [l, x] of rowsOf()) {
    const d = x.document, graph = `<${IRIS.doc}${d.key}>`, article = d.article === 1 ? graph : `<${IRIS.doc}${d.key}/${d.article}>`, me = `<${IRIS.claim}${safe(x.claim)}>`;
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
    say(wb("subject"), actor(D.actors[l.r.s].id)); say(wb("relation"), wb(l.r.type.name)); say(wb("object"), actor(D.actors[l.r.t].id));
    say(wb("status"), wb(STATUS[x.status])); say(wb("confidence"), typed((x.confidence / 100).toString(), "double"));
    say(wb("quote"), lit(quoteOf(x))); say(wb("sentence"), lit(x.sentence || quoteOf(x)));
    say(wb("start"), typed(x.start, "integer")); say(wb("end"), typed(x.end, "integer"));
    say(wb("subjectText"), lit(x.from)); say(wb("objectText"), lit(x.to));
    say(wb("attributedTo"), x.by && actor(x.by.id)); say(wb("theatre"), x.theatre >= 0 && `<${IRIS.theatre}${D.raw.slugs[1][x.theatre]}>`);
    say(wb("date"), d.date && day(d.date)); say(wb("place"), x.place && lit(x.place)); say(wb("statedTime"), x.time && lit(x.time));
    say(`<${IRIS.dct}source>`, article);
  }
  return out.join("");
}

// ---- pictures: the drawing as SVG, with title, filter, legend; the PNG is that SVG at twice its size.
function svgFile() {
  const nodes = visible(), pad = 90, xs = nodes.map((n) => n.x), ys = nodes.map((n) => n.y), f = (n) => n.toFixed(1);
  const x0 = Math.min(0, ...xs) - pad, x1 = Math.max(0, ...xs) + pad, y0 = Math.min(0, ...ys) - pad, y1 = Math.max(0, ...ys) + pad, wide = Math.max(760, x1 - x0), top = y0 - 66, high = y1 - top + 96;
  const p = paper(), text = (x, y, words, more = "") => `<text x="${f(x)}" y="${f(y)}" ${more}>${xml(words)}</text>`;
  const parts = D.blocs.map((b) => [b, b.members.map((m) => G.at[m]).filter((n) => !n.hidden)]).filter(([, m]) => m.length > 1)
    .map(([b, members]) => `<path d="M${hull(members).map((q) => `${q.x} ${q.y}`).join("L")}Z" fill="${ground(b.i)}" stroke="${ground(b.i)}" stroke-width="68" stroke-linejoin="round"/>`);
  parts.push(...[...LIVE.drawn.values()].map(svgLink), ...nodes.map(svgNode));
  for (const box of placeLabels(nodes, 1, new Set())) box.lines.forEach((line, n) => parts.push(text(box.cx, box.y0 + (n + 0.78) * LABEL.line, line, `text-anchor="middle" font-weight="600" font-size="${LABEL.size}" fill="${p.ink}" stroke="${p.paper}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"`)));
  const key = [["support", "supports"], ["hostility", "hostile to"], ["talks", "talks, agrees"], ["structure", "leads, belongs to"]].map(([family, words], n) => `<path d="M${f(x0 + 20 + n * 170)} ${f(y1 + 24)}h34" stroke="${hue(family)}" stroke-width="3"/>${svgHead(family, { x: x0 + 58 + n * 170, y: y1 + 24 }, 0, 9, hue(family), 3)}${text(x0 + 68 + n * 170, y1 + 28, words)}`);
  const marks = "width: independent sources · long dashes: only claimed · ?: contested · ×: only denied · if: only hypothetical · shaded: bloc";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${f(x0)} ${f(top)} ${f(wide)} ${f(high)}" width="${f(wide)}" height="${f(high)}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" font-size="12" fill="${p.ink}">\n<title>${xml($("h1").textContent)}</title><desc>${xml(`${filterWords()}. ${legendWords()}`)}</desc>\n<rect x="${f(x0)}" y="${f(top)}" width="${f(wide)}" height="${f(high)}" fill="${p.paper}"/>\n${text(x0 + 20, top + 32, $("h1").textContent, 'font-size="21" font-weight="700" font-family="Georgia, serif"')}${text(x0 + 20, top + 52, `${filterWords()} · ${count(nodes.length, "actor")}, ${count(LIVE.relations.length, "relation")}`, `fill="${p.soft}"`)}\n${parts.join("\n")}\n${key.join("")}${text(x0 + 20, y1 + 50, marks, `fill="${p.soft}"`)}\n</svg>\n`;
}
function svgHead(family, at, angle, size, colour, width) {
  const turn = `transform="translate(${at.x.toFixed(1)} ${at.y.toFixed(1)}) rotate(${(angle * 180 / Math.PI).toFixed(1)})"`;
  const art = { support: `<path d="M0 0L${-size} ${-size * 0.38}V${size * 0.38}Z" fill="${colour}"/>`, hostility: `<path d="M0 ${-size * 0.6}V${size * 0.6}" stroke="${colour}" stroke-width="${Math.max(2.5, width)}"/>`, talks: `<circle cx="${-size * 0.4}" r="${size * 0.4}" fill="${colour}"/>`, structure: `<path d="M0 0L${-size / 2} ${-size * 0.36}L${-size} 0L${-size / 2} ${size * 0.36}Z" fill="${colour}"/>` };
  return `<g ${turn}>${art[family]}</g>`;
}
function svgLink(b) {
  const a = G.at[b.s], z = G.at[b.t], s = styleOf(b), c = control(a, z, s.round), long = Math.hypot(a.x - z.x, a.y - z.y) || 1, size = 8 + 2.2 * s.width;
  const end = (node, forward) => onCurve(a, c, z, forward ? 1 - reach(node) / long : reach(node) / long), tip = end(z, true), tail = end(a, false), f = (n) => n.toFixed(1);
  const towards = Math.atan2(tip.y - c.y, tip.x - c.x), from = Math.atan2(tail.y - c.y, tail.x - c.x), mid = onCurve(a, c, z, 0.5);
  const dash = s.dashes ? ` stroke-dasharray="${s.dashes.join(" ")}"` : "", mark = MARKS[b.state] ? `<circle cx="${f(mid.x)}" cy="${f(mid.y)}" r="7.5" fill="${paper().paper}" stroke="${s.colour}" stroke-width="1.5"/><text x="${f(mid.x)}" y="${f(mid.y + 4)}" text-anchor="middle" font-weight="700" font-size="${MARKS[b.state].length > 1 ? 9 : 11}">${MARKS[b.state]}</text>` : "";
  return `<g opacity="${s.opacity}" data-state="${b.state}"><title>${xml(bundleWords(b).join(", "))}</title><path d="M${f(tail.x)} ${f(tail.y)}Q${f(c.x)} ${f(c.y)} ${f(tip.x)} ${f(tip.y)}" fill="none" stroke="${s.colour}" stroke-width="${s.width}"${dash}/>${svgHead(s.head, tip, towards, size, s.colour, s.width)}${s.tail ? svgHead(s.tail, tail, from, size, s.colour, s.width) : ""}</g>${mark}`.replaceAll("undefined", "");
}
function svgNode(n) {
  const { x, y, size: r } = n, colour = D.actors[n.i].bloc < 0 ? paper().node : mixed(tint(D.actors[n.i].bloc)), look = `fill="${colour}" stroke="${paper().ink}" stroke-width="1.5"`;
  const poly = (points) => `<polygon points="${points.map(([dx, dy]) => `${(x + dx * r).toFixed(1)},${(y + dy * r).toFixed(1)}`).join(" ")}" ${look}/>`;
  const around = (n, turn) => Array.from({ length: n }, (_, k) => [Math.cos(turn + 2 * Math.PI * k / n), Math.sin(turn + 2 * Math.PI * k / n)]);
  const art = { square: () => poly([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]), diamond: () => poly(around(4, 0)), triangle: () => poly([[0, -1.1], [1, 0.68], [-1, 0.68]]), hexagon: () => poly(around(6, 0)), dot: () => `<circle cx="${x}" cy="${y}" r="${r}" ${look}/>` };
  return `<g><title>${xml(n.name)}</title>${art[n.shape]()}</g>`;
}
function pngFile() {
  const art = svgFile(), [, w, h] = art.match(/width="([\d.]+)" height="([\d.]+)"/).map(Number), scale = Math.min(2, 8000 / Math.max(w, h));
  return new Promise((done, fail) => {
    const image = new Image(), url = URL.createObjectURL(new Blob([art], { type: "image/svg+xml" }));
    image.onload = () => {
      const canvas = el("canvas", { width: Math.round(w * scale), height: Math.round(h * scale) });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      canvas.toBlob(done, "image/png");
    };
    image.onerror = fail;
    image.src = url;
  });
}
