/* A keyboard-wedge scanner types anywhere on the page and ends with Enter: the event "scan" tells the code. Scanner.flash
   fills the screen with a colour and words and sounds; what went wrong stays until the next scan or a touch. */
const Scanner = (() => {
  const field = document.querySelector("[data-scan]"), screen = document.querySelector("[data-flash]");
  const typing = (target) => target !== field && target.matches("input:not([type=file]), textarea, select");
  let timer = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "Enter" && (field.value || !screen.hidden)) {
      event.preventDefault();
      const code = field.value;
      field.value = "";
      if (code) document.dispatchEvent(new CustomEvent("scan", { detail: code })); else clear();
    } else if (event.key.length === 1 && event.target !== field) {
      event.preventDefault(); // a space would press the button that has the focus
      field.value += event.key;
    }
  });
  const clear = () => { clearTimeout(timer); screen.hidden = true; };
  function flash(tone, title, text, link = null) {
    clear();
    screen.className = `flash tone-${tone}`;
    screen.querySelector("b").textContent = title;
    screen.querySelector("p").textContent = text;
    screen.querySelector("a").hidden = !link;
    if (link) Object.assign(screen.querySelector("a"), { href: link.href, textContent: link.words });
    screen.hidden = false;
    beep(tone === "ok");
    if (tone === "ok") timer = setTimeout(clear, 900);
  }
  screen.addEventListener("click", (event) => event.target.closest("a") || clear());
  return { flash, clear };
})();
