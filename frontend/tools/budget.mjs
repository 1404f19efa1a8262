// What a page costs to load, against its budget: node tools/budget.mjs (after a build). Sizes are gzip, in kB of 1000 bytes.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const gzip = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000

/**
 * Budgets by the name of the page's file; other pages have `page`. Lists, boards and record pages carry editing in place, menus
 * and pickers: they cost a little more than the bare list and board that the first budgets were taken from.
 */
const budgets = { shell: 165, css: 26, language: 32, LoginPage: 215, ContactsPage: 270, CompaniesPage: 270, DealsRoute: 280, DealRoute: 280, ContactRoute: 280, CompanyRoute: 280, ReportsPage: 340, page: 260 }
const fonts = { en: [60, ['latin-wght']], pl: [140, ['latin-wght', 'latin-ext']], hi: [260, ['latin-wght', 'latin-ext', 'devanagari']], ru: [140, ['latin-wght', 'cyrillic-wght']] }

const closure = (key, seen = new Set()) => {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) closure(next, seen)
  return seen
}
const styles = (keys) => [...new Set([...keys].flatMap((key) => manifest[key].css ?? []))].reduce((sum, file) => sum + gzip(file), 0)
const size = (keys) => [...keys].reduce((sum, key) => sum + gzip(manifest[key].file), 0)

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
  check(page, size(all), budgets[page] ?? budgets.page)
  css = Math.max(css, styles(all))
}
const assets = readdirSync(join(dist, 'assets'))
check('css of the heaviest page', css, budgets.css)
for (const language of ['en', 'hi', 'pl', 'fil', 'ru']) {
  const files = Object.keys(manifest).filter((key) => key.includes(`/locales/${language}/`))
  check(`texts ${language}`, files.reduce((sum, key) => sum + gzip(manifest[key].file), 0), budgets.language)
}
for (const [language, [budget, parts]] of Object.entries(fonts)) {
  const files = assets.filter((f) => f.endsWith('.woff2') && parts.some((p) => f.includes(p)))
  check(`fonts ${language}`, files.reduce((sum, f) => sum + readFileSync(join(dist, 'assets', f)).length / 1000, 0), budget)
}

for (const { what, kb, budget, over } of rows) console.log(`${over ? 'OVER' : 'ok  '} ${what.padEnd(24)} ${String(kb).padStart(7)} kB of ${budget}`)
process.exit(rows.some((r) => r.over) ? 1 : 0)
