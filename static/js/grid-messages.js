// The message rows under the cells. The server sends them ready made, each with a key (rule or kind) and a
// signature of its content; a row whose signature is unchanged is left alone, so nobody's half-typed explanation
// is lost.

export class Messages {
  constructor(root) {
    this.body = root.querySelector("table.sheet");
  }

  /** `messages`: [{key, anchor, sig, html}] of the whole form, in order. */
  replace(messages) {
    const wanted = new Set(messages.map((message) => message.key));
    this.rows.forEach((row) => wanted.has(row.dataset.key) || row.remove());
    let last = null;
    messages.forEach((message) => {
      const row = this.#find(message.key);
      if (row?.dataset.sig === message.sig) last = row;
      else last = this.#put(message, row, last);
    });
  }

  /** A message of the browser itself (conflict, refusal of a cell) under a cell's row; empty text removes it. */
  own(cell, kind, build) {
    const key = `${kind}:${cell.code}`;
    this.#find(key)?.remove();
    if (!build) return;
    const row = document.createElement("tr");
    row.className = `msg own ${kind === "conflict" ? "q" : ""}`;
    row.dataset.key = key;
    row.dataset.own = "1";
    row.id = `own-${cell.code}`;
    const place = row.insertCell();
    place.colSpan = cell.row.closest("table").dataset.columns;
    place.append(...build());
    cell.row.after(row);
    cell.target.setAttribute("aria-describedby", row.id);
  }

  get rows() {
    return [...this.body.querySelectorAll("tr.msg[data-key]:not([data-own])")];
  }

  #find(key) {
    return this.body.querySelector(`tr.msg[data-key="${CSS.escape(key)}"]`);
  }

  #put({ anchor, html }, old, last) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const row = holder.content.firstElementChild;
    row.querySelectorAll("[data-needs-script]").forEach((part) => (part.hidden = false));
    keepTyping(old, row);
    const focused = old?.contains(document.activeElement) ? document.activeElement.id : "";
    old?.remove();
    const after = this.#after(anchor, last);
    if (after) after.after(row);
    else this.body.tBodies[0].prepend(row);
    if (focused) document.getElementById(focused)?.focus();
    return row;
  }

  /** Under the anchor's row and under the messages it already has. */
  #after(anchor, last) {
    let row = anchor ? this.body.querySelector(`tr[data-row="${CSS.escape(anchor)}"]`) : last;
    while (row?.nextElementSibling?.matches("tr.msg, tr.doc")) row = row.nextElementSibling;
    return row;
  }
}

function keepTyping(old, row) {
  const from = old?.querySelector("textarea");
  const to = row.querySelector("textarea");
  if (from && to && from.value !== from.defaultValue) to.value = from.value;
}

export function line(css, text) {
  const paragraph = document.createElement("p");
  paragraph.className = css;
  paragraph.textContent = text;
  return paragraph;
}

export function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn mini";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

export function buttons(...made) {
  const row = document.createElement("div");
  row.className = "rowx";
  row.append(...made);
  return row;
}
