// The answer as files of other formats, which the server writes.

import { element } from "../element.js";

const NAMES = { text: "plain text", json: "JSON", jsonl: "JSON lines", geojson: "GeoJSON", csv: "CSV", parquet: "Parquet",
  geoparquet: "GeoParquet", html: "a page of HTML" };
const ENDINGS = { text: "txt" };

/** Shows a button for each format that the server's settings list; a file is made when it is asked for. */
export function showDownloads(host, { server, settings, request, annotation, onFailure }) {
  host.replaceChildren(...settings.export_formats.map((format) => {
    const download = async () => {
      try {
        save(await server.exported(format, request.article, annotation), nameOf(request.article, format));
      } catch (failure) {
        onFailure(failure, download);
      }
    };
    return element("button", { type: "button", onclick: download }, NAMES[format] ?? format);
  }));
}

function nameOf({ id = "", title = "" }, format) {
  const stem = (title || id).normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  return `${stem.toLowerCase() || "article"}.${ENDINGS[format] ?? format}`;
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
