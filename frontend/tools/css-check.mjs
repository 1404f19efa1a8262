// Do the built pages have the styles of every Mantine part they use? src/app/styles.ts lists them by hand, and a missing
// one fails silently (a control without looks). Compares the class names in the built scripts with the built style sheets.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const assets = join(root, 'dist/assets')
const read = (ending) => readdirSync(assets).filter((f) => f.endsWith(ending)).map((f) => readFileSync(join(assets, f), 'utf8')).join('\n')
const classes = (text) => new Set(text.match(/\bm_[0-9a-f]{6,10}\b/g))
const used = classes(read('.js'))
const styled = classes(read('.css'))

const folders = ['core/styles', 'dates', 'notifications', 'spotlight', 'charts'].map((f) => join(root, 'node_modules/@mantine', f))
const sheets = folders.flatMap((folder) => readdirSync(folder).filter((f) => f.endsWith('.css') && !f.includes('.layer.')).map((f) => [`${folder.split('@mantine/')[1]}/${f}`, classes(readFileSync(join(folder, f), 'utf8'))]))

const missing = sheets.filter(([, names]) => [...names].some((n) => used.has(n) && !styled.has(n)))
const idle = sheets.filter(([, names]) => names.size > 0 && [...names].some((n) => styled.has(n)) && ![...names].some((n) => used.has(n)))
for (const [sheet] of idle) console.log(`not used by any page: @mantine/${sheet}`)
for (const [sheet, names] of missing) console.log(`MISSING @mantine/${sheet} (${[...names].filter((n) => used.has(n) && !styled.has(n)).join(' ')})`)
console.log(`${used.size} Mantine classes in scripts, ${missing.length} sheets missing, ${idle.length} idle`)
process.exit(missing.length > 0 ? 1 : 0)
