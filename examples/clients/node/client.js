// What `npm run generate` derives from the contract, as a client of @grpc/grpc-js.

import { promisify } from "node:util";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import grpc from "@grpc/grpc-js";

import { AnnotationService } from "./gen/dateline/v1/annotation_pb.js";
import { StatusSchema } from "./gen/google/rpc/status_pb.js";

const METHODS = AnnotationService.methods.map(({ localName, name, methodKind, input, output }) => [
  localName,
  {
    path: `/${AnnotationService.typeName}/${name}`,
    requestStream: ["client_streaming", "bidi_streaming"].includes(methodKind),
    responseStream: ["server_streaming", "bidi_streaming"].includes(methodKind),
    requestSerialize: (message) => Buffer.from(toBinary(input, create(input, message))),
    responseDeserialize: (bytes) => fromBinary(output, bytes),
  },
]);

const Client = grpc.makeClientConstructor(Object.fromEntries(METHODS), AnnotationService.typeName);

const OPTIONS = { "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }) };

/** A client with a method for each RPC, such as `annotateArticle`, once the server has said how large answers may be. */
export async function connect(target, credentials, { seconds = 30 } = {}) {
  const asking = new Client(target, credentials, OPTIONS);
  try {
    const getServerInfo = promisify(asking.getServerInfo).bind(asking);
    const { limits } = await getServerInfo({}, { deadline: Date.now() + 1_000 * seconds });
    return new Client(target, credentials, { ...OPTIONS, "grpc.max_receive_message_length": limits.maxResponseBytes });
  } finally {
    asking.close();
  }
}

/** The details of one kind that an error carries, such as `BadRequestSchema`; undefined where it carries none. */
export function errorDetails(error, schema) {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  const details = bytes ? fromBinary(StatusSchema, bytes).details : [];
  return details.map((detail) => anyUnpack(detail, schema)).find(Boolean);
}
