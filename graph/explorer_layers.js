// What is painted under and over the symbols: grounds of blocs, their titles, marks of links, names, what is in focus.
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
  const k = 1 / scale,
    taken = [
      ...labels,
      ...marks.map(({ x, y }) => ({ x0: x * scale - 9, x1: x * scale + 9, y0: y * scale - 9, y1: y * scale + 9 })),
      ...visible().map((n) => ({
        x0: (n.x - reach(n)) * scale,
        x1: (n.x + reach(n)) * scale,
        y0: (n.y - reach(n)) * scale,
        y1: (n.y + reach(n)) * scale,
      })),
    ];
  for (const bloc of D.blocs) {
    const members = bloc.members.map((m) => G.at[m]).filter((n) => !n.hidden);
    if (members.length < 3) continue;
    const text = `around ${the(D.actors[bloc.members[0]].name)}`,
      w = textWidth(text, 13, 400) / 2 + 2,
      pad = (26 + 8 / scale) * scale;
    const xs = members.map((n) => n.x * scale),
      ys = members.map((n) => n.y * scale),
      cx = (Math.min(...xs) + Math.max(...xs)) / 2;
    const spots = [Math.min(...ys) - pad - 10, Math.max(...ys) + pad + 10].map((y) => ({
      x0: cx - w,
      x1: cx + w,
      y0: y - 8,
      y1: y + 8,
    }));
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
  const nodes = new Set(),
    edges = new Set();
  const mark = G.hover ?? G.focus;
  if (mark?.actor != null) {
    nodes.add(mark.actor);
    for (const b of LIVE.drawn.values())
      if (b.s === mark.actor || b.t === mark.actor) (edges.add(b.key), nodes.add(b.s).add(b.t));
  }
  for (const key of mark?.links ?? []) {
    const b = LIVE.bundles.get(key);
    if (b) (nodes.add(b.s).add(b.t), LIVE.drawn.has(key) && edges.add(key));
  }
  return nodes.size ? { nodes, edges } : null;
}
function drawOver(ctx) {
  const scale = G.net.getScale(),
    focus = focusSet();
  if (focus) drawFocus(ctx, focus);
  const marks = marksAt(scale, focus);
  for (const mark of marks) drawMark(ctx, mark, mark.text, mark.colour, scale);
  const labels = placed(scale, focus, marks);
  if (!focus) drawTitles(ctx, scale, labels, marks);
  for (const box of labels) if (!focus || focus.nodes.has(box.i)) drawLabel(ctx, box, scale);
  if (G.focus?.actor != null || G.cursor != null) drawRing(ctx, G.at[G.cursor ?? G.focus.actor], scale);
}
function marksAt(scale, focus) {
  const out = [],
    nodes = visible();
  if (LIVE.drawn.size >= 260 && scale <= 0.9 && !focus) return out;
  for (const b of LIVE.drawn.values()) {
    if (!MARKS[b.state] || (focus && !focus.edges.has(b.key))) continue;
    const a = G.at[b.s],
      z = G.at[b.t],
      { round, colour } = styleOf(b),
      bend = control(a, z, round);
    if (Math.hypot(a.x - z.x, a.y - z.y) * scale < 40) continue;
    const spots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73].map((t) => onCurve(a, bend, z, t)),
      gap = 17 / scale;
    const free = (spot) =>
      !out.some((o) => Math.hypot(o.x - spot.x, o.y - spot.y) < gap) &&
      !nodes.some((n) => Math.hypot(n.x - spot.x, n.y - spot.y) < reach(n) + gap / 2);
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
    const limit = extent(visible()),
      margin = marginOf(G.box);
    for (const [side, way] of [
      ["x0", -1],
      ["x1", 1],
      ["y0", -1],
      ["y1", 1],
    ])
      limit[side] = limit[side] * scale + way * margin[side[0]];
    G.labels = placeLabels(nodes, scale, first.size > 25 ? new Set([...first].slice(0, 1)) : first, marks, limit);
    G.labelKey = key;
  }
  return G.labels;
}
