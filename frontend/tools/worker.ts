// A plugin of the build: writes sw.js with the names of the files of this build put in (tools/sw.js).
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin, Rolldown } from 'vite'

/** Files without a hash in their names, which the page needs too; they are asked for anew each time. */
const open = ['/boot.css', '/boot.js', '/icon.svg', '/manifest.webmanifest']

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** A chunk, and what is fetched with it. */
function closure(bundle: Rolldown.OutputBundle, name: string, seen = new Set<string>()) {
  const chunk = bundle[name]
  if (chunk?.type !== 'chunk' || seen.has(name)) return seen
  seen.add(name)
  for (const style of chunk.viteMetadata?.importedCss ?? []) seen.add(style)
  for (const next of chunk.imports) closure(bundle, next, seen)
  return seen
}

/** The names of a build's scripts and styles: what the first page needs, what other pages fetch, and the texts by language. */
function filesOf(bundle: Rolldown.OutputBundle) {
  const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry)
  const first = closure(bundle, entry?.fileName ?? '')
  const files = { open, shell: [...first].map((name) => `/${name}`).sort(), rest: [] as string[], texts: {} as Record<string, string[]> }
  for (const name of Object.keys(bundle).sort()) {
    const file = bundle[name]
    if (first.has(name) || !/^assets\/.*\.(js|css)$/.test(name)) continue
    const language = /\/locales\/(\w+)\//.exec((file?.type === 'chunk' && file.facadeModuleId) || '')?.[1]
    ;(language ? (files.texts[language] ??= []) : files.rest).push(`/${name}`)
  }
  return files
}

export const worker = (): Plugin => ({
  name: 'worker',
  apply: 'build',
  enforce: 'post',
  generateBundle(_, bundle) {
    const source = read('sw.js')
    const files = filesOf(bundle)
    const version = createHash('sha256').update(source + JSON.stringify(files) + open.map((name) => read(`../public${name}`)).join('')).digest('hex').slice(0, 12)
    this.emitFile({ type: 'asset', fileName: 'sw.js', source: source.replace('__FILES__', () => JSON.stringify({ version, ...files })) })
  },
})
