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
  const group = document.querySelector(".filters");
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
  currentFinding();
  detailsForPrint();
});
