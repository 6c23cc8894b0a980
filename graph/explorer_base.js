"use strict";
// Small helpers. Everything that comes from the news goes through text nodes and attributes, never through markup.
delete document.createElement;

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}
const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const button = (label, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, label);
const link = (label, onclick, attributes = {}) => button(label, onclick, { class: "plain", ...attributes });

const format = new Intl.NumberFormat("en"); // toLocaleString makes a new one at each call: 0.04 ms a cell
const number = (n) => (n < 1000 ? String(n) : format.format(n));
const count = (n, one, many = one + "s") => `${number(n)} ${n === 1 ? one : many}`;
const list = (items, word = "and") =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[’'`\-‐–]/g, " ")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

const DAY = 864e5;
const dayOf = (iso) =>
  iso
    ? Math.floor(
        Date.parse(iso.length === 4 ? iso + "-01-01" : iso.length === 7 ? iso + "-01" : iso.slice(0, 10)) / DAY,
      )
    : NaN;
const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];
function dateWords(iso) {
  const [year, month, day] = (iso || "").split("-").map(Number);
  return !year
    ? "undated"
    : !month
      ? `${year}`
      : !day
        ? `${MONTHS[month - 1]} ${year}`
        : `${day} ${MONTHS[month - 1]} ${year}`;
}
const spanWords = (first, last) =>
  !first ? "undated" : first === last ? dateWords(first) : `${dateWords(first)} – ${dateWords(last)}`;

const ARTICLE =
  /^(United (?!Nations?$)|European |.* (government|rebels|army|forces|coalition|front|council|union|nations|league|accord|emirates|representatives)$|United Nations$)/i;
const the = (name) => (ARTICLE.test(name) && !/^the /i.test(name) ? `the ${name}` : name);
const safeUrl = (url) => (/^https?:\/\/[^\s]+$/i.test(url || "") ? url : null);

let sayTimer = 0;
function say(text) {
  clearTimeout(sayTimer);
  sayTimer = setTimeout(() => {
    $("#say").textContent = text;
  }, 60);
}
function later(wait, work) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(work, wait, ...values);
  };
}
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { style: { position: "fixed", opacity: "0" } });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say(`${what} copied`);
  toast(`${what} copied`);
}
function toast(text) {
  const note = el("div", { class: "toast", "aria-hidden": "true" }, text);
  document.body.append(note);
  setTimeout(() => note.remove(), 1800);
}
