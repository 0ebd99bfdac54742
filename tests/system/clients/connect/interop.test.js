// Runs beside annotate.js, against the server at $BASE_URL, which knows the few names of tests/support/tiny_world.py.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createRegistry } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";

import { AnnotationService, EntityType, OffsetEncoding } from "./gen/dateline/v1/annotation_pb.js";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  file_google_rpc_error_details,
} from "./gen/google/rpc/error_details_pb.js";

const baseUrl = process.env.BASE_URL;
const text = "😀 Sergey Lavrov came to Astana.";
const options = { offsetEncoding: OffsetEncoding.UTF16 };
const jsonOptions = { registry: createRegistry(file_google_rpc_error_details) };
const clientOf = (settings) =>
  createClient(AnnotationService, createConnectTransport({ baseUrl, jsonOptions, ...settings }));
const clients = {
  json: clientOf({}),
  binary: clientOf({ useBinaryFormat: true }),
  get: clientOf({ useHttpGet: true }),
  "binary get": clientOf({ useBinaryFormat: true, useHttpGet: true }),
};

test("every form of a call gives the same annotation", async () => {
  for (const [form, client] of Object.entries(clients)) {
    const { annotation } = await client.annotateArticle({ article: { id: "a", text }, options });
    assert.equal(annotation.articleId, "a", form);
    const [person, place] = annotation.entities;
    assert.equal(person.type, EntityType.PERSON, form);
    assert.equal(place.resolution.place.placeId, "geonames:1526273", form);
    const [{ span }] = place.mentions;
    assert.equal(text.slice(span.startOffset, span.endOffset), "Astana", form);
  }
});

test("a batch answers in order, and numbers of 64 bits are whole", async () => {
  const { results } = await clients.json.batchAnnotateArticles({ articles: [{ text }, { text: "" }] });
  assert.deepEqual(
    results.map(({ outcome }) => outcome.case),
    ["annotation", "error"],
  );
  const { gazetteer } = await clients.json.getServerInfo({});
  assert.equal(gazetteer.placeCount, 7n);
});

test("an error says which field is wrong", async () => {
  for (const client of Object.values(clients)) {
    await assert.rejects(client.annotateArticle({ article: { text: "" } }), (error) => {
      assert.ok(error instanceof ConnectError);
      assert.equal(error.code, Code.InvalidArgument);
      const [bad] = error.findDetails(BadRequestSchema);
      assert.equal(bad.fieldViolations[0].field, "article.text");
      const [{ reason, domain }] = error.findDetails(ErrorInfoSchema);
      assert.deepEqual([reason, domain], ["INVALID_INPUT", "dateline"]);
      return true;
    });
  }
});

test("headers go both ways", async () => {
  let requestId;
  await clients.json.getServerInfo({}, {
    headers: { "X-Request-Id": "desk-7" },
    onHeader: (headers) => (requestId = headers.get("x-request-id")),
  });
  assert.equal(requestId, "desk-7");
});

test("a deadline and a caller who gives up end the call", async () => {
  await assert.rejects(clients.json.annotateArticle({ article: { text } }, { timeoutMs: 1 }), {
    code: Code.DeadlineExceeded,
  });
  const giving = new AbortController();
  const call = clients.json.annotateArticle({ article: { text } }, { signal: giving.signal });
  giving.abort();
  await assert.rejects(call, { code: Code.Canceled });
});

test("what is wrong beyond JSON keeps its code", async () => {
  const large = { article: { text: "a".repeat(9 << 20) } };
  await assert.rejects(clients.json.annotateArticle(large), { code: Code.InvalidArgument });
  const elsewhere = createClient(
    AnnotationService,
    createConnectTransport({ baseUrl: `${baseUrl}/elsewhere` }),
  );
  await assert.rejects(elsewhere.getServerInfo({}), { code: Code.Unimplemented });
});
