import { beforeAll } from 'vitest'

/**
 * Code that is fetched on demand and every answer come late, each by a time of its own. What a fast machine hides, such as a
 * button that is replaced under the hand that presses it, shows here: `npm run test:late`.
 */
const wait = setTimeout
const most = 600
const late = async <T>(f: () => Promise<T>) => {
  await new Promise((done) => wait(done, Math.random() * most))
  return f()
}
Object.assign(globalThis, { late })

beforeAll(() => {
  const { fetch } = globalThis
  globalThis.fetch = (...request) => late(() => fetch(...request))
})
