/* <form data-scan>: each scan is sent under a UUID of its own, one after the other, again and again while the network
   is away; the scanner never waits. What comes back goes to [data-scanned], and is heard: high is right, low is not. */
(() => {
  let tail = Promise.resolve(), waiting = 0;

  async function answer(form, body) {
    for (;;) {
      try { return await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, credentials: "same-origin" }); }
      catch { form.querySelector("[data-scan-waits]").textContent = `No network: ${waiting} ${waiting === 1 ? "scan waits" : "scans wait"}, and will be sent.`; }
      await new Promise((done) => { setTimeout(done, 2000); });
    }
  }

  async function send(form, body) {
    const came = await answer(form, body);
    waiting -= 1;
    if (!waiting) form.querySelector("[data-scan-waits]").textContent = "";
    if (came.headers.has("HX-Redirect")) { location.assign(came.headers.get("HX-Redirect")); return; }
    if (!came.ok) {
      beep(false);
      document.dispatchEvent(new CustomEvent("toast", { detail: { text: `${body.get("code")} was not taken: the server answered with an error (${came.status}). Scan it again.`, tone: "breach" } }));
      return;
    }
    htmx.swap("[data-scanned]", await came.text(), { swapStyle: "outerHTML" });
    if (!waiting) document.dispatchEvent(new Event("order-changed")); // the truck beside it is counted anew
    beep(!document.querySelector("[data-scanned] [data-refused]"));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-scan]");
    if (!form) return;
    event.preventDefault();
    const input = form.elements.code, body = new FormData(form);
    body.set("client_uuid", photos.uuid());
    body.set("scanned_at", new Date().toISOString());
    input.value = "";
    input.focus();
    waiting += 1;
    tail = tail.then(() => send(form, body));
  });
})();
