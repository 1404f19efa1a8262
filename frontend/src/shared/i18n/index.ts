import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '@/shared/api/types'

/** The languages, each named in itself. */
export const languages: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'hi', name: 'हिन्दी' },
  { code: 'pl', name: 'Polski' },
  { code: 'fil', name: 'Filipino' },
  { code: 'ru', name: 'Русский' },
]
/** One file per language and namespace, loaded when a page first asks for it; each language knows where its own are. */
export const namespaces = ['common', 'problem', 'problemWork', 'problemSettings', 'nav', 'auth', 'audit', 'access', 'settings', 'security', 'sso', 'billing', 'activity', 'contact', 'company', 'deal', 'pipeline', 'linter', 'diet', 'task', 'work', 'capture', 'feedback', 'attachment', 'report', 'import', 'importMore', 'intake', 'field', 'formula', 'reach', 'merge', 'search', 'operator', 'bulk', 'list', 'looks', 'selling', 'layout', 'object', 'privacy', 'archive', 'consent', 'retention', 'offline'] as const
type Files = Record<string, () => Promise<{ default: Record<string, unknown> }>>
const files: Record<string, () => Promise<{ files: Files }>> = {
  en: () => import('./texts/en'), hi: () => import('./texts/hi'), pl: () => import('./texts/pl'), fil: () => import('./texts/fil'), ru: () => import('./texts/ru'),
}

/**
 * For testers: with kith.pseudo in this machine's storage every text is marked and the page is written from right to left, so that a
 * text or a layout that a language of that kind would break is seen before there is one.
 */
const pseudo = () => localStorage.getItem('kith.pseudo') !== null

type Tree = { [key: string]: string | Tree }
const marked = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).map(([key, text]) => [key, typeof text === 'string' ? `⟦${text}⟧` : marked(text)]))

async function textsOf(language: string, namespace: string) {
  const load = (await files[language]?.())?.files[`../locales/${language}/${namespace}.json`]
  if (!load) throw new Error(`no texts: ${language}/${namespace}`)
  return (await load()).default
}

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => { textsOf(language, namespace).then((all) => done(null, pseudo() ? marked(all as Tree) : all), (e: Error) => done(e, true)) },
}

const isLanguage = (code: string | null | undefined): code is Language => languages.some((l) => l.code === code)

/** The language before anyone is known: chosen on this machine, else the browser's, else English. */
export function guessLanguage(): Language {
  const stored = localStorage.getItem('kith.language')
  if (isLanguage(stored)) return stored
  for (const tag of navigator.languages) {
    const base = tag.split('-')[0] === 'tl' ? 'fil' : tag.split('-')[0]
    if (isLanguage(base)) return base
  }
  return 'en'
}

/** Starts the translations with what every page needs. */
export async function startI18n(language: Language = guessLanguage()): Promise<void> {
  await i18next.use(backend).use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    supportedLngs: languages.map((l) => l.code),
    ns: ['common', 'problem', 'nav'],
    defaultNS: 'common',
    nsSeparator: ':',
    interpolation: { escapeValue: false },
    react: { useSuspense: true },
    returnNull: false,
  })
  speak(language)
}

/** Tells the browser, and whoever reads the page aloud, in which language and direction it is written. */
function speak(language: Language) {
  document.documentElement.lang = language
  document.documentElement.dir = pseudo() ? 'rtl' : 'ltr'
}

/** Switches the language at once, here and for the next visit on this machine. */
export async function switchLanguage(language: Language): Promise<void> {
  localStorage.setItem('kith.language', language)
  if (i18next.language === language) return
  await i18next.changeLanguage(language)
  speak(language)
}
