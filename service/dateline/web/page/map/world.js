// The world of Natural Earth: coarse while the map moves, fine when it rests.

const { topojson, d3 } = globalThis;

/** Land, borders and countries at two scales. */
export class World {
  #scales = new Map();
  #bounds = new Map();

  /** Fetches both scales from the server that the page came from; the coarse one comes first. */
  static async load(onScale) {
    const world = new World();
    const fetched = ["110m", "50m"].map(async (scale) => {
      const answer = await fetch(new URL(`../vendor/countries-${scale}.json`, import.meta.url));
      if (!answer.ok) return;
      world.#scales.set(scale, shapes(await answer.json()));
      onScale(world);
    });
    await Promise.allSettled(fetched);
    return world;
  }

  /** Returns `{land, borders, countries}`, or null while there is none. */
  at({ isMoving }) {
    const [first, second] = isMoving ? ["110m", "50m"] : ["50m", "110m"];
    return this.#scales.get(first) ?? this.#scales.get(second) ?? null;
  }

  /** Returns the shape of a country, by its name or else by its point; null for what has none. */
  country(place) {
    const countries = this.at({ isMoving: false })?.countries ?? [];
    const { latitude = 0, longitude = 0 } = place.coordinates;
    return countries.find(({ properties }) => properties.name === place.name)
      ?? countries.find((country) => this.#isNear(country, longitude, latitude)
        && d3.geoContains(country, [longitude, latitude]))
      ?? null;
  }

  #isNear(country, longitude, latitude) {
    if (!this.#bounds.has(country)) this.#bounds.set(country, d3.geoBounds(country));
    const [[west, south], [east, north]] = this.#bounds.get(country);
    const isWithin = west <= east ? west <= longitude && longitude <= east : longitude >= west || longitude <= east;
    return isWithin && south <= latitude && latitude <= north;
  }
}

function shapes(topology) {
  const { countries } = topology.objects;
  return {
    land: topojson.feature(topology, topology.objects.land),
    borders: topojson.mesh(topology, countries, (a, b) => a !== b),
    countries: topojson.feature(topology, countries).features,
  };
}
