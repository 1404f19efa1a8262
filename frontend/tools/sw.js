// The worker that serves the page when there is no network. It keeps the program's own files and nothing else: /api is
// never touched, so no company's data is ever stored here (ADR 47). The build puts in which files there are.
const { version, open, shell, rest, texts } = __FILES__
const CACHE = `kith-${version}`
const own = () => caches.open(CACHE)

self.addEventListener('install', (e) => {
  self.skipWaiting()
  e.waitUntil(own().then((cache) => cache.addAll(['/', ...open, ...shell])))
})

// The version before stays for the tabs that are still open with it; caches are listed in the order they were made.
self.addEventListener('activate', (e) => e.waitUntil(caches.keys()
  .then((keys) => Promise.all(keys.filter((key) => key !== CACHE).slice(0, -1).map((key) => caches.delete(key))))
  .then(() => self.clients.claim())))

const keep = (e, key, answer) => {
  if (answer.ok && !answer.redirected) {
    const copy = answer.clone()
    e.waitUntil(own().then((cache) => cache.put(key, copy)).catch(() => undefined)) // a full disk is no reason to fail
  }
  return answer
}

/** From the network, else as it was last. */
const fresh = (e, key) => fetch(e.request).then((answer) => keep(e, key, answer), async () => (await (await own()).match(key, { ignoreVary: true })) ?? Response.error())

/** A file whose name changes with what is in it: from whatever version has it, else from the network. */
const hashed = async (e) => (await caches.match(e.request, { ignoreVary: true })) ?? keep(e, e.request, await fetch(e.request))

self.addEventListener('fetch', (e) => {
  const { pathname, origin } = new URL(e.request.url)
  if (e.request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api/')) return
  if (pathname.startsWith('/assets/')) e.respondWith(hashed(e))
  else if (open.includes(pathname)) e.respondWith(fresh(e, pathname))
  else if (e.request.mode === 'navigate' && !/\.\w+$/.test(pathname)) e.respondWith(fresh(e, '/'))
})

/** What the page says it has loaded before there was a worker and, unless data is to be saved, the rest of the program in its language; four at a time. */
async function fill({ seen, language, all }) {
  const cache = await own()
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname))
  const names = [...seen, ...(all ? [...rest, ...(texts[language] ?? [])] : [])].filter((name) => !there.has(name)).values()
  const fetched = async () => {
    for (const name of names) {
      const older = await caches.match(name, { ignoreVary: true })
      await (older ? cache.put(name, older) : cache.add(name)).catch(() => undefined)
    }
  }
  await Promise.all([fetched(), fetched(), fetched(), fetched()])
}
self.addEventListener('message', (e) => e.waitUntil(fill(e.data)))
