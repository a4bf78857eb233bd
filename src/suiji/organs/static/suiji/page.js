// What a page gains when script runs; every page works without it.
"use strict";
document.documentElement.classList.add("js");

function toggleRail(button) {
  const target = document.getElementById(button.dataset.toggle);
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  target.classList.toggle("is-open", open);
  if (open) target.querySelector("a")?.focus();
}

async function copyText(button) {
  const label = button.firstChild, words = label.data;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    label.data = "已复制";
  } catch {
    label.data = "请手工选取";
  }
  setTimeout(() => { label.data = words; }, 2000);
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function moveInList(step) {
  const rows = [...document.querySelectorAll("[data-rows] a[data-row], .todo > .button")];
  if (rows.length === 0) return;
  const here = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, here + step))].focus();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); }
  } else if (event.key === "j") moveInList(1);
  else if (event.key === "k") moveInList(-1);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.toggle) toggleRail(button);
  else if (button.dataset.copy !== undefined) copyText(button);
  else if (button.dataset.print !== undefined) window.print();
});
document.addEventListener("keydown", (event) => {
  // While Chinese is being composed, an Enter only ends that: some browsers would send the form off with it.
  if (event.isComposing) {
    if (event.key === "Enter") event.preventDefault();
  } else if (event.key === "Escape") {
    const open = document.querySelector("[data-toggle][aria-expanded=true]");
    if (open) { toggleRail(open); open.focus(); }
  } else onKey(event);
});
function weigh(input) {
  const most = Number(input.dataset.mostMb), heaviest = Math.max(0, ...[...input.files].map((file) => file.size));
  input.setCustomValidity(heaviest > most * 1048576 ? `文件有 ${Math.ceil(heaviest / 1048576)} MB，超过 ${most} MB。请拆成几个文件分别上传。` : "");
  input.reportValidity();
}

document.addEventListener("change", (event) => {
  if (event.target.dataset.mostMb) weigh(event.target);
  const all = event.target.closest("[data-select-all]");
  if (!all) return;
  for (const box of document.getElementsByName(all.dataset.selectAll)) box.checked = all.checked;
});
// One press, one act: a second press while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.repeat !== undefined) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-copy][hidden], [data-print][hidden]")) button.hidden = false;
  for (const frame of document.querySelectorAll(".progress-line")) {
    const now = frame.querySelector("[aria-current]");
    if (now) frame.scrollLeft = now.offsetLeft - frame.clientWidth / 3;
  }
  document.querySelector("[data-focus]")?.focus();
});
