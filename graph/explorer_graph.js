// The graph: vis-network draws symbols and links where Python put them; names, blocs and marks are drawn here.
const G = { net: null, nodes: null, edges: null, at: [], looks: new Map(), shown: new Set(), heavy: false, labels: [], labelKey: "", hover: null, focus: null, path: null };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function makeGraph(NODES, EDGES, OPTIONS) {
  G.at = NODES.map((n) => ({ ...D.actors[n.id], id: n.id, x: n.x, y: n.y, size: n.size, base: n.size, shape: n.shape, weight: D.actors[n.id].links }));
  for (const fold of D.folds) {
    const members = D.blocs[fold.folds].members.map((m) => G.at[m]), mean = (of) => Math.round(members.reduce((sum, n) => sum + of(n), 0) / members.length);
    const size = Math.round(16 + 4 * Math.sqrt(members.length));
    G.at.push({ ...fold, x: mean((n) => n.x), y: mean((n) => n.y), size, base: size, shape: "dot", weight: 1000 + members.length });
  }
  G.nodes = new vis.DataSet(G.at.map(({ i, x, y, size, shape }) => ({ id: i, x, y, size, shape, ...nodeLook(i), hidden: true })));
  const bundles = LIVE.drawn;
  const edges = EDGES.map((e) => ({ ...e, ...(bundles.has(e.id) ? edgeLook(bundles.get(e.id)) : { hidden: true }) }));
  const known = new Set(EDGES.map((e) => e.id));
  for (const [key, bundle] of bundles) if (known.has(key)) G.looks.set(key, lookKey(bundle)), G.shown.add(key);
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
  const mean = parts.reduce((a, b) => a + b) / 3, push = THEME === "dark" ? 40 : -34;
  return `rgb(${parts.map((p) => clamp(Math.round(mean + (p - mean) * 1.9 + push), 0, 255)).join(",")})`;
}
function edgeLook(bundle) {
  const s = styleOf(bundle), head = { enabled: true, type: s.head, scaleFactor: 0.5 };
  return {
    hidden: false, width: s.width, dashes: s.dashes, color: { color: s.colour, highlight: s.colour, hover: s.colour, opacity: s.opacity },
    arrows: { to: head, from: { ...head, enabled: !!s.tail } }, smooth: { enabled: true, type: "curvedCW", roundness: s.round },
  };
}
const lookKey = (bundle) => bundle ? `${bundle.family}|${bundle.state}|${bundle.sources}|${THEME}|${PALETTE}` : "";

function showGraph() {
  const nodes = [], edges = [];
  for (const node of G.at) {
    const hidden = !LIVE.actors.has(node.i);
    if (node.hidden !== hidden || node.theme !== THEME) nodes.push({ id: node.i, hidden, ...nodeLook(node.i) });
    Object.assign(node, { hidden, theme: THEME });
  }
  for (const [key, bundle] of LIVE.drawn) {
    const look = lookKey(bundle), same = G.looks.get(key) === look;
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
  painting ||= requestAnimationFrame(() => { painting = 0; G.net.redraw(); });
}
const visible = () => G.at.filter((n) => !n.hidden);

// All of it on the screen, with room for names at the borders; an upright screen gets the drawing turned.
function fitGraph(nodes = visible(), most = 1.35) {
  const { box } = G;
  if (!nodes.length || !box.width) return;
  turn(box.height > box.width * 1.1);
  const { x0, x1, y0, y1 } = extent(nodes), margin = marginOf(box);
  const scale = clamp(Math.min((box.width - 2 * margin.x) / Math.max(1, x1 - x0), (box.height - 2 * margin.y) / Math.max(1, y1 - y0)), 0.004, most);
  grow(clamp(0.55 / scale, 1, LIVE.actors.size > 60 ? 1.55 : 0.8 / scale), S.folded.size ? 0.26 / scale : 1);
  G.net.moveTo({ position: { x: (x0 + x1) / 2, y: (y0 + y1) / 2 }, scale, animation: G.ready && !calm.matches && LIVE.drawn.size < 400 ? { duration: 250 } : false });
  G.ready = true;
}
// The size is kept: asking for it in the middle of changes makes the browser lay the page out again.
const measure = () => { G.box = $("#net").getBoundingClientRect(); };
const marginOf = (box) => box.width < 600 ? { x: 30, y: 34 } : { x: 72, y: 54 };
function extent(nodes) {
  const xs = nodes.map((n) => n.x), ys = nodes.map((n) => n.y);
  return { x0: Math.min(...xs), x1: Math.max(...xs), y0: Math.min(...ys), y1: Math.max(...ys) };
}
function turn(upright) {
  if (upright === !!G.upright) return;
  G.upright = upright;
  for (const n of G.at) [n.x, n.y] = [n.y, n.x];
  G.nodes.update(G.at.map((n) => ({ id: n.i, x: n.x, y: n.y })));
}
// Symbols stay large enough to tell their shapes when the scale is small.
function grow(factor, fold) {
  if (Math.abs(factor - (G.grown || 1)) < 0.08 && fold === G.foldGrown) return;
  Object.assign(G, { grown: factor, foldGrown: fold });
  for (const n of G.at) n.size = n.base * (n.folds == null ? factor : Math.max(factor, fold));
  G.nodes.update(G.at.map((n) => ({ id: n.i, size: n.size })));
}

function drawBlocs(ctx) {
  if (S.bloc != null && LIVE.actors.size < 2) return;
  const scale = G.net.getScale();
  for (const bloc of D.blocs) {
    const members = bloc.members.map((m) => G.at[m]).filter((n) => !n.hidden);
    if (members.length < 2) continue;
    drawHull(ctx, members, ground(bloc.i), 26 + 8 / scale);
  }
}
// A bloc's name above its ground, where no actor's name is.
function drawTitles(ctx, scale, labels, marks) {
  const k = 1 / scale, taken = [...labels, ...marks.map(({ x, y }) => ({ x0: x * scale - 9, x1: x * scale + 9, y0: y * scale - 9, y1: y * scale + 9 })), ...visible().map((n) => ({ x0: (n.x - reach(n)) * scale, x1: (n.x + reach(n)) * scale, y0: (n.y - reach(n)) * scale, y1: (n.y + reach(n)) * scale }))];
  for (const bloc of D.blocs) {
    const members = bloc.members.map((m) => G.at[m]).filter((n) => !n.hidden);
    if (members.length < 3) continue;
    const text = `around ${the(D.actors[bloc.members[0]].name)}`, w = textWidth(text, 13, 400) / 2 + 2, pad = (26 + 8 / scale) * scale;
    const xs = members.map((n) => n.x * scale), ys = members.map((n) => n.y * scale), cx = (Math.min(...xs) + Math.max(...xs)) / 2;
    const spots = [Math.min(...ys) - pad - 10, Math.max(...ys) + pad + 10].map((y) => ({ x0: cx - w, x1: cx + w, y0: y - 8, y1: y + 8 }));
    const box = spots.find((spot) => !taken.some((other) => hits(spot, other)));
    if (!box) continue;
    taken.push(box);
    ctx.font = `italic 400 ${13 * k}px Georgia, "Times New Roman", "Liberation Serif", serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineWidth = 3 * k;
    ctx.strokeStyle = paper().paper;
    ctx.strokeText(text, cx * k, (box.y0 + 8) * k);
    ctx.fillStyle = paper().soft;
    ctx.fillText(text, cx * k, (box.y0 + 8) * k);
  }
}

// What is in focus: the neighbourhood of an actor, one link, or a path. All else fades.
function focusSet() {
  const nodes = new Set(), edges = new Set();
  const mark = G.hover ?? G.focus;
  if (mark?.actor != null) {
    nodes.add(mark.actor);
    for (const b of LIVE.drawn.values()) if (b.s === mark.actor || b.t === mark.actor) edges.add(b.key), nodes.add(b.s).add(b.t);
  }
  for (const key of mark?.links ?? []) {
    const b = LIVE.bundles.get(key);
    if (b) nodes.add(b.s).add(b.t), LIVE.drawn.has(key) && edges.add(key);
  }
  return nodes.size ? { nodes, edges } : null;
}
function drawOver(ctx) {
  const scale = G.net.getScale(), focus = focusSet();
  if (focus) drawFocus(ctx, focus);
  const marks = marksAt(scale, focus);
  for (const mark of marks) drawMark(ctx, mark, mark.text, mark.colour, scale);
  const labels = placed(scale, focus, marks);
  if (!focus) drawTitles(ctx, scale, labels, marks);
  for (const box of labels) if (!focus || focus.nodes.has(box.i)) drawLabel(ctx, box, scale);
  if (G.focus?.actor != null || G.cursor != null) drawRing(ctx, G.at[G.cursor ?? G.focus.actor], scale);
}
function marksAt(scale, focus) {
  const out = [], nodes = visible();
  if (LIVE.drawn.size >= 260 && scale <= 0.9 && !focus) return out;
  for (const b of LIVE.drawn.values()) {
    if (!MARKS[b.state] || (focus && !focus.edges.has(b.key))) continue;
    const a = G.at[b.s], z = G.at[b.t], { round, colour } = styleOf(b), bend = control(a, z, round);
    if (Math.hypot(a.x - z.x, a.y - z.y) * scale < 40) continue;
    const spots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73].map((t) => onCurve(a, bend, z, t)), gap = 17 / scale;
    const free = (spot) => !out.some((o) => Math.hypot(o.x - spot.x, o.y - spot.y) < gap) && !nodes.some((n) => Math.hypot(n.x - spot.x, n.y - spot.y) < reach(n) + gap / 2);
    out.push({ ...(spots.find(free) || spots[0]), text: MARKS[b.state], colour });
  }
  return out;
}
function drawFocus(ctx, focus) {
  ctx.save();
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.globalAlpha = 0.8;
  ctx.fillStyle = paper().paper;
  ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
  ctx.restore();
  const body = G.net.body;
  for (const key of focus.edges) body.edges[key]?.draw(ctx);
  for (const key of focus.edges) body.edges[key]?.drawArrows(ctx);
  for (const i of focus.nodes) if (!G.at[i].hidden) body.nodes[i].draw(ctx);
}
function drawRing(ctx, node, scale) {
  ctx.beginPath();
  ctx.arc(node.x, node.y, reach(node) * 1.2 + 5 / scale, 0, 2 * Math.PI);
  ctx.strokeStyle = THEME === "dark" ? "#f0b65a" : "#b35c00";
  ctx.lineWidth = 2.5 / scale;
  ctx.stroke();
}
// Names are placed anew only when scale or content change: panning keeps them.
function placed(scale, focus, marks) {
  const key = `${scale.toFixed(4)}|${LIVE.version}|${focus ? [...focus.nodes].join() : ""}`;
  if (key !== G.labelKey) {
    const first = new Set(focus ? focus.nodes : []);
    const nodes = visible().filter((n) => !focus || focus.nodes.has(n.i));
    const limit = extent(visible()), margin = marginOf(G.box);
    for (const [side, way] of [["x0", -1], ["x1", 1], ["y0", -1], ["y1", 1]]) limit[side] = limit[side] * scale + way * margin[side[0]];
    G.labels = placeLabels(nodes, scale, first.size > 25 ? new Set([...first].slice(0, 1)) : first, marks, limit);
    G.labelKey = key;
  }
  return G.labels;
}

function listen() {
  G.net.on("click", ({ nodes, edges, pointer }) => {
    const actor = nodes[0] ?? labelAt(pointer.canvas);
    if (actor != null) showActor(actor);
    else if (edges.length) showBundle(edges[0]);
    else { G.focus = null; closePanel(); }
    G.net.unselectAll();
  });
  G.net.on("doubleClick", ({ nodes, pointer }) => {
    const actor = nodes[0] ?? labelAt(pointer.canvas);
    if (D.actors[actor]?.folds != null) unfold(D.actors[actor].folds);
    else if (actor != null) around(actor);
  });
  G.net.on("hoverNode", ({ node, pointer }) => hover({ actor: node }, pointer.DOM));
  G.net.on("hoverEdge", ({ edge, pointer }) => hover({ links: [edge] }, pointer.DOM));
  G.net.on("blurNode", () => hover(null));
  G.net.on("blurEdge", () => hover(null));
  G.net.on("dragStart", () => hover(null));
  new ResizeObserver(later(80, () => { measure(); if (S.view === "graph") fitGraph(); })).observe($("#net"));
  const frame = $("#net .vis-network");
  fill(frame, { role: "application", "aria-label": "Graph. Arrow keys move between actors, Enter opens one, plus and minus zoom, 0 shows all. The Text view holds the same in words." }, []);
  frame.addEventListener("keydown", graphKey);
  frame.addEventListener("blur", () => { G.cursor = null; paint(); });
}
function labelAt(point) {
  const k = G.net.getScale(), x = point.x * k, y = point.y * k;
  return G.labels.find((box) => x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1)?.i;
}
function hover(mark, point) {
  G.hover = mark;
  if (mark) tip(mark, point);
  else $("#tip").hidden = true;
  paint();
}
function tip(mark, point) {
  const lines = mark.actor != null ? [D.actors[mark.actor].name, kindWords(D.actors[mark.actor].kind)] : bundleWords(LIVE.bundles.get(mark.links[0]));
  if (lines) showTip([el("b", {}, lines[0]), el("div", {}, lines[1])], point.x, point.y + $("#graph").offsetTop);
}
function showTip(lines, x, y) {
  const node = $("#tip"), box = $("#stage").getBoundingClientRect();
  node.replaceChildren(...lines);
  node.hidden = false;
  node.style.left = `${clamp(x + 14, 4, Math.max(4, box.width - node.offsetWidth - 8))}px`;
  node.style.top = `${clamp(y + 14, 4, Math.max(4, box.height - node.offsetHeight - 8))}px`;
}
function zoom(factor) {
  G.net.moveTo({ scale: clamp(G.net.getScale() * factor, 0.004, 4), animation: calm.matches ? false : { duration: 150 } });
}

const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
function graphKey(event) {
  const { key } = event;
  if (STEPS[key]) moveCursor(...STEPS[key]);
  else if (key === "Enter" && G.cursor != null) showActor(G.cursor, true);
  else if (key === "+" || key === "=") zoom(1.3);
  else if (key === "-") zoom(1 / 1.3);
  else if (key === "0") fitGraph();
  else return;
  event.preventDefault();
}
// The nearest actor in a direction: distance, with twice the weight for straying sideways.
function moveCursor(dx, dy) {
  const nodes = visible(), from = nodes.find((n) => n.i === G.cursor);
  const cost = (n) => {
    const x = n.x - from.x, y = n.y - from.y, along = x * dx + y * dy;
    return along <= 0 ? Infinity : along + 2 * Math.abs(x * dy) + 2 * Math.abs(y * dx);
  };
  const next = from ? nodes.filter((n) => n !== from && cost(n) < Infinity).sort((a, b) => cost(a) - cost(b))[0] : [...nodes].sort((a, b) => b.weight - a.weight)[0];
  if (!next) return;
  G.cursor = next.i;
  G.hover = { actor: next.i };
  G.net.moveTo({ position: { x: next.x, y: next.y } });
  say(actorWords(next.i));
  paint();
}
