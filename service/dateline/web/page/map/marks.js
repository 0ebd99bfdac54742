// Marks of the map: what each entity is drawn as.

import { shape } from "../element.js";
import { fullName, isArea, isCountry, isLine, isolated, likelyAreas, probability, summary } from "../answer/words.js";

const LEAST_WAVE = 6;

/** Returns the marks of an annotation: `{entity, place, point, radius, gap, kind, label, words}`, the most salient first. */
export function marksOf(annotation) {
  return annotation.entities
    .filter((entity) => entity.type === "ENTITY_TYPE_PLACE")
    .sort((a, b) => (b.salience ?? 0) - (a.salience ?? 0))
    .map(markOf)
    .filter((mark) => mark !== null);
}

/** Returns the marks of the candidates of a place, the likeliest first. */
export function candidateMarks(entity) {
  return entity.resolution.candidates.map(({ place, probability: value }, number) => ({
    entity, place, point: pointOf(place), radius: 4 + 10 * Math.sqrt(value), kind: "candidate",
    isFirst: number === 0 && Boolean(entity.resolution.place),
    label: `${isolated(distinct(place, entity))} ${probability(value)}`, words: `${fullName(place)}, probability ${probability(value)}`,
  }));
}

/** Returns the element of a mark, drawn around 0, 0. */
export function drawn(mark) {
  const group = shape("g", {
    "class": `mark ${mark.kind}${mark.isFirst ? " first" : ""}`,
    "role": "link",
    "tabindex": mark.kind === "candidate" ? undefined : "-1",
    "aria-label": mark.words,
    "data-entity": mark.entity.entity_id,
  }, shape("title", {}, mark.words), form(mark));
  return group;
}

/** Returns longitude and latitude of a place. */
export function pointOf({ coordinates }) {
  return [coordinates?.longitude ?? 0, coordinates?.latitude ?? 0];
}

/** Returns what tells the place from others of its name. */
function distinct(place, { name }) {
  const isOther = place.name.toLowerCase() !== name.toLowerCase();
  return isOther ? place.name : [place.admin1_name, place.country_name].find((each) => each && each !== name) ?? place.name;
}

function markOf(entity) {
  const { place } = entity.resolution;
  const radius = 3.5 + 9 * Math.sqrt(entity.salience ?? 0);
  if (place) {
    const kind = isLine(place) ? "line" : isCountry(place) ? "country" : isArea(place) ? "area" : "point";
    const gap = kind === "line" ? 2 * Math.max(radius, LEAST_WAVE) : radius;
    return { entity, place, point: pointOf(place), radius, gap, kind, label: place.name, words: summary(entity) };
  }
  // Where no place is sure, the narrowest area that is likelier than not.
  const area = likelyAreas(entity.resolution).at(-1);
  if (!area) return null;
  return {
    entity, place: area.place, point: pointOf(area.place), radius: 7, kind: "unsure", label: `${isolated(entity.name)}?`,
    words: summary(entity),
  };
}

function form({ kind, radius }) {
  switch (kind) {
    case "line": {
      const step = Math.max(radius, LEAST_WAVE);
      const wave = `M${-step * 2},0q${step / 2},${-step} ${step},0t${step},0t${step},0t${step},0`;
      return [shape("path", { d: wave, class: "halo" }), shape("path", { d: wave, class: "wave" }),
        shape("rect", { x: -step * 2, y: -step, width: step * 4, height: step * 2, class: "target" })];
    }
    case "area":
    case "country": {
      const side = radius * 1.25;
      return [shape("path", { d: `M0,${-side}L${side},0L0,${side}L${-side},0Z` })];
    }
    case "unsure":
      return [shape("circle", { r: radius }), shape("text", { y: 4, "text-anchor": "middle" }, "?")];
    default:
      return [shape("circle", { r: radius }), shape("circle", { r: Math.max(radius, 11), class: "target" })];
  }
}
