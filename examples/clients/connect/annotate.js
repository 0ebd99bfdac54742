// Annotate an article over HTTP (`dateline serve --http-port 8080`): node annotate.js FILE [URL]

import { readFileSync } from "node:fs";
import { createRegistry } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";

import { AnnotationService, ArticlePart, OffsetEncoding } from "./gen/dateline/v1/annotation_pb.js";
import { file_google_rpc_error_details } from "./gen/google/rpc/error_details_pb.js";

const [file, baseUrl = "http://127.0.0.1:8080"] = process.argv.slice(2);
const text = readFileSync(file, "utf8");

// The same lines make a client in a browser, where the page comes from the server or from an origin that it allows.
// Errors in the place of an article or a query hold details, which JSON can only be read from with their types at hand.
const jsonOptions = { registry: createRegistry(file_google_rpc_error_details) };
const client = createClient(AnnotationService, createConnectTransport({ baseUrl, jsonOptions }));
const { annotation } = await client.annotateArticle(
  // JavaScript's strings count in units of UTF-16.
  { article: { text }, options: { offsetEncoding: OffsetEncoding.UTF16 } },
  { timeoutMs: 30_000 },
);
for (const { mentions, resolution } of annotation.entities) {
  for (const { span } of mentions.filter(({ span }) => span.part === ArticlePart.TEXT)) {
    const name = text.slice(span.startOffset, span.endOffset);
    console.log(span.startOffset, span.endOffset, name, resolution?.place?.placeId ?? "-");
  }
}
