/* Theme, filters and copying in the claims register, the current place in the rail, and details for print. All else works without. */
"use strict";

const root = document.documentElement;

function remembered() {
  try { return localStorage.getItem("caseness-theme"); } catch { return null; }
}

function remember(theme) {
  try { localStorage.setItem("caseness-theme", theme); } catch { /* a file may have no storage */ }
}

function isDark() {
  return (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
}

if (["dark", "light"].includes(remembered())) root.dataset.theme = remembered();

function themeButton() {
  const button = document.querySelector("button.theme");
  const label = () => { button.textContent = isDark() ? "Light" : "Dark"; };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember(root.dataset.theme);
    label();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
  label();
  button.hidden = false;
}

function claimFilters() {
  const group = document.querySelector(".register .filters");
  if (!group) return;
  const buttons = [...group.querySelectorAll("button")];
  const show = (key) => {
    let shown = 0;
    for (const topic of document.querySelectorAll(".topic")) {
      let inTopic = 0;
      for (const claim of topic.querySelectorAll(".claim")) {
        const kept = key === "all" || claim.dataset.keys.split(" ").includes(key);
        claim.hidden = !kept;
        inTopic += kept;
      }
      topic.hidden = inTopic === 0;
      shown += inTopic;
    }
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.filter === key));
    group.querySelector("[role=status]").textContent = `${shown} claims shown`;
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.filter));
  const showTarget = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]") && target.closest(".register")) { show("all"); target.scrollIntoView(); }
  };
  addEventListener("hashchange", showTarget);
  group.hidden = false;
}

function copyButtons() {
  const byHand = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand("copy");
  };
  for (const button of document.querySelectorAll("button.copy")) {
    const text = button.previousElementSibling;
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      let done = false;
      try { await navigator.clipboard.writeText(text.textContent); done = true; } catch { done = byHand(text); }
      button.textContent = done ? button.dataset.copied : "Selected: copy with Ctrl+C";
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SCALE = { k: 1e3, m: 1e6, bn: 1e9 };

/* What a cell sorts by: a number, a month as a number, a text; null for the marks of what is not known. */
function sortKey(text) {
  if (!text || /^\[(c\??|x|z|u)\]/.test(text)) return null;
  const month = /^([A-Z][a-z]{2})[a-z]* (\d{4})$/.exec(text);
  if (month && MONTHS.includes(month[1])) return Number(month[2]) * 12 + MONTHS.indexOf(month[1]);
  const of = /^([\d,]+) of ([\d,]+)$/.exec(text);
  if (of) return Number(of[1].replaceAll(",", "")) / Number(of[2].replaceAll(",", ""));
  const number = /^([−+-]?)£?([\d,]+(?:\.\d+)?)(k|m|bn)?(?: ?%| points?| days?)?(?: [[(].*)?$/.exec(text);
  if (!number) return text;
  return (/[−-]/.test(number[1]) ? -1 : 1) * Number(number[2].replaceAll(",", "")) * (SCALE[number[3]] || 1);
}

function compared(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en-GB", { numeric: true });
}

/* Ascending, descending, as printed. What is not known stays last. */
function sortRows(table, column, order, printed) {
  const rows = printed.map((row) => [row, sortKey(row.cells[column].textContent.trim())]);
  const sign = order === "descending" ? -1 : 1;
  if (order) {
    rows.sort(([, a], [, b]) => (a === null || b === null ? (a === null) - (b === null) : sign * compared(a, b)));
  }
  table.tBodies[0].append(...rows.map(([row]) => row));
}

function makeSortable(table, status) {
  const printed = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells];
  for (const [column, head] of heads.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const order = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")] ?? "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      if (order) head.setAttribute("aria-sort", order);
      sortRows(table, column, order, printed);
      status.textContent = order ? `Sorted by ${button.textContent}, ${order}` : "In the order printed";
    });
  }
}

/* Heads become buttons when a table first comes near the window: a report has hundreds. */
function sortableTables() {
  if (!("IntersectionObserver" in window)) return;
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  document.body.append(status);
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((e) => e.isIntersecting)) {
      observer.unobserve(entry.target);
      makeSortable(entry.target, status);
    }
  }, { rootMargin: "300px" });
  for (const table of document.querySelectorAll(".scroll table")) {
    const heads = table.tHead && table.tHead.rows.length === 1 ? [...table.tHead.rows[0].cells] : [];
    const rows = table.tBodies.length === 1 ? [...table.tBodies[0].rows] : [];
    const even = rows.every((row) => row.cells.length === heads.length);
    if (heads.length && rows.length > 2 && even) observer.observe(table);
  }
}

function currentFinding() {
  if (!("IntersectionObserver" in window)) return;
  const links = new Map([...document.querySelectorAll(".rail a")].map((a) => [a.hash.slice(1), a]));
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((e) => e.isIntersecting)) {
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(entry.target.id).setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  for (const id of links.keys()) {
    const finding = document.getElementById(id);
    if (finding) observer.observe(finding);
  }
}

function detailsForPrint() {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
}

addEventListener("DOMContentLoaded", () => {
  themeButton();
  claimFilters();
  copyButtons();
  sortableTables();
  currentFinding();
  detailsForPrint();
});
