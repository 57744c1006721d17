/* [data-live] elements get the event "live" every 20 s while the page is visible and nobody is in the middle of
   something in them; their own hx-get with hx-trigger="live" does the rest. When refreshing fails, the page says it is old. */
(() => {
  const EVERY = 20000;
  let last = Date.now(), top = 0;
  const BUSY = ".htmx-request, details[open]:not([data-keep]), input:not([type=checkbox]):focus, select:focus, textarea:focus";
  const busy = (element) => element.querySelector(BUSY) || element.classList.contains("htmx-request") || document.querySelector("dialog[open]");
  function beat() {
    if (document.hidden || Date.now() - last < EVERY - 100) return;
    last = Date.now();
    for (const element of document.querySelectorAll("[data-live]")) if (!busy(element)) htmx.trigger(element, "live");
  }
  setInterval(beat, 1000);
  document.addEventListener("visibilitychange", beat);
  document.addEventListener("order-changed", () => { last = 0; beat(); }); // HX-Trigger after an action
  document.addEventListener("htmx:beforeSwap", () => { top = scrollY; });
  document.addEventListener("htmx:afterSettle", ({ target }) => target.closest?.("[data-live]") && Math.abs(scrollY - top) > 1 && scrollTo({ top, behavior: "instant" }));
  function stale(isStale) {
    for (const line of document.querySelectorAll("[data-asof]")) {
      line.classList.toggle("is-stale", isStale);
      line.dataset.fresh ??= line.textContent;
      line.textContent = isStale ? `Not refreshing: the server does not answer. ${line.dataset.fresh}` : line.dataset.fresh;
    }
  }
  const isLive = (event) => event.detail.elt?.matches("[data-live]");
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, (event) => isLive(event) && stale(true));
  document.addEventListener("htmx:afterRequest", (event) => isLive(event) && event.detail.successful && document.querySelector("[data-asof].is-stale") && stale(false));
})();
