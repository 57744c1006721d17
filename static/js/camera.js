/* [data-camera] reads one code with the tablet's camera where the browser can; it goes the way that a hand scanner's goes. */
(() => {
  const opener = document.querySelector("[data-camera]"), finder = document.querySelector("[data-finder]"), form = document.querySelector("form[data-scan]");
  if (!opener || !window.BarcodeDetector || !navigator.mediaDevices) return;
  const [video, torch, said] = ["video", "[data-torch]", "p"].map((each) => finder.querySelector(each)), words = said.textContent;
  const stop = () => { video.srcObject?.getTracks().forEach((track) => track.stop()); video.srcObject = null; };
  async function look(detector) {
    const [found] = finder.open ? await detector.detect(video).catch(() => []) : [];
    if (!found) return finder.open && setTimeout(look, 150, detector);
    finder.close();
    if (form) { form.elements.code.value = found.rawValue; form.requestSubmit(); } else document.dispatchEvent(new CustomEvent("scan", { detail: found.rawValue }));
  }
  async function show() {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const [track] = video.srcObject.getVideoTracks(), light = (on) => { torch.ariaPressed = on; return track.applyConstraints({ advanced: [{ torch: on }] }); };
    Object.assign(torch, { hidden: !track.getCapabilities().torch, ariaPressed: false, onclick: () => light(torch.ariaPressed !== "true") });
    if (finder.open) { await video.play(); look(new BarcodeDetector()); } else stop();
  }
  Object.assign(opener, { hidden: false, onclick() { said.textContent = words; finder.showModal(); show().catch(({ name }) => { said.textContent = `${finder.dataset.noCamera} (${name})`; }); } });
  finder.addEventListener("close", stop);
})();
