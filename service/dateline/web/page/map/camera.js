// Where the map looks: a centre and how many degrees of the Earth fit between it and the nearer edge.

const { d3 } = globalThis;
const DEGREES = 180 / Math.PI;
const EARTH_RADIUS_KM = 6371.0088;
const WORLD = { longitude: 12, latitude: 4, radius: 90 };
const NEAREST = 0.3;
// Beyond it one side of the Earth would hide what lies on the other, and shapes at the edge would lose their form.
const WIDEST_REGION = 50;

/** A view of the Earth. It never changes; each method returns another one. */
export class Camera {
  constructor({ longitude, latitude, radius } = WORLD) {
    this.longitude = ((longitude + 540) % 360) - 180;
    this.latitude = Math.min(Math.max(latitude, -80), 80);
    this.radius = Math.min(Math.max(radius, NEAREST), WORLD.radius);
  }

  /** Returns the view that holds all `points`, pairs of longitude and latitude, with some land around them. */
  static holding(points) {
    if (points.length === 0) return new Camera();
    const spread = points.length === 1 ? points : unique(points);
    let [longitude, latitude] = d3.geoCentroid({ type: "MultiPoint", coordinates: spread });
    if (Number.isNaN(longitude)) return new Camera();
    if (spread.length < 40) [longitude, latitude] = middle(spread, [longitude, latitude]);
    const reach = Math.max(...spread.map((point) => d3.geoDistance(point, [longitude, latitude]))) * DEGREES;
    if (reach > WIDEST_REGION) return new Camera({ longitude, latitude: WORLD.latitude, radius: WORLD.radius });
    return new Camera({ longitude, latitude, radius: Math.max(reach * 1.3, 3) });
  }

  /** Whether the whole Earth is drawn, not a region from above its middle. */
  get isWorld() {
    return this.radius > WIDEST_REGION * 1.3;
  }

  /** Returns the projection of this view to a map of `width` by `height` pixels. */
  projection(width, height) {
    const pixels = this.#pixelsPerRadian(width, height);
    if (this.isWorld) {
      return d3.geoEqualEarth().rotate([-this.longitude, 0]).center([0, this.latitude]).scale(pixels)
        .translate([width / 2, height / 2]).precision(0.5);
    }
    const corner = Math.hypot(width, height) / 2 / pixels;
    return d3.geoAzimuthalEqualArea().rotate([-this.longitude, -this.latitude]).scale(pixels)
      .translate([width / 2, height / 2]).clipAngle(Math.min(corner * 1.2 * DEGREES + 1, 170)).precision(0.5);
  }

  /** Returns how many kilometres a pixel is at the centre. */
  kilometresPerPixel(width, height) {
    return EARTH_RADIUS_KM / this.#pixelsPerRadian(width, height);
  }

  /** Returns the view after the map was dragged by so many pixels. */
  moved(x, y, width, height) {
    const degrees = DEGREES / this.#pixelsPerRadian(width, height);
    const shrink = Math.max(Math.cos(this.latitude / DEGREES), 0.2);
    return new Camera({ ...this, longitude: this.longitude - x * degrees / shrink, latitude: this.latitude + y * degrees });
  }

  /** Returns the view `factor` times as near; the point `toward` of the Earth, where given, stays where it is. */
  nearer(factor, toward = null) {
    const radius = Math.min(Math.max(this.radius / factor, NEAREST), WORLD.radius);
    if (toward === null || toward.some(Number.isNaN)) return new Camera({ ...this, radius });
    const share = 1 - radius / this.radius;
    const across = ((toward[0] - this.longitude + 540) % 360) - 180;
    return new Camera({
      longitude: this.longitude + across * share, latitude: this.latitude + (toward[1] - this.latitude) * share, radius,
    });
  }

  /** Returns the view at `share` of the way from this one to another. */
  toward(other, share) {
    const across = ((other.longitude - this.longitude + 540) % 360) - 180;
    return new Camera({
      longitude: this.longitude + across * share,
      latitude: this.latitude + (other.latitude - this.latitude) * share,
      radius: this.radius * (other.radius / this.radius) ** share,
    });
  }

  /** Whether all points are seen with this view. */
  holds(points, width, height) {
    const projection = this.projection(width, height);
    const margin = 12;
    return points.every((point) => {
      if (!this.isWorld && d3.geoDistance(point, [this.longitude, this.latitude]) > 1.5) return false;
      const [x, y] = projection(point);
      return x >= margin && x <= width - margin && y >= margin && y <= height - margin;
    });
  }

  #pixelsPerRadian(width, height) {
    const nearer = Math.min(width, height) / 2 / (this.radius / DEGREES);
    // The whole Earth in Equal Earth's projection is 5.41 by 2.63.
    return this.isWorld ? Math.max(Math.min(width / 5.5, height / 2.4), nearer) : nearer;
  }
}

function unique(points) {
  return [...new Map(points.map((point) => [point.join(), point])).values()];
}

/** Returns a point whose farthest of `points` is nearer than from their mean: the middle of the two farthest apart. */
function middle(points, mean) {
  const reach = (centre) => Math.max(...points.map((point) => d3.geoDistance(point, centre)));
  let best = mean;
  for (const [number, a] of points.entries()) {
    for (const b of points.slice(number + 1)) {
      const centre = d3.geoInterpolate(a, b)(0.5);
      if (reach(centre) < reach(best)) best = centre;
    }
  }
  return best;
}
