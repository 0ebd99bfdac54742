// Values of an annotation in words.

const CODES = {
  PPLC: "capital", PPLA: "seat of a division", PPLX: "neighbourhood", PCLI: "country", PCLD: "dependent territory",
  PCL: "country", PCLS: "territory", PCLF: "country", TERR: "territory", CONT: "continent", RGN: "region",
  RGNH: "historical region", ISL: "island", ISLS: "islands", ADM1: "first-order division", ADM2: "second-order division",
  ADM3: "third-order division", ADM4: "fourth-order division", STM: "river", CNL: "canal", LK: "lake", SEA: "sea",
  OCN: "ocean", BAY: "bay", GULF: "gulf", STRT: "strait", RSV: "reservoir", DAM: "dam", MT: "mountain",
  MTS: "mountains", VLC: "volcano", VAL: "valley", DSRT: "desert", PEN: "peninsula", CAPE: "cape", DLTA: "delta",
  PRK: "park", AIRP: "airport", AIRB: "air base", BLDG: "building", BDG: "bridge", SQR: "square", ST: "street",
  RD: "road", RR: "railway", CH: "church", MSQE: "mosque", STDM: "stadium", PAL: "palace", MNMT: "monument",
  LCTY: "locality", INSM: "military site", PS: "power station", HBR: "harbour", FLLS: "waterfall", PLN: "plain",
};
/** The kind of most places, which goes without saying in a list. */
export const PLAIN_KIND = "populated place";
const CLASSES = {
  A: "division", H: "water", L: "area", P: PLAIN_KIND, R: "road or railway", S: "spot", T: "land form",
  U: "undersea", V: "forest",
};
// What lies along a line, of which the gazetteer has one point.
const LINES = /^(STM|STMX?|CNL|CNLX?|WTRC|WAD|STRT|CHN|CHNM|RD|RDJCT|RR|ST|TRL|PIPE.*|OILP|BDG|WALL|CST|BNDRY?|TUN.*)/;
const MATCHES = {
  MATCH_TYPE_VARIANT: "Known in another form of the name.",
  MATCH_TYPE_TRANSLITERATED: "Known in another transliteration.",
  MATCH_TYPE_INFLECTED: "Known in another grammatical form of the name.",
  MATCH_TYPE_EMBEDDED: "The known name stands inside a longer one.",
  MATCH_TYPE_MISSPELT: "A guess: the known name is a letter away.",
};
const DIRECTIONS = {
  NORTH: "the north", NORTHEAST: "the northeast", EAST: "the east", SOUTHEAST: "the southeast", SOUTH: "the south",
  SOUTHWEST: "the southwest", WEST: "the west", NORTHWEST: "the northwest", CENTRAL: "the middle",
};
export const TYPES = {
  ENTITY_TYPE_PLACE: { one: "place", some: "a place", many: "Places", style: "place" },
  ENTITY_TYPE_PERSON: { one: "person", some: "a person", many: "People", style: "person" },
  ENTITY_TYPE_ORGANIZATION: { one: "organisation", some: "an organisation", many: "Organisations", style: "organization" },
};

// The blocks whose letters run from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko, Adlam and others.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Returns the name so that it changes the order of no other words of its line: one that runs from right to left stands
 * between the characters FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, which are not seen.
 */
export function isolated(name) {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/** Returns the code of the language that the article is in, or undefined where that is not known. */
export function languageOf(annotation) {
  return annotation.language_code || annotation.language?.code;
}

/** Returns the language of an entity's name, which is the article's unless the gazetteer knows the place. */
export function languageOfName(entity, annotation) {
  return entity.resolution?.place ? undefined : languageOf(annotation);
}

/** Returns the name of a language, in English or in the language `inCode`; a code that is none stands for itself. */
export function languageName(code, inCode = "en") {
  try {
    return new Intl.DisplayNames([inCode], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

/** Returns which language the article was read in and how that was known, as in "German, told from the text, .99". */
export function languageInWords({ code, given, probability: value }) {
  return `${languageName(code)}, ${given ? "as given" : `told from the text, ${probability(value)}`}`;
}

/** Returns a probability with two decimals, as in ".98"; what only rounds to 0 or 1 is told from what is. */
export function probability(value) {
  if (value > 0 && value < 0.005) return "<\u00a0.01";
  if (value >= 0.995 && value < 1) return ">\u00a0.99";
  return value.toFixed(2).replace(/^0/, "");
}

/** Returns what kind of place it is, as in "capital"; empty where its source does not say. */
export function kindOf(place) {
  const code = place.feature_code;
  return CODES[code] ?? (/^PPLA/.test(code) ? CODES.PPLA : CLASSES[place.feature_class] ?? "");
}

/** Returns what the place lies in, narrow to wide, as in "Oregon, United States"; empty for what lies in nothing. */
export function containers(place) {
  const names = [place.admin1_name, place.country_name].filter((name) => name && name !== place.name);
  return [...new Set(names)].map(isolated).join(", ");
}

/** Returns the name of a place and what it lies in; of one that is no more, until when it was. */
export function fullName(place) {
  const name = isolated(place.name);
  if (place.former) return `${name} (until ${place.former.until_year})`;
  const within = containers(place);
  return within ? `${name}, ${within}` : name;
}

/** Returns whether the place is long and thin, so that its one point stands for a line. */
export function isLine(place) {
  return LINES.test(place.feature_code);
}

/** Returns whether nobody knows the place's own point, so that it has that of the division or country around it. */
export function isAtContainer(place) {
  return place.shape === "SHAPE_CONTAINER";
}

/** Returns whether the place is a country or a territory of its own. */
export function isCountry(place) {
  return /^(PCL|TERR)/.test(place.feature_code);
}

/** Returns whether the place is an area: a division, a region, a sea. */
export function isArea(place) {
  return place.feature_class === "A" || place.feature_class === "L" || /^(SEA|OCN|GULF|BAY)$/.test(place.feature_code);
}

/** Returns the point as people write it, as in "34.724° N, 36.726° E". */
export function pointInWords({ latitude = 0, longitude = 0 }) {
  const north = `${Math.abs(latitude).toFixed(3)}° ${latitude < 0 ? "S" : "N"}`;
  return `${north}, ${Math.abs(longitude).toFixed(3)}° ${longitude < 0 ? "W" : "E"}`;
}

/** Returns the number of people in words, or an empty string where it is unknown. */
export function people(place) {
  const count = Number(place.population_count ?? Number.NaN);
  return Number.isNaN(count) ? "" : count === 1 ? "1 person" : `${count.toLocaleString("en")} people`;
}

/** Returns what a match that is not exact means, or an empty string. */
export function matchInWords(resolution) {
  return MATCHES[resolution.match_type] ?? "";
}

/** Returns where a mention points, seen from its place, as in "the south of it"; empty where the place itself is meant. */
export function relationInWords(relation) {
  if (!relation) return "";
  const side = DIRECTIONS[(relation.direction ?? "").replace("DIRECTION_", "")];
  const distance = relation.distance_km === undefined ? "" : `${Number(relation.distance_km.toFixed(1))} km `;
  if (relation.kind === "SPATIAL_KIND_PART") return side ? `${side} of it` : "a part of it";
  if (relation.kind === "SPATIAL_KIND_NEAR") return `${distance}near it`;
  return side ? `${distance}to ${side} of it` : `${distance}away from it`;
}

/** Returns the areas that what is meant likelier lies in than not, wide to narrow, each with its probability. */
export function likelyAreas(resolution) {
  return resolution.areas.filter((area) => area.probability >= 0.5);
}

/** Returns those areas in words, as in "in Kenya, .98; in Nairobi County, .56"; empty where there is none. */
export function areasInWords(resolution) {
  return likelyAreas(resolution).map((area) => `in ${isolated(area.place.name)}, ${probability(area.probability)}`).join("; ");
}

/** Returns one line that says what the entity is. */
export function summary(entity) {
  const name = isolated(entity.name);
  if (entity.type !== "ENTITY_TYPE_PLACE") return `${name}: ${TYPES[entity.type].one}`;
  const { place, confidence } = entity.resolution;
  if (place) return `${name}: ${fullName(place)}, probability ${probability(confidence)}`;
  const where = areasInWords(entity.resolution);
  return `${name}: no place is sure${where ? `, but it lies ${where}` : ""}`;
}
