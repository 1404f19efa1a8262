// Are the five languages whole? Same keys, every plural form CLDR asks for, the same placeholders, and no key used in the
// source that has no text. `--unused` also lists texts that no source names.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const locales = join(root, 'src/shared/i18n/locales')
const languages = ['en', 'hi', 'pl', 'fil', 'ru']
const faults = []
const forms = Object.fromEntries(languages.map((l) => [l, new Intl.PluralRules(l).resolvedOptions().pluralCategories]))
const plural = /_(zero|one|two|few|many|other)$/

const flat = (node, prefix = '', out = new Map()) => {
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'string') out.set(prefix + key, value)
    else flat(value, `${prefix}${key}.`, out)
  }
  return out
}
const load = (language, ns) => flat(JSON.parse(readFileSync(join(locales, language, `${ns}.json`), 'utf8')))
const placeholders = (texts) => [...new Set(texts.flatMap((t) => t.match(/\{\{\s*\w+/g) ?? []))].map((p) => p.replace(/[{\s]/g, '')).filter((p) => p !== 'count').sort().join()

/** Base key → its texts, with a check of the plural forms. */
function grouped(language, ns) {
  const groups = new Map()
  const all = load(language, ns)
  for (const [key, text] of all) {
    if (text.trim() === '') faults.push(`${language}/${ns}: ${key} is empty`)
    const cut = key.replace(plural, '')
    const base = all.has(`${cut}_other`) ? cut : key // 'login.too_many' is a name, not a plural form
    groups.set(base, [...(groups.get(base) ?? []), [key === base ? null : key.slice(base.length + 1), text]])
  }
  for (const [base, texts] of groups) {
    const has = texts.map(([form]) => form)
    if (has.includes(null)) continue
    for (const form of forms[language]) if (!has.includes(form)) faults.push(`${language}/${ns}: ${base} lacks the plural form '${form}'`)
    for (const form of has) if (!forms[language].includes(form)) faults.push(`${language}/${ns}: ${base}_${form} is a form this language has not`)
  }
  return groups
}

const namespaces = readdirSync(join(locales, 'en')).map((f) => f.replace('.json', ''))
const known = new Map()
for (const ns of namespaces) {
  const english = grouped('en', ns)
  known.set(ns, new Set(english.keys()))
  for (const language of languages.slice(1)) {
    const other = grouped(language, ns)
    for (const [key, texts] of english) {
      if (!other.has(key)) faults.push(`${language}/${ns}: ${key} is missing`)
      else if (placeholders(texts.map(([, t]) => t)) !== placeholders(other.get(key).map(([, t]) => t))) faults.push(`${language}/${ns}: ${key} has other placeholders than English`)
    }
    for (const key of other.keys()) if (!english.has(key)) faults.push(`${language}/${ns}: ${key} is not in English`)
  }
}

const files = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name)
  if (statSync(path).isDirectory()) return name === 'locales' || name === 'kit' ? [] : files(path)
  return /\.tsx?$/.test(name) && !name.includes('.test.') ? [path] : []
})

const used = new Set()
const dynamic = []
for (const path of files(join(root, 'src'))) {
  const source = readFileSync(path, 'utf8')
  const own = [...source.matchAll(/useTranslation\(\[?([^)\]]*)/g)].flatMap((m) => [...m[1].matchAll(/'(\w+)'/g)].map((n) => n[1]))
  const home = own.length > 0 ? own : ['common']
  for (const [, , text] of source.matchAll(/\bt\(\s*(['"`])((?:(?!\1).)+)\1/g)) {
    const [ns, key] = text.includes(':') && !text.startsWith('$') ? text.split(/:(.*)/) : [null, text]
    const spaces = ns ? [ns] : home
    const fixed = key.split('${')[0]
    const fits = (k) => (fixed === key ? k === key : k.startsWith(fixed))
    if (fixed !== key) dynamic.push([spaces, fixed])
    else for (const s of spaces) used.add(`${s}:${key}`)
    if (fixed !== '' && !spaces.some((s) => [...(known.get(s) ?? [])].some(fits))) faults.push(`${path.slice(root.length)}: no text for '${text}' in ${spaces.join(', ')}`)
  }
}

if (process.argv.includes('--unused')) {
  const named = (ns, key) => used.has(`${ns}:${key}`) || dynamic.some(([spaces, prefix]) => spaces.includes(ns) && key.startsWith(prefix))
  for (const [ns, keys] of known) for (const key of keys) if (!ns.startsWith('problem') && !named(ns, key)) console.log(`not named in the source: ${ns}:${key}`)
}
for (const fault of faults) console.log(fault)
const total = [...known.values()].reduce((sum, keys) => sum + keys.size, 0)
console.log(`${total} texts in ${languages.length} languages, ${faults.length} faults`)
process.exit(faults.length > 0 ? 1 : 0)
