/* <input type="file" data-largest="bytes"> refuses a file that would be refused only after the whole upload. */
(() => {
  const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;
  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("input[type=file][data-largest]")) return;
    const largest = Number(target.dataset.largest), size = target.files[0]?.size ?? 0;
    target.setCustomValidity(size > largest ? `This file has ${megabytes(size)}, at most ${megabytes(largest)} are taken. Split it.` : "");
    target.reportValidity();
  });
})();
