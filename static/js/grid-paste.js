// A block copied from Excel or WPS: its rows go down over the entry cells in order, from the cell pasted into.
// A block that carries a column of codes finds its rows by code instead. Numbers are read by the server.

import { button } from "./grid-messages.js";

const NO_VALUE = new Set(["", "×", "/", "—"]);
const CODE = /^\d{4}[a-z]?$/;

// A cell holding a line break, a tab or a quote is copied in quotes, its own quotes doubled; a lone quote is itself.
const FIELD = /"((?:[^"]|"")*)"(?=[\t\n]|$)|[^\t\n]*/y;

/** The block as rows of trimmed cells, or null when the text is a single value. */
export function readBlock(text) {
  const block = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  const rows = [[]];
  for (let at = 0; ; at += 1) {
    FIELD.lastIndex = at;
    const field = FIELD.exec(block);
    rows.at(-1).push((field[1]?.replaceAll('""', '"') ?? field[0]).trim());
    at = FIELD.lastIndex;
    if (at >= block.length) break;
    if (block[at] === "\n") rows.push([]);
  }
  return rows.length === 1 && rows[0].length === 1 ? null : rows;
}

/** [cell, text] pairs; a blank, ×, / or — leaves its cell as it is. Also how many rows found no cell, and how many
 * further columns stand beside the one that is taken. */
export function mapBlock(rows, start, cells) {
  const codeColumn = findCodes(rows, cells);
  return codeColumn < 0 ? inOrder(rows, start, cells) : byCode(rows, codeColumn, cells);
}

function findCodes(rows, cells) {
  const width = Math.max(...rows.map((row) => row.length));
  if (width < 2) return -1;
  for (let column = 0; column < width; column += 1) {
    const found = rows.filter((row) => CODE.test(row[column] ?? "") && cells.byCode.has(row[column]));
    if (found.length * 2 >= rows.length) return column;
  }
  return -1;
}

function byCode(rows, column, cells) {
  const pairs = [];
  let lost = 0;
  rows.forEach((row) => {
    const cell = cells.byCode.get(row[column]);
    const values = row.slice(column + 1);
    const text = cell && pick(values, cell.holder.dataset.column === "year" ? 1 : 0);
    if (!cell || !cell.editable) lost += values.some((value) => !NO_VALUE.has(value)) ? 1 : 0;
    else if (text !== undefined) pairs.push([cell, text]);
  });
  return { pairs, lost, ignored: 0 };
}

function inOrder(rows, start, cells) {
  const targets = cells.open.filter((cell) => !cell.isLong && !cell.code.includes("."));
  const first = targets.indexOf(start);
  const pairs = [];
  const ignored = Math.max(...rows.map((row) => row.filter((value) => !NO_VALUE.has(value)).length)) - 1;
  let lost = 0;
  rows.forEach((row, index) => {
    const cell = targets[first + index];
    const text = pick(row, 0);
    if (text === undefined) return;
    if (cell) pairs.push([cell, text]);
    else lost += 1;
  });
  return { pairs, lost, ignored: Math.max(ignored, 0) };
}

function pick(values, preferred) {
  const order = [values[preferred], ...values];
  return order.find((value) => value !== undefined && !NO_VALUE.has(value));
}

/** A block on its way: what became of each cell is told once all of them have come back, and again when one changes. */
export class Paste {
  constructor(grid) {
    this.grid = grid;
    this.before = []; // [cell, text it showed]
    this.outcomes = new Map();
    this.changed = false;
    grid.root.addEventListener("paste", (event) => this.#take(event));
  }

  #take(event) {
    const { cells } = this.grid;
    const cell = cells.of(event.target);
    const rows = cell && !cell.isLong && cell.editable ? readBlock(event.clipboardData.getData("text/plain")) : null;
    if (!rows) return;
    event.preventDefault();
    const { pairs, lost, ignored } = mapBlock(rows, cell, cells);
    this.before = pairs.map(([each]) => [each, each.shown]);
    this.left = { lost, ignored };
    this.outcomes.clear();
    this.#send(pairs);
    this.#tell(pairs.length ? `已粘贴 ${pairs.length} 格，正在保存` : "没有可以填入的格", []);
  }

  #send(pairs) {
    pairs.forEach(([cell, text]) => {
      cell.text = text;
      this.grid.save(cell, text);
    });
    this.grid.queue.flush();
  }

  #undo() {
    const before = this.before;
    this.forget();
    this.#send(before);
  }

  forget() {
    this.before = [];
    this.changed = false;
    this.grid.status.clear("pasted");
  }

  /** The server's word about a cell. */
  settled(code, state) {
    if (!this.before.some(([cell]) => cell.code === code)) return;
    this.outcomes.set(code, state);
    this.changed = true;
  }

  /** Somebody took a cell back to what it was before: it is no part of the block any more. */
  leave(code) {
    if (!this.outcomes.delete(code)) return;
    this.before = this.before.filter(([cell]) => cell.code !== code);
    this.changed = true;
    this.report();
  }

  /** After an answer: the whole block has come back? */
  report() {
    if (!this.changed || this.outcomes.size < this.before.length) return;
    this.changed = false;
    const open = this.before.map(([cell]) => cell).filter((cell) => this.outcomes.get(cell.code) !== "saved");
    const saved = this.before.length - open.length;
    this.#tell(`已保存 ${saved} 格${open.length ? `，${open.length} 格未接受` : ""}`, open);
  }

  #tell(text, open) {
    const { lost, ignored } = this.left;
    const rest = [
      lost ? `另有 ${lost} 行没有对应的格，没有填入` : "",
      ignored ? `另有 ${ignored} 列没有填入：一次只填一列，请从那一列的格起另行粘贴` : "",
    ].filter(Boolean);
    this.grid.status.say(text); // the note stands above the sheet, which may have been scrolled
    const tone = open.length ? "n-bad" : rest.length ? "n-warn" : "n-ok";
    const jump = open.length ? [button(`看未接受的 ${open[0].code}`, () => open[0].show())] : [];
    this.grid.status.pasted(tone, [text, ...rest].join("；"), [
      ...jump, button("撤销粘贴", () => this.#undo()), button("知道了", () => this.forget()),
    ]);
  }
}
