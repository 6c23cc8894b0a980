// vis-network writes its style sheets through createElement("style"): the policy wants the nonce on them.
{
  const nonce = document.currentScript.nonce;
  document.createElement = function (name, options) {
    const made = Document.prototype.createElement.call(this, name, options);
    if (name === "style") made.nonce = nonce;
    return made;
  };
}
