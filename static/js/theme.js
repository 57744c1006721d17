/* Sets the chosen colours before the first paint; the switch goes system, light, dark. */
(() => {
  const root = document.documentElement, words = { system: "as the system", light: "light", dark: "dark" };
  const stored = () => { try { return localStorage.getItem("theme") || "system"; } catch { return "system"; } };
  function apply(theme) {
    if (theme === "system") delete root.dataset.theme; else root.dataset.theme = theme;
    for (const label of document.querySelectorAll("[data-theme-label]")) label.textContent = `Colours: ${words[theme]}`;
    document.dispatchEvent(new Event("theme-changed"));
  }
  apply(stored());
  addEventListener("DOMContentLoaded", () => apply(stored()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(stored()));
  addEventListener("storage", (event) => { if (event.key === "theme") apply(stored()); });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const themes = Object.keys(words), next = themes[(themes.indexOf(stored()) + 1) % themes.length];
    try { localStorage.setItem("theme", next); } catch { /* private window: the choice lasts for this page */ } finally { apply(next); }
  });
})();
