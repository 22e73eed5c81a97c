// On a return's page: what was typed into its forms and is still only in this browser is told before the return is
// handed on without it. The first press of a button that hands it on is held back, the second one counts.

import { Drafts } from "./grid-drafts.js";

const note = document.getElementById("drafts");

function said(name) {
  const [kind, rule] = name.split(".");
  if (kind === "x") return `${rule} 的说明`;
  return kind === "a" ? "一条答复" : kind;
}

function show() {
  const found = Object.entries(new Drafts(note.dataset.user, note.dataset.ret).all());
  const pages = new Set(found.map(([, draft]) => draft.page));
  const links = [...note.querySelectorAll("a[data-page]")];
  const known = links.some((link) => pages.has(link.dataset.page));
  links.forEach((link) => (link.hidden = known && !pages.has(link.dataset.page)));
  note.querySelector("[data-count]").textContent = found.length;
  note.querySelector("[data-what]").textContent = [...new Set(found.map(([name]) => said(name)))].join("、");
  note.hidden = !found.length;
  return found.length > 0;
}

function hold(event) {
  const held = note.querySelector("[data-held]");
  if (!event.submitter?.matches("[data-hands-on]") || !held.hidden || !show()) return;
  event.preventDefault();
  held.hidden = false;
  note.scrollIntoView({ block: "center" });
  note.focus({ preventScroll: true });
}

if (note) {
  document.querySelectorAll("form").forEach((form) => form.addEventListener("submit", hold));
  window.addEventListener("pageshow", show);
  window.addEventListener("focus", show);
  show();
}
