// Runs the browser journeys against a running program; `dev test browser` starts it and says where it is. Each journey exports
// `title` and `run(world)`; a failure keeps a picture of every open page.
import { readdirSync } from 'node:fs'
import { launch, picture } from './common.mjs'

const world = {
  page: process.env.KITH_PAGE, mail: process.env.KITH_MAIL_PAGE, stripe: process.env.KITH_STRIPE_PAGE,
  /** Log-ins of the demonstration company by role. */
  demo: Object.fromEntries((process.env.KITH_LOGINS ?? '').split('\n').filter((l) => l.startsWith('login\t'))
    .map((l) => l.split('\t')).map(([, email, password, role, company]) => [role, { email, password, company }])),
}
if (!world.page) {
  console.error('Start the browser tests with: go run ./cmd/dev test browser')
  process.exit(2)
}

// The main story is Firefox's: it is what --firefox asks for. All else is Chromium's.
const alone = process.argv.includes('--firefox')
const inFirefox = (file) => file.startsWith('main.')
const chosen = (file) => inFirefox(file) === alone
const only = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const files = readdirSync(new URL('.', import.meta.url)).filter((f) => f.endsWith('.journey.mjs')).sort()
  .filter(chosen).filter((f) => only.length === 0 || only.some((o) => f.includes(o)))
let passed = 0
let failed = 0
// The story has a company of its own and takes as long as all others together: they run beside each other.
const long = (file) => file.startsWith('story')
await Promise.all([files.filter(long), files.filter((f) => !long(f))].map(inTurn))
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)

async function inTurn(some) {
  for (const file of some) await go(file)
}

async function go(file) {
  const journey = await import(`./${file}`)
  const browser = await launch(inFirefox(file))
  const begin = Date.now()
  try {
    await journey.run({ ...world, browser })
    passed += 1
    console.log(`ok      ${journey.title} (${((Date.now() - begin) / 1000).toFixed(1)} s)`)
  } catch (error) {
    failed += 1
    console.log(`FAILED  ${journey.title}\n${error.stack ?? error}`)
    await keepPictures(browser, file)
  } finally {
    await browser.close()
  }
}

async function keepPictures(browser, file) {
  let n = 0
  for (const context of browser.contexts()) {
    for (const page of context.pages()) {
      n += 1
      await picture(page, `failed-${file.split('.')[0]}-${n}`).catch(() => {})
      console.log(`  page ${n}: ${page.url()}`)
    }
  }
}
