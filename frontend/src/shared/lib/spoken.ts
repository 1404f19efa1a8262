/** Languages that people are noted to speak, most of all those of the page. */
export const languageCodes = ['en', 'hi', 'pl', 'fil', 'ru', 'ar', 'bn', 'cs', 'de', 'es', 'fr', 'id', 'it', 'ja', 'ko', 'lt', 'mr', 'nl', 'pt', 'ro', 'sk', 'sv', 'ta', 'te', 'tr', 'uk', 'ur', 'vi', 'zh']

/** The same to choose from, by their names in a language. */
export function spoken(reader: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([reader], { type: 'language' })
  return languageCodes.map((value) => ({ value, label: names.of(value) ?? value }))
}
