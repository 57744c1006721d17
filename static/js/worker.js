/* Served at the root with SHELL before it: {version, pages, files}. Files are named by what is in them, so what is kept
   never grows old; a page is asked for anew and, where no answer comes, opens as it was last. The outbox is not here. */
const NAME = `firstscan-${SHELL.version}`;
const PATIENCE = 4000;
self.addEventListener("install", (event) => event.waitUntil((async () => {
  await (await caches.open(NAME)).addAll(SHELL.files);
  await self.skipWaiting();
})()));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const pages = await caches.open("pages");
  await Promise.all((await caches.keys()).filter((name) => name !== NAME && name !== "pages" && name !== "pictures").map((name) => caches.delete(name)));
  await self.clients.claim();
  await Promise.all(SHELL.pages.map((page) => fresh(pages, page, new Request(page)).catch(() => null)));
})()));
async function fresh(pages, page, request) {
  const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  if (answer.ok && !answer.redirected && answer.type === "basic") await pages.put(page, answer.clone());
  return answer;
}
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && SHELL.pages.includes(url.pathname)) {
    event.respondWith(caches.open("pages").then(async (pages) => {
      try { return await fresh(pages, url.pathname, request); } catch { return await pages.match(url.pathname) || Response.error(); }
    }));
  } else if (SHELL.files.includes(url.pathname) || url.search === "?kept") { // files, and pictures that goods are held against
    event.respondWith(caches.match(request).then(async (kept) => kept || (url.search ? fresh(await caches.open("pictures"), request.url, request) : fetch(request))));
  }
});
