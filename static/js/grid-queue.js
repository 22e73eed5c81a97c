// The queue of cells to save. Everything typed is in the drafts first; the queue empties them onto the server.
// One request at a time; whatever gathers meanwhile goes with the next one.

import { Offline, SignedOut, SomebodyElse } from "./grid-server.js";

const GATHER_MS = 120;
const RETRY_MS = 8000;
const LONGEST_MS = 60000;
const NEVER = 0;

export class Queue {
  /** `on` is told: saving(cells), answer(data, sent), trouble(kind, detail, cells). */
  constructor({ url, server, drafts, cells, on }) {
    Object.assign(this, { url, server, drafts, cells, on });
    this.pending = new Map();
    this.busy = false;
    this.timer = 0;
    this.failures = 0;
    window.addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
    window.addEventListener("focus", () => this.flush());
  }

  get size() {
    return this.pending.size;
  }

  /** Keep what is being typed, without sending it yet. */
  note(cell) {
    return this.drafts.put(cell.code, cell.text, cell.seen);
  }

  add(cell, text = cell.text, seen = cell.seen) {
    const kept = this.drafts.put(cell.code, text, seen);
    this.pending.set(cell.code, { text, seen });
    this.#soon(GATHER_MS);
    return kept;
  }

  forget(cell) {
    this.pending.delete(cell.code);
    this.drafts.drop(cell.code);
  }

  /** Send what an earlier visit left behind. Gives the cells concerned. */
  replay() {
    const left = Object.entries(this.drafts.all()).filter(([code]) => this.cells.byCode.has(code));
    left.forEach(([code, { text, seen }]) => this.pending.set(code, { text, seen }));
    if (left.length) this.#soon(0);
    return left.map(([code, draft]) => [this.cells.byCode.get(code), draft]);
  }

  async flush() {
    if (this.busy || !this.pending.size) return;
    clearTimeout(this.timer);
    const sent = new Map(this.pending);
    this.busy = true;
    this.on.saving([...sent.keys()].map((code) => this.cells.byCode.get(code)));
    const wait = await this.#send(sent);
    this.busy = false;
    if (this.pending.size && wait !== NEVER) this.#soon(wait);
  }

  /** Gives how long to wait before what is still pending is sent. */
  async #send(sent) {
    const cells = [...sent].map(([code, { text, seen }]) => ({ code, text, seen }));
    try {
      const data = await this.server.post(this.url, { cells });
      sent.forEach((was, code) => this.#done(code, was, data.cells?.[code]));
      this.on.answer(data, sent);
      this.failures = 0;
      return GATHER_MS;
    } catch (error) {
      return this.#trouble(error, [...sent.keys()].map((code) => this.cells.byCode.get(code)));
    }
  }

  /** A saved cell is forgotten here; a refused or contested one stays in the drafts until somebody mends it. */
  #done(code, was, outcome) {
    if (this.pending.get(code) === was || this.pending.get(code)?.text === was.text) this.pending.delete(code);
    if (outcome?.state === "saved") this.drafts.drop(code, was.text);
    else this.drafts.put(code, this.pending.get(code)?.text ?? was.text, was.seen);
  }

  /** No timer brings a session back: then the next look at this page (focus, online) or a press of the button tries. */
  #trouble(error, cells) {
    if (error instanceof SignedOut) return this.#tell("signed-out", error.loginUrl, cells);
    if (error instanceof SomebodyElse) return this.#tell("somebody-else", "", cells);
    if (error instanceof Offline) this.#tell("offline", "", cells);
    else this.#tell("failed", error.message, cells);
    this.failures += 1;
    return Math.min(RETRY_MS * 2 ** (this.failures - 1), LONGEST_MS);
  }

  #tell(kind, detail, cells) {
    this.on.trouble(kind, detail, cells);
    return NEVER;
  }

  #soon(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), ms);
  }
}
