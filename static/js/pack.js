/* The packing table. Tonight's orders and the box in hand are kept on the tablet, so a page that was closed, or whose
   tablet lost its network, goes on where it stood; everything that is done leaves by the outbox. */
(() => {
  const { setup, part, say, ask, clone } = Tablet, [TONIGHT, BOX, LAST] = Tablet.names("tonight", "box", "last");
  let tonight = { entries: [], waiting: 0, to_answer: 0 }, box = null, last = null;
  const entry = (id) => tonight.entries.find((each) => each.id === id);
  const inBox = () => box ? box.orders.map(entry).filter(Boolean) : [];
  const lines = () => inBox().flatMap((order) => order.lines.filter((line) => line.need));
  const count = (units) => Object.values(units).reduce((sum, n) => sum + n, 0);
  const missing = (some = () => true) => lines().filter(some).reduce((sum, line) => sum + line.need - (box.inside[line.id] || 0), 0);
  const keeps = () => ({ [TONIGHT]: tonight, [BOX]: box, [LAST]: last });
  const steps = () => [...new Map(inBox().flatMap((order) => order.steps ?? []).map((step) => [step.code, step])).values()];
  const isDone = ({ code }) => ({ scan: !missing((line) => line.id > 0), kit: !missing((line) => line.id < 0), weigh: box.grams, photo: box.photos })[code];
  const rest = () => steps().filter((step) => !isDone(step)).map((step) => step.words);
  const left = () => missing() ? `${missing()} still to scan` : `All in: ${new Intl.ListFormat("en", { type: "disjunction" }).format(rest())}.`;
  const taken = (order) => order.claim && order.claim.by !== setup.user && Date.parse(order.claim.until) > Date.now();

  // The screen is right at once; of what could not be stored nothing was done. Whether it was is answered.
  const record = (kind, payload, words, blob) => { render(); return Tablet.record([{ kind, payload, words, blob }], keeps()).then((stored) => stored || restore()); };
  const restore = async () => { [tonight, box, last] = [await Outbox.read(TONIGHT) || tonight, await Outbox.read(BOX) || null, await Outbox.read(LAST) || null]; render(); return false; };
  const names = () => inBox().map((each) => each.name).join(", ");
  const does = {
    start(order) {
      const begun = order.box?.packer === setup.user ? order.box : null;
      box = { uuid: begun?.uuid || crypto.randomUUID(), orders: [order.id], inside: { ...begun?.inside }, armed: "", grams: null };
      if (begun) box.orders = tonight.entries.filter((each) => each.box?.uuid === begun.uuid).map((each) => each.id);
      return record("start", { box: box.uuid, order: order.id }, `${order.name} begun`);
    },
    join(order) { box.orders.push(order.id); return record("start", { box: box.uuid, order: order.id }, `${order.name} joined`); },
    put(order, line, code) {
      Object.assign(box, { armed: "", inside: { ...box.inside, [line.id]: (box.inside[line.id] || 0) + 1 } });
      return record("put", { box: box.uuid, order: order.id, line: line.id, code }, `${line.sku} into ${order.name}`);
    },
    weigh(order, line, code) { box.grams = Deciding.gramsOf(code); },
    missing(order, line, code) { box.armed = Deciding.numberOf(code); },
    seal(order, line, code) {
      const told = { box: box.uuid, orders: box.orders, units: count(box.inside), label: Deciding.numberOf(code), grams: box.grams }, words = `${names()} sealed`;
      for (const each of inBox()) {
        each.lines.forEach((line) => { line.need -= Math.min(line.need, box.inside[line.id] || 0); });
        Object.assign(each, { labels: each.labels.filter((number) => !told.label.endsWith(number)), box: null });
      }
      [last, box] = [{ ...box, name: names() }, null];
      return record("seal", told, words);
    },
  };
  Object.assign(does, { split: does.seal, weigh_odd: does.weigh });
  async function scan(text) {
    let found = Deciding.decide(text, box, tonight.entries);
    if (found.does === "nothing_open" && await fetchOrders(`code=${encodeURIComponent(text)}`)) found = Deciding.decide(text, box, tonight.entries);
    const order = entry(found.order), line = order?.lines.find((each) => each.id === found.line);
    if (found.does === "start" && taken(order)) return Scanner.flash("breach", "Somebody else packs it", `${order.claim.name} is packing ${order.name} since ${order.claim.since}.`, takeOver(order.id));
    const stored = does[found.does]?.(order, line, text);
    say(found.does, { order: order?.name, sku: line?.sku, code: text.slice(0, 40), grams: box?.grams, left: box ? left() : "", stop: order?.stop?.title, what: order?.stop?.text });
    if (await stored !== false) keepBox();
  }
  const takeOver = (id) => ({ href: `${setup.places.table}orders/${id}/take-over/`, words: "Take it over" });
  const keepBox = () => { render(); Outbox.keep(keeps()); };
  function merge(entries) {
    const fresh = new Map(entries.map((each) => [each.id, each]));
    tonight.entries = [...tonight.entries.map((each) => fresh.get(each.id) ?? each), ...entries.filter((each) => !entry(each.id))];
    keepBox();
  }

  // What waits here the server does not know yet: its answer would undo what was done since.
  async function fetchOrders(query) {
    const told = Outbox.waiting() ? null : await ask(`${setup.places.orders}?${query}`);
    if (told && !Outbox.waiting()) { merge(told.entries); tonight.to_answer = told.to_answer; render(); }
    return Boolean(told?.entries.length);
  }
  async function refresh() {
    const told = Outbox.waiting() ? null : await ask(setup.places.tonight);
    if (!told || Outbox.waiting()) return;
    const mine = inBox().filter((each) => !told.entries.some((fresh) => fresh.id === each.id));
    tonight = { ...told, entries: [...told.entries, ...mine] };
    keepBox();
  }

  // A cancellation, a hold, a changed address while its goods lie in the box.
  async function watch() {
    if (!box || document.hidden) return;
    const before = inBox().filter((each) => each.stop).length;
    await fetchOrders(`ids=${box.orders.join(",")}`);
    for (const { name, stop } of before ? [] : inBox().filter((each) => each.stop).slice(0, 1)) say("stopped", { stop: `${name}: ${stop.title}`, what: stop.text });
  }
  document.addEventListener("receipt", ({ detail: { item, receipt } }) => {
    if (receipt.entries && !Outbox.waiting()) merge(receipt.entries);
    if (receipt.outcome === "taken") return;
    if (item.payload.box === box?.uuid) { box = null; keepBox(); }
    const others = receipt.problem === "packed_by_another" && item.kind === "start";
    const link = others ? takeOver(item.payload.order) : { href: setup.places.boxes, words: "Say what became of the box" };
    Scanner.flash("breach", receipt.title || "Not taken", receipt.text || receipt.words, receipt.problem ? link : null);
  });
  const drop = () => {
    const told = { box: box.uuid }, words = `${names()} put back`;
    box = null;
    record("drop", told, words);
    Scanner.flash("risk", "Put back", "Its goods go back to the shelf. Scan the next order.");
  };
  function sealBare() { say(missing() ? "missing" : "seal", { left: left(), order: names(), code: "no label yet" }); if (!missing()) does.seal(null, null, ""); }
  // Of the box in hand, else of the one just sealed; a picture that cannot be kept changes nothing of either.
  async function snap({ target }) {
    const [of, file] = [box ?? last, target.files[0]];
    if (!of || !file) return;
    of.photos = (of.photos || 0) + 1;
    const blob = await photos.smaller(file);
    target.value = "";
    target.blur();
    if (!await record("photo", { box: of.uuid, orders: of.orders }, `picture of ${names() || of.name}`, blob)) { of.photos -= 1; render(); }
  }
  const byHand = (line) => { does.put(inBox().find((each) => each.lines.includes(line)), line, "by hand"); say("put", { sku: line.sku, left: left() }); };
  function render() {
    part("none").hidden = Boolean(box);
    part("box").hidden = !box;
    part("snap").parentElement.hidden = !box && !last;
    part("snapped").textContent = `Picture of ${box ? "this box" : `${last?.name}, just sealed`}${(box ?? last)?.photos ? ` · ${(box ?? last).photos} kept` : ""}`;
    part("answer").hidden = !tonight.to_answer;
    part("answer").textContent = `${tonight.to_answer} to answer`;
    part("kept").textContent = tonight.as_of ? `${tonight.entries.filter((each) => each.lines.some((line) => line.need)).length} kept here, ${tonight.waiting} wait in all` : "No list here yet: it comes with the network.";
    if (box) {
      const stop = inBox().find((each) => each.stop)?.stop;
      part("name").textContent = inBox().map((each) => each.name).join(" + ");
      part("about").textContent = [inBox()[0]?.shop, inBox()[0]?.truck && `${inBox()[0].act_by ? "on the " : ""}${inBox()[0].truck}`, box.grams && `${box.grams} g`].filter(Boolean).join(" · ");
      part("step").textContent = stop ? `${stop.title}. ${stop.text}` : left();
      part("step").className = `step tone-${stop ? "breach" : missing() ? "info" : "ok"}`;
      part("steps").replaceChildren(...steps().map((step) => Object.assign(document.createElement("li"), { textContent: step.name, className: isDone(step) ? "is-done" : "" })));
      part("lines").replaceChildren(...lines().map((line) => {
        const inside = box.inside[line.id] || 0, row = clone("line", { sku: line.sku, title: line.title, where: [line.place, ...line.lots].filter(Boolean).join(" · "), units: `${inside} of ${line.need}` });
        row.classList.toggle("is-in", inside >= line.need);
        const picture = row.querySelector("img"), hand = row.querySelector("button");
        if (line.picture) Object.assign(picture, { src: line.picture, onerror: () => picture.remove() }); else picture.remove();
        Object.assign(hand, { hidden: inside >= line.need || Boolean(stop), onclick: () => byHand(line) });
        return row;
      }));
    }
    const next = tonight.entries.filter((each) => !box?.orders.includes(each.id) && !each.stop && each.lines.some((line) => line.need));
    part("next").replaceChildren(...next.slice(0, 12).map((each) => {
      const row = clone("order", { order: each.name, truck: each.truck, by: [each.act_by && `pack by ${each.act_by}`, taken(each) && `${each.claim.name} packs it`].filter(Boolean).join(" · "), n: count(each.lines.map((line) => line.need)) });
      row.querySelector("button").onclick = () => scan(each.codes[0]);
      return row;
    }));
  }
  document.addEventListener("scan", (event) => scan(event.detail));
  part("seal").onclick = sealBare;
  part("drop").onclick = drop;
  part("snap").onchange = snap;
  addEventListener("online", refresh);
  setInterval(watch, 8000);
  setInterval(refresh, 45000);
  (async () => {
    await restore();
    await Outbox.send();
    await refresh();
    const asked = new URLSearchParams(location.search).get("order");
    if (asked && !box && (entry(Number(asked)) || await fetchOrders(`ids=${asked}`))) scan(entry(Number(asked)).codes[0]);
    document.body.dataset.ready = "";
  })();
})();
