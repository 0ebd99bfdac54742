// Calls to the server that the page came from. No other machine is ever asked.

import { Failure, failureOf } from "./failure.js";

const SERVICE = "dateline.v1.AnnotationService";

/** The server; `askToken` returns a promise of a token, or of null where the reader gives none. */
export class Server {
  #askToken;
  #token = null; // In memory alone: never in storage, an address or a cookie.

  constructor(askToken) {
    this.#askToken = askToken;
  }

  /** Whether a token has been given. */
  get hasToken() {
    return this.#token !== null;
  }

  /** Returns the address that requests from elsewhere begin with, without a slash at its end. */
  get address() {
    return new URL(".", document.baseURI).href.replace(/\/$/, "");
  }

  /** Returns what the server says of the page: see docs/how-to/page.md. */
  async settings() {
    return (await this.#send("page/settings.json", { method: "GET" })).json();
  }

  /** Returns the message GetServerInfoResponse. */
  info() {
    return this.#unary("GetServerInfo", {});
  }

  /** Returns the message AnnotateArticleResponse; its offsets are in UTF-16 units. */
  annotate(request, signal) {
    return this.#unary("AnnotateArticle", request, signal);
  }

  /** Returns the articles of a file, and what of it could not be read: `{articles, failures}`. */
  async readDocument(name, bytes) {
    const path = `documents?${new URLSearchParams({ name })}`;
    const headers = { "Content-Type": "application/octet-stream" };
    return (await this.#call(path, { headers, body: bytes })).json();
  }

  /** Returns the annotation in another format, as a Blob. */
  async exported(format, article, annotation) {
    const body = JSON.stringify({ article, annotation });
    return (await this.#call(`exports/${format}`, { headers: { "Content-Type": "application/json" }, body })).blob();
  }

  /** Returns whether the server is there and serves. */
  async isReady() {
    try {
      return (await fetch("readyz", { cache: "no-store" })).ok;
    } catch {
      return false;
    }
  }

  async #unary(method, message, signal) {
    const headers = { "Content-Type": "application/json", "Connect-Protocol-Version": "1" };
    const answer = await this.#call(`${SERVICE}/${method}`, { headers, body: JSON.stringify(message), signal });
    return answer.json();
  }

  /** Sends a request that may need a token, and asks for one as often as the reader is willing to give another. */
  async #call(path, init) {
    for (;;) {
      const headers = { ...init.headers };
      const token = this.#token;
      if (token !== null) headers.Authorization = `Bearer ${token}`;
      try {
        return await this.#send(path, { method: "POST", ...init, headers });
      } catch (failure) {
        if (failure.code !== "unauthenticated") throw failure;
        // Another call may have got a token meanwhile.
        if (this.#token === token) this.#token = await this.#askToken({ isRefused: token !== null });
        if (this.#token === null) throw failure;
      }
    }
  }

  async #send(path, init) {
    let answer;
    try {
      answer = await fetch(path, { cache: "no-store", credentials: "same-origin", ...init });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Failure("unreachable", "The server does not answer.");
    }
    if (answer.ok) return answer;
    const body = await answer.json().catch(() => null);
    throw failureOf(answer.status, body);
  }
}
