// What the article names, as an index at the end of a book has it, and what it is about.

import { element } from "../element.js";
import { rove } from "./roving.js";
import { areasInWords, containers, fullName, languageInWords, languageOf, languageOfName, probability, TYPES } from "./words.js";

/** The index in `host`. */
export class Index {
  #host;
  #settle;

  constructor(host, selection) {
    this.#host = host;
    this.#settle = rove(host);
    selection.follow(host, this);
  }

  /** Shows the entities by type, those that the article is most about first. */
  show(annotation) {
    const sections = Object.entries(TYPES).map(([type, words]) => {
      const entities = annotation.entities.filter((entity) => entity.type === type)
        .sort((a, b) => (b.salience ?? 0) - (a.salience ?? 0));
      return entities.length && element("section", { class: words.style },
        element("h3", {}, words.many, " ", element("span", { class: "count" }, String(entities.length))),
        element("ul", {}, entities.map((entity) => row(entity, languageOfName(entity, annotation)))));
    });
    this.#host.replaceChildren(...sections.filter(Boolean), element("p", { class: "key-to-figures" },
      "Figures are probabilities: that this place is meant, or that it is a person’s or an organisation’s name."));
    this.#settle();
  }
}

/** Shows in `host` where the article says it was filed, what it is about, its language, and what to know beside. */
export function showSlug(host, annotation) {
  const { dateline, focus_places: focus, language, warnings } = annotation;
  const lines = [];
  if (dateline) {
    const place = dateline.place ? fullName(dateline.place) : "a place that is not known";
    lines.push(line("Filed", element("bdi", { ...entityOf(dateline.entity_id), lang: languageOf(annotation) },
      dateline.span.content), ` ${place}`));
  }
  if (focus?.length) {
    const parts = focus.map(({ place, score }, number) => [
      number ? " · " : "", element("bdi", { class: "place-name" }, place.name), `\u00a0${probability(score)}`,
    ]);
    lines.push(line("About", ...parts.flat(), element("span", { class: "aside" }, " of all mentions of places")));
  }
  if (language) lines.push(line("Language", languageInWords(language)));
  for (const warning of warnings ?? []) lines.push(line("Note", warning.message));
  host.replaceChildren(...lines);
}

function line(label, ...content) {
  return element("p", {}, element("span", { class: "label" }, label), element("span", {}, ...content));
}

function entityOf(entityId) {
  return entityId ? { "class": "place-name", "data-entity": entityId } : { class: "place-name" };
}

function row(entity, lang) {
  const isPlace = entity.type === "ENTITY_TYPE_PLACE";
  const place = isPlace ? entity.resolution.place : null;
  const confidence = isPlace ? entity.resolution.confidence : Math.max(...entity.mentions.map((mention) => mention.confidence));
  const unsure = isPlace && !place;
  return element("li", {},
    element("button", { "type": "button", "tabindex": "-1", "data-entity": entity.entity_id, "class": unsure && "unsure" },
      element("span", { class: "entry" },
        element("bdi", { class: "name", lang }, entity.name), " ", element("bdi", { class: "where" }, where(entity, place)), " ",
        element("span", { class: "times" }, entity.mentions.length > 1 ? `×${entity.mentions.length}` : "")),
      element("span", { class: "leader", "aria-hidden": "true" }),
      element("span", { class: "figure" }, unsure ? "?" : probability(confidence))));
}

function where(entity, place) {
  if (entity.type !== "ENTITY_TYPE_PLACE") return "";
  if (place) return place.name === entity.name ? containers(place) : fullName(place);
  return areasInWords(entity.resolution) || "nowhere known";
}
