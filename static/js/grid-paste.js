// A block copied from Excel or WPS: its rows go down over the entry cells in order, from the cell pasted into.
// A block that carries a column of codes finds its rows by code instead. Numbers are read by the server.

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

/** [cell, text] pairs; a blank, ×, / or — leaves its cell as it is. Also how many rows found no cell. */
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
  return { pairs, lost };
}

function inOrder(rows, start, cells) {
  const targets = cells.open.filter((cell) => !cell.isLong && !cell.code.includes("."));
  const first = targets.indexOf(start);
  const pairs = [];
  let lost = 0;
  rows.forEach((row, index) => {
    const cell = targets[first + index];
    const text = pick(row, 0);
    if (text === undefined) return;
    if (cell) pairs.push([cell, text]);
    else lost += 1;
  });
  return { pairs, lost };
}

function pick(values, preferred) {
  const order = [values[preferred], ...values];
  return order.find((value) => value !== undefined && !NO_VALUE.has(value));
}
