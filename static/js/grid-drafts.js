// What was typed and is not on the server yet, kept in this browser: per user, per return, per cell.
// Each remembers the page it was typed on, where it can be saved again.
// Survives a lost connection, a closed tab and an expired session; the shell removes "draft:" keys on sign-out.

export class Drafts {
  constructor(user, ret) {
    this.key = `draft:${user}:${ret}`;
  }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {}; // a truncated entry cannot be read by anybody: start anew
    }
  }

  /** Whether the browser took it; a full or forbidden store must be told to the person. */
  put(cell, text, seen) {
    return this.#write({ ...this.all(), [cell]: { text, seen, page: location.pathname } });
  }

  /** Forget a cell, unless something else has been typed there since `text` was sent. */
  drop(cell, text) {
    const drafts = this.all();
    if (!(cell in drafts) || (text !== undefined && drafts[cell].text !== text)) return;
    delete drafts[cell];
    this.#write(drafts);
  }

  #write(drafts) {
    try {
      if (Object.keys(drafts).length) localStorage.setItem(this.key, JSON.stringify(drafts));
      else localStorage.removeItem(this.key);
      return true;
    } catch {
      return false;
    }
  }
}
