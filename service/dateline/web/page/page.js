// The page: joins its parts.

import { Card } from "./answer/card.js";
import { Index, showSlug } from "./answer/index.js";
import { Selection } from "./answer/selection.js";
import { Story } from "./answer/story.js";
import { isolated, languageName, summary, TYPES } from "./answer/words.js";
import { addressOf, readFragment } from "./article/address.js";
import { EXAMPLES } from "./article/examples.js";
import { readFiles, receiveFiles } from "./article/files.js";
import { Form } from "./article/form.js";
import { byId, element } from "./element.js";
import { PlaceMap } from "./map/map.js";
import { Server } from "./service/calls.js";
import { showDownloads } from "./service/downloads.js";
import { Failure } from "./service/failure.js";
import { showSnippets } from "./service/snippet.js";
import { askToken } from "./service/token.js";

const POLL_MILLISECONDS = 1500;
const PAUSE_MILLISECONDS = 250;
const MOST_FAULTS = 3;

const server = new Server(askToken);
const selection = new Selection();
const form = new Form({ onSubmit: () => annotate({ isFocused: true }), onOption: askAgain, onArticle: showRequest });
const story = new Story(byId("story"), selection);
const index = new Index(byId("index"), selection);
const card = new Card(byId("card"), closeCard);
const map = new PlaceMap(byId("map"), selection);

let settings = { needs_token: false, grpc_port: 50051, export_formats: [] };
let answer = null; // The article and the annotation that are shown.
let call = null; // What stops the call that is under way.
let pause = 0;
let poll = 0;

start();

async function start() {
  showExamples();
  receiveFiles(takeFiles);
  selection.follow(byId("slug"), null);
  selection.addEventListener("chosen", showChosen);
  byId("edit").addEventListener("click", () => showEditor({ isFocused: true }));
  byId("stop").addEventListener("click", () => call?.abort());
  byId("link").addEventListener("click", copyLink);
  byId("request").addEventListener("toggle", showRequest);
  addEventListener("hashchange", openFragment);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("card").hidden) closeCard();
  });
  try {
    settings = await server.settings();
    form.learn(settings);
    if (!settings.needs_token) await meet();
  } catch (failure) {
    showFailure(failure);
  }
  openFragment();
}

/** Asks the server what it is, and says so. */
async function meet() {
  const info = await server.info();
  form.learn(info);
  byId("server").textContent = info.model ? "The server is ready." : "The server is loading.";
  const places = Number(info.gazetteer?.place_count ?? 0).toLocaleString("en");
  byId("versions").textContent = info.model
    ? `Dateline ${info.server_version} · model ${info.model.name}, ${info.model.revision} · gazetteer ${info.gazetteer.revision}, ${places} places`
    : `Dateline ${info.server_version}`;
}

/** Sends the article, and shows the answer or what went wrong. What was typed stays as it is in either case. */
async function annotate({ isFocused = false } = {}) {
  if (form.isEmpty) {
    say("There is no text yet.");
    byId("text").focus();
    return;
  }
  clearTimeout(pause);
  call?.abort();
  const mine = new AbortController();
  call = mine;
  busy(true);
  const request = form.request;
  try {
    const { annotation } = await server.annotate(request, mine.signal);
    clearFailure();
    if (byId("versions").textContent === "") meet().catch(() => {});
    show(request, annotation);
    if (isFocused) story.focus();
  } catch (failure) {
    if (failure.name === "AbortError") {
      if (call === mine) say("Stopped.");
    } else {
      showFailure(failure, () => annotate({ isFocused }));
    }
  } finally {
    if (call === mine) {
      call = null;
      busy(false);
    }
  }
}

function show(request, annotation) {
  answer = { request, annotation };
  selection.clear();
  story.show(request.article, annotation);
  index.show(annotation);
  showSlug(byId("slug"), annotation);
  map.show(annotation);
  showDownloads(byId("formats"), { server, settings, request, annotation, onFailure: showFailure });
  byId("downloads").hidden = false;
  byId("editor").hidden = true;
  byId("reading").hidden = false;
  byId("edit").hidden = false;
  byId("annotate").hidden = true;
  document.title = request.article.title ? `${isolated(request.article.title)} – Dateline` : "Dateline";
  showRequest();
  say(countInWords(annotation));
}

function showEditor({ isFocused }) {
  byId("editor").hidden = false;
  byId("reading").hidden = true;
  byId("edit").hidden = true;
  byId("annotate").hidden = false;
  if (isFocused) byId("text").focus();
}

function showChosen() {
  const entity = answer?.annotation.entities.find(({ entity_id: id }) => id === selection.chosen) ?? null;
  card.show(entity, answer?.annotation);
  if (entity === null) return;
  const count = entity.resolution?.candidates?.length ?? 0;
  say(`${summary(entity)}.${count > 1 ? ` ${count} candidates are on the map.` : ""}`);
}

function closeCard() {
  const last = selection.chosen;
  const hadFocus = byId("card").contains(document.activeElement);
  selection.choose(null);
  if (hadFocus) byId("story").querySelector(`[data-entity="${CSS.escape(last)}"]`)?.focus();
}

function showExamples() {
  byId("examples").replaceChildren(element("span", { class: "label" }, "Try"),
    ...Object.entries(EXAMPLES).map(([key, { name }]) => element("a", { href: `#example=${key}`, onclick: reopen }, name)));
}

/** Opens an example once more, of which the browser would see no change. */
function reopen({ currentTarget }) {
  if (location.hash === currentTarget.hash) openFragment();
}

/** Opens what the fragment of the address holds. */
function openFragment() {
  const held = readFragment(location.hash);
  if (held === null) return;
  const example = Object.hasOwn(EXAMPLES, held.example ?? "") ? EXAMPLES[held.example] : null;
  const article = held.article ?? example?.article;
  if (!article) return;
  open(article, example?.name ?? null, held.options ?? example?.options ?? {});
}

/** Puts an article into the form and sends it; what was typed can be had back. */
function open(article, name, options = form.options) {
  const before = { article: form.article, options: form.options };
  const isTyped = !form.isEmpty && before.article.text !== answer?.request.article.text;
  form.article = article;
  form.options = options;
  showEditor({ isFocused: false });
  if (isTyped) {
    const onAction = () => {
      form.article = before.article;
      form.options = before.options;
      showEditor({ isFocused: true });
    };
    notice(`${name ? isolated(name) : "Another article"} is in place of what you had typed.`, { action: "Take that back", onAction });
  }
  annotate();
}

async function takeFiles(files) {
  try {
    busy(true);
    const { articles, faults } = await readFiles(files, server);
    clearFailure();
    showPile(articles);
    showFaults(faults);
    if (articles.length) open(articles[0], articles[0].id || files[0].name);
  } catch (failure) {
    showFailure(failure, () => takeFiles(files));
  } finally {
    if (call === null) busy(false);
  }
}

/** Lists the articles of files, where there are several to choose from. */
function showPile(articles) {
  byId("pile").hidden = articles.length < 2;
  byId("pile").replaceChildren(...(articles.length < 2 ? [] : [
    element("span", { class: "label" }, `${articles.length} articles`),
    element("ol", {}, articles.map((article) => element("li", {}, element("button", { type: "button", dir: "auto",
      onclick: () => open(article, article.id) }, article.title || article.id || article.text.slice(0, 60))))),
  ]));
}

/** Says what of files could not be read; that stays while what could be read is annotated. */
function showFaults(faults) {
  byId("faults").hidden = true;
  if (!faults.length) return;
  const others = faults.length > MOST_FAULTS ? [`And ${faults.length - MOST_FAULTS} more could not be read.`] : [];
  notice([...faults.slice(0, MOST_FAULTS), ...others].join(" "), { host: byId("faults") });
}

/** Sends the article once more with other options, where an answer is on the page. */
function askAgain() {
  showRequest();
  if (answer === null || byId("reading").hidden) return;
  clearTimeout(pause);
  pause = setTimeout(() => annotate(), PAUSE_MILLISECONDS);
}

function showRequest() {
  if (!byId("request").open) return;
  showSnippets(byId("snippets"), form.request, { address: server.address, settings });
}

async function copyLink() {
  const address = addressOf(form.article, form.options);
  try {
    await navigator.clipboard.writeText(address);
    say("The link is copied. It holds the article itself, behind the #, which browsers do not send.");
    notice("The link is copied. It holds the article itself.");
  } catch {
    history.replaceState(null, "", address);
    notice("The link is the address of this page now. It holds the article itself.");
  }
}

function showFailure(failure, again = null) {
  if (!(failure instanceof Failure)) throw failure;
  const isAway = failure.code === "unreachable" || failure.code === "unavailable";
  const first = form.blame(failure);
  const host = byId("failure");
  host.replaceChildren(element("p", {}, failure.words),
    ...(again && failure.isPassing ? [element("button", { type: "button", onclick: again }, "Try again")] : []));
  host.hidden = false;
  if (first !== null) {
    showEditor({ isFocused: false });
    first.focus();
  }
  if (isAway) waitForServer(host);
}

function clearFailure() {
  clearTimeout(poll);
  form.blame(null);
  byId("failure").hidden = true;
  byId("failure").replaceChildren();
}

/** Says when the server is back. */
function waitForServer(host) {
  clearTimeout(poll);
  byId("server").textContent = "The server does not answer.";
  poll = setTimeout(async () => {
    if (!await server.isReady()) return waitForServer(host);
    byId("server").textContent = "The server is ready.";
    host.querySelector("p").textContent = "The server is back.";
    return undefined;
  }, POLL_MILLISECONDS);
}

function notice(words, { host = byId("notice"), action = null, onAction = null } = {}) {
  const close = () => {
    host.hidden = true;
  };
  host.replaceChildren(element("p", {}, words),
    ...(action ? [element("button", { type: "button", onclick: () => [close(), onAction()] }, action)] : []),
    element("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "×"));
  host.hidden = false;
}

function busy(isBusy) {
  byId("annotate").textContent = isBusy ? "Annotating …" : "Annotate";
  byId("stop").hidden = !isBusy;
  document.querySelector(".answer").setAttribute("aria-busy", String(isBusy));
  if (isBusy) say("Annotating.");
}

function say(words) {
  byId("status").textContent = words;
}

function countInWords({ entities, focus_places: focus, language }) {
  const counts = Object.entries(TYPES).map(([type, { one, many }]) => {
    const count = entities.filter((entity) => entity.type === type).length;
    return count === 1 ? `1 ${one}` : `${count} ${many.toLowerCase()}`;
  });
  const about = focus?.length ? ` It is about ${focus.map(({ place }) => isolated(place.name)).join(", ")}.` : "";
  const read = language ? ` It was read as ${languageName(language.code)}.` : "";
  return `Found ${counts.join(", ")}.${about}${read}`;
}
