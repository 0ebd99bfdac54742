// The request that the page sends, as a reader would send it from elsewhere.

import { element } from "../element.js";

/** Shows the request for curl and for Python in `host`; `address` is the page's, `settings` what the server says. */
export function showSnippets(host, request, { address, settings }) {
  host.replaceChildren(
    snippet("curl", curl(request, address, settings)),
    snippet("Python", python(request, address, settings)),
  );
}

/** Returns a command for a shell. The article stands in a here-document, where nothing in it needs to be quoted. */
export function curl(request, address, settings) {
  const token = settings.needs_token ? ' \\\n  -H "Authorization: Bearer $DATELINE_TOKEN"' : "";
  return `curl ${address}/dateline.v1.AnnotationService/AnnotateArticle \\
  -H 'Content-Type: application/json'${token} \\
  --data-binary @- <<'END'
${JSON.stringify(request)}
END`;
}

/** Returns a program that asks the same of the gRPC server, at its own port, with Dateline's client. */
export function python(request, address, settings) {
  const options = Object.entries(request.options)
    .filter(([name]) => name !== "offset_encoding") // The client has code points, as Python's strings have.
    .map(([name, value]) => `${name}=${name === "preference" ? value.replace("GRANULARITY_", "Granularity.") : literal(value)}`);
  const article = Object.entries({ id: "", ...request.article })
    .filter(([name]) => name !== "publish_time" && name !== "reader_region") // Objects in Python; they can be added.
    .map(([name, value]) => `    ${name}=${literal(value)},\n`);
  const { hostname, protocol } = new URL(address);
  const target = [literal(`${hostname}:${settings.grpc_port}`)];
  const names = ["Article", "Client"];
  if (options.length) names.unshift("AnnotateOptions");
  if (request.options.preference) names.push("Granularity");
  if (protocol === "https:") {
    names.push("tls_credentials");
    target.push("credentials=tls_credentials()");
  }
  if (settings.needs_token) target.push('token=os.environ["DATELINE_TOKEN"]');
  return `${settings.needs_token ? "import os\n\n" : ""}from dateline import ${names.join(", ")}

article = Article(
${article.join("")})
with Client(${target.join(", ")}) as client:
    annotation = client.annotate(article${options.length ? `, options=AnnotateOptions(${options.join(", ")})` : ""})
for entity in annotation.entities:
    print(entity.name, entity.resolution and entity.resolution.place)`;
}

function literal(value) {
  if (value === true) return "True";
  if (value === false) return "False";
  return JSON.stringify(value); // A string of JSON is one of Python, too.
}

function snippet(name, text) {
  const code = element("pre", { tabindex: 0, "aria-label": `The request for ${name}` }, text);
  const button = element("button", { type: "button", onclick: () => copy(text, code, button) }, "Copy");
  return element("figure", { class: "snippet" }, element("figcaption", {}, name, button), code);
}

async function copy(text, code, button) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    // Without TLS on another machine a page may not write to the clipboard: the reader does it.
    getSelection().selectAllChildren(code);
    button.textContent = "Selected";
  }
  setTimeout(() => {
    button.textContent = "Copy";
  }, 2000);
}
