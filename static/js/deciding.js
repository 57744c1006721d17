/* What a scan at the packing table does, decided here so that it needs no network; the server judges every item again by
   fulfillment/warehouse/pack/deciding.py. tests/warehouse/pack/scans.json holds both to the same. */
const Deciding = (() => {
  const GRAMS = { KG: 1000, G: 1, LB: 453.59237, OZ: 28.349523125 };
  const [LIGHTEST, HEAVIEST, LESS, MORE, WRAPPING] = [5, 68000, 0.95, 1.3, 400]; // as pack/weighing.py explains
  const keyOf = (text) => text.replace(/\p{C}/gu, "").trim().replace(/^\][A-Za-z][0-9]/, "").trim().toUpperCase();
  const numberOf = (text) => keyOf(text).replace(/[\s-]/g, "").replace(/^420(?:\d{5}|\d{9})(?=9\d{21}$)/, "");
  const isLabel = (scanned, number) => scanned === number || (number.length >= 10 && scanned.endsWith(number));
  const looksLikeALabel = (scanned) => /^[A-Za-z0-9]{8,}$/.test(scanned) && scanned.replace(/\D/g, "").length >= 6;
  const isPacked = (order) => !order.lines.some((line) => line.need);
  const ofLabel = (number, orders) => orders.find((each) => each.labels.some((mine) => isLabel(number, mine)));
  const told = (does, order = null, line = null) => ({ does, order: order?.id ?? null, line: line?.id ?? null });
  const start = (order) => order ? told(order.stop ? "stopped" : isPacked(order) ? "packed" : "start", order) : told("nothing_open");
  function gramsOf(text) {
    const found = keyOf(text).match(/^(\d{1,5}(?:[.,]\d{1,3})?) ?(KG|G|LB|OZ)$/);
    return found ? Math.round(Number(found[1].replace(",", ".")) * GRAMS[found[2]]) : null;
  }
  function another(order, inside) {
    if (inside.includes(order)) return told("open_already", order);
    if (!order.buyer || inside.some((each) => each.buyer !== order.buyer)) return told("other_order", order);
    const begun = start(order);
    return begun.does === "start" ? { ...begun, does: "join" } : begun;
  }
  function goods(code, box, inside) {
    const fitting = inside.flatMap((each) => each.lines.filter((line) => line.codes.includes(code)).map((line) => [each, line]));
    const room = fitting.find(([, line]) => (box.inside[line.id] || 0) < line.need);
    if (room) return told("put", ...room);
    return fitting.length ? told("too_many", ...fitting[0]) : null;
  }
  function weight(code, box, inside) {
    const grams = gramsOf(code);
    if (grams === null) return null;
    if (grams < LIGHTEST || grams > HEAVIEST) return told("no_weight");
    const goods = inside.flatMap((each) => each.lines).filter((line) => box.inside[line.id]);
    const weighs = goods.every((line) => line.grams) ? goods.reduce((sum, line) => sum + box.inside[line.id] * line.grams, 0) : 0;
    return told(weighs && (grams < weighs * LESS || grams > weighs * MORE + WRAPPING) ? "weigh_odd" : "weigh");
  }
  function label(number, box, inside, orders) {
    const own = ofLabel(number, inside), other = ofLabel(number, orders);
    if (!own && other) return told("label_of_another", other);
    if (!own && !looksLikeALabel(number)) return null;
    if (!own && inside.some((each) => each.labels.length)) return told("not_its_label", inside[0]);
    const order = own || inside[0], missing = inside.flatMap((each) => each.lines).filter((line) => line.need > (box.inside[line.id] || 0));
    if (!missing.length) return told("seal", order);
    const isSplit = box.armed === number && Object.values(box.inside).some(Boolean) && missing.some((line) => line.id > 0); // a kit goes with goods
    return told(isSplit ? "split" : "missing", order);
  }
  function decide(text, box, orders) {
    const code = keyOf(text), order = orders.find((each) => each.codes.includes(code));
    if (!box) return start(order || ofLabel(numberOf(text), orders));
    const inside = orders.filter((each) => box.orders.includes(each.id));
    if (order) return another(order, inside);
    const stopped = inside.find((each) => each.stop);
    if (stopped) return told("stopped", stopped);
    const foreign = () => orders.find((each) => each.lines.some((line) => line.codes.includes(code)));
    return goods(code, box, inside) || weight(text, box, inside) || label(numberOf(text), box, inside, orders)
      || (foreign() && told("not_in_it", foreign())) || told("unknown");
  }
  return { decide, gramsOf, keyOf, numberOf };
})();
