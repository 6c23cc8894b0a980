// How links, names and blocs look: shared by the screen, the SVG and the PNG.
const dark = matchMedia("(prefers-color-scheme: dark)");
let THEME = "light",
  PALETTE = "safe";
const FONT = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif';
const PAPER = {
  light: { paper: "#ffffff", ink: "#1d1f21", soft: "#5b5f63", node: "#f7f6f3" },
  dark: { paper: "#15181c", ink: "#e9e7e2", soft: "#a9adb2", node: "#3a4048" },
};
const paper = () => PAPER[THEME];
const hue = (family) => D.raw.palettes[PALETTE][THEME][family];
const signHue = (sign) => hue(sign > 0 ? "support" : sign < 0 ? "hostility" : "talks");
const tint = (bloc) => (bloc < 0 ? paper().node : D.raw.tints[THEME][bloc % D.raw.tints[THEME].length]);
// The ground of a bloc: its tint, half way to the paper, and solid, so that outline and area are one tone.
function ground(bloc) {
  const share = THEME === "dark" ? 0.36 : 0.42,
    hex = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const under = hex(paper().paper);
  return `rgb(${hex(tint(bloc))
    .map((part, n) => Math.round(part * share + under[n] * (1 - share)))
    .join(",")})`;
}
const HEADS = { support: "arrow", hostility: "bar", talks: "circle", structure: "diamond" };
const ROUND = { 1: 0.14, "-1": 0.24, 0: 0.05 };
const DASHES = { asserted: false, claimed: [9, 4], contested: [3, 4], denied: [1, 6], hypothetical: [5, 7] };
const MARKS = { contested: "?", denied: "×", hypothetical: "if" };

// Width: the number of independent sources, up to eight.
const widthOf = (sources) => 0.7 + 0.65 * Math.min(8, sources);
function styleOf(bundle) {
  const colour = hue(bundle.family),
    faint = bundle.state === "denied" || bundle.state === "hypothetical";
  return {
    colour,
    width: widthOf(bundle.sources),
    dashes: DASHES[bundle.state],
    opacity: faint || bundle.sign <= 0 ? 0.68 : 0.9,
    head: HEADS[bundle.family],
    tail: bundle.symmetric ? HEADS[bundle.family] : null,
    round: ROUND[bundle.sign],
  };
}

// The control point of vis-network's "curvedCW" curve, so that marks and exports lie on what it draws.
function control(a, b, round) {
  const dx = b.x - a.x,
    dy = a.y - b.y,
    share = round * 0.5 + 0.5,
    length = Math.hypot(dx, dy) * share;
  const angle = (Math.atan2(dy, dx) + share * Math.PI) % (2 * Math.PI);
  return { x: a.x + length * Math.sin(angle), y: a.y + length * Math.cos(angle) };
}
const onCurve = (a, c, b, t) => ({
  x: (1 - t) ** 2 * a.x + 2 * t * (1 - t) * c.x + t * t * b.x,
  y: (1 - t) ** 2 * a.y + 2 * t * (1 - t) * c.y + t * t * b.y,
});

// A circle of about the symbol's extent: triangles and stars reach less far than squares.
const reach = (node) => node.size * (node.shape === "square" ? 1.15 : node.shape === "triangle" ? 0.95 : 1);

function hull(points) {
  const p = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  if (p.length < 3) return p;
  const cross = (o, a, b) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
  const half = (list) =>
    list.reduce((out, q) => {
      while (out.length > 1 && cross(out.at(-2), out.at(-1), q) <= 0) out.pop();
      return [...out, q];
    }, []);
  const low = half(p),
    high = half([...p].reverse());
  return [...low.slice(0, -1), ...high.slice(0, -1)];
}

// Names: two lines above 16 letters.
function wrap(name) {
  if (name.length <= 16) return [name];
  const words = name.split(" ");
  let best = [name],
    least = name.length;
  for (let i = 1; i < words.length; i++) {
    const lines = [words.slice(0, i).join(" "), words.slice(i).join(" ")],
      longest = Math.max(...lines.map((l) => l.length));
    if (longest < least) [best, least] = [lines, longest];
  }
  return best.map((line) => (line.length > 30 ? line.slice(0, 28) + "…" : line));
}
const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();
function textWidth(text, size, weight) {
  const key = `${weight} ${size} ${text}`;
  if (!widths.has(key)) {
    ruler.font = `${weight} ${size}px ${FONT}`;
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key);
}

const LABEL = { size: 12.5, weight: 600, line: 14 };
const inside = (box, limit) =>
  !limit || (box.x0 > limit.x0 && box.x1 < limit.x1 && box.y0 > limit.y0 && box.y1 < limit.y1);
const hits = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

// Where each name goes at a scale, so that none lies on another or on a symbol: below, above, beside, then in short form.
// Boxes are pixels of the screen; names that find no room stay away until the reader zooms in.
function placeLabels(nodes, scale, first, marks = [], limit = null) {
  const placed = [],
    symbols = nodes.map((n) => {
      const r = reach(n) * scale,
        x = n.x * scale,
        y = n.y * scale;
      return { x0: x - r, x1: x + r, y0: y - r, y1: y + r, n };
    });
  const signs = marks.map(({ x, y }) => ({
    x0: x * scale - 8,
    x1: x * scale + 8,
    y0: y * scale - 8,
    y1: y * scale + 8,
  }));
  const order = [...nodes].sort((a, b) => first.has(b.i) - first.has(a.i) || b.weight - a.weight || a.i - b.i);
  for (const node of order) {
    const fit = candidates(node, scale).filter(
      (box) =>
        inside(box, limit) &&
        !placed.some((other) => hits(box, other)) &&
        !symbols.some((s) => s.n !== node && hits(box, s)),
    );
    // the mark of a link may be covered before a name is left out
    const box = fit.find((box) => !signs.some((mark) => hits(box, mark))) || fit[0];
    if (box) placed.push(box);
    else if (first.has(node.i)) placed.push(candidates(node, scale)[0]);
  }
  return placed;
}
function* shapesOf(node) {
  yield wrap(node.name);
  if (node.name.length > 16) yield [node.name];
  if (node.short) yield [node.short];
  if (node.kind === "person" && node.name.includes(" ")) yield [node.name.split(" ").at(-1)];
}
function candidates(node, scale) {
  const out = [],
    x = node.x * scale,
    y = node.y * scale;
  for (const lines of shapesOf(node))
    for (const away of [3, 12, 22]) {
      const r = reach(node) * scale + away;
      const w = Math.max(...lines.map((line) => textWidth(line, LABEL.size, LABEL.weight))) / 2 + 2,
        h = lines.length * LABEL.line;
      for (const [cx, top] of [
        [x, y + r],
        [x, y - r - h],
        [x + r + w, y - h / 2],
        [x - r - w, y - h / 2],
        [x + w * 0.7, y + r],
        [x - w * 0.7, y + r],
        [x + w * 0.7, y - r - h],
        [x - w * 0.7, y - r - h],
      ])
        out.push({ x0: cx - w, x1: cx + w, y0: top, y1: top + h, lines, cx, i: node.i });
    }
  return out;
}

function drawLabel(ctx, box, scale, { halo = true, colour = paper().ink } = {}) {
  const k = 1 / scale;
  ctx.font = `${LABEL.weight} ${LABEL.size * k}px ${FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  box.lines.forEach((line, n) => {
    const y = (box.y0 + (n + 0.5) * LABEL.line) * k;
    if (halo) {
      ctx.strokeStyle = paper().paper;
      ctx.globalAlpha = 0.85;
      ctx.lineWidth = 3.5 * k;
      ctx.strokeText(line, box.cx * k, y);
      ctx.globalAlpha = 1;
    }
    ctx.fillStyle = colour;
    ctx.fillText(line, box.cx * k, y);
  });
}
// The mark in the middle of a link: contested, only denied, only hypothetical.
function drawMark(ctx, point, text, colour, scale) {
  const small = scale < 0.45,
    k = (small ? 0.66 : 1) / scale,
    r = 7.5 * k;
  ctx.beginPath();
  ctx.arc(point.x, point.y, r, 0, 2 * Math.PI);
  ctx.fillStyle = paper().paper;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * k;
  ctx.fill();
  ctx.stroke();
  ctx.font = `700 ${(text.length > 1 ? 9 : 11.5) * k}px ${FONT}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = paper().ink;
  ctx.fillText(text, point.x, point.y + 0.5 * k);
}
function drawHull(ctx, points, colour, pad) {
  const outline = hull(points);
  ctx.beginPath();
  outline.forEach((p, n) => (n ? ctx.lineTo(p.x, p.y) : ctx.moveTo(p.x, p.y)));
  ctx.closePath();
  ctx.lineJoin = ctx.lineCap = "round";
  ctx.lineWidth = 2 * pad;
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.stroke();
  ctx.fill();
}
