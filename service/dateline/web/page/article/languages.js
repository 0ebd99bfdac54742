// A choice of languages; their codes are BCP-47, and browsers know their names.

import { languageName } from "../answer/words.js";

/** Offers the languages in `host`, a select element, by their English names, behind the options that it has. */
export function offerLanguages(host, codes) {
  const known = new Set([...host.options].map(({ value }) => value));
  const options = codes.filter((code) => !known.has(code)).map(option);
  host.append(...options.sort((a, b) => a.text.localeCompare(b.text, "en")));
}

/** Chooses a language in `host`, or none for an empty code; one that is not offered, as of a file, is from then on. */
export function chooseLanguage(host, code) {
  offerLanguages(host, code ? [code] : []);
  host.value = code;
}

/** Returns the option of a language, by its English name and its own: "German – Deutsch". */
function option(code) {
  const [name, own] = [languageName(code), languageName(code, code)];
  return new Option(own.toLowerCase() === name.toLowerCase() ? name : `${name} – ${own}`, code);
}
