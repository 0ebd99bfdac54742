// Runs beside client.js, against the server at $TARGET, which knows the few names of tests/support/tiny_world.py.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { toBinary } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import grpc from "@grpc/grpc-js";

import { connect, errorDetails } from "./client.js";
import {
  ArticlePart,
  BatchAnnotateArticlesResponseSchema,
  EntityType,
  OffsetEncoding,
} from "./gen/dateline/v1/annotation_pb.js";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";

const client = await connect(process.env.TARGET, grpc.credentials.createInsecure());
after(() => client.close());

const call = (method, request) => promisify(client[method]).bind(client)(request, { deadline: Date.now() + 20_000 });

// Before the names: a family of emoji joined, a flag, combining marks, letters beyond the first 65,536, and line ends.
const text =
  "👩‍👩‍👧‍👦 🇰🇿 Cafe\u0301 Zoe\u0308, 𝔗𝔥𝔢 𝔇𝔞𝔦𝔩𝔶, 𠮷野家.\r\n" +
  "Sergey Lavrov 😀 came from Paris, Texas, to Astana 🏙️.\r\n" +
  "The United Nations 🕊️ thanked Kazakhstan; 𝔏avrov, no: Lavrov, nodded 👍🏽.";
const title = "🗞️ Astana";
const names = ["Sergey Lavrov", "Paris", "Texas", "Astana", "United Nations", "Kazakhstan", "Lavrov"];

const spans = (annotation) => annotation.entities.flatMap(({ mentions }) => mentions.map(({ span }) => span));
const partOf = ({ part }) => (part === ArticlePart.TITLE ? title : text);
const slice = (span) => partOf(span).slice(span.startOffset, span.endOffset);

test("offsets in UTF-16 are those of JavaScript's strings", async () => {
  const options = { offsetEncoding: OffsetEncoding.UTF16 };
  const { annotation } = await call("annotateArticle", { article: { text, title }, options });
  assert.equal(annotation.offsetEncoding, OffsetEncoding.UTF16);
  const found = spans(annotation);
  for (const span of found) assert.equal(slice(span), span.content);
  const contents = (part) => found.filter((span) => span.part === part).map(({ content }) => content);
  assert.deepEqual(contents(ArticlePart.TEXT).sort(), [...names].sort());
  assert.deepEqual(contents(ArticlePart.TITLE), ["Astana"]);
});

test("offsets in code points are not, with this article", async () => {
  const { annotation } = await call("annotateArticle", { article: { text, title } });
  assert.equal(annotation.offsetEncoding, OffsetEncoding.UTF32);
  for (const span of spans(annotation)) {
    assert.notEqual(slice(span), span.content);
    assert.equal([...partOf(span)].slice(span.startOffset, span.endOffset).join(""), span.content);
  }
});

test("mentions given in UTF-16 come back as they were", async () => {
  const startOffset = text.indexOf("Astana");
  const given = { startOffset, endOffset: startOffset + "Astana".length, type: EntityType.PLACE };
  const { annotation } = await call("annotateArticle", {
    article: { text, mentions: { mentions: [given] }, publishTime: timestampFromDate(new Date("2026-11-24")) },
    options: { offsetEncoding: OffsetEncoding.UTF16 },
  });
  const [span] = spans(annotation);
  assert.deepEqual([span.startOffset, span.endOffset], [given.startOffset, given.endOffset]);
  assert.equal(slice(span), "Astana");
  assert.equal(annotation.entities[0].resolution.place.placeId, "geonames:1526273");
});

test("an error says which field is wrong", async () => {
  await assert.rejects(call("annotateArticle", { article: { text: "" } }), (error) => {
    assert.equal(error.code, grpc.status.INVALID_ARGUMENT);
    const [violation] = errorDetails(error, BadRequestSchema).fieldViolations;
    assert.equal(violation.field, "article.text");
    const { reason, domain } = errorDetails(error, ErrorInfoSchema);
    assert.deepEqual([reason, domain], ["INVALID_INPUT", "dateline"]);
    assert.equal(errorDetails(error, RetryInfoSchema), undefined);
    return true;
  });
});

test("an error of gRPC's own has no details", async () => {
  await assert.rejects(promisify(client.annotateArticle).bind(client)({}, { deadline: Date.now() - 1 }), (error) => {
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
    assert.equal(errorDetails(error, BadRequestSchema), undefined);
    return true;
  });
});

test("a stream answers every article by its id, a bad one too", async () => {
  const stream = client.streamAnnotateArticles({ deadline: Date.now() + 20_000 });
  const options = { offsetEncoding: OffsetEncoding.UTF16 };
  for (const id of ["a", "b", "empty", "c"]) {
    stream.write({ article: { id, text: id === "empty" ? "" : text }, options });
  }
  stream.end();
  const outcomes = {};
  for await (const { articleId, result } of stream) {
    assert.ok(!(articleId in outcomes));
    outcomes[articleId] = result.outcome;
  }
  assert.deepEqual(Object.keys(outcomes).sort(), ["a", "b", "c", "empty"]);
  const { empty, ...others } = outcomes;
  assert.deepEqual([empty.case, empty.value.code], ["error", grpc.status.INVALID_ARGUMENT]);
  for (const { case: kind, value } of Object.values(others)) {
    assert.equal(kind, "annotation");
    assert.equal(spans(value).length, names.length);
    for (const span of spans(value)) assert.equal(slice(span), span.content);
  }
});

test("a batch answers in order, names are looked up, and numbers of 64 bits are whole", async () => {
  const { results } = await call("batchAnnotateArticles", { articles: [{ text }, { text: "" }] });
  assert.deepEqual(
    results.map(({ outcome }) => outcome.case),
    ["annotation", "error"],
  );
  const { answers } = await call("resolvePlaces", { queries: [{ name: "Paris, Texas" }] });
  assert.equal(answers[0].outcome.value.place.placeId, "geonames:4717560");
  const { gazetteer, limits } = await call("getServerInfo", {});
  assert.equal(gazetteer.placeCount, 7n);
  assert.equal(limits.maxArticleChars, 500_000);
});

test("an answer may be larger than gRPC takes by default", async () => {
  const mentions = [...Array(20_000).keys()].map((startOffset) => ({
    startOffset,
    endOffset: startOffset + 1,
    type: EntityType.PERSON,
  }));
  const article = { text: "a".repeat(20_000), mentions: { mentions } };
  const answer = await call("batchAnnotateArticles", { articles: Array(10).fill(article) });
  assert.ok(toBinary(BatchAnnotateArticlesResponseSchema, answer).length > 4 << 20);
});
