// Talking to the server. Each way a call can fail is a class of its own, so that the grid can say what to do.

export class Offline extends Error {}
export class SignedOut extends Error {
  constructor(loginUrl) {
    super("signed out");
    this.loginUrl = loginUrl;
  }
}
export class SomebodyElse extends Error {}
export class Failed extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

const SLOW_MS = 20000;

export class Server {
  constructor(root) {
    this.user = root.dataset.user;
    this.query = root.dataset.query; // an answer judges what the page judged
    this.token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  /** POST JSON or a FormData; gives the parsed answer (also of 409 and 422, which carry words for each cell). */
  async post(url, body) {
    const response = await this.#send(url, body);
    if (response.status === 403 && !isJson(response)) {
      await this.#renewToken();
      return this.#read(await this.#send(url, body));
    }
    return this.#read(response);
  }

  async #send(url, body) {
    const isForm = body instanceof FormData;
    const headers = { "X-CSRFToken": this.token, "X-Requested-With": "XMLHttpRequest", Accept: "application/json" };
    if (!isForm) headers["Content-Type"] = "application/json";
    try {
      return await fetch(url + this.query, {
        method: "POST", headers, credentials: "same-origin", redirect: "manual",
        body: isForm ? body : JSON.stringify(body), signal: AbortSignal.timeout(SLOW_MS),
      });
    } catch (error) {
      throw new Offline(String(error));
    }
  }

  async #read(response) {
    if (response.status === 401 || response.type === "opaqueredirect") {
      throw new SignedOut(response.headers.get("X-Login-Url") ?? response.headers.get("X-Sign-In") ?? "/");
    }
    if (isJson(response)) return { status: response.status, ...(await response.json()) };
    if (response.status === 502 || response.status === 503 || response.status === 504) throw new Offline("gateway");
    throw new Failed(response.status, failureText(response.status));
  }

  /** After signing in again the old page's token is void: fetch the page and take the new one, if the user is the same. */
  async #renewToken() {
    let page;
    try {
      const response = await fetch(location.pathname + location.search, { credentials: "same-origin", redirect: "manual" });
      if (response.type === "opaqueredirect") throw new SignedOut("/");
      page = new DOMParser().parseFromString(await response.text(), "text/html");
    } catch (error) {
      if (error instanceof SignedOut) throw error;
      throw new Offline(String(error));
    }
    const root = page.querySelector("[data-grid]");
    if (root && root.dataset.user !== this.user) throw new SomebodyElse();
    const field = root?.querySelector("[name=csrfmiddlewaretoken]");
    if (field) this.token = field.value;
  }
}

function isJson(response) {
  return (response.headers.get("Content-Type") ?? "").startsWith("application/json");
}

function failureText(status) {
  if (status === 403) return "没有保存：当前账号没有填报权限。所填内容仍在本页。";
  if (status === 404) return "没有保存：这张报表已不在您的范围内。所填内容仍在本页。";
  if (status === 413) return "没有保存：文件超过大小限制。";
  return "没有保存：服务器出错，已经记录。所填内容已存在本机，稍后会再试。";
}
