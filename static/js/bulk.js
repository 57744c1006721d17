/* Selecting rows. Boxes are [data-pick] with form="bulk"; the bar [data-bulk] shows while some are on. What is
   selected outlives a swap: it is kept by value, not by element. A button of the bar brings into #bulk-dialog what it
   would do; done, what became of each row stands in #bulk-result, which takes no keys from the list. */
(() => {
  const picked = new Set(), boxes = () => [...document.querySelectorAll("[data-pick]")];
  const dialog = document.getElementById("bulk-dialog"), result = document.getElementById("bulk-result");
  const whole = document.querySelector("[data-bulk-all]"); // all that the filters leave, more than are shown
  let last = null;
  function show() {
    const all = boxes(), on = all.filter((box) => box.checked);
    if (whole) {
      whole.checked &&= on.length === all.length;
      whole.parentElement.hidden = on.length === 0 || on.length < all.length;
    }
    for (const bar of document.querySelectorAll("[data-bulk]")) {
      bar.hidden = on.length === 0;
      bar.querySelector("[data-bulk-count]").textContent = whole?.checked ? whole.parentElement.dataset.bulkWhole : on.length;
    }
    for (const head of document.querySelectorAll("[data-pick-all]")) {
      head.checked = all.length > 0 && on.length === all.length;
      head.indeterminate = on.length > 0 && on.length < all.length;
    }
  }
  function pick(box, on) { box.checked = on; picked[on ? "add" : "delete"](box.value); }
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.matches?.("[data-pick-all]")) boxes().forEach((each) => pick(each, box.checked));
    else if (box.matches?.("[data-pick]")) {
      const all = boxes(), [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      (event.shiftKey && from >= 0 ? all.slice(from, to + 1) : [box]).forEach((each) => pick(each, box.checked));
      last = box;
    } else if (event.target.closest("[data-bulk-clear]")) clear();
    else if (result?.contains(box) && box.closest("[data-bulk-close]")) {
      event.preventDefault(); // on a page of its own it is a link back to the list
      result.replaceChildren();
    } else if (box !== whole) return;
    show();
  });
  function clear() { boxes().forEach((box) => pick(box, false)); picked.clear(); show(); }
  function restore() {
    const here = new Set(boxes().map((box) => box.value));
    for (const value of picked) if (!here.has(value)) picked.delete(value); // gone from the list: no longer meant
    boxes().forEach((box) => { box.checked = picked.has(box.value); });
    show();
  }
  document.addEventListener("htmx:afterSettle", restore);
  document.addEventListener("bulk-clear", () => { clear(); result?.replaceChildren(); });
  addEventListener("pageshow", () => { boxes().forEach((box) => pick(box, box.checked)); show(); });
  if (!dialog) return;
  let hurry = false, settled = false; // Enter came before the preview did; before it settled its button would send the page away
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target !== dialog) return;
    hurry = settled = false;
    dialog.replaceChildren(Object.assign(document.createElement("p"), { className: "bulk-loading", textContent: dialog.dataset.loading }));
    dialog.showModal();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || settled) return;
    event.preventDefault();
    hurry = true;
  });
  document.addEventListener("htmx:afterSwap", (event) => { // at once: arrows choose as soon as there is something to choose
    if (event.detail.target !== dialog || !dialog.open) return;
    if (!dialog.querySelector("form")) return dialog.close(); // refused: the message says why
    (dialog.querySelector("[autofocus]") || dialog.querySelector("a, button")).focus();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== dialog || !dialog.open) return;
    settled = true;
    if (hurry) dialog.querySelector("[data-bulk-do]")?.click();
  });
  dialog.addEventListener("close", () => dialog.replaceChildren());
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => { if (dialog.contains(event.detail.elt) || event.detail.target === dialog) dialog.close(); });
  }
  document.addEventListener("bulk-done", () => { dialog.close(); clear(); }); // HX-Trigger, before the list is asked for again
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches?.("#bulk-result [data-bulk-undo]") && event.detail.successful) result.replaceChildren();
  });
})();
