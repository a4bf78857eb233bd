// 离线外壳: keeps the app's few files, so that it opens without a network. It holds nobody's data and reads no key.

const CACHE = `suiji-field-${self.SUIJI_BUILD}`;
const SHELL = self.SUIJI_SHELL;

async function store() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    SHELL.map(async (path) => {
      const answer = await fetch(path, { cache: "no-cache", redirect: "error" });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      await cache.put(path, answer);
    }),
  );
}

async function clear() {
  for (const name of await caches.keys()) if (name.startsWith("suiji-field-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

// The kept files first: the app opens at once, and a new one comes in whole or not at all.
async function fromCache(request, path) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(store()));
self.addEventListener("activate", (event) => event.waitUntil(clear()));
self.addEventListener("message", (event) => {
  if (event.data === "update") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method === "GET" && SHELL.includes(pathname)) event.respondWith(fromCache(event.request, pathname));
});
// The network is back: an open app sends what waits. A closed or locked one has no key here, and sends when it is opened.
self.addEventListener("sync", (event) => {
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((open) => open.forEach((client) => client.postMessage("send"))));
});
