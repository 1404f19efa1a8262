// What a page costs to load, against its budget: node tools/budget.mjs (after a build). Sizes are gzip, in kB of 1000 bytes.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const gzip = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000

/** Budgets by the name of the page's file; other pages have `page`. */
const budgets = { shell: 165, css: 25, language: 30, LoginPage: 215, DealsRoute: 250, ReportsPage: 340, page: 240 }

/** What a page fetches apart but draws at once, so that it belongs to its price; the notices come with every page. */
const settings = ['MeRoute', 'MembersRoute', 'RolesPage', 'TeamsPage', 'AuditPage', 'BillingPage', 'HealthPage', 'CompanyPage']
const drawn = { ReportsPage: 'Charts', ...Object.fromEntries(settings.map((page) => [page, 'SettingsLayout'])) }
const fonts = { en: [60, ['latin-wght']], pl: [140, ['latin-wght', 'latin-ext']], hi: [260, ['latin-wght', 'latin-ext', 'devanagari']], ru: [140, ['latin-wght', 'cyrillic-wght']] }

const closure = (key, seen = new Set()) => {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) closure(next, seen)
  return seen
}
const styles = (keys) => [...new Set([...keys].flatMap((key) => manifest[key].css ?? []))].reduce((sum, file) => sum + gzip(file), 0)
const size = (keys) => [...keys].reduce((sum, key) => sum + gzip(manifest[key].file), 0)

/** The texts that a page fetches: those of every page, and of four subjects at most; here the four largest. */
const shared = ['common', 'problem', 'nav']
function texts(language) {
  const sizes = Object.keys(manifest).filter((key) => key.includes(`/locales/${language}/`)).map((key) => [shared.some((s) => key.endsWith(`/${s}.json`)), gzip(manifest[key].file)])
  const subjects = sizes.filter(([always]) => !always).map(([, kb]) => kb).sort((a, b) => b - a).slice(0, 4)
  return [...sizes.filter(([always]) => always).map(([, kb]) => kb), ...subjects].reduce((sum, kb) => sum + kb, 0)
}

const rows = []
const check = (what, kb, budget) => rows.push({ what, kb: Number(kb.toFixed(1)), budget, over: kb > budget })

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
const shell = closure(entry)
check('shell', size(shell), budgets.shell)
let css = 0
for (const key of Object.keys(manifest)) {
  const page = /([A-Z]\w*(?:Page|Route))\.tsx$/.exec(key)?.[1]
  if (!page || !manifest[key].isDynamicEntry) continue
  const all = closure(key, new Set(shell))
  for (const part of ['@mantine/notifications/', drawn[page] && `/${drawn[page]}.tsx`]) {
    if (part) closure(Object.keys(manifest).find((k) => k.includes(part)), all)
  }
  check(page, size(all), budgets[page] ?? budgets.page)
  css = Math.max(css, styles(all))
}
const assets = readdirSync(join(dist, 'assets'))
check('css of the heaviest page', css, budgets.css)
for (const language of ['en', 'hi', 'pl', 'fil', 'ru']) {
  check(`texts ${language}`, texts(language), budgets.language)
}
for (const [language, [budget, parts]] of Object.entries(fonts)) {
  const files = assets.filter((f) => f.endsWith('.woff2') && parts.some((p) => f.includes(p)))
  check(`fonts ${language}`, files.reduce((sum, f) => sum + readFileSync(join(dist, 'assets', f)).length / 1000, 0), budget)
}

for (const { what, kb, budget, over } of rows) console.log(`${over ? 'OVER' : 'ok  '} ${what.padEnd(24)} ${String(kb).padStart(7)} kB of ${budget}`)
process.exit(rows.some((r) => r.over) ? 1 : 0)
