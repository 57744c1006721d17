/* The outbox of a tablet page: what somebody did is an item in IndexedDB, sent in order, each once, and kept until the
   server's receipt is here: over a closed tab, a crash, a log-out, an expired session, a new version. [data-outbox] shows it.
   add(items, keeps) stores items ({kind, payload, words}, of a picture its blob too) and what the page itself keeps in one
   transaction, so a crash tears neither from the other. Pictures go last: they hold up nothing else. */
const Outbox = (() => {
  const PART = 262144; // bytes, as captures/parts.py
  const setup = JSON.parse(document.getElementById("setup").textContent);
  const bar = document.querySelector("[data-outbox]"), list = document.querySelector("[data-outbox-list]");
  let opened = null, mine = [], why = "", busy = null, again = false;
  const open = () => opened ??= new Promise((resolve, reject) => {
    const request = Object.assign(indexedDB.open("firstscan", 1), { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) });
    request.onupgradeneeded = () => ["items", "kept"].forEach((name) => request.result.createObjectStore(name, name === "items" ? { keyPath: "place", autoIncrement: true } : {}));
  });
  async function run(act, mode = "readwrite") {
    const work = (await open()).transaction(["items", "kept"], mode, { durability: "strict" });
    const request = act(work.objectStore("items"), work.objectStore("kept"));
    return new Promise((resolve, reject) => Object.assign(work, { oncomplete: () => resolve(request?.result), onabort: () => reject(work.error) }));
  }
  const read = (name) => run((_, kept) => kept.get(name), "readonly");
  const put = (kept, keeps) => Object.entries(keeps).forEach(([name, value]) => kept.put(value, name));
  const keep = (keeps) => run((_, kept) => put(kept, keeps));
  const waits = (item) => item.state === "waiting";
  const isMine = (item) => item.owner === setup.user && item.team === setup.team;
  async function add(told, keeps = {}) {
    const now = new Date().toISOString();
    const items = told.map((each) => ({
      url: setup.places?.items, client_uuid: crypto.randomUUID(), ...each, captured_at: now, owner: setup.user, team: setup.team, state: "waiting",
    }));
    await run((store, kept) => { items.forEach((item) => store.add(item)); put(kept, keeps); });
    send();
  }
  async function session() {
    const answer = await fetch("/captures/session/", { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(8000) });
    return answer.ok ? answer.json() : null;
  }

  // A picture goes in parts: of one that broke off only the rest is sent again. Who is signed out is told with the item.
  async function sendParts(url, blob, csrf) {
    const asking = (number, more) => fetch(`${url}?part=${number}`, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(30000), ...more });
    const ask = async (...all) => { const answer = await asking(...all); return answer.ok ? (await answer.json()).have : Infinity; };
    for (let have = await ask(0); have * PART < blob.size;) have = await ask(have, { method: "POST", headers: { "X-CSRFToken": csrf }, body: blob.slice(have * PART, (have + 1) * PART) });
  }

  // Whether the next one may be sent: what the server cannot take now it is offered again later.
  async function sendOne(item, csrf) {
    const { client_uuid, kind, captured_at, owner, payload, blob } = item, body = new FormData();
    body.append("item", JSON.stringify({ client_uuid, kind, captured_at, owner, payload, sent_at: new Date() }));
    if (blob?.size > PART) await sendParts(`/captures/parts/${client_uuid}/`, blob, csrf);
    else if (blob) body.append("photo", blob, "photo.jpg");
    const answer = await fetch(item.url, { method: "POST", redirect: "manual", headers: { "X-CSRFToken": csrf }, body, signal: AbortSignal.timeout(blob ? 60000 : 20000) });
    if (answer.type === "opaqueredirect" || [401, 403, 409].includes(answer.status)) why = "signin";
    if (answer.status >= 500 || answer.status === 429) why = "server";
    if (why) return false;
    const receipt = answer.ok ? await answer.json() : { outcome: "refused", words: (await answer.json().catch(() => ({}))).words || "The server refuses it." };
    const kept = receipt.outcome === "taken" ? [] : [{ ...item, state: receipt.outcome, answer: receipt.words }];
    await run((items) => kept.length ? items.put(kept[0]) : items.delete(item.place));
    mine = mine.flatMap((each) => each.place === item.place ? kept : [each]);
    show();
    document.dispatchEvent(new CustomEvent("receipt", { detail: { item, receipt } }));
    return true;
  }
  async function sendAll() {
    why = "";
    if (!(await all()).some(waits)) return;
    try {
      const me = await session(), may = (item) => waits(item) && item.owner === me?.user && item.team === me.team;
      let next;
      do next = mine.find((item) => may(item) && !item.blob) ?? mine.find(may); while (next && await sendOne(next, me.csrf));
      if (!next && mine.some(waits)) why = me ? "other" : "signin";
    } catch { why = "network"; }
  }

  // One at a time in all tabs; what comes meanwhile is sent by another round.
  function send() {
    if (busy) { again = true; return busy; }
    return busy = navigator.locks.request("outbox", sendAll).then(all).finally(() => { busy = null; if (again) { again = false; send(); } });
  }
  const all = async () => { mine = await run((items) => items.getAll(), "readonly"); show(); return mine; };
  const REASONS = { "": "being sent", network: "no network", signin: "sign in again", other: "recorded by somebody else, who must sign in", server: "the server does not answer" };
  const STATES = { waiting: "waits", conflict: "needs an answer", refused: "refused" };
  function show() {
    const waiting = mine.filter(waits).length, red = mine.length - waiting;
    bar.className = `outbox tone-${red ? "breach" : waiting ? "risk" : "ok"}`;
    bar.dataset.waiting = waiting;
    bar.querySelector("summary").textContent = [red && `${red} need you`, waiting ? `${waiting} wait: ${REASONS[why]}` : !red && "All sent"].filter(Boolean).join(" · ");
    bar.querySelector("[data-signin]").hidden = why !== "signin";
    list.replaceChildren(...mine.slice(-50).reverse().map((item) => {
      const row = document.createElement("li");
      row.append(`${new Date(item.captured_at).toLocaleTimeString([], { timeStyle: "short" })} · ${item.words} · ${STATES[item.state]}`);
      if (item.answer) row.append(Object.assign(document.createElement("b"), { textContent: item.answer }));
      if (!waits(item)) row.append(Object.assign(document.createElement("button"), { className: "button", textContent: "Seen", onclick: () => run((items) => items.delete(item.place)).then(all) }));
      return row;
    }));
  }
  document.addEventListener("submit", (event) => {
    const waiting = mine.filter(waits).length;
    if (event.target.matches("[data-logout]") && waiting && !confirm(`${waiting} recorded here wait to be sent. They are kept on this tablet and are sent once you sign in here again. Log out?`)) event.preventDefault();
    if (event.target.matches("form[data-scan]") && navigator.locks) capture(event);
  });

  // <form data-scan>: each scan is an item, what it came to goes to [data-scanned] and is heard; without HTTPS a plain form.
  function capture(event) {
    const form = event.target, field = form.elements.code, code = field.value.trim();
    const lost = (error) => document.dispatchEvent(new CustomEvent("toast", { detail: { text: `${code} was not stored (${error.name}): free some of this tablet's storage and scan it again.`, tone: "breach" } }));
    event.preventDefault();
    field.value = "";
    field.focus();
    if (code) add([{ kind: "load", url: form.action, payload: { code }, words: code }]).catch(lost);
  }
  document.addEventListener("receipt", ({ detail: { item, receipt } }) => {
    if (item.url !== document.querySelector("form[data-scan]")?.action) return;
    if (receipt.html) htmx.swap("[data-scanned]", receipt.html, { swapStyle: "outerHTML" });
    document.dispatchEvent(new Event("order-changed")); // the truck beside it is counted anew
    beep(receipt.outcome === "taken");
    if (Date.now() - Date.parse(item.captured_at) < 9000) run((items) => items.delete(item.place)).then(all); // seen and heard
  });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(() => mine.some(waits) && send(), 4000);
  navigator.storage?.persist?.();
  navigator.serviceWorker?.register("/worker.js");
  all().then(send);
  return { setup, add, read, keep, all, send, waiting: () => mine.filter((item) => waits(item) && isMine(item) && !item.blob).length };
})();
