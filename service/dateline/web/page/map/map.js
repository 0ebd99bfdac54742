// The map: land, the places of the article, and the candidates of the one that was chosen.

import { element, shape } from "../element.js";
import { rove } from "../answer/roving.js";
import { isCountry } from "../answer/words.js";
import { Camera } from "./camera.js";
import { placeLabels } from "./labels.js";
import { candidateMarks, drawn, marksOf } from "./marks.js";
import { World } from "./world.js";

const { d3 } = globalThis;
const LAYERS = { sphere: "path", graticule: "path", land: "path", areas: "g", borders: "path", countries: "g", labels: "g",
  marks: "g", lit: "g" };
const LABEL_PIXELS = 12;
const UNSURE_PIXELS = 18;
const FLIGHT_MILLISECONDS = 450;

/** The map in `host`. */
export class PlaceMap {
  #selection;
  #svg = shape("svg", { role: "group", "aria-label": "Places of the article; arrow keys go from one to the next" });
  #layers = {};
  #scaleBar = element("p", { "class": "scale", "aria-hidden": "true" });
  #world = null;
  #camera = new Camera();
  #marks = [];
  #candidates = [];
  #crowded = [];
  #entities = new Map();
  #width = 0;
  #height = 0;
  #frame = 0;
  #rest = 0;
  #settle;

  constructor(host, selection) {
    this.#selection = selection;
    for (const [name, form] of Object.entries(LAYERS)) {
      this.#layers[name] = this.#svg.appendChild(shape(form, { class: name, "aria-hidden": name !== "marks" && "true" }));
    }
    this.#svg.prepend(hatching());
    host.append(this.#svg, this.#controls(), this.#scaleBar);
    this.#settle = rove(this.#layers.marks);
    selection.follow(this.#layers.marks, this);
    selection.addEventListener("lit", () => this.#raise());
    selection.addEventListener("chosen", () => this.#choose());
    host.addEventListener("keydown", (event) => this.#press(event));
    this.#drag();
    new ResizeObserver(() => {
      this.#width = host.clientWidth;
      this.#height = host.clientHeight;
      this.#svg.setAttribute("viewBox", `0 0 ${this.#width} ${this.#height}`);
      this.#draw({ isMoving: false });
    }).observe(host);
    World.load((world) => {
      this.#world = world;
      this.#draw({ isMoving: false });
    });
  }

  /** Shows the places of an annotation, all of them in view. */
  show(annotation) {
    this.#entities = new Map(annotation.entities.map((entity) => [entity.entity_id, entity]));
    this.#marks = marksOf(annotation);
    this.#candidates = [];
    this.#layers.marks.replaceChildren();
    this.#fly(this.#all());
  }

  #all() {
    // Countries, seas and continents have no one point: what is named in them says where to look.
    const small = this.#marks.filter(({ kind, place }) => 
      ["point", "unsure"].includes(kind) || (kind === "area" && place.feature_code === "ADM1"));
    return Camera.holding((small.length ? small : this.#marks).map(({ point }) => point));
  }

  #choose() {
    const entity = this.#entities.get(this.#selection.chosen);
    this.#candidates = entity?.resolution ? candidateMarks(entity) : [];
    const points = this.#candidates.map(({ point }) => point);
    if (!points.length && entity?.resolution) points.push(...this.#marks.filter((mark) => mark.entity === entity).map(({ point }) => point));
    if (points.length && !this.#camera.holds(points, this.#width, this.#height)) this.#fly(Camera.holding(points));
    else this.#draw({ isMoving: false });
  }

  #fly(goal) {
    const start = this.#camera;
    if (this.#width === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#camera = goal;
      return this.#draw({ isMoving: false });
    }
    cancelAnimationFrame(this.#frame);
    let begin = null;
    const step = (time) => {
      begin ??= time;
      const share = Math.min((time - begin) / FLIGHT_MILLISECONDS, 1);
      this.#camera = share < 1 ? start.toward(goal, eased(share)) : goal;
      this.#draw({ isMoving: share < 1 });
      if (share < 1) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
    return undefined;
  }

  #move(camera) {
    cancelAnimationFrame(this.#frame);
    this.#camera = camera;
    this.#frame = requestAnimationFrame(() => this.#draw({ isMoving: true }));
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#draw({ isMoving: false }), 160);
  }

  #draw({ isMoving }) {
    if (this.#width === 0 || this.#height === 0) return;
    const projection = this.#camera.projection(this.#width, this.#height);
    const path = d3.geoPath(projection.clipExtent([[-20, -20], [this.#width + 20, this.#height + 20]])).digits(1);
    const { sphere, graticule, land, borders } = this.#layers;
    sphere.setAttribute("d", path({ type: "Sphere" }) ?? "");
    graticule.setAttribute("d", path(gridOf(this.#camera)) ?? "");
    const shapes = this.#world?.at({ isMoving });
    land.setAttribute("d", (shapes && path(shapes.land)) ?? "");
    borders.setAttribute("d", (shapes && path(shapes.borders)) ?? "");
    this.#svg.classList.toggle("moving", isMoving);
    this.#drawAreas(path);
    this.#drawMarks(projection, shapes, path, isMoving);
    this.#drawScale();
  }

  #drawAreas(path) {
    const areas = new Map();
    for (const { entity, place, kind } of this.#marks) {
      const country = kind === "country" ? place
        : kind === "unsure" ? entity.resolution.areas.find((area) => isCountry(area.place))?.place : null;
      const outline = country && this.#world?.country(country);
      if (outline) areas.set(`${kind} ${entity.entity_id}`, { outline, kind, entity });
    }
    this.#layers.areas.replaceChildren(...[...areas.values()].map(({ outline, kind, entity }) =>
      shape("path", { "d": path(outline) ?? "", "class": `outline ${kind}${this.#states(entity)}`, "data-entity": entity.entity_id })));
  }

  #drawMarks(projection, shapes, path, isMoving) {
    const isSeen = (point) => this.#camera.isWorld
      || d3.geoDistance(point, [this.#camera.longitude, this.#camera.latitude]) < 1.5;
    const marks = this.#layers.marks;
    const unsureLast = (a, b) => (a.kind === "unsure") - (b.kind === "unsure");
    const wanted = [...this.#marks].reverse().sort(unsureLast).concat([...this.#candidates].reverse());
    const byMark = new Map([...marks.children].map((child) => [child.mark, child]));
    const labels = [];
    const taken = [];
    const below = new Map(); // Where in an area the next unsure mark may stand, so that it hides no other mark.
    for (const mark of wanted) {
      const node = byMark.get(mark) ?? Object.assign(drawn(mark), { mark });
      if (node.parentNode === null) marks.append(node);
      byMark.delete(mark);
      const at = isSeen(mark.point) ? projection(mark.point) : null;
      node.setAttribute("visibility", at === null ? "hidden" : "visible");
      if (at === null) continue;
      if (mark.kind === "unsure") {
        at[1] = below.get(mark.place.place_id) ?? at[1];
        const isHiding = ({ x, y }) => Math.hypot(x - at[0], y - at[1]) < UNSURE_PIXELS;
        while (taken.some(isHiding)) at[1] += UNSURE_PIXELS;
        below.set(mark.place.place_id, at[1] + UNSURE_PIXELS);
      }
      node.setAttribute("transform", `translate(${at[0].toFixed(1)},${at[1].toFixed(1)})`);
      const gap = (mark.gap ?? mark.radius) + 3;
      taken.push({ x: at[0], y: at[1], gap });
      labels.push({ x: at[0], y: at[1], gap, text: mark.label, size: LABEL_PIXELS, mark });
    }
    for (const node of byMark.values()) node.remove();
    if (![...marks.children].some((node) => node.getAttribute("tabindex") === "0")) this.#settle();
    // Countries' names move with the land; while it moves they would only flicker.
    const names = isMoving || !shapes ? [] : countryNames(shapes.countries, path, (point) => isSeen(point) && this.#isInFrame(projection(point)));
    const byUse = labels.reverse().sort((a, b) => unsureLast(a.mark, b.mark));
    const said = new Set(labels.map(({ text }) => text));
    const others = names.filter(({ text }) => !said.has(text));
    const placed = placeLabels([...byUse, ...others], taken, this.#width, this.#height);
    this.#layers.labels.replaceChildren(...placed.filter(({ mark }) => mark).map(({ x, y, anchor, text, mark }) =>
      shape("text", { x, y, "text-anchor": anchor, "class": mark.kind, "data-entity": mark.entity.entity_id }, text)));
    this.#layers.countries.replaceChildren(...placed.filter(({ mark }) => !mark).map(({ x, y, text }) =>
      shape("text", { x, y, "text-anchor": "middle" }, text)));
    const shown = new Set(placed.map(({ mark }) => mark));
    this.#crowded = labels.filter(({ mark }) => !shown.has(mark) && mark.kind !== "candidate");
    this.#raise();
  }

  /** Shows what is lit and chosen on what `Selection.follow` does not reach. */
  #raise() {
    const { lit, chosen } = this.#selection;
    for (const layer of [this.#layers.marks, this.#layers.labels, this.#layers.areas]) {
      for (const node of layer.children) {
        node.classList.toggle("lit", node.dataset.entity === lit);
        node.classList.toggle("chosen", node.dataset.entity === chosen);
      }
    }
    // A label that found no room is shown over the others while its place is lit.
    const missing = this.#crowded.find(({ mark }) => mark.entity.entity_id === lit);
    this.#layers.lit.replaceChildren(...(missing
      ? [shape("text", { "x": missing.x, "y": missing.y - missing.gap - 2, "text-anchor": "middle", "class": "lit" }, missing.text)] : []));
    this.#svg.classList.toggle("choosing", chosen !== null && this.#candidates.length > 0);
  }

  #isInFrame([x, y]) {
    return x >= 0 && x <= this.#width && y >= 0 && y <= this.#height;
  }

  #states({ entity_id: entity }) {
    return (entity === this.#selection.lit ? " lit" : "") + (entity === this.#selection.chosen ? " chosen" : "");
  }

  #drawScale() {
    const kilometres = this.#camera.kilometresPerPixel(this.#width, this.#height);
    const most = kilometres * Math.min(110, this.#width / 3);
    const power = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].map((step) => step * power).find((step) => step <= most);
    this.#scaleBar.textContent = `${length.toLocaleString("en")} km`;
    this.#scaleBar.style.setProperty("inline-size", `${Math.round(length / kilometres)}px`);
  }

  #controls() {
    const button = (label, text, action) => element("button", { "type": "button", "aria-label": label, "title": label, "onclick": action }, text);
    return element("div", { class: "controls" },
      button("Nearer", "+", () => this.#move(this.#camera.nearer(1.6))),
      button("Farther", "−", () => this.#move(this.#camera.nearer(1 / 1.6))),
      button("All places", "◎", () => this.#fly(this.#all())));
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = {
      "+": () => this.#move(this.#camera.nearer(1.6)), "=": () => this.#move(this.#camera.nearer(1.6)),
      "-": () => this.#move(this.#camera.nearer(1 / 1.6)), "0": () => this.#fly(this.#all()),
    }[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  }

  #drag() {
    let last = null;
    this.#svg.addEventListener("pointerdown", (event) => {
      if (event.button === 0) last = [event.clientX, event.clientY];
    });
    this.#svg.addEventListener("pointermove", (event) => {
      if (last === null || event.buttons === 0) return;
      const [x, y] = [event.clientX - last[0], event.clientY - last[1]];
      if (Math.hypot(x, y) < 2) return;
      this.#svg.setPointerCapture(event.pointerId);
      last = [event.clientX, event.clientY];
      this.#move(this.#camera.moved(x, y, this.#width, this.#height));
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.#svg.addEventListener(end, () => {
        last = null;
      });
    }
    this.#svg.addEventListener("wheel", (event) => {
      // A plain wheel scrolls the page; a pinch comes as a wheel with Ctrl.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = this.#svg.getBoundingClientRect();
      const toward = this.#camera.projection(this.#width, this.#height).invert([event.clientX - left, event.clientY - top]);
      this.#move(this.#camera.nearer(2 ** (-event.deltaY / 200), toward));
    }, { passive: false });
  }
}

function eased(share) {
  return share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2;
}

function gridOf({ radius }) {
  const step = radius > 45 ? 20 : radius > 15 ? 10 : radius > 5 ? 5 : radius > 2 ? 2 : 1;
  return d3.geoGraticule().step([step, step])();
}

/** Returns the names of countries whose middle is seen: the name on a mere corner would say whose that corner is. */
function countryNames(countries, path, isSeen) {
  return countries
    .map((country) => ({ name: country.properties.name, area: path.area(country), country }))
    .filter(({ name, area, country }) => Math.sqrt(area) > name.length * 7 && isSeen(middleOf(country)))
    .sort((a, b) => b.area - a.area)
    .map(({ name, country }) => {
      const [x, y] = path.centroid(country);
      return { x, y, gap: 0, text: name, size: 11, isFixed: true };
    })
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
}

const middles = new WeakMap();

function middleOf(country) {
  if (!middles.has(country)) middles.set(country, d3.geoCentroid(country));
  return middles.get(country);
}

function hatching() {
  return shape("defs", {}, shape("pattern", { id: "hatching", width: 6, height: 6, patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)" }, shape("path", { d: "M0,0V6", class: "hatch" })));
}
