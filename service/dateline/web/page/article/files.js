// Files that the reader drops, pastes or opens.

import { byId } from "../element.js";

/** Calls `onFiles` with the files that come in by any way. */
export function receiveFiles(onFiles) {
  const sheet = document.documentElement;
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  sheet.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    sheet.classList.add("dropping");
  });
  sheet.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) sheet.classList.remove("dropping");
  });
  sheet.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    sheet.classList.remove("dropping");
    onFiles([...event.dataTransfer.files]);
  });
  sheet.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    onFiles(files);
  });
  byId("file").addEventListener("change", ({ target }) => {
    const files = [...target.files];
    target.value = ""; // So that the same file can be opened once more.
    if (files.length) onFiles(files);
  });
}

/**
 * Returns the articles of files, which the server reads, and a sentence for each thing that could not be read:
 * `{articles, faults}`. Throws the failure of a call that says nothing about the file.
 */
export async function readFiles(files, server) {
  const articles = [];
  const faults = [];
  for (const file of files) {
    const read = await readFile(file, server);
    const isBlank = ({ title = "", text = "" }) => `${title}${text}`.trim() === "";
    articles.push(...read.articles.filter((article) => !isBlank(article)));
    faults.push(...read.faults, ...read.articles.filter(isBlank).map(({ id }) => `${id || file.name} has no text.`));
    if (!read.articles.length && !read.faults.length) faults.push(`${file.name} holds no articles.`);
  }
  return { articles, faults };
}

async function readFile(file, server) {
  let bytes;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return { articles: [], faults: [`${file.name} is a folder, or nothing that the browser can read.`] };
  }
  try {
    const { articles, failures } = await server.readDocument(file.name, bytes);
    return { articles, faults: failures.map(({ where, message }) => `${where} ${message}.`) };
  } catch (failure) {
    const isOfFile = failure.code === "invalid_argument" || (failure.code === "resource_exhausted" && !failure.isPassing);
    if (!isOfFile) throw failure;
    const reason = failure.fields[0]?.description ?? "is larger than what may be sent";
    return { articles: [], faults: [`${file.name} ${reason}.`] };
  }
}
