// The data as the page was given it: tables of actors, relations, statements. Nothing here changes later.
async function unpack(body) {
  if (typeof body !== "string") return body;
  const bytes = Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const D = { actors: [], relations: [], statements: [] };
let WORDS, IRIS, STATUS;

function read(data) {
  WORDS = data.words;
  IRIS = WORDS.iris;
  STATUS = WORDS.statuses;
  Object.assign(D, { raw: data, outlets: data.outlets, theatres: data.theatres, total: data.total });
  D.families = WORDS.families.map(([name, label, sign, definition]) => ({ name, label, sign, definition }));
  const family = Object.fromEntries(D.families.map((f) => [f.name, f]));
  D.types = WORDS.relations.map(([name, label, inverse, group, symmetric, definition, plover, broader]) => ({
    broader,
    name,
    label,
    inverse,
    family: family[group],
    symmetric: !!symmetric,
    definition,
    plover,
  }));
  D.actors = data.actors.map(([id, name, kind, short, others], i) => ({
    i,
    id,
    name,
    kind: kind || "actor",
    short,
    others,
    bloc: -1,
    links: 0,
  }));
  D.blocs = data.blocs.map(([members, ...counts], i) => {
    members.forEach((m) => {
      D.actors[m].bloc = i;
    });
    return {
      i,
      members,
      supportIn: counts[0],
      hostilityIn: counts[1],
      supportOut: counts[2],
      hostilityOut: counts[3],
      name: `${D.actors[members[0]].name} and ${members.length - 1} more`.replace(/ and 0 more$/, ""),
    };
  });
  // A folded bloc is drawn as one actor: it has a row here like any other.
  D.folds = D.blocs.map((b) => ({
    i: D.actors.length + b.i,
    id: `bloc/${b.i}`,
    name: b.name,
    kind: "bloc",
    short: null,
    others: [],
    bloc: b.i,
    links: 0,
    folds: b.i,
  }));
  D.actors.push(...D.folds);
  D.documents = data.documents.map(([doc, article, title, url, outlet, date, key]) => ({
    doc,
    article,
    title,
    url,
    outlet,
    date,
    key,
    day: dayOf(date),
  }));
  D.relations = data.relations.map(([s, type, t, sources, contested, sign, ss, tt], i) => {
    D.actors[s].links++;
    D.actors[t].links++;
    return {
      i,
      s,
      t,
      type: D.types[type],
      sources,
      contested: !!contested,
      sign,
      sideS: ss,
      sideT: tt,
      statements: [],
    };
  });
  readStatements(data.statements, data.sentences, data.speakers);
  const days = D.statements.map((x) => x.day).filter((d) => !isNaN(d));
  D.first = days.length ? days.reduce((a, b) => Math.min(a, b)) : dayOf("2020-01-01");
  D.last = days.length ? days.reduce((a, b) => Math.max(a, b)) : D.first;
  D.byId = Object.fromEntries(D.actors.map((a) => [a.id, a]));
  D.byClaim = Object.fromEntries(D.statements.map((x) => [x.claim, x]));
}

function readStatements(columns, sentences, speakers) {
  const get = (name, i) => columns[name][i];
  D.sideOf = new Map(
    D.relations.flatMap((r) => [
      [D.actors[r.s].id, D.actors[r.sideS].id],
      [D.actors[r.t].id, D.actors[r.sideT].id],
    ]),
  );
  D.speakers = speakers.map(([id, name]) => ({ id, name }));
  D.statements = columns.relation.map((place, i) => {
    const document = D.documents[get("document", i)],
      sentence = sentences[get("sentence", i)] ?? "",
      quote = get("quote", i);
    const x = {
      i,
      relation: D.relations[place],
      document,
      outlet: document.outlet,
      day: document.day,
      status: get("status", i),
      by: D.speakers[get("by", i)] || null,
      denied: get("denied", i).map((n) => D.speakers[n]),
      theatre: get("theatre", i),
      confidence: get("confidence", i) / 10,
      claim: get("claim", i),
      sentence,
      span: quote,
      time: get("time", i),
      place: get("place", i),
      from: get("from", i),
      to: get("to", i),
      start: get("start", i),
      end: get("end", i),
    };
    x.relation.statements.push(x);
    return x;
  });
  for (const r of D.relations) r.outlets = new Set(r.statements.map((x) => x.outlet)).size;
}

// How much there is about an actor; a folded bloc comes before all actors.
const weightOf = (i) =>
  D.actors[i].folds == null ? D.actors[i].links : 1e5 + D.blocs[D.actors[i].folds].members.length;
const quoteOf = (x) => (Array.isArray(x.span) ? x.sentence.slice(x.span[0], x.span[1]) : (x.span ?? ""));
const kindWords = (kind) =>
  kind
    .replace(/-/g, " ")
    .replace("igo", "international organisation")
    .replace("ngo", "non-governmental organisation")
    .replace("pmc", "private military company");
// The five shapes: a reader tells them apart at 9 pixels.
const SHAPES = [
  ["square", "state", ["state"]],
  ["diamond", "government or body of a state", ["government", "ministry", "region"]],
  ["triangle", "armed force or group", ["armed-group", "military", "militia", "pmc"]],
  ["dot", "person", ["person"]],
  ["hexagon", "organisation", []],
];
const shapeOf = (kind) => (SHAPES.find(([, , kinds]) => kinds.includes(kind)) || SHAPES.at(-1))[0];

// Ways to name an actor, folded, for the search; the surest first.
function namesOf(actor) {
  actor.keys ??= [actor.name, actor.short, actor.id, ...actor.others].filter(Boolean).map(fold);
  return actor.keys;
}
function findActors(text) {
  const wanted = fold(text).replace(/^the /, "");
  if (!wanted) return [];
  const rank = (actor) => {
    const keys = namesOf(actor);
    if (keys[0] === wanted) return 0;
    if (keys.includes(wanted)) return 1;
    if (keys.some((k) => k.startsWith(wanted))) return 2;
    if (keys.some((k) => k.includes(" " + wanted))) return 3;
    return keys.some((k) => k.includes(wanted)) ? 4 : 9;
  };
  return D.actors
    .map((a) => [rank(a), a])
    .filter(([r, a]) => r < 9 && a.links)
    .sort((x, y) => x[0] - y[0] || y[1].links - x[1].links)
    .map(([r, a]) => Object.assign(a, { rank: r }));
}
