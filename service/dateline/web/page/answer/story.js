// The article with its names marked.

import { element } from "../element.js";
import { rove } from "./roving.js";
import { nest } from "./spans.js";
import { languageOf, relationInWords, summary, TYPES } from "./words.js";

/** The marked article in `host`; what is pointed at or chosen in it goes to the selection, and comes from there. */
export class Story {
  #host;
  #settle;

  constructor(host, selection) {
    this.#host = host;
    this.#settle = rove(host);
    selection.follow(host, this);
    selection.addEventListener("chosen", ({ detail }) => {
      if (detail.from !== this && selection.chosen !== null) this.#reveal(selection.chosen);
    });
  }

  /** Shows the article; `annotation` has offsets in UTF-16 units. */
  show(article, annotation) {
    const marks = { ARTICLE_PART_TITLE: [], ARTICLE_PART_TEXT: [] };
    for (const entity of annotation.entities) {
      for (const mention of entity.mentions) {
        const { part, start_offset: start, end_offset: end } = mention.span;
        marks[part].push({ start, end, entity, mention });
      }
    }
    const lang = languageOf(annotation);
    this.#host.replaceChildren(
      ...(article.title ? [element("h2", { dir: "auto", lang }, branches(nest(article.title, marks.ARTICLE_PART_TITLE)))] : []),
      element("div", { class: "running", dir: "auto", lang }, branches(nest(article.text, marks.ARTICLE_PART_TEXT))),
    );
    this.#settle();
  }

  /** Puts the focus on the first name, or on the article where it has none. */
  focus() {
    const first = this.#host.querySelector("[tabindex]");
    if (first === null) this.#host.setAttribute("tabindex", "-1");
    (first ?? this.#host).focus({ preventScroll: true });
  }

  #reveal(entityId) {
    const marks = [...this.#host.querySelectorAll("[data-entity]")].filter(({ dataset }) => dataset.entity === entityId);
    const isSeen = marks.some((mark) => {
      const { top, bottom } = mark.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    if (!isSeen) marks[0]?.scrollIntoView({ block: "center" });
  }
}

function branches(nodes) {
  return nodes.map((node) => (typeof node === "string" ? node : mark(node)));
}

function mark({ item: { entity, mention }, children }) {
  const isPlace = entity.type === "ENTITY_TYPE_PLACE";
  const classes = [
    TYPES[entity.type].style,
    mention.kind === "MENTION_KIND_DEMONYM" ? "demonym" : "",
    isPlace && !entity.resolution.place ? "unsure" : "",
  ];
  const relation = relationInWords(mention.spatial_relation);
  return element("mark", {
    "class": classes.filter(Boolean).join(" "),
    "role": "link", // Not a button: those hide what is nested in them from screen readers.
    "tabindex": "-1",
    "data-entity": entity.entity_id,
    "data-mention": mention.mention_id,
    "title": relation ? `${summary(entity)}; ${relation} is meant` : summary(entity),
  }, branches(children));
}
