// The keyboard: Enter, Tab and arrows walk from cell to cell, Esc takes back, F8 finds the next problem, F4 the help.

export function listenToKeys(root, { cells, leave, revert, clear, nextProblem, openHelp }) {
  // Wherever one is on the page: right after it was opened nothing has the focus.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8" || isPartOfMore(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    nextProblem(event.shiftKey ? -1 : 1);
  });

  root.addEventListener("keydown", (event) => {
    if (isPartOfMore(event)) return;
    const cell = cells.of(event.target);
    if (!cell) return;
    if (event.key === "F4") {
      event.preventDefault();
      openHelp(cell);
    } else if (cell.radios.length && (event.key === "Delete" || event.key === "Backspace")) {
      event.preventDefault();
      clear(cell);
    } else if (event.key === "Escape" && cell.dirty) {
      event.preventDefault();
      revert(cell);
    } else {
      walk(event, cells, cell, leave);
    }
  });

  root.addEventListener("focusin", (event) => {
    const cell = cells.of(event.target);
    if (cell && event.target.select && !cell.isLong) event.target.select();
  });
}

/** Of a word being composed, or of a shortcut of the browser's. */
function isPartOfMore(event) {
  return event.isComposing || event.ctrlKey || event.metaKey || event.altKey;
}

function walk(event, cells, cell, leave) {
  const step = stepOf(event, cell);
  const next = step ? cells.beside(cell, step) : undefined;
  if (step && event.key === "Enter") {
    event.preventDefault(); // never submits the whole form
    if (!next) leave(cell); // the last cell, or the only one sent back: it keeps the focus and is saved all the same
  }
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function stepOf(event, cell) {
  const back = event.shiftKey ? -1 : 1;
  if (event.key === "Tab") return back;
  if (cell.isLong) return 0; // in running text Enter and arrows belong to the text
  if (event.key === "Enter") return back;
  if (cell.radios.length) return 0; // arrows choose between 是 and 否
  if (event.key === "ArrowDown") return 1;
  if (event.key === "ArrowUp") return -1;
  const { selectionStart: start, selectionEnd: end, value } = event.target;
  const whole = start === 0 && end === value.length;
  if (event.key === "ArrowRight" && (whole || start === value.length)) return 1;
  if (event.key === "ArrowLeft" && (whole || end === 0)) return -1;
  return 0;
}
