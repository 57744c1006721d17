/* <input type="file" data-photo="address"> sends what was taken at once, made smaller on the device, under a UUID of its
   own, and puts that UUID into the form's [name=photo_uuid]; without this script the file goes with the form. `photos`
   serves pages that keep pictures until the network is back. */
const photos = (() => {
  const LONG_SIDE = 2560;
  const random = () => crypto.getRandomValues(new Uint8Array(1))[0];
  // randomUUID is missing where a tablet reaches us without HTTPS
  const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ random() & 15 >> c / 4).toString(16));
  async function smaller(file) {
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) return file; // the server says what is wrong with it
    const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return (await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); })) ?? file;
  }

  /* The receipt; throws an Error whose message is for people. The same UUID again is the same photograph. */
  async function send(address, { blob, token, name = uuid(), takenAt = new Date().toISOString() }) {
    const body = new FormData();
    Object.entries({ client_uuid: name, taken_at: takenAt }).forEach((each) => body.append(...each));
    body.append("photo", blob, "photo.jpg");
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token }, credentials: "same-origin" });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.problem ?? `The server answered with an error (${answer.status}). Take the picture again.`);
    return told;
  }
  document.addEventListener("change", async ({ target }) => {
    const file = target.matches?.("input[type=file][data-photo]") && target.files[0];
    if (!file) return;
    const form = target.form, said = target.parentElement.querySelector("[data-photo-said]");
    said.textContent = "Sending the picture…";
    try {
      const told = await send(target.dataset.photo, { blob: await smaller(file), takenAt: new Date(file.lastModified).toISOString(), token: form.elements.csrfmiddlewaretoken.value });
      form.elements.photo_uuid.value = told.client_uuid;
      target.value = "";
      said.replaceChildren(Object.assign(document.createElement("img"), { src: told.small, alt: "The picture that was taken", className: "photo-small" }), " Kept. Take another to replace it.");
    } catch (problem) {
      said.textContent = problem instanceof TypeError ? "No network: the picture goes with the form when you send it." : problem.message;
    }
  });
  return { uuid, smaller, send };
})();
