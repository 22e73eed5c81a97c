// The entry cells of the sheet: one object per cell, whatever its widget (text, long text, yes/no).

const WORDS = {
  saved: ["已保存", "ok"],
  saving: ["保存中", "info"],
  unsaved: ["未保存", "warn"],
  waiting: ["等待网络", "warn"],
  refused: ["未接受", "bad"],
  conflict: ["冲突", "back"],
};
const ROW_CLASSES = ["is-saved", "is-saving", "is-unsaved", "is-refused", "is-back", "is-explained", "is-blank", "is-hit"];
const CLASS_OF = { saved: "is-saved", saving: "is-saving", unsaved: "is-unsaved", waiting: "is-unsaved", refused: "is-refused", conflict: "is-back" };

// Longer figures get a wider column and smaller digits: none may look smaller than it is.
const LONG = 9;
const LONGER = 12;

export class Cell {
  constructor(holder) {
    this.holder = holder; // the element with data-cell: an input, a textarea or a yes/no group
    this.code = holder.dataset.cell;
    this.row = holder.closest("tr");
    this.seenField = document.getElementsByName(`s.${this.code}`)[0];
    this.radios = holder.matches("[role=radiogroup]") ? [...holder.querySelectorAll("input[type=radio]")] : [];
    this.shown = this.text;
    this.state = "";
  }

  /** What the server last gave for this cell; sent back so that it can see a conflict. */
  get seen() {
    return this.seenField.value;
  }

  get text() {
    if (this.radios.length) return this.radios.find((radio) => radio.checked)?.value ?? "";
    return this.holder.value;
  }

  set text(value) {
    if (this.radios.length) this.radios.forEach((radio) => (radio.checked = radio.value === value));
    else this.holder.value = value;
    this.fit();
  }

  get target() {
    return this.radios.find((radio) => radio.checked) ?? this.radios[0] ?? this.holder;
  }

  get editable() {
    return !this.target.readOnly && !this.target.disabled;
  }

  get dirty() {
    return this.text !== this.shown;
  }

  get isLong() {
    return this.holder.tagName === "TEXTAREA";
  }

  /** Make room for what stands in the cell; the server's page comes with the same classes. */
  fit() {
    if (this.radios.length || this.isLong) return;
    this.holder.classList.toggle("long", this.text.length > LONG);
    this.holder.classList.toggle("longer", this.text.length > LONGER);
  }

  focus() {
    this.target.focus();
    if (this.target.select && !this.isLong) this.target.select();
  }

  /** Into the middle of the window, ready to be mended. */
  show() {
    this.row.scrollIntoView({ block: "center" });
    this.focus();
  }

  contains(element) {
    return element === this.holder || this.holder.contains(element);
  }

  /** Take the server's value; what is being typed stays. */
  accept(shown) {
    const typing = this.dirty;
    this.seenField.value = shown;
    this.shown = shown;
    if (!typing) this.text = shown;
  }

  /** The same after a save of `sent`: what was typed afterwards stays. */
  settle(sent, shown) {
    this.seenField.value = shown;
    this.shown = shown;
    if (this.text === sent) this.text = shown;
  }

  revert() {
    this.text = this.shown;
  }

  mark(state, time = "") {
    this.state = state;
    const [word, tone] = WORDS[state];
    this.row.classList.remove(...ROW_CLASSES);
    this.row.classList.add(CLASS_OF[state]);
    this.#badge(time ? `${word} ${time}` : word, tone);
    this.target.setAttribute("aria-invalid", String(state === "refused"));
  }

  /** The row's lasting state as the server judges it (未填, 必改, 已说明 …). */
  rest({ css, word, tone }) {
    this.state = "";
    this.row.classList.remove(...ROW_CLASSES);
    if (css) this.row.classList.add(css);
    this.#badge(word, tone);
    this.target.removeAttribute("aria-invalid");
  }

  #badge(word, tone) {
    const place = this.row.querySelector(".st");
    if (!place) return;
    const badge = document.createElement("span");
    badge.className = tone ? `badge ${tone}` : "badge";
    badge.textContent = word;
    place.replaceChildren(badge);
  }
}

export class Cells {
  constructor(root) {
    this.list = [...root.querySelectorAll("[data-cell]")].map((holder) => new Cell(holder));
    this.byCode = new Map(this.list.map((cell) => [cell.code, cell]));
  }

  /** The editable cells in the order of the form, hidden ones left out. */
  get open() {
    return this.list.filter((cell) => cell.editable && cell.row.offsetParent !== null);
  }

  of(element) {
    const holder = element?.closest?.("[data-cell]");
    return holder ? this.byCode.get(holder.dataset.cell) : undefined;
  }

  /** The cell `step` places away from `cell`; undefined beyond the ends. */
  beside(cell, step) {
    const open = this.open;
    return open[open.indexOf(cell) + step];
  }
}
