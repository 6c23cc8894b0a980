// The graph: vis-network draws symbols and links where Python put them; names, blocs and marks are drawn here.
const G = {
  net: null,
  nodes: null,
  edges: null,
  at: [],
  looks: new Map(),
  shown: new Set(),
  heavy: false,
  thick: 1,
  labels: [],
  labelKey: "",
  hover: null,
  focus: null,
  path: null,
};
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function makeGraph(NODES, EDGES, OPTIONS) {
  G.at = NODES.map((n) => ({
    ...D.actors[n.id],
    id: n.id,
    x: n.x,
    y: n.y,
    size: n.size,
    base: n.size,
    shape: n.shape,
    weight: D.actors[n.id].links,
  }));
  for (const fold of D.folds) {
    const members = D.blocs[fold.folds].members.map((m) => G.at[m]),
      mean = (of) => Math.round(members.reduce((sum, n) => sum + of(n), 0) / members.length);
    const size = Math.round(16 + 4 * Math.sqrt(members.length));
    G.at.push({
      ...fold,
      x: mean((n) => n.x),
      y: mean((n) => n.y),
      size,
      base: size,
      shape: "dot",
      weight: 1000 + members.length,
    });
  }
  G.nodes = new vis.DataSet(
    G.at.map(({ i, x, y, size, shape }) => ({ id: i, x, y, size, shape, ...nodeLook(i), hidden: true })),
  );
  const bundles = LIVE.drawn;
  const edges = EDGES.map((e) => ({ ...e, ...(bundles.has(e.id) ? edgeLook(bundles.get(e.id)) : { hidden: true }) }));
  const known = new Set(EDGES.map((e) => e.id));
  for (const [key, bundle] of bundles) if (known.has(key)) (G.looks.set(key, lookKey(bundle)), G.shown.add(key));
  G.edges = new vis.DataSet(edges);
  G.net = new vis.Network($("#net"), { nodes: G.nodes, edges: G.edges }, OPTIONS);
  measure();
  G.net.on("beforeDrawing", drawBlocs);
  G.net.on("afterDrawing", drawOver);
  listen();
}

function nodeLook(i) {
  const lone = D.actors[i].bloc < 0;
  const colour = { background: lone ? paper().node : mixed(tint(D.actors[i].bloc)), border: paper().ink };
  return { color: { ...colour, highlight: colour, hover: colour } };
}
// A symbol is a stronger tone of its bloc's tint.
function mixed(colour) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const mean = parts.reduce((a, b) => a + b) / 3,
    push = THEME === "dark" ? 40 : -34;
  return `rgb(${parts.map((p) => clamp(Math.round(mean + (p - mean) * 1.9 + push), 0, 255)).join(",")})`;
}
function edgeLook(bundle) {
  const s = styleOf(bundle),
    head = { enabled: true, type: s.head, scaleFactor: 0.5 * G.thick };
  return {
    hidden: false,
    width: s.width * G.thick,
    dashes: s.dashes,
    color: { color: s.colour, highlight: s.colour, hover: s.colour, opacity: s.opacity },
    arrows: { to: head, from: { ...head, enabled: !!s.tail } },
    smooth: { enabled: true, type: "curvedCW", roundness: s.round },
  };
}
const lookKey = (bundle) =>
  bundle ? `${bundle.family}|${bundle.state}|${bundle.sources}|${THEME}|${PALETTE}|${G.thick}` : "";

function showGraph() {
  const nodes = [],
    edges = [];
  for (const node of G.at) {
    const hidden = !LIVE.actors.has(node.i);
    if (node.hidden !== hidden || node.theme !== THEME) nodes.push({ id: node.i, hidden, ...nodeLook(node.i) });
    Object.assign(node, { hidden, theme: THEME });
  }
  for (const [key, bundle] of LIVE.drawn) {
    const look = lookKey(bundle),
      same = G.looks.get(key) === look;
    if (!same) edges.push({ id: key, from: bundle.s, to: bundle.t, ...edgeLook(bundle) });
    else if (!G.shown.has(key)) edges.push({ id: key, hidden: false });
    G.looks.set(key, look);
  }
  for (const key of G.shown) if (!LIVE.drawn.has(key)) edges.push({ id: key, hidden: true });
  G.shown = new Set(LIVE.drawn.keys());
  G.labelKey = "";
  once(() => {
    if (nodes.length) G.nodes.update(nodes);
    if (edges.length) G.edges.update(edges);
    if (refit) fitGraph();
  });
  const heavy = LIVE.drawn.size > 700;
  if (heavy !== G.heavy) G.net.setOptions({ interaction: { hideEdgesOnDrag: heavy } });
  G.heavy = heavy;
  refit = false;
}
// vis-network draws at once for every change: three times 60 ms at 1,500 links. Here it draws once, in the next frame.
function once(work) {
  const { emitter } = G.net.body;
  emitter.emit("_blockRedraw");
  work();
  emitter.emit("_allowRedraw");
  paint();
}
let painting = 0;
function paint() {
  painting ||= requestAnimationFrame(() => {
    painting = 0;
    G.net.redraw();
  });
}
const visible = () => G.at.filter((n) => !n.hidden);

// All of it on the screen, with room for names at the borders; an upright screen gets the drawing turned.
function fitGraph(nodes = visible(), most = 1.35) {
  const { box } = G;
  if (!nodes.length || !box.width) return;
  turn(box.height > box.width * 1.1);
  const { x0, x1, y0, y1 } = extent(nodes),
    margin = marginOf(box);
  const scale = clamp(
    Math.min((box.width - 2 * margin.x) / Math.max(1, x1 - x0), (box.height - 2 * margin.y) / Math.max(1, y1 - y0)),
    0.004,
    most,
  );
  thicken(clamp(0.72 / scale, 1, 1.6));
  grow(clamp(0.55 / scale, 1, LIVE.actors.size > 60 ? 1.55 : 0.8 / scale), S.folded.size ? 0.26 / scale : 1);
  G.net.moveTo({
    position: { x: (x0 + x1) / 2, y: (y0 + y1) / 2 },
    scale,
    animation: G.ready && !calm.matches && LIVE.drawn.size < 400 ? { duration: 250 } : false,
  });
  G.ready = true;
}
// The size is kept: asking for it in the middle of changes makes the browser lay the page out again.
const measure = () => {
  G.box = $("#net").getBoundingClientRect();
};
const marginOf = (box) => (box.width < 600 ? { x: 30, y: 34 } : { x: 72, y: 54 });
function extent(nodes) {
  const xs = nodes.map((n) => n.x),
    ys = nodes.map((n) => n.y);
  return { x0: Math.min(...xs), x1: Math.max(...xs), y0: Math.min(...ys), y1: Math.max(...ys) };
}
function turn(upright) {
  if (upright === !!G.upright) return;
  G.upright = upright;
  for (const n of G.at) [n.x, n.y] = [n.y, n.x];
  G.nodes.update(G.at.map((n) => ({ id: n.i, x: n.x, y: n.y })));
}
// Lines stay as thick as the legend says while the scale is small; above 700 links they would cover the drawing.
function thicken(factor) {
  const thick = LIVE.drawn.size < 700 ? Math.round(factor * 5) / 5 : 1;
  if (thick === G.thick) return;
  G.thick = thick;
  G.edges.update([...LIVE.drawn.values()].map((bundle) => ({ id: bundle.key, ...edgeLook(bundle) })));
  for (const [key, bundle] of LIVE.drawn) G.looks.set(key, lookKey(bundle));
}
// Symbols stay large enough to tell their shapes when the scale is small.
function grow(factor, fold) {
  if (Math.abs(factor - (G.grown || 1)) < 0.08 && fold === G.foldGrown) return;
  Object.assign(G, { grown: factor, foldGrown: fold });
  for (const n of G.at) n.size = n.base * (n.folds == null ? factor : Math.max(factor, fold));
  G.nodes.update(G.at.map((n) => ({ id: n.i, size: n.size })));
}
