// What went wrong, in words for the reader of the page.

const FIELDS = {
  "article.text": ["text", "The text"],
  "article.title": ["title", "The headline"],
  "article.outlet": ["outlet", "The outlet"],
  "article.language_code": ["language", "The language"],
  "options.display_language": ["display-language", "The language of the names of places"],
  "options.max_candidates": ["candidates", "The number of candidates"],
  "options.min_mention_confidence": ["least-mention", "The least confidence of a name"],
  "options.min_place_confidence": ["least-place", "The least confidence of a place"],
  "options.preference": ["granularity", "The choice of city or division"],
};

/** A call that failed: its code as Connect names it, what to tell the reader, and the fields that are to blame. */
export class Failure extends Error {
  constructor(code, message, { fields = [], retrySeconds = null, name = null } = {}) {
    super(message);
    this.code = code;
    this.fields = fields;
    this.retrySeconds = retrySeconds;
    this.record = name;
  }

  /** Whether the same request may work a little later. */
  get isPassing() {
    return ["unreachable", "unavailable", "resource_exhausted", "deadline_exceeded"].includes(this.code)
      && !(this.code === "resource_exhausted" && this.retrySeconds === null);
  }

  /** One or two sentences. */
  get words() {
    switch (this.code) {
      case "unreachable":
        return "The server does not answer. What you typed is still here.";
      case "unavailable":
        return "The server is starting or stopping. What you typed is still here.";
      case "resource_exhausted":
        return this.retrySeconds === null
          ? "The server does not take an article of this size."
          : `The server has too much to do. It asks to be tried again in ${seconds(this.retrySeconds)}.`;
      case "deadline_exceeded":
        return "The server did not come to an end in time.";
      case "unauthenticated":
        return "The server wants a token.";
      case "permission_denied":
        return "Something in front of the server does not let this call through.";
      case "failed_precondition":
        return `The server lacks a file that it needs. Tell who runs it. ${this.message}`;
      case "internal":
      case "unknown":
        return this.record
          ? `This is a defect of the server. Its log calls the request ${this.record}.`
          : "This is a defect of the server.";
      case "invalid_argument":
        return this.fields.length ? this.fields.map(inWords).join(" ") : `The server refused this: ${this.message}`;
      default:
        return `The server refused this: ${this.message}`;
    }
  }
}

/** Returns the id of the page's own field that a path of the request speaks of, or null. */
export function fieldId(path) {
  return FIELDS[path]?.[0] ?? null;
}

/** Returns the failure that an answer of Connect's unary form tells of; `body` is its JSON, or null where it has none. */
export function failureOf(status, body) {
  if (body === null || typeof body.code !== "string") {
    const code = { 401: "unauthenticated", 403: "permission_denied", 413: "resource_exhausted", 429: "unavailable",
      502: "unavailable", 503: "unavailable", 504: "unavailable" }[status];
    return new Failure(code ?? "unknown", `It answered with HTTP status ${status}.`);
  }
  const details = Object.fromEntries((body.details ?? []).map((detail) => [detail.type, detail.debug ?? {}]));
  const violations = details["google.rpc.BadRequest"]?.field_violations ?? [];
  const delay = details["google.rpc.RetryInfo"]?.retry_delay;
  return new Failure(body.code, body.message ?? "", {
    fields: violations.map(({ field, description }) => ({ field, description })),
    retrySeconds: delay === undefined ? null : Number.parseFloat(delay),
    name: details["google.rpc.RequestInfo"]?.request_id ?? null,
  });
}

function inWords({ field, description }) {
  const name = FIELDS[field]?.[1];
  return name ? `${name} ${description}.`.replace(/\.\.$/, ".") : `${field}: ${description}.`.replace(/\.\.$/, ".");
}

function seconds(count) {
  const whole = Math.max(1, Math.ceil(count));
  return whole === 1 ? "a second" : `${whole} seconds`;
}
