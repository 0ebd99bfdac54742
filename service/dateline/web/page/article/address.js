// An article and its options in the fragment of the address, which browsers keep and never send.

const OPTIONS = {
  demonyms: flag, nested: flag, misspelt_matches: flag, max_candidates: Number, preference: String,
  min_mention_confidence: Number, min_place_confidence: Number, display_language: String,
};
const ARTICLE = ["title", "text", "outlet", "language_code"];

/** Returns the address of this page with the article in its fragment. */
export function addressOf(article, options) {
  const fields = new URLSearchParams();
  for (const name of ARTICLE) if (article[name]) fields.set(name, article[name]);
  for (const [name, value] of Object.entries(options)) if (name in OPTIONS) fields.set(name, String(value));
  return `${location.href.split("#")[0]}#${fields}`;
}

/** Returns what a fragment holds, `{article, options}` or `{example}`; null where it holds neither. */
export function readFragment(fragment) {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  if (fields.has("example")) return { example: fields.get("example") };
  const article = Object.fromEntries(ARTICLE.filter((name) => fields.has(name)).map((name) => [name, fields.get(name)]));
  if (!article.text && !article.title) return null;
  const options = {};
  for (const [name, read] of Object.entries(OPTIONS)) if (fields.has(name)) options[name] = read(fields.get(name));
  return { article, options };
}

function flag(value) {
  return value !== "false";
}
