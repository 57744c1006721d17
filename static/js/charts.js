/* Draws [data-chart="id"] from the figure in <script type="application/json" id="id"> once Plotly has come, in the page's
   own colours. A point's customdata is the address of the orders behind it. */
(() => {
  let coming = null;
  const colour = (name) => {
    const probe = Object.assign(document.createElement("i"), { hidden: true });
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    try { return getComputedStyle(probe).color; } finally { probe.remove(); }
  };
  // A figure names colours by token ("--breach"), so one figure serves light and dark.
  const inTheme = (value) => {
    if (typeof value === "string") return value.startsWith("--") ? colour(value.slice(2)) : value;
    if (Array.isArray(value)) return value.map(inTheme);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inTheme(each)]));
    return value;
  };
  const load = (url) => coming ??= new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject }));
  });
  function draw(box) {
    const figure = inTheme(JSON.parse(document.getElementById(box.dataset.chart).textContent));
    const axis = { gridcolor: colour("line"), linecolor: colour("line-strong"), zeroline: false, automargin: true, fixedrange: true };
    const { xaxis, yaxis, ...rest } = figure.layout || {};
    const layout = {
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", margin: { l: 8, r: 8, t: 12, b: 8 }, hovermode: "closest", showlegend: false,
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("ink-2") }, colorway: ["accent", "hold", "risk", "ok"].map(colour),
      hoverlabel: { bgcolor: colour("card"), bordercolor: colour("line-strong"), font: { color: colour("ink") } },
      ...rest, xaxis: { ...axis, showgrid: false, ...xaxis }, yaxis: { ...axis, ...yaxis },
    };
    box.replaceChildren();
    Plotly.newPlot(box, figure.data, layout, { displayModeBar: false, responsive: true });
    box.on("plotly_click", ({ points }) => { const url = points[0].customdata; if (typeof url === "string" && url.startsWith("/")) location.assign(url); });
  }
  async function drawAll() {
    for (const box of document.querySelectorAll("[data-chart]:not([data-drawn])")) {
      box.dataset.drawn = "";
      try { await load(box.dataset.plotly); draw(box); } catch { box.classList.add("is-missing"); }
    }
  }
  if (document.readyState === "complete") drawAll(); else addEventListener("load", drawAll);
  document.addEventListener("htmx:afterSettle", drawAll);
  document.addEventListener("theme-changed", () => document.querySelectorAll("[data-chart][data-drawn]").forEach((box) => window.Plotly && draw(box)));
})();
