/* What the pages of the tablet app share: their parts, what they say on the whole screen, and how they ask and record. */
const Tablet = (() => {
  const { setup } = Outbox, said = JSON.parse(document.getElementById("said").textContent);
  const part = (name) => document.querySelector(`[data-${name}]`);
  const names = (...all) => all.map((name) => `${name}:${setup.user}:${setup.team}`); // of what is kept for this person
  function say(does, values = {}, link = null) {
    const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
    Scanner.flash(said[does].tone, fill(said[does].title), fill(said[does].text), link);
  }

  // That it was stored is told only where it was not: then false.
  async function record(items, keeps) {
    try { await Outbox.add(items, keeps); return true; } catch (error) {
      Scanner.flash("breach", "Not stored", `This tablet cannot keep it (${error.name}): free some of its storage, load the page again and do it once more.`);
      return false;
    }
  }
  async function ask(url) {
    try {
      const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(8000) });
      return answer.ok ? await answer.json() : null;
    } catch { return null; }
  }
  function clone(name, values) {
    const made = document.getElementById(name).content.firstElementChild.cloneNode(true);
    for (const [key, value] of Object.entries(values)) made.querySelector(`[data-${key}]`).textContent = value;
    return made;
  }
  return { setup, said, part, names, say, record, ask, clone };
})();
