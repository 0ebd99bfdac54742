// Asks the reader for a token.

import { byId } from "../element.js";

const HELP = "The page keeps it in memory until you close or reload it, and nowhere else.";
const TOKEN = /^[\x21-\x7e]+$/; // What a header can carry; with anything else no request could be sent.
let asked = null;

/** Returns a promise of the token that the reader types, or of null; calls that come together ask once. */
export function askToken({ isRefused }) {
  asked ??= ask(isRefused).finally(() => {
    asked = null;
  });
  return asked;
}

async function ask(isRefused) {
  let reason = isRefused ? "The server does not know that token." : "";
  for (;;) {
    const token = await typed(reason);
    if (token === null || TOKEN.test(token)) return token;
    reason = "That is no token: it holds a space, or a character that is not ASCII.";
  }
}

function typed(reason) {
  const dialog = byId("token");
  const field = byId("token-value");
  byId("token-help").textContent = reason ? `${reason} ${HELP}` : HELP;
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
