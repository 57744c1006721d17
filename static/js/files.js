/* <input type="file" data-largest="bytes"> refuses a file that would be refused only after the whole upload. */
document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("input[type=file][data-largest]")) return;
  const [size, largest] = [target.files[0]?.size ?? 0, target.dataset.largest].map((bytes) => bytes / 1048576);
  target.setCustomValidity(size > largest ? `This file has ${size.toFixed(1)} MB, at most ${largest.toFixed(1)} MB are taken. Split it.` : "");
  target.reportValidity();
});
