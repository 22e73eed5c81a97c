// The line at the foot of the sheet and the note at its head: saved when, what waits, what went wrong; and the
// progress of the five forms and of the sections.

export class Status {
  constructor(page) {
    this.line = page.getElementById("save-state");
    this.note = page.getElementById("grid-note");
    this.page = page;
    this.message = "";
  }

  say(text) {
    this.message = text;
    this.line.textContent = text;
  }

  count(waiting) {
    this.line.textContent = waiting ? `${this.message} · ${waiting} 格等待保存` : this.message;
  }

  connected() {
    if (["offline", "signed-out", "somebody-else", "failed", "refused"].includes(this.note.dataset.kind)) this.#clear();
  }

  cannotKeep() {
    this.#show("full", "n-bad", "本机存储已满或被禁用：断网时所填内容可能丢失，请保持联网填报。");
  }

  refused(why) {
    this.#show("refused", "n-bad", `${why} 您刚填的内容仍在本页和本机，没有丢失。`);
    this.say("没有保存");
  }

  trouble(kind, detail, waiting) {
    const told = {
      offline: `连接中断：${waiting} 格已存在本机，网络恢复后自动补存。`,
      "signed-out": `登录已过期：${waiting} 格已存在本机。请在新标签页登录，回到本页后自动补存。`,
      "somebody-else": "现在登录的是另一个账号，本页内容不会用那个账号提交。请用原账号登录，或退出后重新打开。",
      failed: detail,
    }[kind];
    this.#show(kind, "n-warn", told);
    if (kind === "signed-out") this.note.append(this.#link("去登录", detail));
    this.note.append(this.#retry());
    this.say(`${waiting} 格等待保存`);
  }

  pasted(tone, text, buttons) {
    this.#show("pasted", tone, `${text}。`);
    this.note.append(...buttons);
  }

  /** How many cells the server did not take, in the bar at the foot. */
  refusals(refused, contested) {
    const place = this.page.getElementById("not-taken"); // leads to the first of them
    place.textContent = [refused && `${refused} 格未接受`, contested && `${contested} 格冲突`].filter(Boolean).join("、");
    place.hidden = !place.textContent;
  }

  /** {forms: {no: {...}}, measures: {n: {...}}, problems: {...}} as words ready to show, by data-progress. */
  progress(words) {
    Object.entries(words).forEach(([key, { text, tone }]) => {
      this.page.querySelectorAll(`[data-progress="${key}"]`).forEach((place) => {
        place.textContent = text;
        if (place.classList.contains("badge")) place.className = tone ? `badge ${tone}` : "badge";
        place.hidden = !text;
      });
    });
  }

  #show(kind, tone, text) {
    this.note.dataset.kind = kind;
    this.note.className = `note ${tone} noprint`;
    const words = this.page.createElement("span");
    words.textContent = text;
    this.note.replaceChildren(words, " ");
    this.note.hidden = false;
  }

  /** Take a note of one kind away. */
  clear(kind) {
    if (this.note.dataset.kind === kind) this.#clear();
  }

  #clear() {
    this.note.hidden = true;
    this.note.dataset.kind = "";
    this.note.replaceChildren();
  }

  #link(text, href) {
    const link = this.page.createElement("a");
    Object.assign(link, { href, target: "_blank", rel: "opener", textContent: text });
    return link;
  }

  #retry() {
    const again = this.#button("现在重试", () => {});
    again.dataset.retry = "1";
    return again;
  }

  #button(text, act) {
    const made = this.page.createElement("button");
    Object.assign(made, { type: "button", className: "btn mini", textContent: text });
    made.addEventListener("click", act);
    return made;
  }
}
