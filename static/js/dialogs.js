/* Dialogs by [data-dialog-open="id"], their [data-dialog-close], and menus that close when left. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) document.getElementById(opener.dataset.dialogOpen)?.showModal();

  const dialog = event.target.closest("dialog");
  if (dialog && event.target.closest("[data-dialog-close]")) {
    event.preventDefault(); // without a dialog it is a link to the page before
    dialog.close();
  }
  else if (event.target === dialog && !inside(dialog, event)) dialog.close();

  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target) || event.target.closest("[data-dialog-open]")) menu.open = false;
  }
});

// [data-sheet] is filled by a link's hx-get, opens with what came, and closes once its form was taken.
document.addEventListener("htmx:afterSwap", (event) => {
  const sheet = event.detail.target;
  if (sheet?.matches("dialog[data-sheet]") && !sheet.open) sheet.showModal();
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const sheet = event.detail.elt.closest?.("dialog[data-sheet]");
  if (sheet && event.detail.elt !== sheet && event.detail.xhr.status < 400) sheet.close();
});

// On a phone the pages scroll sideways: begin with the one that is open.
document.querySelector(".nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest", behavior: "instant" });

function inside(element, { clientX, clientY }) {
  const box = element.getBoundingClientRect();
  return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
