// Offline shell only. Hashed assets come from the cache, the page from the network or else the last
// shell seen; /api is never touched, so no company's data is ever stored here.
const CACHE = 'kith-shell-1'
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (e) => e.waitUntil(caches.keys()
  .then((keys) => Promise.all(keys.filter((k) => k !== CACHE).map((k) => caches.delete(k))))
  .then(() => self.clients.claim())))
const keep = async (key, answer) => { if (answer.ok) (await caches.open(CACHE)).put(key, answer.clone()); return answer }
self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return
  if (e.request.mode === 'navigate') e.respondWith(fetch(e.request).then((r) => keep('/', r), () => caches.match('/').then((r) => r ?? Response.error())))
  else if (url.pathname.startsWith('/assets/')) e.respondWith(caches.match(e.request).then((r) => r ?? fetch(e.request).then((a) => keep(e.request, a))))
})
