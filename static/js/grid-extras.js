// What stands beside the figures: explanations, answers, evidence, carrying last quarter's figure. Each saves on
// its own and brings back the same answer as a cell does.

import { Offline, SignedOut, SomebodyElse } from "./grid-server.js";

const NOTES = { x: "rule", a: "question" };

export class Extras {
  constructor(root, grid) {
    this.root = root;
    this.grid = grid;
    this.showDocuments();
    root.addEventListener("change", (event) => this.#changed(event));
    root.addEventListener("input", (event) => this.#typed(event.target));
    root.addEventListener("click", (event) => this.#clicked(event));
    this.#restoreTexts();
  }

  /** The line for document number and evidence shows under a yes/no item that says 是, or that has something in it. */
  showDocuments() {
    this.root.querySelectorAll("tr.doc[data-for]").forEach((row) => {
      const cell = this.grid.cells.byCode.get(row.dataset.for);
      if (!cell) return; // a locked row shows what it has
      const filled = row.querySelector("input[type=text]")?.value || row.querySelector("[data-file]");
      row.hidden = cell.text !== "是" && !filled;
    });
  }

  #typed(field) {
    if (!isNote(field)) return;
    this.grid.drafts.put(field.name, field.value, field.defaultValue);
    const counter = document.getElementById(`n.${field.name}`);
    if (counter) counter.textContent = [...field.value.trim()].length;
  }

  #changed(event) {
    const field = event.target;
    if (field.type === "radio") this.showDocuments();
    if (field.type === "file" && field.files.length) this.#upload(field);
    if (isNote(field) && field.value !== field.defaultValue) this.saveText(field);
  }

  #clicked(event) {
    const act = event.target.closest("button[data-do]");
    if (!act) return;
    event.preventDefault();
    const body = new FormData();
    body.append("do", act.value);
    if (act.dataset.code) body.append("code", act.dataset.code);
    act.closest("[data-fields]")?.querySelectorAll("input").forEach((field) => body.append(field.name, field.value));
    this.#send(act.dataset.url, body, act);
  }

  async saveText(field) {
    const kind = NOTES[field.name.split(".")[0]];
    const body = new FormData();
    body.append(kind, field.name.slice(2));
    body.append("text", field.value);
    const sent = field.value;
    const data = await this.#send(field.dataset.url, body, field);
    if (data && !data.problem) {
      field.defaultValue = sent;
      this.grid.drafts.drop(field.name, sent);
    }
  }

  async #upload(field) {
    const body = new FormData();
    body.append("code", field.dataset.evidence);
    body.append("file", field.files[0]);
    const data = await this.#send(field.dataset.url, body, field);
    if (!data || data.problem) return;
    field.value = "";
    const place = document.getElementById(`files-${field.dataset.evidence}`);
    if (place && data.files !== undefined) place.innerHTML = data.files;
    this.showDocuments();
  }

  /** Sends; shows a refusal beside the field. Gives the answer, or undefined when the server was not reached. */
  async #send(url, body, near) {
    near.setAttribute("aria-busy", "true");
    try {
      const data = await this.grid.server.post(url, body);
      showProblem(near, data.problem ?? data.refused ?? "");
      this.grid.apply(data);
      if (data.said) this.grid.status.say(data.said);
      if (data.files !== undefined && data.code) document.getElementById(`files-${data.code}`).innerHTML = data.files;
      return data;
    } catch (error) {
      if (error instanceof Offline) showProblem(near, "连接中断，还没有保存；文字已存在本机。恢复后请再试一次。");
      else if (error instanceof SignedOut) this.grid.status.trouble("signed-out", error.loginUrl, this.grid.queue.size);
      else if (error instanceof SomebodyElse) this.grid.status.trouble("somebody-else", "", this.grid.queue.size);
      else showProblem(near, error.message);
      return undefined;
    } finally {
      near.removeAttribute("aria-busy");
    }
  }

  #restoreTexts() {
    const drafts = this.grid.drafts.all();
    this.root.querySelectorAll("textarea[name]").forEach((field) => {
      const draft = drafts[field.name];
      if (!draft || !isNote(field)) return;
      field.value = draft.text;
      this.saveText(field);
    });
  }
}

function isNote(field) {
  return field.tagName === "TEXTAREA" && Boolean(NOTES[field.name.split(".")[0]]) && field.dataset.url;
}

function showProblem(near, text) {
  const holder = near.closest(".field") ?? near.parentElement;
  let place = holder.querySelector(":scope > .err");
  if (!text) return place?.remove();
  if (!place) {
    place = document.createElement("p");
    place.className = "err";
    place.setAttribute("role", "alert");
    holder.append(place);
  }
  place.textContent = text;
}
