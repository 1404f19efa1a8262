/** Tells the worker what the page has loaded before there was one, and in which language to fetch the rest of the program. */
export async function tellWorker(language: string) {
  const worker = await navigator.serviceWorker?.ready
  const seen = performance.getEntriesByType('resource').map((e) => new URL(e.name).pathname).filter((path) => path.startsWith('/assets/'))
  const { saveData = false } = (navigator as { connection?: { saveData?: boolean } }).connection ?? {}
  worker?.active?.postMessage({ seen, language, all: !saveData })
}
