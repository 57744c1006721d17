/* Selecting rows. Boxes are [data-pick] with form="bulk"; the bar [data-bulk] shows while some are on.
   What is selected outlives a swap: it is kept by value, not by element. */
(() => {
  const picked = new Set();
  let last = null;
  const boxes = () => [...document.querySelectorAll("[data-pick]")];

  function show() {
    const all = boxes();
    const on = all.filter((box) => box.checked);
    for (const bar of document.querySelectorAll("[data-bulk]")) {
      bar.hidden = on.length === 0;
      bar.querySelector("[data-bulk-count]").textContent = on.length;
    }
    for (const head of document.querySelectorAll("[data-pick-all]")) {
      head.checked = all.length > 0 && on.length === all.length;
      head.indeterminate = on.length > 0 && on.length < all.length;
    }
  }

  function pick(box, on) {
    box.checked = on;
    if (on) picked.add(box.value); else picked.delete(box.value);
  }

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.matches?.("[data-pick-all]")) boxes().forEach((each) => pick(each, box.checked));
    else if (box.matches?.("[data-pick]")) {
      const all = boxes();
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      const range = event.shiftKey && from >= 0 ? all.slice(from, to + 1) : [box];
      range.forEach((each) => pick(each, box.checked));
      last = box;
    } else if (event.target.closest("[data-bulk-clear]")) clear();
    else return;
    show();
  });

  function clear() {
    boxes().forEach((box) => pick(box, false));
    picked.clear();
    show();
  }

  function restore() {
    const here = new Set(boxes().map((box) => box.value));
    for (const value of picked) if (!here.has(value)) picked.delete(value); // gone from the list: no longer meant
    boxes().forEach((box) => { box.checked = picked.has(box.value); });
    show();
  }

  document.addEventListener("htmx:afterSettle", restore);
  document.addEventListener("bulk-clear", clear);
  addEventListener("pageshow", () => { boxes().forEach((box) => pick(box, box.checked)); show(); });
})();
