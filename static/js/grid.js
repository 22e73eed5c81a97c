// The entry grid. The page is a plain form that saves without script; this makes it behave like a spreadsheet:
// every cell saves itself, states are shown, what was typed survives a lost connection.

import { Cells } from "./grid-cells.js";
import { Drafts } from "./grid-drafts.js";
import { Extras } from "./grid-extras.js";
import { Help } from "./grid-help.js";
import { listenToKeys } from "./grid-keys.js";
import { Messages, button, buttons, line } from "./grid-messages.js";
import { Paste } from "./grid-paste.js";
import { Queue } from "./grid-queue.js";
import { Server } from "./grid-server.js";
import { Status } from "./grid-status.js";

class Grid {
  constructor(root) {
    this.root = root;
    this.cells = new Cells(root);
    this.messages = new Messages(root);
    this.status = new Status(document);
    this.server = new Server(root);
    this.help = new Help(root);
    this.drafts = new Drafts(root.dataset.user, root.dataset.ret);
    this.queue = new Queue({
      url: root.dataset.cellsUrl, server: this.server, drafts: this.drafts, cells: this.cells,
      on: {
        saving: (cells) => cells.forEach((cell) => cell.mark("saving")),
        answer: (data, sent) => this.answer(data, sent),
        trouble: (kind, detail, cells) => this.trouble(kind, detail, cells),
      },
    });
    this.extras = new Extras(root, this);
    this.paste = new Paste(this);
    this.#listen();
    this.#replay();
    this.#countAll();
    root.dataset.ready = "1";
  }

  #listen() {
    listenToKeys(this.root, {
      cells: this.cells,
      leave: (cell) => this.#left(cell),
      revert: (cell) => this.revert(cell),
      clear: (cell) => this.#fix(cell, ""),
      nextProblem: (step) => this.nextProblem(step),
      openHelp: (cell) => this.help.open(cell.row.dataset.row),
    });
    this.root.addEventListener("input", (event) => this.#typed(this.cells.of(event.target)));
    this.root.addEventListener("change", (event) => this.#left(this.cells.of(event.target)));
    this.root.addEventListener("submit", (event) => event.submitter?.matches("[data-save-all]") && this.#saveAll(event));
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-next-problem]")) this.nextProblem(1);
      if (event.target.closest("[data-retry]")) this.queue.flush();
      if (event.target.closest("#not-taken")) this.#showNotTaken(event);
      const fix = event.target.closest("[data-fix]");
      if (fix) this.#fix(this.cells.byCode.get(fix.dataset.code), fix.dataset.fix);
    });
  }

  #typed(cell) {
    if (!cell) return;
    this.#count(cell);
    cell.fit();
    if (!cell.dirty && !this.queue.pending.has(cell.code)) {
      this.#forget(cell); // typed back to what is stored: the browser will not call that a change
      return;
    }
    cell.mark("unsaved");
    if (!this.queue.note(cell)) this.status.cannotKeep();
  }

  #left(cell) {
    if (!cell) return;
    if (cell.dirty || cell.state === "refused" || this.queue.pending.has(cell.code)) this.save(cell);
  }

  /** A hint's offered figure. */
  #fix(cell, text) {
    cell.text = text;
    this.save(cell);
    cell.focus();
  }

  #saveAll(event) {
    event.preventDefault();
    this.cells.open.filter((cell) => cell.dirty).forEach((cell) => this.save(cell));
    this.queue.flush();
    if (!this.queue.size) this.status.say("没有未保存的格");
  }

  save(cell, text = cell.text, seen = cell.seen) {
    this.messages.own(cell, "conflict", null);
    if (!this.queue.add(cell, text, seen)) this.status.cannotKeep();
    cell.mark("unsaved");
  }

  /** What was typed here is of no interest any more. */
  #forget(cell) {
    this.queue.forget(cell);
    this.messages.own(cell, "refused", null);
    this.messages.own(cell, "conflict", null);
    cell.rest(this.rests?.[cell.code] ?? JSON.parse(cell.row.dataset.rest));
    this.#tally();
  }

  revert(cell) {
    this.#forget(cell);
    cell.revert();
    this.paste.leave(cell.code);
    this.#count(cell);
    cell.focus();
    this.status.say(`${cell.code} 已恢复为 ${cell.text || "空白"}`);
  }

  answer(data, sent) {
    if (data.refused) this.#refuseAll(data.refused, sent);
    else this.status.connected();
    this.apply(data);
    Object.entries(data.cells ?? {}).forEach(([code, outcome]) => this.#settle(code, outcome, sent.get(code), data.time));
    this.paste.report();
    this.#tally();
    this.status.count(this.queue.size);
  }

  #showNotTaken(event) {
    event.preventDefault();
    this.cells.list.find((cell) => ["refused", "conflict"].includes(cell.state))?.show();
  }

  #tally() {
    const of = (state) => this.cells.list.filter((cell) => cell.state === state).length;
    this.status.refusals(of("refused"), of("conflict"));
  }

  /** Rows, messages and progress as the server now sees them. */
  apply(data) {
    if (data.rows) document.querySelector("[data-until-started]")?.remove();
    if (data.rows) this.#rows(data.rows);
    if (data.messages) this.messages.replace(data.messages);
    if (data.progress) this.status.progress(data.progress);
    this.cells.list.forEach((cell) => this.#count(cell));
  }

  #rows(rows) {
    this.rests = rows;
    Object.entries(rows).forEach(([code, row]) => {
      const place = this.root.querySelector(`tr[data-row="${code}"]`);
      if (!place) return;
      place.querySelectorAll("[data-computed]").forEach((part) => (part.textContent = row[part.dataset.computed]));
      Object.entries(row.cells).forEach(([key, shown]) => this.#refresh(this.cells.byCode.get(key), shown));
      const cell = this.cells.byCode.get(code);
      if (cell && !this.queue.pending.has(code) && !cell.dirty && cell.state !== "conflict") cell.rest(row);
    });
    this.extras.showDocuments();
  }

  /** Somebody else may have changed the cell meanwhile: show it, unless this person is typing there. */
  #refresh(cell, shown) {
    if (!cell || this.queue.pending.has(cell.code) || ["refused", "conflict", "unsaved"].includes(cell.state)) return;
    if (cell.seen !== shown) cell.accept(shown);
  }

  #settle(code, outcome, sent, time) {
    const cell = this.cells.byCode.get(code);
    if (!cell || !sent) return;
    this.paste.settled(code, outcome.state);
    if (outcome.state === "saved") {
      this.messages.own(cell, "refused", null);
      cell.settle(sent.text, outcome.shown);
      if (!this.queue.pending.has(code) && !cell.dirty) cell.mark("saved", time);
      this.status.say(`${code} 已保存 ${time}`);
    } else if (outcome.state === "conflict") {
      this.#conflict(cell, outcome, sent.text);
    } else {
      this.#refused(cell, outcome);
    }
  }

  #refused(cell, { title, detail }) {
    cell.mark("refused");
    this.messages.own(cell, "refused", () => [
      line("say", title), line("how", detail),
      buttons(button(`恢复原值 ${cell.shown || "空白"}`, () => this.revert(cell))),
    ]);
    this.status.say(title);
  }

  #conflict(cell, { shown: theirs, title, detail, mine }, text) {
    cell.mark("conflict");
    this.messages.own(cell, "conflict", () => [
      line("say", title), line("how", detail),
      buttons(
        button(`用我的 ${mine || "空白"}`, () => this.#choose(cell, text, theirs)),
        button(`用对方的 ${theirs || "空白"}`, () => this.#choose(cell, null, theirs)),
      ),
    ]);
    this.status.say(`${cell.code} 与他人同时修改，请选择`);
  }

  /** Keep one's own text against the value now seen, or (null) take the other person's. */
  #choose(cell, text, theirs) {
    if (text === null) {
      this.queue.forget(cell);
      this.messages.own(cell, "conflict", null);
      cell.text = theirs;
      cell.accept(theirs);
      cell.rest(this.rests?.[cell.code] ?? JSON.parse(cell.row.dataset.rest));
      this.#tally();
    } else {
      this.save(cell, text, theirs);
    }
    cell.focus();
  }

  /** The whole return takes no more edits (closed period, submitted meanwhile): keep the text, say why. */
  #refuseAll(why, sent) {
    this.status.refused(why);
    sent.forEach((was, code) => {
      this.queue.pending.delete(code);
      this.cells.byCode.get(code)?.mark("unsaved");
    });
  }

  trouble(kind, detail, cells) {
    cells.forEach((cell) => cell.mark(kind === "offline" ? "waiting" : "unsaved"));
    this.status.trouble(kind, detail, this.queue.size);
  }

  nextProblem(step) {
    const all = [...this.root.querySelectorAll("tr.msg.hard, tr.msg.open, tr.msg.own, tr.is-blank, tr.is-refused")];
    const rows = all.filter((row) => row.offsetParent !== null);
    if (!rows.length) return this.status.say("本表没有需要处理的问题");
    const here = document.activeElement.closest("tr");
    const order = step > 0 ? rows : rows.reverse();
    const side = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const row = order.find((each) => here && here.compareDocumentPosition(each) & side) ?? order[0];
    const target = row.querySelector("[data-cell] input, input[data-cell], textarea, button") ?? row;
    row.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  }

  /** What an earlier visit could not save: shown again and sent again; the server checks for conflicts. */
  #replay() {
    const left = this.queue.replay();
    left.forEach(([cell, { text }]) => {
      cell.text = text;
      cell.mark("unsaved");
    });
    if (left.length) this.status.say(`上次有 ${left.length} 格没有保存，正在补存`);
  }

  #count(cell) {
    const place = cell.isLong && document.getElementById(`n${cell.code}`);
    if (place) place.textContent = [...cell.text].length;
  }

  #countAll() {
    this.cells.list.forEach((cell) => this.#count(cell));
  }
}

const root = document.querySelector("[data-grid]");
if (root?.dataset.editable) new Grid(root);
else if (root) new Help(root);
