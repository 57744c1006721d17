/* Inspecting. The queue and what was begun are kept on the tablet, so a page that was closed, or whose tablet lost its
   network, goes on where it stood. Each piece, defect, picture and verdict leaves by the outbox with all that names its
   inspection; fulfillment/inspections/judging.py judges them again. */
(() => {
  const { setup: { words, places }, part, say, ask, clone } = Tablet, [QUEUE, BEGUN] = Tablet.names("inspect-queue", "inspect-begun"), sheet = part("checks");
  let queue = { entries: [], sheets: {} }, begun = {}, open = null, shown = null;
  const find = (key) => queue.entries.find((each) => each.key === key), entry = () => find(open), now = () => begun[open];
  const called = (code) => queue.entries.find((each) => each.codes.includes(code));
  const isHere = (row) => (row.dataset.per === "lot") === !now().number, rows = () => [...sheet.querySelectorAll("[data-check]")].filter(isHere);
  const bad = (severity) => now().bad[severity] ?? 0;
  const fails = () => Object.entries(entry().classes).some(([severity, { reject }]) => bad(severity) >= reject);
  const verdict = () => fails() ? "failed" : now().pieces >= entry().sample ? "passed" : "";
  const keeps = () => ({ [QUEUE]: queue, [BEGUN]: begun });
  const keep = () => { render(); return Outbox.keep(keeps()); };
  const item = (kind, payload, text, more) => ({ kind, payload: { about: now().about, ...payload }, words: `${entry().name}: ${text}`, ...more });
  const record = (...items) => { render(); return Tablet.record(items, keeps()); };
  const look = (within, { picture = "" }) => { const image = within.querySelector("[data-look]"); if (image.getAttribute("src") !== picture) Object.assign(image, { src: picture, hidden: !picture }); return within; };
  const blank = (number) => ({ number, answers: {}, defects: {}, proof: null });

  // As fulfillment/inspections/positions.py: every n-th piece from a start that nobody knew before.
  const card = () => now().about.uuid.slice(-4).toUpperCase();
  function place(number) {
    const { uuid, size } = now().about, start = Math.floor(parseInt(uuid.slice(0, 8), 16) * size / 2 ** 32);
    return (start + Math.floor((number - 1) * size / entry().sample)) % size + 1;
  }
  function begin(each) {
    open = each.key;
    if (now()) return keep();
    const about = { uuid: each.uuid ?? crypto.randomUUID(), subject: each.key, size: each.size, version: each.version, opened_at: new Date().toISOString() };
    begun[open] = { about, pieces: 0, bad: {}, samples: 0, findings: 0, shots: 0, ...blank(each.first) };
    return record(item("open", {}, words.begun));
  }
  const isOutside = ({ low, high }, text) => { const value = Number(text.replace(",", ".")); return !(value >= (low || -Infinity) && value <= (high || Infinity)); };
  function answer(row, value) {
    const { check, severity, kind } = row.dataset, { answers, defects, number } = now(), isMeasure = kind === "number";
    answers[check] = value;
    if (isMeasure && value) now().proof ??= { proof: "measure", proof_text: value };
    if (value !== "fail" && !(isMeasure && isOutside(row.dataset, value))) delete defects[check];
    else defects[check] ??= { finding: crypto.randomUUID(), number, check, severity, defect: "", quantity: 1 };
    if (value === "fail") row.querySelector("[data-shot]").click(); // the camera, while the piece is in the hand
    keep();
  }
  const change = (row, changes) => { Object.assign(now().defects[row.dataset.check], changes); keep(); };
  async function next(isAllRight) {
    const { number, answers, proof } = now(), found = Object.values(now().defects);
    if (isAllRight) rows().filter((row) => row.dataset.kind !== "number").forEach((row) => { answers[row.dataset.check] ??= "pass"; });
    const left = rows().filter((row) => !answers[row.dataset.check]).length;
    if (left || (number && !proof)) { render(); return say(left ? "left" : "unproven", { n: left, card: card() }); }
    const told = [item("unit", { number, answers, ...proof }, number ? `${words.piece} ${number}` : words.whole), ...found.map((each) => item("defect", each, each.defect || each.check))];
    for (const each of found) now().bad[each.severity] = bad(each.severity) + (number ? Number(!found.some((other) => other.severity === each.severity && found.indexOf(other) < found.indexOf(each))) : each.quantity);
    Object.assign(now(), blank(number + 1), { pieces: now().pieces + Number(number > 0), samples: now().samples + 1, findings: now().findings + found.length });
    if (await record(...told) && verdict()) say(verdict(), entry());
  }
  async function finish() {
    const each = entry(), { samples, findings } = now(), told = item("finish", { samples, findings, verdict: verdict() }, words[verdict()]);
    delete begun[open];
    [queue.entries, open] = [queue.entries.filter((other) => other !== each), null];
    if (await record(told)) say("sent", each);
  }
  async function shoot({ check }, file) {
    const { number, defects } = now(), client_uuid = crypto.randomUUID(), asked = [number && `${words.take} ${place(number)}`, card()].filter(Boolean).join(" · ");
    const told = item("photo", { number, check, finding: defects[check]?.finding ?? null, asked }, words.picture, { client_uuid }), mine = now();
    if (number) mine.proof ??= { proof: "photo", proof_text: client_uuid };
    mine.shots += 1;
    await record({ ...told, blob: await photos.smaller(file) });
  }
  async function scan(text) {
    const code = Deciding.keyOf(text), values = { code: text.slice(0, 40) };
    if (!open) {
      if (!called(code)) merge(await ask(`${places.find}?code=${encodeURIComponent(text)}`));
      if (called(code)) begin(called(code));
      return say(open ? "opened" : "unknown", { ...values, ...entry() });
    }
    if (!entry().expect.includes(code)) return say(called(code) === entry() ? "opened" : "wrong", { ...values, ...entry() });
    if (now().number) now().proof = { proof: "scan", proof_text: code };
    for (const row of rows()) if (row.dataset.kind === "scan") now().answers[row.dataset.check] = code;
    keep();
    say("right", { ...values, n: now().number });
  }

  // What was begun stays as it was; what waits to be sent the server does not know yet.
  function merge(told, isWhole = false) {
    if (!told || (isWhole && Outbox.waiting())) return;
    const kept = queue.entries.filter((each) => begun[each.key] || (!isWhole && !told.entries.some((fresh) => fresh.key === each.key)));
    queue = { ...(isWhole ? told : queue), sheets: { ...queue.sheets, ...told.sheets }, entries: [...kept, ...told.entries.filter((each) => !begun[each.key])] };
    keep();
  }
  const refresh = async () => Outbox.waiting() || merge(await ask(places.queue), true);
  function fill(row) {
    const { check, kind } = row.dataset, value = now().answers[check], defect = now().defects[check];
    row.hidden = !isHere(row) || verdict() === "passed";
    for (const [name, is] of Object.entries({ answer: kind === "scan" && value && value !== "fail" ? "pass" : value, defect: defect?.defect, severity: defect?.severity })) row.querySelectorAll(`button[data-${name}]`).forEach((button) => button.setAttribute("aria-pressed", button.dataset[name] === is));
    for (const field of row.querySelectorAll("[data-number]")) if (field !== document.activeElement) field.value = value ?? "";
    row.querySelector("[data-defects]").hidden = !defect;
    row.querySelectorAll("[data-quantity]").forEach((field) => { field.textContent = defect?.quantity; });
  }
  function render() {
    part("queue").hidden = Boolean(open);
    part("inspecting").hidden = !open;
    if (!open) return renderQueue();
    if (shown !== open) { sheet.innerHTML = queue.sheets[entry().sheet]; scrollTo(0, 0); shown = open; }
    const { number, pieces, proof, shots } = now(), came = verdict(), isProven = Boolean(!number || proof);
    const limits = Object.entries(entry().classes).map(([severity, { reject }]) => `${words[severity]} ${bad(severity)} / ${reject}`);
    const told = { ...entry(), card: card(), count: `${pieces} / ${entry().sample}`, which: came === "passed" ? words.enough : number ? `${words.take} ${place(number)}` : words.whole, bad: limits.join(" · "), proof: !number ? "" : isProven ? words.proven : words.prove, shots: shots || "", finish: words[`finish_${came}`] ?? "" };
    document.querySelectorAll("[data-told]").forEach((field) => { field.textContent = told[field.dataset.told]; });
    Object.assign(look(part("inspecting"), entry()).dataset, { came, proven: isProven });
    sheet.querySelectorAll("[data-check]").forEach(fill);
  }
  function renderQueue() {
    shown = null;
    part("kept").textContent = queue.as_of ? queue.entries.length : words.no_queue;
    part("entries").replaceChildren(...queue.entries.map((each) => {
      const mine = begun[each.key], state = mine ? `${words.begun} · ${mine.pieces} / ${each.sample}` : each.state;
      return look(Object.assign(clone("entry", { name: each.name, title: each.title, about: each.about, due: each.due, n: each.sample, size: each.size, state }), { onclick: () => begin(each) }), each);
    }));
  }
  const PRESSED = {
    answer, defect: (row, defect) => change(row, { defect }), severity: (row, severity) => change(row, { severity }),
    step: (row, by) => change(row, { quantity: Math.max(1, now().defects[row.dataset.check].quantity + Number(by)) }),
    next: () => next(false), right: () => next(true), finish, leave() { open = null; keep(); },
  };
  part("inspecting").addEventListener("click", ({ target }) => {
    const button = target.closest("button"), [name, value] = Object.entries(button?.dataset ?? {})[0] ?? [];
    PRESSED[name]?.(button.closest("[data-check]"), value);
  });
  part("inspecting").addEventListener("change", ({ target }) => {
    const row = target.closest("[data-check]");
    if (target.matches("[data-number]")) answer(row, target.value);
    if (target.files?.[0]) shoot(row?.dataset ?? {}, target.files[0]).then(() => { target.value = ""; target.blur(); });
  });
  document.addEventListener("receipt", ({ detail: { receipt } }) => receipt.outcome === "taken" || Scanner.flash("breach", words.not_taken, receipt.words));
  document.addEventListener("scan", (event) => scan(event.detail));
  addEventListener("online", refresh);
  setInterval(refresh, 45000);
  (async () => {
    [queue, begun] = [await Outbox.read(QUEUE) ?? queue, await Outbox.read(BEGUN) ?? begun];
    render();
    await Outbox.send();
    await refresh();
    const asked = new URLSearchParams(location.search).get("open");
    if (asked && !find(asked)) merge(await ask(`${places.find}?code=${encodeURIComponent(asked)}`));
    if (asked && find(asked)) begin(find(asked));
    document.body.dataset.ready = "";
  })();
})();
