// All that is known of the entity that was chosen.

import { element } from "../element.js";
import {
  areasInWords, containers, isAtContainer, isLine, isolated, kindOf, languageOf, languageOfName, likelyAreas, matchInWords,
  people, PLAIN_KIND, pointInWords, probability, relationInWords, TYPES,
} from "./words.js";

/** The card in `host`; `onClose` is called when the reader closes it. */
export class Card {
  #host;
  #onClose;

  constructor(host, onClose) {
    this.#host = host;
    this.#onClose = onClose;
  }

  /** Shows the entity of an annotation, or nothing for null. */
  show(entity, annotation) {
    this.#host.hidden = entity === null;
    if (entity === null) return this.#host.replaceChildren();
    const resolution = entity.type === "ENTITY_TYPE_PLACE" ? entity.resolution : null;
    this.#host.className = `card ${TYPES[entity.type].style}`;
    this.#host.replaceChildren(
      element("header", {},
        element("p", { class: "label" }, TYPES[entity.type].one),
        element("button", { type: "button", class: "close", "aria-label": "Close", onclick: this.#onClose }, "×"),
        element("h3", {}, element("bdi", { lang: languageOfName(entity, annotation) }, entity.name))),
      ...(resolution ? whereabouts(resolution) : []),
      mentions(entity, languageOf(annotation)),
      element("p", { class: "key-to-figures" }, "Figures are probabilities: what has .98 is right 98 times in 100."),
    );
    this.#host.scrollTop = 0;
    return undefined;
  }
}

function whereabouts(resolution) {
  const { place } = resolution;
  return [
    place ? known(place, resolution) : unknown(resolution),
    resolution.candidates.length ? candidates(resolution) : null,
    place ? areas(resolution) : null,
    reasons(resolution),
  ].filter(Boolean);
}

function known(place, { confidence }) {
  const point = isAtContainer(place) ? null : pointInWords(place.coordinates);
  const facts = [kindOf(place), people(place), point, place.place_id].filter(Boolean);
  return element("div", {},
    element("p", { class: "verdict" }, element("strong", {}, element("bdi", {}, place.name)),
      containers(place) ? `, ${containers(place)}` : "", ", ", element("span", { class: "figure" }, probability(confidence))),
    element("p", { class: "facts" }, facts.join(" · ")),
    isAtContainer(place) && element("p", { class: "facts" }, "Its own point is not known: the map shows that of what it lies in."),
    isLine(place) && element("p", { class: "facts" }, "A line: the one point that is known stands for all of it."));
}

function unknown(resolution) {
  const isNameless = !resolution.candidates.length && resolution.nil_probability >= 1;
  const where = areasInWords(resolution);
  return element("p", { class: "verdict" },
    element("strong", {}, isNameless ? "The gazetteer knows no place of this name" : "No place is sure"),
    where ? `, but it lies ${where}.` : ".");
}

function areas(resolution) {
  const rows = likelyAreas(resolution)
    .filter(({ place }) => place.place_id !== resolution.place.place_id)
    .map(({ place, probability: value }) => bar(value, element("bdi", {}, place.name)));
  return rows.length && element("section", {}, element("h4", {}, "What it lies in"), element("ol", { class: "bars" }, rows));
}

function candidates({ candidates: listed, nil_probability: nil, unlisted_probability: unlisted }) {
  const rows = listed.map(({ place, probability: value }) =>
    bar(value, element("span", {}, element("strong", {}, element("bdi", {}, place.name)), ` ${about(place)}`)));
  if (unlisted >= 0.005) rows.push(bar(unlisted, element("span", { class: "aside" }, "others of the name, not listed")));
  if (nil >= 0.005) rows.push(bar(nil, element("span", { class: "aside" }, "none that is known")));
  return element("section", {}, element("h4", {}, "What may be meant"), element("ol", { class: "bars" }, rows));
}

function about(place) {
  const kind = kindOf(place);
  return [containers(place), kind === PLAIN_KIND ? "" : kind].filter(Boolean).join(", ");
}

function bar(value, label) {
  return element("li", {},
    element("span", { "class": "bar", "aria-hidden": "true", "style": { "--share": String(value) } }),
    element("span", { class: "figure" }, probability(value)), " ", label);
}

function reasons(resolution) {
  const sentences = (resolution.evidence ?? []).map(({ description }) => description);
  const match = matchInWords(resolution);
  if (match) sentences.push(match);
  return sentences.length && element("section", {},
    element("h4", {}, "Why the first"), element("ul", { class: "reasons" }, sentences.map((words) => element("li", {}, words))));
}

function mentions(entity, lang) {
  const words = new Map();
  for (const mention of entity.mentions) {
    const relation = relationInWords(mention.spatial_relation);
    const text = relation ? `${isolated(mention.span.content)} (${relation})` : mention.span.content;
    const known = words.get(text) ?? { count: 0, confidence: 0 };
    words.set(text, { count: known.count + 1, confidence: Math.max(known.confidence, mention.confidence) });
  }
  return element("section", {}, element("h4", {}, `Named as, and how surely that is a name of ${TYPES[entity.type].some}`),
    element("p", { class: "forms" }, [...words].map(([text, { count, confidence }]) =>
      element("span", {}, element("bdi", { lang }, text), element("span", { class: "aside" },
        `${count > 1 ? ` ×${count}` : ""} ${probability(confidence)}`)))));
}
