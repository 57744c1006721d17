/* Dialogs by [data-dialog-open="id"], their [data-dialog-close], and menus that close when left. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  document.getElementById(event.target.closest("[data-dialog-open]")?.dataset.dialogOpen)?.showModal();
  const dialog = event.target.closest("dialog"), closer = dialog && event.target.closest("[data-dialog-close]");
  if (closer) event.preventDefault(); // without a dialog it is a link to the page before
  if (closer || (event.target === dialog && !isInside(dialog.getBoundingClientRect(), event))) dialog.close();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target) || event.target.closest("[data-dialog-open]")) menu.open = false;
  }
});
// [data-sheet] is filled by a link's hx-get, opens with what came, and closes once its form was taken.
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => target?.matches("dialog[data-sheet]:not([open])") && target.showModal());
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const sheet = event.detail.elt.closest?.("dialog[data-sheet]");
  if (sheet && event.detail.elt !== sheet && event.detail.xhr.status < 400) sheet.close();
});
// On a phone the pages scroll sideways: begin with the one that is open.
document.querySelector(".nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest", behavior: "instant" });
const isInside = ({ left, right, top, bottom }, { clientX, clientY }) => clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
