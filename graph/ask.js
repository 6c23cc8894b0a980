// Questions in English, read by the compiled grammar (`grammar_data()`): the interpreter of graph/interpreter.py
// once more, for the page. It knows no words of its own; a shared table of questions tests both.

/**
 * Read a question.
 * @param {object} data the compiled grammar
 * @param {object} names the lexicon, `Lexicon.to_data()`
 * @param {string} question in English
 * @param {string} today ISO date from which "last year" counts
 * @returns {{reading: object, relations: string[], words: string}|{error: string, candidates: string[], ids?: string[]}}
 */
function readQuestion(data, names, question, today) {
  "use strict";
  const MOST = 60, LONGEST_NAME = 14, MOST_QUALIFIERS = 8, DEMONYM = 2;
  const MANY = ["theatre", "status", "relations", "kinds"];
  const FROM = ["since", "after"], TO = ["before", "until"], BOTH = ["in", "relative"];
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
  const get = (object, key, other) => (has(object, key) ? object[key] : other);
  const unique = (list) => [...new Set(list)];
  const fail = (error, candidates) => ({ error, candidates: candidates || [] });

  // Tokens

  function tokenise(text) {
    let plain = text.normalize("NFC").replace(/[’‘ʼ`´]/g, "'").replace(/["“”„«»]/g, " ");
    plain = plain.replace(/,/g, " , ").replace(/[?!;]+/g, " ").trim().replace(/\.+$/, "");
    const words = plain.split(/\s+/).filter(Boolean).flatMap((word) => {
      const found = /^(.+?)('s|'re|'ve)$|^(.+s)'$/i.exec(word);
      return !found ? [word] : found[1] ? [found[1], found[2].toLowerCase()] : [found[3], "'s"];
    });
    return words.map((word) => ({ text: word, low: word.toLowerCase() }));
  }
  const join = (tokens) => tokens.map((t) => t.text).join(" ").replace(/ '/g, "'").replace(/ ,/g, ",").replace(/^[ ,]+|[ ,]+$/g, "");

  // Names, as in graph/lexicon.py

  const PLAIN = { "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʿ": "'", "ʾ": "'", "`": "'", "´": "'", ".": "", "ı": "i", "ø": "o", "Ø": "o",
    "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ə": "e", "Ə": "e" };
  const plain = (text) => [...text].map((c) => get(PLAIN, c, c)).join("");
  function fold(text) {
    const bare = plain(plain(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()).normalize("NFKD").replace(/\p{M}/gu, "");
    const joined = bare.replace(/(?<=[\p{L}\p{N}_])'(?!s(?![\p{L}\p{N}_]))(?=[\p{L}\p{N}_])/gu, "");
    return (joined.match(/[\p{L}\p{N}]+/gu) || []).join(" ");
  }
  function isAcronym(text) {
    const letters = text.match(/\p{L}/gu) || [];
    return letters.length > 0 && letters.length <= 3 && letters.every((c) => c === c.toUpperCase() && c !== c.toLowerCase());
  }
  const bareThe = (text) => text.replace(/^the /, "");
  const nameOf = (id) => names.names[id][0];
  const kindOf = (id) => names.names[id][1];
  function called(text, adjective) {
    const key = fold(text), the = key.startsWith("the ");
    const hits = get(names.surfaces, key) || (the && get(names.surfaces, key.slice(4))) || [];
    const loud = isAcronym(text.replace(/^(the|The) /, "")), noun = adjective || the || key.endsWith("s");
    return hits.filter(([, tier, acronym]) => (loud || !acronym) && (noun || tier !== DEMONYM));
  }
  function chosen(hits, theatres) {
    const best = Math.min(...hits.map((hit) => hit[1]));
    let found = unique(hits.filter((hit) => hit[1] === best).map((hit) => hit[0]));
    const ofTheatre = found.filter((id) => names.names[id][2].split("|").some((t) => theatres.includes(t.trim())));
    for (const keep of [names.present, ofTheatre, names.heads]) {
      const here = found.filter((id) => keep.includes(id));
      found = here.length ? here : found;
    }
    return found;
  }
  function* splits(key) {
    for (const middle of [" of ", " loyal to ", " allied to "]) {
      const at = key.indexOf(middle);
      if (at >= 0) yield [bareThe(key.slice(at + middle.length)), key.slice(0, at)];
    }
    const words = key.split(" ");
    for (let at = Math.max(1, words.length - 3); at < words.length; at++) {
      const owner = words.slice(0, words[at - 1] === "s" ? at - 1 : at);
      if (owner.length) yield [owner.join(" "), words.slice(at).join(" ")];
    }
  }
  function leaders(...sides) {
    const found = unique(sides.flatMap((side) => get(names.leaders, side, [])));
    const dated = found.filter((person) => names.heads.includes(person));
    return dated.length ? dated : found;
  }
  function byRole(text, theatres) {
    for (const [owner, noun] of splits(bareThe(fold(text)))) {
      const sort = ["owner", "leader"].find((one) => data.role_nouns[one].includes(noun));
      const owners = sort ? chosen(called(owner, true), theatres) : [];
      if (owners.length === 1) {
        const side = get(names.sides, owners[0], owners[0]);
        return sort === "owner" ? [side] : leaders(owners[0], side);
      }
    }
    return [];
  }
  function party(id) {
    const side = kindOf(id) === "person" ? id : get(names.sides, id, id);
    return kindOf(id) === "person" ? id : get(names.governments, side, side);
  }
  function near(text) {
    const key = bareThe(fold(text));
    const all = Object.keys(names.surfaces), named = (s) => names.surfaces[s][0][1] === 0 && s.split(" ").includes(key);
    const starts = all.filter((s) => key.length > 2 && (s.startsWith(key.slice(0, -1)) || key.startsWith(s + " ")));
    const ids = [...get(names.surfaces, key, []).map((hit) => hit[0]), ...[...all.filter(named), ...starts].map((s) => names.surfaces[s][0][0])];
    return unique(ids.map(nameOf)).slice(0, 6);
  }
  const known = {};
  function resolve(text, theatres) {
    const key = JSON.stringify([text, theatres]);
    if (!has(known, key)) known[key] = resolved(text, theatres);
    return known[key];
  }
  function resolved(text, theatres) {
    if (has(names.names, text)) return { ids: [text] };
    let found = called(text, false).length ? chosen(called(text, false), theatres) : [];
    if (!found.length) found = byRole(text, theatres);
    const bare = text.replace(/ *\([^()]*\)/g, "");
    if (!found.length) return bare !== text ? resolve(bare, theatres) : { text, unknown: true };
    return new Set(found.map(party)).size === 1 ? { ids: found } : { text, several: found };
  }

  // Dates, as in graph/dating.py; a day is an ISO string

  const iso = (date) => date.toISOString().slice(0, 10);
  const parse = (day) => new Date(`${day}T00:00:00Z`);
  const shift = (day, days) => { const date = parse(day); date.setUTCDate(date.getUTCDate() + days); return iso(date); };
  const lengthOf = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();
  const two = (number, width = 2) => String(number).padStart(width, "0");
  const made = (year, month, day) => `${two(year, 4)}-${two(month)}-${two(day)}`;
  function days(year, month, day, until) {
    if (year < 1 || (month && (month < 1 || month > 12))) return null;
    if (day !== undefined) return day < 1 || day > lengthOf(year, month) ? null : [made(year, month, day), made(year, month, day)];
    const last = until || month || 12;
    return [made(year, month || 1, 1), made(year, last, lengthOf(year, last))];
  }
  const pattern = (name) => new RegExp(data.date_tokens[name]);
  const numbers = (name, word) => pattern(name).exec(word).slice(1).map(Number);
  const sortOf = (word) => (has(data.months, word) ? "month" : ["iso", "iso_month", "year", "day"].find((n) => pattern(n).test(word)) || word);
  const month = (word) => data.months[word], year = (word) => numbers("year", word)[0], dayOf = (word) => numbers("day", word)[0];
  function latest(words) {
    const name = words.find((w) => has(data.months, w)), rest = words.find((w) => !has(data.months, w));
    const at = Number(today.slice(0, 4)), day = rest === undefined ? undefined : dayOf(rest);
    const first = days(at, month(name), day);
    return first && first[0] <= today ? first : days(first ? at - 1 : at, month(name), day);
  }
  const READERS = {
    "iso": (w) => days(...numbers("iso", w[0])), "iso_month": (w) => days(...numbers("iso_month", w[0])), "year": (w) => days(year(w[0])),
    "month": latest, "month day": latest, "day month": latest,
    "month year": (w) => days(year(w[1]), month(w[0])), "month of year": (w) => days(year(w[2]), month(w[0])),
    "day month year": (w) => days(year(w[2]), month(w[1]), dayOf(w[0])), "month day year": (w) => days(year(w[2]), month(w[0]), dayOf(w[1])),
    "day of month year": (w) => days(year(w[3]), month(w[2]), dayOf(w[0])),
  };
  function laterYear(after) {
    if (!["and", "to", "until", "till", "through"].includes(after[0])) return null;
    const sorts = after.map(sortOf), end = [3, 4].find((n) => sorts.slice(1, n).includes("month") && sorts[n - 1] === "year");
    return end ? after[end - 1] : null;
  }
  function absolute(given, after) {
    const yearless = given.map(sortOf).every((sort) => sort === "month" || sort === "day") && given.some((w) => has(data.months, w));
    const borrowed = yearless ? laterYear(after) : null, words = borrowed ? [...given, borrowed] : given;
    const shape = words.map(sortOf).join(" ");
    if (has(READERS, shape)) return READERS[shape](words);
    if (words.length < 2 || sortOf(words[words.length - 1]) !== "year") return null;
    const part = get(data.parts_of_year, words.slice(0, -1).filter((w) => w !== "the" && w !== "of").join(" "));
    return part ? days(year(words[words.length - 1]), part[0], undefined, part[1]) : null;
  }
  function back(unit, count) {
    if (unit === "day" || unit === "week") return shift(today, -count * (unit === "week" ? 7 : 1));
    const [y, m, d] = today.split("-").map(Number), months = y * 12 + m - 1 - count * (unit === "year" ? 12 : 1);
    const at = Math.max(Math.floor(months / 12), 1), of = ((months % 12) + 12) % 12 + 1;
    return made(at, of, Math.min(d, lengthOf(at, of)));
  }
  function whole(unit, day) {
    if (unit === "day") return [day, day];
    if (unit === "week") { const monday = shift(day, -((parse(day).getUTCDay() + 6) % 7)); return [monday, shift(monday, 6)]; }
    const [y, m] = day.split("-").map(Number);
    return days(y, unit === "month" ? m : undefined);
  }
  const count = (word) => get(data.numbers, word, /^\d{1,3}$/.test(word) ? Number(word) : 0);
  function relative(given) {
    const words = given[0] === "the" ? given.slice(1) : given, n = words.length;
    if (n === 1 && (words[0] === "today" || words[0] === "yesterday")) { const day = shift(today, words[0] === "today" ? 0 : -1); return [day, day]; }
    const ago = n === 3 && words[2] === "ago", last = ["last", "past", "previous"].includes(words[0]);
    const unit = n > 1 ? get(data.units, ago ? words[1] : words[n - 1]) : undefined;
    if (!unit) return null;
    if (n === 2 && (last || words[0] === "this")) return whole(unit, back(unit, last ? 1 : 0));
    const many = n === 3 ? count(ago ? words[0] : words[1]) : 0;
    if (!many) return null;
    return ago ? [back(unit, many), back(unit, many)] : last ? [back(unit, many), today] : null;
  }
  function* datesAt(tokens, at, end, only) {
    const words = [];
    for (let i = at; i < Math.min(end, at + 8); i++) if (tokens[i].low !== ",") words.push([i, tokens[i].low]);
    for (let length = Math.min(6, words.length); length > 0; length--) {
      const low = words.slice(0, length).map((w) => w[1]), after = words.slice(length).map((w) => w[1]);
      const span = relative(low) || (only ? null : absolute(low, after));
      if (span) yield [words[length - 1][0] + 1, span];
    }
  }

  // Patterns, as in graph/matching.py

  const tokens = tokenise(question);
  if (!tokens.length) return fail("the question is empty; ask something like 'who backs Khalifa Haftar?'");
  if (tokens.length > MOST) return fail(`the question has ${tokens.length} words; ${MOST} are the most that is read`);
  const longest = {};
  for (const [name, table] of Object.entries(data.tables)) longest[name] = Math.max(0, ...Object.keys(table).map((key) => key.split(" ").length));
  const low = (start, stop, end) => tokens.slice(start, Math.min(stop, end)).map((t) => t.low).join(" ");
  const skip = (at, end) => { while (at < end && tokens[at].low === ",") at++; return at; };

  function* entries(tables, at, end) {
    for (let stop = Math.min(end, at + Math.max(...tables.map((name) => longest[name]))); stop > at; stop--) {
      const key = low(at, stop, end), rows = tables.filter((name) => has(data.tables[name], key));
      if (rows.length) yield [stop, unique(rows.flatMap((name) => data.tables[name][key]))];
    }
  }
  function* joined(element, at, end) {
    for (const [stop, found] of entries(element.table, at, end)) {
      if (element.joined) {
        const after = skip(stop, end), more = after + (after < end && ["and", "or"].includes(tokens[after].low) ? 1 : 0);
        if (more > stop) for (const [last, others] of joined(element, more, end)) yield [last, unique([...found, ...others])];
      }
      yield [stop, found];
    }
  }
  function figure(element, at) {
    const word = tokens[at].low;
    if (element.share) {
      const share = pattern("share").exec(word), percent = pattern("percent").exec(word);
      return share ? [[at + 1, Number(share[1])]] : percent ? [[at + 1, Math.min(Number(percent[1]), 100) / 100]] : [];
    }
    return has(data.numbers, word) ? [[at + 1, data.numbers[word]]] : pattern("number").test(word) ? [[at + 1, Number(word)]] : [];
  }
  function* covered(element, at, end) {
    if (element.words) { for (const words of element.words) if (low(at, at + words.length, end) === words.join(" ")) yield [at + words.length, []]; }
    else if (element.table) { for (const [stop, found] of joined(element, at, end)) yield [stop, [[element.slot, found]]]; }
    else if (element.text) { for (let stop = at + 1; stop <= Math.min(end, at + LONGEST_NAME); stop++) yield [stop, [[element.text, [at, stop]]]]; }
    else if (element.date) { for (const [stop, span] of datesAt(tokens, at, end, element.date === "relative")) yield [stop, [[element.date, span]]]; }
    else if (at < end) for (const [stop, value] of figure(element, at)) yield [stop, [[element.number || element.share, value]]];
  }
  function* rest(elements, index, at, end) {
    if (index === elements.length) { yield [at, []]; return; }
    const element = data.elements[elements[index]];
    for (const [stop, captured] of covered(element, skip(at, end), end))
      for (const [last, found] of rest(elements, index + 1, stop, end)) yield [last, [...captured, ...found]];
    if (element.optional) yield* rest(elements, index + 1, at, end);
  }
  function* all(elements, start, end) {
    for (const [at, found] of rest(elements, 0, start, end)) if (skip(at, end) === end) yield found;
  }

  // Qualifiers off the ends, then the forms, as in graph/interpreter.py

  const fixed = (group) => Object.entries(group.set || {});
  function consistent(captures) {
    const counts = {};
    for (const [slot] of captures) if (!MANY.includes(slot)) counts[slot] = (counts[slot] || 0) + 1;
    const sum = (slots) => slots.reduce((total, slot) => total + (counts[slot] || 0), 0);
    return sum([...FROM, ...BOTH]) < 2 && sum([...TO, ...BOTH]) < 2 && Object.values(counts).every((n) => n === 1);
  }
  function* smaller(state, start, end, group, captures) {
    const both = [...state.captures, ...captures, ...fixed(group)];
    if (start < end && consistent(both)) yield { start, end, captures: both, taken: state.taken + 1 };
  }
  function* behind(state) {
    for (let at = state.end - 1; at > state.start; at--)
      for (const group of data.qualifiers) for (const elements of group.patterns)
        for (const captures of all(elements, at, state.end)) yield* smaller(state, state.start, at, group, captures);
  }
  function* before(state) {
    for (const group of data.qualifiers) for (const elements of group.patterns)
      for (const [stop, captures] of rest(elements, 0, state.start, state.end)) yield* smaller(state, stop, state.end, group, captures);
  }
  function* closure(first, step) {
    yield first;
    if (first.taken < MOST_QUALIFIERS) for (const next of step(first)) yield* closure(next, step);
  }
  function states() {
    const begun = [{ start: 0, end: tokens.length, captures: [], taken: 0 }];
    for (const phrase of data.lead_ins)
      if (low(0, phrase.length, tokens.length) === phrase.join(" ")) begun.push({ ...begun[0], start: phrase.length });
    const found = begun.flatMap((first) => [...closure(first, before)]).flatMap((front) => [...closure(front, behind)]);
    const named = (state) => state.captures.filter(([slot]) => slot === "said_by").reduce((n, [, span]) => n + span[1] - span[0], 0);
    return found.sort((a, b) => a.end - a.start - (b.end - b.start) || named(a) - named(b) || b.taken - a.taken);
  }

  function valuesOf(form, captures) {
    const many = {}, one = {};
    for (const slot of MANY) many[slot] = captures.filter(([name]) => name === slot).map(([, value]) => value);
    for (const [slot, value] of captures) if (!MANY.includes(slot)) one[slot] = value;
    const times = {};
    for (const [slot, span] of Object.entries(one)) {
      if (FROM.includes(slot) || BOTH.includes(slot)) times.since = slot === "after" ? shift(span[1], 1) : span[0];
      if (TO.includes(slot) || BOTH.includes(slot)) times.until = slot === "before" ? shift(span[0], -1) : span[1];
    }
    const values = { form, meant: unique(many.relations.flat()), theatre: unique(many.theatre.flat()), status: unique(many.status.flat()) };
    for (const slot of ["source", "target", "other", "said_by", "via", "contested", "roll_up", "min_confidence"]) if (has(one, slot)) values[slot] = one[slot];
    if (has(one, "min_sources")) values.min_sources = one.min_sources + (one.more || 0);
    if (form === "path" && !values.via) values.via = "any";
    return { ...values, ...times, kinds: many.kinds[0] || [], other_kinds: many.kinds[1] || [] };
  }

  const problems = [];
  let doubts = [];
  function noted(part, found) {
    if (found.ids) return found.ids;
    doubts.push({ unknown: found.unknown ? 1 : 0, words: part.length, found });
    return null;
  }
  function actors(span, theatres) {
    const part = tokens.slice(...span), parts = [[]];
    for (const token of part) { if (["and", "or", "&", ","].includes(token.low)) parts.push([]); else parts[parts.length - 1].push(token); }
    const filled = parts.filter((p) => p.length), entire = resolve(join(part), theatres);
    if (entire.ids || filled.length < 2) return noted(part, entire);
    const found = filled.map((p) => noted(p, resolve(join(p), theatres)));
    return found.includes(null) ? null : unique(found.flat());
  }
  function speaker(span, theatres) {
    const part = tokens.slice(...span), found = resolve(join(part), theatres);
    if (found.unknown) return { outlets: [join(part)] };
    const ids = noted(part, found);
    return ids && ids.every((id) => kindOf(id) === "media") ? { outlets: ids.map(nameOf) } : { attributed_to: ids };
  }
  function reading(form, captures) {
    doubts = [];
    let values = valuesOf(form, captures);
    for (const slot of ["source", "target", "other"]) if (values[slot]) values[slot] = actors(values[slot], values.theatre);
    if (values.said_by) { values = { ...values, ...speaker(values.said_by, values.theatre) }; delete values.said_by; }
    if (!doubts.length) return values;
    problems.push(doubts.reduce((worst, one) => (one.unknown - worst.unknown || one.words - worst.words) > 0 ? one : worst));
    return null;
  }

  // The reading in English, as in graph/wording.py

  const listed = (parts) => parts.join(" or ");
  const actorNames = (ids) => listed((ids || []).map(nameOf));
  function sentence(r) {
    let variant = r.form;
    if (["disagree", "new", "says"].includes(r.form) && r.target) variant += "_one";
    if (r.form === "changed" && r.source) variant = "changed_one";
    if (r.form === "denies" && !r.source) variant = "denies_any";
    const asked = (word) => (r.kinds.length ? `which ${listed(r.kinds.map((kind) => kind.replace(/-/g, " ")))}` : word);
    const values = { who: asked("who"), whom: asked("whom"), does: listed(r.meant.map((name) => data.phrases[name])), source: actorNames(r.source),
      target: actorNames(r.target), other: actorNames(r.other), theatres: r.theatre.join(" and "), via: r.via === "support" ? "support" : "any relations" };
    return data.sentences[variant].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
  function wording(r) {
    const parts = [sentence(r)];
    if (r.theatre.length && r.form !== "compare") parts.push(`in ${listed(r.theatre)}`);
    if (r.since && r.since === r.until) parts.push(`on ${r.since}`);
    else if (r.since && r.until) parts.push(`from ${r.since} to ${r.until}`);
    else if (r.since) parts.push(`since ${r.since}`);
    else if (r.until) parts.push(`until ${r.until}`);
    if (r.outlets) parts.push(`according to ${listed(r.outlets)}`);
    if (r.attributed_to) parts.push(`in the words of ${actorNames(r.attributed_to)}`);
    if (r.status.length) parts.push(`only what is ${listed(r.status)}`);
    if (r.min_sources) parts.push(`from at least ${r.min_sources} independent source${r.min_sources > 1 ? "s" : ""}`);
    if (r.min_confidence) parts.push(`with a confidence of at least ${r.min_confidence}`);
    if (r.contested) parts.push(r.contested === "only" ? "only what is contested" : "without what is contested");
    if (r.roll_up) parts.push("leaders and forces counted as their sides");
    return parts.join(", ");
  }

  function refusal() {
    for (const one of problems) one.alike = one.unknown ? near(one.found.text) : [];
    const hopeless = (one) => (one.unknown && !one.alike.length ? 1 : 0);
    const [problem] = [...problems].sort((a, b) => hopeless(a) - hopeless(b) || a.words - b.words);
    if (!problem || hopeless(problem)) {
      const words = new Set(tokens.map((t) => t.low).filter((w) => w.length > 3)), likes = data.forms.map((group) => group.like);
      const shared = (like) => new Set(tokenise(like).map((t) => t.low).filter((w) => words.has(w))).size;
      const close = likes.map((like, at) => [shared(like), at, like]).sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, 4).map((row) => row[2]);
      return fail("not understood: nothing was guessed", close);
    }
    const { text, several } = problem.found;
    if (several) return { ...fail(`“${text}” fits several actors; name one of them`, several.map(nameOf)), ids: several };
    return fail(`no actor is called “${text}”; did you mean one of these?`, problem.alike);
  }

  for (const state of states())
    for (const group of data.forms)
      for (const elements of group.patterns)
        for (const found of all(elements, state.start, state.end)) {
          const captures = [...found, ...state.captures, ...fixed(group)];
          const read = consistent(captures) ? reading(group.form, captures) : null;
          if (!read) continue;
          if (read.form === "new" && !read.since && !read.until) return fail("new since when? Ask 'what is new since March 2020?'", ["what is new since March 2020?"]);
          if (read.since && read.until && read.since > read.until) return fail(`the time ends (${read.until}) before it begins (${read.since})`);
          const record = Object.fromEntries(Object.entries(read).filter(([, v]) => v && !(Array.isArray(v) && !v.length)));
          return { reading: record, relations: unique(read.meant.flatMap((name) => data.meanings[name])), words: wording(read) };
        }
  return refusal();
}
if (typeof module === "object") module.exports = { readQuestion };
