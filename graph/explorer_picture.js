// Pictures: the drawing as SVG, with title, filter, legend; the PNG is that SVG at twice its size.
function svgFile() {
  const nodes = visible(),
    pad = 90,
    xs = nodes.map((n) => n.x),
    ys = nodes.map((n) => n.y),
    f = (n) => n.toFixed(1);
  const x0 = Math.min(0, ...xs) - pad,
    x1 = Math.max(0, ...xs) + pad,
    y0 = Math.min(0, ...ys) - pad,
    y1 = Math.max(0, ...ys) + pad,
    wide = Math.max(760, x1 - x0),
    top = y0 - 66,
    high = y1 - top + 96;
  const p = paper(),
    text = (x, y, words, more = "") => `<text x="${f(x)}" y="${f(y)}" ${more}>${xml(words)}</text>`;
  const parts = D.blocs
    .map((b) => [b, b.members.map((m) => G.at[m]).filter((n) => !n.hidden)])
    .filter(([, m]) => m.length > 1)
    .map(
      ([b, members]) =>
        `<path d="M${hull(members)
          .map((q) => `${q.x} ${q.y}`)
          .join("L")}Z" fill="${ground(b.i)}" stroke="${ground(b.i)}" stroke-width="68" stroke-linejoin="round"/>`,
    );
  parts.push(...[...LIVE.drawn.values()].map(svgLink), ...nodes.map(svgNode));
  for (const box of placeLabels(nodes, 1, new Set()))
    box.lines.forEach((line, n) =>
      parts.push(
        text(
          box.cx,
          box.y0 + (n + 0.78) * LABEL.line,
          line,
          `text-anchor="middle" font-weight="600" font-size="${LABEL.size}" fill="${p.ink}" stroke="${p.paper}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"`,
        ),
      ),
    );
  const key = [
    ["support", "supports"],
    ["hostility", "hostile to"],
    ["talks", "talks, agrees"],
    ["structure", "leads, belongs to"],
  ].map(
    ([family, words], n) =>
      `<path d="M${f(x0 + 20 + n * 170)} ${f(y1 + 24)}h34" stroke="${hue(family)}" stroke-width="3"/>${svgHead(family, { x: x0 + 58 + n * 170, y: y1 + 24 }, 0, 9, hue(family), 3)}${text(x0 + 68 + n * 170, y1 + 28, words)}`,
  );
  const marks =
    "width: independent sources · long dashes: only claimed · ?: contested · ×: only denied · if: only hypothetical · shaded: bloc";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${f(x0)} ${f(top)} ${f(wide)} ${f(high)}" width="${f(wide)}" height="${f(high)}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" font-size="12" fill="${p.ink}">\n<title>${xml($("h1").textContent)}</title><desc>${xml(`${filterWords()}. ${legendWords()}`)}</desc>\n<rect x="${f(x0)}" y="${f(top)}" width="${f(wide)}" height="${f(high)}" fill="${p.paper}"/>\n${text(x0 + 20, top + 32, $("h1").textContent, 'font-size="21" font-weight="700" font-family="Georgia, serif"')}${text(x0 + 20, top + 52, `${filterWords()} · ${count(nodes.length, "actor")}, ${count(LIVE.relations.length, "relation")}`, `fill="${p.soft}"`)}\n${parts.join("\n")}\n${key.join("")}${text(x0 + 20, y1 + 50, marks, `fill="${p.soft}"`)}\n</svg>\n`;
}
function svgHead(family, at, angle, size, colour, width) {
  const turn = `transform="translate(${at.x.toFixed(1)} ${at.y.toFixed(1)}) rotate(${((angle * 180) / Math.PI).toFixed(1)})"`;
  const art = {
    support: `<path d="M0 0L${-size} ${-size * 0.38}V${size * 0.38}Z" fill="${colour}"/>`,
    hostility: `<path d="M0 ${-size * 0.6}V${size * 0.6}" stroke="${colour}" stroke-width="${Math.max(2.5, width)}"/>`,
    talks: `<circle cx="${-size * 0.4}" r="${size * 0.4}" fill="${colour}"/>`,
    structure: `<path d="M0 0L${-size / 2} ${-size * 0.36}L${-size} 0L${-size / 2} ${size * 0.36}Z" fill="${colour}"/>`,
  };
  return `<g ${turn}>${art[family]}</g>`;
}
// Where a curve leaves a symbol: halving finds the share of the curve that lies within it.
function leaves(node, at) {
  let low = 0,
    high = 0.5;
  for (let round = 0; round < 12; round++) {
    const mid = (low + high) / 2,
      p = at(mid);
    if (Math.hypot(p.x - node.x, p.y - node.y) < reach(node)) low = mid;
    else high = mid;
  }
  return at(high);
}
function svgLink(b) {
  const a = G.at[b.s],
    z = G.at[b.t],
    s = styleOf(b),
    c = control(a, z, s.round),
    size = 8 + 2.2 * s.width,
    f = (n) => n.toFixed(1);
  const tip = leaves(z, (t) => onCurve(a, c, z, 1 - t)),
    tail = leaves(a, (t) => onCurve(a, c, z, t)),
    mid = onCurve(a, c, z, 0.5);
  const towards = Math.atan2(tip.y - c.y, tip.x - c.x),
    from = Math.atan2(tail.y - c.y, tail.x - c.x);
  const dash = s.dashes ? ` stroke-dasharray="${s.dashes.join(" ")}"` : "",
    line = `<path d="M${f(tail.x)} ${f(tail.y)}Q${f(c.x)} ${f(c.y)} ${f(tip.x)} ${f(tip.y)}" fill="none" stroke="${s.colour}" stroke-width="${f(s.width)}"${dash}/>`;
  const heads =
    svgHead(b.family, tip, towards, size, s.colour, s.width) +
    (s.tail ? svgHead(b.family, tail, from, size, s.colour, s.width) : "");
  return `<g opacity="${s.opacity}" data-state="${b.state}"><title>${xml(bundleWords(b).join(", "))}</title>${line}${heads}</g>${MARKS[b.state] ? svgMark(mid, MARKS[b.state], s.colour) : ""}`;
}
function svgMark({ x, y }, text, colour) {
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="7.5" fill="${paper().paper}" stroke="${colour}" stroke-width="1.5"/><text x="${x.toFixed(1)}" y="${(y + 4).toFixed(1)}" text-anchor="middle" font-weight="700" font-size="${text.length > 1 ? 9 : 11}">${text}</text>`;
}
function svgNode(n) {
  const { x, y, size: r } = n,
    colour = D.actors[n.i].bloc < 0 ? paper().node : mixed(tint(D.actors[n.i].bloc)),
    look = `fill="${colour}" stroke="${paper().ink}" stroke-width="1.5"`;
  const poly = (points) =>
    `<polygon points="${points.map(([dx, dy]) => `${(x + dx * r).toFixed(1)},${(y + dy * r).toFixed(1)}`).join(" ")}" ${look}/>`;
  const around = (n, turn) =>
    Array.from({ length: n }, (_, k) => [
      Math.cos(turn + (2 * Math.PI * k) / n),
      Math.sin(turn + (2 * Math.PI * k) / n),
    ]);
  const art = {
    square: () =>
      poly([
        [-0.9, -0.9],
        [0.9, -0.9],
        [0.9, 0.9],
        [-0.9, 0.9],
      ]),
    diamond: () => poly(around(4, 0)),
    triangle: () =>
      poly([
        [0, -1.1],
        [1, 0.68],
        [-1, 0.68],
      ]),
    hexagon: () => poly(around(6, 0)),
    dot: () => `<circle cx="${x}" cy="${y}" r="${r}" ${look}/>`,
  };
  return `<g><title>${xml(n.name)}</title>${art[n.shape]()}</g>`;
}
function pngFile() {
  const art = svgFile(),
    [, w, h] = art.match(/width="([\d.]+)" height="([\d.]+)"/).map(Number),
    scale = Math.min(2, 8000 / Math.max(w, h));
  return new Promise((done, fail) => {
    const image = new Image(),
      url = URL.createObjectURL(new Blob([art], { type: "image/svg+xml" }));
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
