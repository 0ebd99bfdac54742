// Annotate an article on a running server (`dateline serve`): node annotate.js FILE [TARGET]

import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";

import { connect } from "./client.js";
import { ArticlePart, OffsetEncoding } from "./gen/dateline/v1/annotation_pb.js";

const [file, target = "127.0.0.1:50051"] = process.argv.slice(2);
const text = readFileSync(file, "utf8");

const client = await connect(target, grpc.credentials.createInsecure());
const annotateArticle = promisify(client.annotateArticle).bind(client);
const { annotation } = await annotateArticle(
  // JavaScript's strings count in units of UTF-16.
  { article: { text }, options: { offsetEncoding: OffsetEncoding.UTF16 } },
  { deadline: Date.now() + 30_000 },
);
for (const { mentions, resolution } of annotation.entities) {
  for (const { span } of mentions.filter(({ span }) => span.part === ArticlePart.TEXT)) {
    const name = text.slice(span.startOffset, span.endOffset);
    console.log(span.startOffset, span.endOffset, name, resolution?.place?.placeId ?? "-");
  }
}
client.close();
