// What every page does with script: dialogs, sending a form once, and words for a request that failed.
// Everything here is a comfort; each page also works without it.

const messages = document.getElementById("messages");

// --- dialogs: a link to "#id" of a <dialog> opens it properly; without script :target shows it ---------------

function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || link.hash.length < 2) return;
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const around = link.closest("dialog[open]");
  if (target instanceof HTMLDialogElement) {
    event.preventDefault();
    openDialog(target);
  } else if (around && link.matches("dialog > footer a, dialog > header a, a[data-close]")) {
    event.preventDefault();
    around.close();
  }
});

document.querySelectorAll("dialog[data-open]").forEach((dialog) => {
  dialog.removeAttribute("open");
  openDialog(dialog);
});

// --- one submit per click: the server is exactly-once as well, this only spares people the wait ----------------

const ONCE_MS = 4000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method.toLowerCase() !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, ONCE_MS);
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// --- signing out forgets what this browser kept for the user ---------------------------------------------------

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-sign-out]")) return;
  Object.keys(localStorage)
    .filter((key) => key.startsWith("draft:"))
    .forEach((key) => localStorage.removeItem(key));
});

// --- a list's "select all on this page" box -------------------------------------------------------------------

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  const table = box.closest("table");
  if (table && box.matches("[data-check-all]")) {
    table.querySelectorAll("tbody input[type=checkbox]:not(:disabled)").forEach((each) => {
      each.checked = box.checked;
    });
  }
  const scope = table ?? document;
  const chosen = scope.querySelectorAll("tbody input[type=checkbox]:checked").length;
  document.querySelectorAll("[data-chosen-count]").forEach((place) => {
    place.textContent = String(chosen);
  });
  table?.querySelectorAll("tbody tr").forEach((row) => {
    const own = row.querySelector("input[type=checkbox]");
    if (own) row.setAttribute("aria-selected", String(own.checked));
  });
});

// --- a question that is opened comes into sight above the bar of buttons, ready to be written ---------------------

document.addEventListener("click", (event) => {
  const asked = event.target.closest("details[data-ask] > summary")?.parentElement;
  asked?.addEventListener("toggle", () => showQuestion(asked), { once: true });
});

function showQuestion(asked) {
  if (!asked.open) return;
  asked.querySelector("textarea").focus();
  asked.scrollIntoView({ block: "nearest" });
}

// --- filters that apply themselves, print buttons, going back ---------------------------------------------------

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form?.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.querySelectorAll("[data-needs-script]").forEach((part) => {
  part.hidden = false;
});

// --- htmx: a failed request is told in words at the top of the page, never lost in a console --------------------

function say(text, link) {
  if (!messages) return;
  const note = document.createElement("p");
  note.className = "note n-bad";
  note.textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.text;
    note.append(" ", anchor);
  }
  messages.replaceChildren(note);
}

function failureText(status) {
  if (status === 401) return "登录已过期，没有保存的内容仍在本页。请重新登录后再试一次。";
  if (status === 403) return "没有办成：当前账号没有这项权限，或页面停留过久。请刷新本页后再试。";
  if (status === 404) return "没有办成：这条记录不存在或不在您的范围内。请返回列表重新选择。";
  if (status >= 500) return "没有办成：服务器出错，已经记录。请稍后再试，仍不行请联系系统管理员。";
  return "";
}

document.addEventListener("htmx:responseError", (event) => {
  const xhr = event.detail.xhr;
  const text = failureText(xhr.status);
  if (!text) return; // 400, 409, 413 and 422 bring their own words into the page
  const signIn = xhr.getResponseHeader("X-Login-Url");
  say(text, signIn ? { href: signIn, text: "去登录" } : null);
});

document.addEventListener("htmx:sendError", () => {
  say("没有连上服务器，内容还没有保存。请检查网络，恢复后再试一次。");
});

document.addEventListener("htmx:timeout", () => {
  say("服务器太久没有回应，不知道是否办成。请刷新本页查看，再决定要不要重做。");
});
