/* <canvas data-signature="address"> is signed with a finger; its form's [name=signature_uuid] names the picture of it. */
(() => {
  let pen = null;
  document.addEventListener("pointerdown", (event) => {
    const pad = event.target.closest?.("canvas[data-signature]");
    if (!pad) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    pen = pad.getContext("2d");
    if (!pad.dataset.signed) Object.assign(pen, { fillStyle: "#fff" }).fillRect(0, 0, pad.width, pad.height);
    pad.dataset.signed = "1";
    Object.assign(pen, { lineWidth: 4, lineCap: "round", strokeStyle: "#111" }).beginPath();
  });
  document.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (!pen) return;
    const { left, top, width, height } = pen.canvas.getBoundingClientRect();
    pen.lineTo((clientX - left) * pen.canvas.width / width, (clientY - top) * pen.canvas.height / height);
    pen.stroke();
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => { pen = null; });
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-signature-clear]")?.form, pad = form?.querySelector("canvas[data-signature]");
    if (!pad) return;
    pad.width = pad.width; // empties it
    delete pad.dataset.signed;
    form.elements.signature_uuid.value = "";
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target, pad = form.querySelector("canvas[data-signature]"), { signature_uuid, csrfmiddlewaretoken } = form.elements;
    if (!pad?.dataset.signed || signature_uuid.value) return;
    event.preventDefault();
    const blob = await new Promise((done) => { pad.toBlob(done, "image/jpeg", 0.9); });
    try { signature_uuid.value = (await photos.send(pad.dataset.signature, { blob, token: csrfmiddlewaretoken.value })).client_uuid; form.requestSubmit(event.submitter); }
    catch (problem) { document.dispatchEvent(new CustomEvent("toast", { detail: { text: `The signature was not sent: ${problem.message}`, tone: "breach" } })); }
  });
})();
