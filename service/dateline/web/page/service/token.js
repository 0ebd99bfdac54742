// Asks the reader for a token.

import { byId } from "../element.js";

const HELP = "The page keeps it in memory until you close or reload it, and nowhere else.";
let asked = null;

/** Returns a promise of the token that the reader types, or of null; calls that come together ask once. */
export function askToken({ isRefused }) {
  asked ??= ask(isRefused).finally(() => {
    asked = null;
  });
  return asked;
}

function ask(isRefused) {
  const dialog = byId("token");
  const field = byId("token-value");
  byId("token-help").textContent = isRefused ? `The server does not know that token. ${HELP}` : HELP;
  field.value = "";
  dialog.returnValue = "cancel";
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const token = field.value.trim();
      field.value = "";
      resolve(dialog.returnValue === "use" && token ? token : null);
    }, { once: true });
  });
}
