// The SPARQL editor on this server's own endpoint; nothing is looked up anywhere else.
"use strict";
const prefixes = JSON.parse(document.getElementById("prefixes").textContent);
const endpoint = new URL("sparql", location.href).href;
const first = `# Who supports whom, with the number of independent sources.
SELECT ?who ?relation ?whom ?sources WHERE {
  ?edge wb:edgeSource ?a ; wb:edgeRelation ?relation ; wb:edgeTarget ?b ; wb:sources ?sources ; wb:edgeSign ?sign .
  FILTER(?sign = 1)
  ?a skos:prefLabel ?who . ?b skos:prefLabel ?whom .
} ORDER BY DESC(?sources) LIMIT 50`;
const lines = Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}>`);
const query = ["wb", "skos"].map((name) => lines.find((line) => line.startsWith(`PREFIX ${name}:`))).join("\n") + "\n" + first;
Yasgui.Yasqe.defaults.value = query;
new Yasgui(document.getElementById("editor"), {
  requestConfig: { endpoint, method: "POST" },
  copyEndpointOnNewTab: true,
  endpointCatalogueOptions: { getData: () => [{ endpoint }] },
  persistenceId: null,
  yasqe: { value: query, persistenceId: null, autocompleters: ["variables"] },
});
