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
 * Returns the articles of files and what could not be read, `{articles, failures}`.
 *
 * Plain text in UTF-8 is read here; the server reads everything else.
 */
export async function readFiles(files, server) {
  const articles = [];
  const failures = [];
  for (const file of files) {
    const text = await plainText(file);
    if (text !== null) {
      articles.push({ id: file.name, text });
      continue;
    }
    const read = await server.readDocument(file.name, file);
    articles.push(...read.articles);
    failures.push(...read.failures);
  }
  return { articles, failures };
}

async function plainText(file) {
  if (!/\.(txt|text)$/i.test(file.name)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch (error) {
    if (error instanceof TypeError) return null; // Another encoding, which the server tells.
    throw error;
  }
}
