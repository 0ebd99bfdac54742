// The form: the article as it was typed, and what is asked of the answer.

import { byId } from "../element.js";
import { fieldId } from "../service/failure.js";
import { chooseLanguage, offerLanguages } from "./languages.js";

// What the server does without being told; only what differs is sent.
const DEFAULTS = { candidates: "5", "least-mention": "0", "least-place": "0", granularity: "" };
const CHECKS = { demonyms: "demonyms", nested: "nested", misspelt: "misspelt_matches" };

/** The form, its values, and the faults that the server found in them. */
export class Form {
  #rest = {}; // What a file says of the article beside what the form has fields for.
  #maxChars = Infinity;

  constructor({ onSubmit, onOption, onArticle }) {
    const form = byId("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onSubmit();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        onSubmit();
      } else if (event.key === "Enter" && event.target === byId("title")) {
        event.preventDefault();
        byId("text").focus();
      }
    });
    for (const part of ["title", "text"]) {
      byId(part).addEventListener("input", () => {
        if (byId("text").value === "") this.#rest = {};
        this.#count();
        onArticle();
      });
    }
    byId("options").addEventListener("input", () => this.#showThresholds());
    byId("options").addEventListener("change", onOption);
    this.#showThresholds();
  }

  /** Whether there is nothing to annotate. */
  get isEmpty() {
    return `${byId("title").value}${byId("text").value}`.trim() === "";
  }

  /** The message Article, without fields that are empty. */
  get article() {
    const article = {
      ...this.#rest, title: byId("title").value, text: byId("text").value,
      language_code: byId("language").value, outlet: byId("outlet").value.trim(),
    };
    return Object.fromEntries(Object.entries(article).filter(([name, value]) => value !== "" || name === "text"));
  }

  set article(article) {
    const { title = "", text = "", language_code: language = "", outlet = "", ...rest } = article;
    this.#rest = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== "" && value !== null));
    byId("title").value = title;
    byId("text").value = text;
    chooseLanguage(byId("language"), language);
    byId("outlet").value = outlet;
    this.#count();
  }

  /** The message AnnotateOptions, without fields that have their defaults. */
  get options() {
    const options = {};
    for (const [id, name] of Object.entries(CHECKS)) if (!byId(id).checked) options[name] = false;
    if (byId("candidates").value !== DEFAULTS.candidates && byId("candidates").value !== "") {
      options.max_candidates = Number(byId("candidates").value);
    }
    if (byId("display-language").value) options.display_language = byId("display-language").value;
    if (byId("granularity").value) options.preference = byId("granularity").value;
    if (Number(byId("least-mention").value)) options.min_mention_confidence = Number(byId("least-mention").value);
    if (Number(byId("least-place").value)) options.min_place_confidence = Number(byId("least-place").value);
    return options;
  }

  set options(options) {
    for (const [id, name] of Object.entries(CHECKS)) byId(id).checked = options[name] !== false;
    byId("candidates").value = String(options.max_candidates ?? DEFAULTS.candidates);
    chooseLanguage(byId("display-language"), options.display_language ?? "");
    byId("granularity").value = options.preference ?? DEFAULTS.granularity;
    byId("least-mention").value = String(options.min_mention_confidence ?? DEFAULTS["least-mention"]);
    byId("least-place").value = String(options.min_place_confidence ?? DEFAULTS["least-place"]);
    this.#showThresholds();
  }

  /** The message AnnotateArticleRequest. */
  get request() {
    return { article: this.article, options: { offset_encoding: "OFFSET_ENCODING_UTF16", ...this.options } };
  }

  /** Takes what the server says of itself: the languages that it tells and its limits. */
  learn({ language_codes: codes, limits }) {
    if (codes) {
      offerLanguages(byId("language"), codes);
      offerLanguages(byId("display-language"), codes.filter((code) => code !== "en")); // English is what it has already.
    }
    byId("candidates").max = String(limits?.max_candidates ?? 100);
    this.#maxChars = limits?.max_article_chars ?? Infinity;
    this.#count();
  }

  /** Marks the fields that a failure names, and no others; returns the first of them, or null. */
  blame(failure) {
    const named = new Set((failure?.fields ?? []).map(({ field }) => fieldId(field)).filter(Boolean));
    for (const field of byId("form").querySelectorAll("[name]")) {
      if (named.has(field.id)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
    const first = [...named].map(byId)[0] ?? null;
    if (first?.closest("details")) first.closest("details").open = true;
    return first;
  }

  #count() {
    const text = byId("text").value;
    const count = [...text].length;
    const most = this.#maxChars === Infinity ? "" : ` of ${this.#maxChars.toLocaleString("en")}`;
    const unit = count === 1 && !most ? "character" : "characters";
    byId("length").textContent = count ? `${count.toLocaleString("en")}${most} ${unit}` : "";
    byId("length").classList.toggle("over", count > this.#maxChars);
  }

  #showThresholds() {
    for (const output of byId("options").querySelectorAll("output")) {
      const value = Number(byId(output.htmlFor).value);
      output.textContent = value ? value.toFixed(2).replace(/^0/, "") : "any";
    }
  }
}
