/* j k x o Enter on rows ([data-list] [data-row]), / for the search, ? for help, and the keys of the bar for selected
   rows; with none selected the current one is meant. A page's own keys stand on its buttons ([data-page-key]). The current
   row is kept by id, so the live refresh may replace the table under the hands of whoever works in it. */
(() => {
  let current = null, hadFocus = null;
  const rows = () => [...document.querySelectorAll("[data-list] [data-row]")].filter((row) => row.offsetParent);
  const row = () => rows().find((each) => each.dataset.row === current);
  function mark() {
    document.querySelectorAll("[data-row].is-current").forEach((each) => each.classList.remove("is-current"));
    row()?.classList.add("is-current");
  }
  function go(step) {
    const all = rows(), at = all.indexOf(row());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    if (!next) return;
    current = next.dataset.row;
    mark();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  const typing = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const press = {
    j: () => go(1),
    k: () => go(-1),
    x: () => row()?.querySelector("[data-pick]")?.click(),
    o: () => row()?.querySelector("[data-open]")?.click(),
    "/": () => { const field = document.querySelector("[data-search]"); field?.focus(); field?.select(); },
    "?": () => document.getElementById("keys-help")?.showModal(),
    Enter: () => (row()?.querySelector("[data-act]") || row()?.querySelector("[data-open]"))?.click(),
  };
  const actOnMany = (button) => { if (button.form.hidden) press.x(); if (!button.form.hidden) button.click(); };
  document.addEventListener("keydown", (event) => {
    const isOver = document.querySelector("dialog[open]");
    if (event.key === "Escape") {
      if (typing(event.target)) return event.target.blur();
      return isOver || document.querySelector("details[data-menu][open]") || document.dispatchEvent(new Event("bulk-clear"));
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || isOver) return;
    const act = document.querySelector(`[data-bulk] [data-key="${CSS.escape(event.key)}"]`);
    if (act && !event.repeat) return actOnMany(act);
    const own = /^[a-z]$/.test(event.key) && document.querySelector(`[data-page-key="${event.key}"]`);
    if (own && !event.repeat) { event.preventDefault(); return own.click(); }
    // Enter belongs to a link or button that has the focus itself.
    if (!Object.hasOwn(press, event.key) || (event.key === "Enter" && (event.repeat || !event.target.matches("[data-row], body")))) return;
    event.preventDefault();
    press[event.key]();
  });
  document.addEventListener("focusin", (event) => {
    const inside = event.target.closest("[data-list] [data-row]");
    if (!inside || inside.dataset.row === current) return;
    current = inside.dataset.row;
    mark();
  });
  document.addEventListener("htmx:beforeSwap", () => {
    const inside = document.activeElement?.closest("[data-row]");
    hadFocus = inside && { row: inside.dataset.row, at: focusable(inside).indexOf(document.activeElement) };
  });
  document.addEventListener("htmx:afterSettle", () => {
    mark();
    const again = hadFocus && rows().find((each) => each.dataset.row === hadFocus.row);
    if (again && !again.contains(document.activeElement)) (focusable(again)[hadFocus.at] || again).focus({ preventScroll: true });
    hadFocus = null;
  });
  const focusable = (element) => [...element.querySelectorAll("a[href], button, input")];

  // An address holds about two hundred ids: of more that were pasted the first hundred are asked for, as the page says.
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("[data-search]"), ids = field?.value.split(/[\s,;]+/).filter(Boolean) ?? [];
    if (ids.length <= 100) return;
    field.value = ids.slice(0, 100).join(" ");
    event.target.append(Object.assign(document.createElement("input"), { type: "hidden", name: "beyond", value: ids.length - 100 }));
  });
})();
