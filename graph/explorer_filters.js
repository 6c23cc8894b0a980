// The legend and the filters at the left.
function sample(family, { dashes = null, mark = null, width = 2.6, head = true } = {}) {
  const colour = hue(family),
    art = svg("svg", { viewBox: "0 0 54 17", "aria-hidden": "true" });
  const line = svg("path", {
    d: `M1 8.5H${head ? 44 : 53}`,
    stroke: colour,
    "stroke-width": width,
    "stroke-dasharray": dashes ? dashes.join(" ") : null,
    fill: "none",
  });
  const heads = {
    support: () => svg("path", { d: "M53 8.5 41 3v11z", fill: colour }),
    hostility: () => svg("path", { d: "M45 2v13", stroke: colour, "stroke-width": 3.4 }),
    talks: () => svg("circle", { cx: 47, cy: 8.5, r: 4, fill: colour }),
    structure: () => svg("path", { d: "M53 8.5 47 4.2l-6 4.3 6 4.3z", fill: colour }),
  };
  art.append(line, ...(head ? [heads[family]()] : []));
  if (mark)
    art.append(
      svg("circle", { cx: 23, cy: 8.5, r: 7, fill: paper().paper, stroke: colour, "stroke-width": 1.4 }),
      svg(
        "text",
        {
          x: 23,
          y: 12.2,
          "text-anchor": "middle",
          fill: paper().ink,
          "font-size": mark.length > 1 ? 8.5 : 10.5,
          "font-weight": 700,
        },
        mark,
      ),
    );
  return art;
}
function shapeArt(shape) {
  const paths = {
    square: "M2 2h10v10H2z",
    diamond: "M7 .6 13.4 7 7 13.4.6 7z",
    triangle: "M7 1l6.4 11.4H.6z",
    dot: "M7 1.4a5.6 5.6 0 1 0 .01 0z",
    hexagon: "M3.6 1.4h6.8L13.6 7l-3.2 5.6H3.6L.4 7z",
  };
  return svg(
    "svg",
    { viewBox: "0 0 14 14", "aria-hidden": "true" },
    svg("path", { d: paths[shape], fill: "none", stroke: "currentColor", "stroke-width": 1.4 }),
  );
}
function legend() {
  const rows = [
    [sample("support"), "supports"],
    [sample("hostility"), "hostile to"],
    [sample("talks"), "talks, agrees with"],
    [sample("structure"), "leads, belongs to"],
    [sample("support", { width: widthOf(1), head: false }), "one source"],
    [sample("support", { width: widthOf(6), head: false }), "six independent sources"],
    [sample("support", { dashes: DASHES.claimed, head: false }), "only claimed"],
    [sample("support", { dashes: DASHES.contested, mark: "?", head: false }), "contested: stated and denied"],
    [sample("support", { dashes: DASHES.denied, mark: "×", head: false }), "only denied"],
    [sample("support", { dashes: DASHES.hypothetical, mark: "if", head: false }), "only hypothetical"],
  ];
  const present = new Set(D.actors.filter((a) => a.links).map((a) => shapeOf(a.kind)));
  const shapes = SHAPES.filter(([shape]) => present.has(shape)).map(([shape, words]) =>
    el("span", {}, shapeArt(shape), words),
  );
  const shade = D.blocs.length
    ? el("p", { class: "small soft" }, "Shaded ground: a bloc, actors that back each other.")
    : null;
  return el(
    "section",
    { class: "legend" },
    el("h2", {}, "Legend"),
    el(
      "div",
      { class: "key" },
      rows.map(([art, text]) => [art, el("span", {}, text)]),
      el("div", { class: "shapes" }, shapes),
    ),
    shade,
  );
}

function check(set, value, text, counts, more = {}) {
  const n = counts.get(value) || 0;
  const only = link(
    "only",
    (event) => {
      event.preventDefault();
      onlyValue(set, value);
    },
    { class: "plain only", "aria-label": `only ${text}` },
  );
  return el(
    "label",
    { class: "row" + (n ? "" : " none") + (more.sub ? " sub" : "") },
    el("input", {
      type: "checkbox",
      checked: !S.off[set].has(value),
      onchange: (e) => toggle(set, value, e.target.checked),
      "data-set": set,
      "data-value": String(value),
    }),
    more.colour ? el("span", { class: "swatch", style: { background: more.colour }, "aria-hidden": "true" }) : null,
    el("span", { class: "name" }, text),
    only,
    el("span", { class: "n" }, number(n)),
  );
}
function onlyValue(set, value) {
  const others = FACETS[set].values().filter((v) => v !== value);
  const alone = others.every((v) => S.off[set].has(v)) && !S.off[set].has(value);
  S.off[set] = new Set(alone ? [] : others);
  change({});
}
function group(title, set, rows, shut = false) {
  const node = el(
    "details",
    { "data-group": set },
    el("summary", {}, title, S.off[set].size ? el("span", { class: "soft" }, ` · ${S.off[set].size} off`) : null),
    rows,
  );
  node.open = openGroups.has(set) ? openGroups.get(set) : !shut;
  node.addEventListener("toggle", () => openGroups.set(set, node.open));
  return node;
}
const openGroups = new Map();

function typeRows(counts) {
  const present = new Set(D.relations.map((r) => r.type.name));
  return D.families.flatMap((family) => {
    const types = D.types.filter((t) => t.family === family && present.has(t.name));
    if (!types.length) return [];
    const off = types.filter((t) => S.off.type.has(t.name)).length,
      n = types.reduce((sum, t) => sum + (counts.get(t.name) || 0), 0);
    const box = el("input", {
      type: "checkbox",
      checked: off < types.length,
      "data-family": family.name,
      onchange: (e) => {
        types.forEach((t) => (e.target.checked ? S.off.type.delete(t.name) : S.off.type.add(t.name)));
        change({});
      },
    });
    box.indeterminate = off > 0 && off < types.length;
    const only = link(
      "only",
      (event) => {
        event.preventDefault();
        onlyFamily(types);
      },
      { class: "plain only", "aria-label": `only ${family.label}` },
    );
    return [
      el(
        "label",
        { class: "row", title: family.definition },
        box,
        el("span", { class: "swatch", style: { background: hue(family.name) }, "aria-hidden": "true" }),
        el("b", { class: "name" }, family.label),
        only,
        el("span", { class: "n" }, number(n)),
      ),
      ...types.map((t) => check("type", t.name, t.label, counts, { sub: true })),
    ];
  });
}
function onlyFamily(types) {
  const keep = new Set(types.map((t) => t.name)),
    others = D.types.map((t) => t.name).filter((n) => !keep.has(n));
  const alone = others.every((n) => S.off.type.has(n)) && ![...keep].some((n) => S.off.type.has(n));
  S.off.type = new Set(alone ? [] : others);
  change({});
}
function rows(set, counts) {
  const used = new Set(
    set === "kind" ? D.actors.filter((a) => a.links).map((a) => a.kind) : D.statements.map((x) => x[set]),
  );
  return FACETS[set]
    .values()
    .filter((v) => used.has(v))
    .sort((a, b) => (counts.get(b) || 0) - (counts.get(a) || 0) || (label[set](a) < label[set](b) ? -1 : 1))
    .map((v) => check(set, v, label[set](v), counts));
}
function range(name, text, low, high, step, unit = "") {
  const out = el("output", {}, S[name] + unit);
  const input = el("input", {
    type: "range",
    min: low,
    max: high,
    step,
    value: S[name],
    "aria-label": text,
    "data-range": name,
  });
  input.addEventListener("input", () => {
    out.textContent = input.value + unit;
    slide(name, +input.value);
  });
  return el("section", {}, el("h2", {}, text), el("div", { class: "range" }, input, out));
}
const slide = later(60, (name, value) => change({ [name]: value }));

function showFilters() {
  const nav = $("#filters"),
    focused = document.activeElement,
    mark = focused && nav.contains(focused) ? { ...focused.dataset } : null,
    scroll = nav.scrollTop;
  const { facets } = LIVE;
  const select = el(
    "select",
    {
      "aria-label": "Contested and denied relations",
      "data-range": "contested",
      onchange: (e) => change({ contested: e.target.value }),
    },
    [
      ["show", "shown"],
      ["only", "only these"],
      ["hide", "left out"],
    ].map(([value, text]) => el("option", { value, selected: S.contested === value }, text)),
  );
  const roll = el(
    "label",
    { class: "row", title: "A president counts as the state, a commander as the force: by what each led at the time" },
    el("input", {
      type: "checkbox",
      checked: S.rollup,
      "data-range": "rollup",
      onchange: (e) => change({ rollup: e.target.checked, ego: null }),
    }),
    el("span", { class: "name" }, "Roll people up into their sides"),
  );
  nav.replaceChildren(
    legend(),
    group("Relation", "type", typeRows(facets.type)),
    ...(D.theatres.length > 1 || D.statements.some((x) => x.theatre < 0)
      ? [group("Theatre", "theatre", rows("theatre", facets.theatre))]
      : []),
    group("Status", "status", rows("status", facets.status)),
    el("section", {}, el("h2", {}, "Contested or denied"), select),
    range("sources", "Least number of sources", 1, Math.min(9, Math.max(2, ...D.relations.map((r) => r.sources))), 1),
    range("confidence", "Least confidence", 0, 95, 5, " %"),
    el("section", {}, roll),
    group("Outlet", "outlet", rows("outlet", facets.outlet), D.outlets.length > 8),
    group("Kind of actor", "kind", rows("kind", facets.kind), true),
    el("section", {}, button("Reset all filters", reset)),
  );
  nav.scrollTop = scroll;
  if (mark)
    $$("input, select", nav)
      .find((node) => Object.entries(mark).every(([k, v]) => node.dataset[k] === v) && Object.keys(mark).length)
      ?.focus({ preventScroll: true });
}
