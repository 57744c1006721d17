/* Messages: they leave after a while unless they matter; a request that failed says so instead of doing nothing. */
(() => {
  function show(text, tone = "info") {
    const toast = Object.assign(document.createElement("div"), { className: `toast tone-${tone}` });
    toast.dataset.toast = "";
    if (tone === "breach") toast.dataset.stay = "";
    const words = Object.assign(document.createElement("div"), { className: "text", textContent: text });
    const close = Object.assign(document.createElement("button"), { className: "close", type: "button", textContent: "×" });
    close.dataset.toastClose = "";
    close.setAttribute("aria-label", "Close this message");
    toast.append(words, close);
    document.getElementById("messages")?.append(toast);
  }

  function failure(event) {
    if (event.detail.elt?.closest("[data-live]") === event.detail.elt) return; // live.js says that the page is stale
    const status = event.detail.xhr?.status || 0;
    if (status === 0) show("The server could not be reached, so it is not known whether this was done. Check the row before trying again.", "breach");
    else if (status === 403) show("Your role may not do this, or the page is too old. Reload it; ask an owner of the team if it stays so.", "breach");
    else if (status === 404) show("This is no longer there. Reload the page to see what is.", "breach");
    else if (status === 429) show("Too many requests in a short time. Wait a minute, then try again.", "breach");
    else show(`The server answered with an error (${status}). Look whether it was done before trying again.`, "breach");
  }

  document.addEventListener("animationend", (event) => { if (event.animationName === "toast-leaves") event.target.remove(); });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failure);
  // what its button did is said by a message of its own
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) event.detail.elt?.closest("[data-toast]")?.remove(); });
  document.addEventListener("toast", (event) => show(event.detail.text, event.detail.tone)); // HX-Trigger: {"toast": {"text": …}}
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) event.target.closest("[data-toast]").remove();
  });
})();
