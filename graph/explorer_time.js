// The time: what was stated when, support above the line and hostility below, and a window to drag over it.
let brushWidth = 0;
const span = () => Math.max(1, D.last - D.first);

function makeTime() {
  const grip = (which, label) =>
    el("button", {
      type: "button",
      class: "grip",
      role: "slider",
      "aria-label": label,
      "data-grip": which,
      onkeydown: timeKey,
    });
  const brush = el(
    "div",
    { id: "brush" },
    svg("svg", { "aria-hidden": "true" }),
    el("div", { class: "veil a" }),
    el("div", { class: "veil b" }),
    el("div", { class: "window" }),
    grip("from", "From"),
    grip("to", "To"),
  );
  $("#time").append(el("div", { class: "top" }, el("span", { id: "window" }), el("span", { id: "tally" })), brush);
  brush.addEventListener("pointerdown", grab);
  brushWidth = brush.clientWidth;
  new ResizeObserver(
    later(60, () => {
      brushWidth = brush.clientWidth;
      showTime();
    }),
  ).observe(brush);
}
function bins() {
  const wide = Math.max(120, brushWidth),
    n = Math.min(Math.max(12, Math.floor(wide / 9)), span() + 1);
  const out = Array.from({ length: n }, () => ({ 1: 0, 0: 0, "-1": 0 }));
  for (const x of LIVE.days)
    if (!isNaN(x.day)) out[Math.min(n - 1, Math.floor(((x.day - D.first) / (span() + 1)) * n))][x.relation.sign]++;
  return { out, wide };
}
function showTime() {
  const { out, wide } = bins(),
    high = 74,
    foot = 14,
    most = Math.max(1, ...out.map((b) => b[1] + b[0])),
    least = Math.max(0, ...out.map((b) => b[-1]));
  const unit = (high - foot - 4) / (most + least),
    zero = 2 + most * unit,
    step = wide / out.length,
    parts = [];
  out.forEach((b, n) => {
    const bar = (y, h, colour) =>
      h &&
      parts.push(
        svg("rect", {
          x: (n * step + 0.5).toFixed(1),
          y: y.toFixed(1),
          width: Math.max(1, step - 1).toFixed(1),
          height: h.toFixed(1),
          fill: colour,
        }),
      );
    bar(zero - b[1] * unit, b[1] * unit, hue("support"));
    bar(zero - (b[1] + b[0]) * unit, b[0] * unit, hue("talks"));
    bar(zero, b[-1] * unit, hue("hostility"));
  });
  parts.push(svg("line", { x1: 0, x2: wide, y1: zero, y2: zero, class: "axis" }), ...ticks(wide, high));
  const art = $("#brush svg");
  art.setAttribute("viewBox", `0 0 ${wide} ${high}`);
  art.replaceChildren(...parts);
  showWindow();
}
function ticks(wide, high) {
  const years = span() / 365,
    months = years > 2 ? 12 : years > 0.7 ? 3 : 1,
    out = [];
  const start = new Date(D.first * DAY),
    stepped = months === 12 ? Math.ceil(years / (wide / 46)) * 12 : months;
  for (let y = start.getUTCFullYear(), m = 0, lastX = -99; ; m += stepped) {
    const day = Date.UTC(y, m, 1) / DAY;
    if (day > D.last) break;
    const x = ((day - D.first) / span()) * wide,
      at = new Date(day * DAY);
    if (x < 0 || x - lastX < 40) continue;
    lastX = x;
    const text = at.getUTCMonth() ? MONTHS[at.getUTCMonth()] : String(at.getUTCFullYear());
    out.push(svg("text", { x: clamp(x, 12, wide - 14), y: high - 2, class: "tick", "text-anchor": "middle" }, text));
  }
  return out;
}
const share = (day) => clamp(((day - D.first) / span()) * 100, 0, 100);
function showWindow() {
  const a = share(S.from),
    b = share(S.to),
    brush = $("#brush"),
    whole = S.from === D.first && S.to === D.last;
  $(".veil.a", brush).style.cssText = "";
  $(".veil.a", brush).style.left = "0";
  $(".veil.a", brush).style.width = `${a}%`;
  $(".veil.b", brush).style.left = `${b}%`;
  $(".veil.b", brush).style.right = "0";
  $(".window", brush).style.left = `${a}%`;
  $(".window", brush).style.width = `${b - a}%`;
  for (const [which, day] of [
    ["from", S.from],
    ["to", S.to],
  ]) {
    const grip = $(`[data-grip=${which}]`, brush);
    grip.style.left = `${share(day)}%`;
    fill(
      grip,
      {
        "aria-valuemin": D.first,
        "aria-valuemax": D.last,
        "aria-valuenow": day,
        "aria-valuetext": dateWords(isoOf(day)),
      },
      [],
    );
  }
  $("#window").replaceChildren(
    el("b", {}, `${dateWords(isoOf(S.from))} – ${dateWords(isoOf(S.to))}`),
    ...(whole ? [] : [" ", link("all dates", () => change({ from: D.first, to: D.last }))]),
  );
  const tally = { 1: 0, 0: 0, "-1": 0 };
  for (const line of LIVE.relations) for (const x of line.statements) tally[line.r.sign] += 1;
  const item = (n, family, words) => el("span", {}, dotOf(hue(family)), ` ${number(n)} ${words}`);
  $("#tally").replaceChildren(
    item(tally[1], "support", "of support"),
    item(tally[-1], "hostility", "of hostility"),
    item(tally[0], "talks", "other"),
  );
}
const dotOf = (colour) => {
  const dot = el("span", {
    class: "swatch",
    style: { display: "inline-block", background: colour },
    "aria-hidden": "true",
  });
  return dot;
};

function grab(event) {
  const brush = $("#brush"),
    box = brush.getBoundingClientRect(),
    day = (e) => Math.round(D.first + clamp((e.clientX - box.left) / box.width, 0, 1) * span());
  const start = day(event),
    { from, to } = S,
    grip = event.target.dataset?.grip;
  const which =
    grip ||
    (event.target.className === "window" && (from > D.first || to < D.last)
      ? "both"
      : Math.abs(start - from) < Math.abs(start - to)
        ? "from"
        : "to");
  const move = (e) => setWindow(which, day(e), start, from, to, false);
  const end = (e) => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    if (e.type === "pointerup") setWindow(which, day(e), start, from, to, true);
  };
  event.preventDefault();
  if (grip) event.target.focus();
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  if (!grip && which !== "both") move(event);
}
function setWindow(which, day, start, from, to, done) {
  if (which === "both") {
    const shift = clamp(day - start, D.first - from, D.last - to);
    change({ from: from + shift, to: to + shift }, { fit: false, push: done });
  } else if (which === "from") change({ from: Math.min(day, S.to) }, { fit: false, push: done });
  else change({ to: Math.max(day, S.from) }, { fit: false, push: done });
}
function timeKey(event) {
  const which = event.target.dataset.grip,
    step = {
      ArrowLeft: -30,
      ArrowDown: -30,
      ArrowRight: 30,
      ArrowUp: 30,
      PageUp: 365,
      PageDown: -365,
      Home: -1e7,
      End: 1e7,
    }[event.key];
  if (!step) return;
  event.preventDefault();
  const day = clamp(S[which] + (event.shiftKey ? Math.sign(step) : step), D.first, D.last);
  change(which === "from" ? { from: Math.min(day, S.to) } : { to: Math.max(day, S.from) }, { fit: false });
  say(dateWords(isoOf(S[which])));
}
