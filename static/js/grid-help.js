// The panel beside the sheet: 口径, the last four quarters and last year of the cell one stands in.
// On narrow screens it opens as a dialog. The data came with the page, so it works without a connection.

export class Help {
  constructor(root) {
    this.data = JSON.parse(document.getElementById("grid-data").textContent);
    this.panel = document.getElementById("cell-panel");
    this.dialog = document.getElementById("cell-dialog");
    this.template = document.getElementById("cell-help");
    this.root = root;
    this.current = null;
    root.addEventListener("focusin", (event) => this.#follow(event.target));
    root.addEventListener("click", (event) => this.#click(event));
  }

  /** Show the item in the panel, and on a narrow screen in a dialog. */
  open(code) {
    this.#fill(this.panel, code);
    if (getComputedStyle(this.panel).position === "sticky") {
      this.panel.scrollIntoView({ block: "nearest" });
      this.panel.focus();
    } else {
      this.#fill(this.dialog.querySelector(".body"), code);
      this.dialog.showModal();
    }
  }

  #follow(element) {
    const row = element.closest("tr[data-row]");
    if (!row || row.dataset.row === this.current) return;
    this.root.querySelector("tr.here")?.classList.remove("here");
    row.classList.add("here");
    this.current = row.dataset.row;
    this.#fill(this.panel, this.current);
  }

  #click(event) {
    const link = event.target.closest("a[data-help]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.open(link.dataset.help);
  }

  #fill(place, code) {
    const item = this.data[code];
    if (!item) return;
    const copy = this.template.content.cloneNode(true);
    const set = (name, text) => copy.querySelectorAll(`[data-is=${name}]`).forEach((part) => (part.textContent = text));
    set("title", `${code} ${item.name}`);
    set("note", item.note);
    set("kind", item.kind);
    set("unit", item.unit);
    copy.querySelectorAll("a[data-is=link]").forEach((link) => (link.href = item.url));
    const body = copy.querySelector("tbody");
    item.quarters.forEach(([period, value]) => body.append(historyRow(period, value)));
    copy.querySelector("[data-is=history]").hidden = !item.quarters.length;
    place.replaceChildren(copy);
  }
}

function historyRow(period, value) {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = period;
  const cell = row.insertCell();
  cell.className = "num";
  cell.textContent = value;
  row.prepend(head);
  return row;
}
