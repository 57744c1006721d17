/* <form data-scan>: each scan is an item of the outbox, so none is lost or doubled while the network is away, the page is
   closed or nobody is signed in. What it came to goes to [data-scanned] and is heard; without HTTPS it is a plain form. */
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-scan]");
  if (!form || !navigator.locks) return;
  event.preventDefault();
  const field = form.elements.code, code = field.value.trim();
  const lost = (error) => document.dispatchEvent(new CustomEvent("toast", { detail: { text: `${code} was not stored (${error.name}): free some of this tablet's storage and scan it again.`, tone: "breach" } }));
  field.value = "";
  field.focus();
  if (code) Outbox.add([{ kind: "load", url: form.action, payload: { code }, words: code }]).catch(lost);
});
document.addEventListener("receipt", ({ detail: { item, receipt } }) => {
  const form = document.querySelector("form[data-scan]");
  if (!form || item.url !== form.action) return;
  if (receipt.html) htmx.swap("[data-scanned]", receipt.html, { swapStyle: "outerHTML" });
  document.dispatchEvent(new Event("order-changed")); // the truck beside it is counted anew
  beep(receipt.outcome === "taken");
});
