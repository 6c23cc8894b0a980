// Pointer and keyboard in the graph.
function listen() {
  G.net.on("click", ({ nodes, edges, pointer }) => {
    const actor = nodes[0] ?? labelAt(pointer.canvas);
    if (actor != null) showActor(actor);
    else if (edges.length) showBundle(edges[0]);
    else {
      G.focus = null;
      closePanel();
    }
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
  new ResizeObserver(
    later(80, () => {
      measure();
      if (S.view === "graph") fitGraph();
    }),
  ).observe($("#net"));
  const frame = $("#net .vis-network");
  fill(
    frame,
    {
      role: "application",
      "aria-label":
        "Graph. Arrow keys move between actors, Enter opens one, plus and minus zoom, 0 shows all. The Text view holds the same in words.",
    },
    [],
  );
  frame.addEventListener("keydown", graphKey);
  frame.addEventListener("blur", () => {
    G.cursor = null;
    paint();
  });
}
function labelAt(point) {
  const k = G.net.getScale(),
    x = point.x * k,
    y = point.y * k;
  return G.labels.find((box) => x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1)?.i;
}
function hover(mark, point) {
  G.hover = mark;
  if (mark) tip(mark, point);
  else $("#tip").hidden = true;
  paint();
}
function tip(mark, point) {
  const lines =
    mark.actor != null
      ? [D.actors[mark.actor].name, kindWords(D.actors[mark.actor].kind)]
      : bundleWords(LIVE.bundles.get(mark.links[0]));
  if (lines) showTip([el("b", {}, lines[0]), el("div", {}, lines[1])], point.x, point.y + $("#graph").offsetTop);
}
function showTip(lines, x, y) {
  const node = $("#tip"),
    box = $("#stage").getBoundingClientRect();
  node.replaceChildren(...lines);
  node.hidden = false;
  node.style.left = `${clamp(x + 14, 4, Math.max(4, box.width - node.offsetWidth - 8))}px`;
  node.style.top = `${clamp(y + 14, 4, Math.max(4, box.height - node.offsetHeight - 8))}px`;
}
function zoom(factor) {
  G.net.moveTo({
    scale: clamp(G.net.getScale() * factor, 0.004, 4),
    animation: calm.matches ? false : { duration: 150 },
  });
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
  const nodes = visible(),
    from = nodes.find((n) => n.i === G.cursor);
  const cost = (n) => {
    const x = n.x - from.x,
      y = n.y - from.y,
      along = x * dx + y * dy;
    return along <= 0 ? Infinity : along + 2 * Math.abs(x * dy) + 2 * Math.abs(y * dx);
  };
  const next = from
    ? nodes.filter((n) => n !== from && cost(n) < Infinity).sort((a, b) => cost(a) - cost(b))[0]
    : [...nodes].sort((a, b) => b.weight - a.weight)[0];
  if (!next) return;
  G.cursor = next.i;
  G.hover = { actor: next.i };
  G.net.moveTo({ position: { x: next.x, y: next.y } });
  say(actorWords(next.i));
  paint();
}
