/**
 * One Idempotency-Key per submit of a person. While the outcome of a POST is unknown (no answer, or a server error),
 * the same body to the same address gets the same key again, so pressing the button twice, or once more after a lost
 * connection, cannot create two records. A definite answer ends the submit.
 */
interface Submit { key: string; at: number }

const open = new Map<string, Submit>()
const keepFor = 15 * 60_000

export function idempotencyKeyFor(path: string, call: { path?: unknown; query?: unknown; body?: unknown }): { key: string; settled: () => void } {
  const body = call.body instanceof Blob ? `${call.body.size}:${call.body.type}` : (call.body ?? null)
  const what = JSON.stringify([path, call.path ?? null, call.query ?? null, body])
  const now = Date.now()
  for (const [k, s] of open) if (now - s.at > keepFor) open.delete(k)
  const submit = open.get(what) ?? { key: crypto.randomUUID(), at: now }
  open.set(what, submit)
  return { key: submit.key, settled: () => { open.delete(what) } }
}
