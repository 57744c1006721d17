/* Messages: they leave after a while unless they matter; a request that failed says so instead of doing nothing. */
(() => {
  const WORDS = {
    0: "The server could not be reached, so it is not known whether this was done. Check the row before trying again.",
    403: "Your role may not do this, or the page is too old. Reload it; ask an owner of the team if it stays so.",
    404: "This is no longer there. Reload the page to see what is.",
    429: "Too many requests in a short time. Wait a minute, then try again.",
  };
  function show(text, tone = "info") {
    const toast = Object.assign(document.createElement("div"), { className: `toast tone-${tone}` });
    toast.dataset.toast = "";
    if (tone === "breach") toast.dataset.stay = "";
    toast.innerHTML = '<div class="text"></div><button class="close" type="button" data-toast-close aria-label="Close this message">×</button>';
    toast.firstChild.textContent = text;
    document.getElementById("messages")?.append(toast);
  }
  function failure(event) {
    if (event.detail.elt?.closest("[data-live]") === event.detail.elt) return; // live.js says that the page is stale
    const status = event.detail.xhr?.status || 0;
    show(WORDS[status] ?? `The server answered with an error (${status}). Look whether it was done before trying again.`, "breach");
  }
  document.addEventListener("animationend", (event) => { if (event.animationName === "toast-leaves") event.target.remove(); });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failure);
  // what its button did is said by a message of its own
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) event.detail.elt?.closest("[data-toast]")?.remove(); });
  document.addEventListener("toast", (event) => show(event.detail.text, event.detail.tone)); // HX-Trigger: {"toast": {"text": …}}
  document.addEventListener("click", ({ target }) => target.closest("[data-toast-close]")?.closest("[data-toast]").remove());
})();
