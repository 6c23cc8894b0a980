// What an address restores in the panel.
function restore(key) {
  const [what, ...rest] = (key || "").split(":"),
    id = rest.join(":");
  if (what === "actor" && D.byId[id]) return showActor(D.byId[id].i);
  if (what === "claim" && D.byClaim[id]) return showClaim(D.byClaim[id]);
  if (what === "pair" || what === "rel") {
    const [s, ...more] = id.split(">"),
      relation = what === "rel" && D.relations.find((r) => relationKey(r) === key);
    if (relation) return showRelation(relation.i);
    const [t, sign] = more.join(">").split("|");
    if (D.byId[s] && D.byId[t])
      return sign ? showBundle(`${D.byId[s].i}>${D.byId[t].i}|${sign}`) : showPair(D.byId[s].i, D.byId[t].i);
  }
  if (what === "path") return showPath(...restoredPath(id));
  if (what === "changes") return showChanges(...id.split(".."));
  if (what === "blocs") return showBlocs();
  return showHome();
}
function showClaim(x) {
  const line =
    LIVE.relations.find((l) => l.r === x.relation && l.statements.includes(x)) ||
    summary(x.relation, x.relation.statements);
  G.focus = { links: [`${line.s}>${line.t}|${line.sign}`] };
  open(panel(relationWords(x.relation), `claim:${x.claim}`, relationBlock(line, { chosen: x, bare: true })));
  document.getElementById(`claim-${x.i}`)?.scrollIntoView({ block: "nearest" });
  paint();
}
