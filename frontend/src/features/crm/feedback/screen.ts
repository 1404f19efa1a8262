/** Where somebody is, as an admin can find it again. */
export interface Screen { path: string; name: string; parts: string[] }

const id = /[0-9a-f]{8}-[0-9a-f-]{27}/

/**
 * The screen behind the dialog: its path within the company, its name, and the names of its fields and sections. A record's own
 * name stays where it is: of its page, what it is a page of is named.
 */
export function screenNow(slug: string, recordsName: (section: string) => string): Screen {
  const path = location.pathname.replace(`/${slug}/`, '').replace(/\/$/, '')
  const main = document.getElementById('main')
  const heading = main?.querySelector('h1')?.textContent ?? ''
  const section = path.split('/')[0] ?? ''
  const names = [...(main?.querySelectorAll('label, dt, legend, [role="columnheader"], h2') ?? [])].map((e) => (e.textContent ?? '').trim())
  return { path, name: id.test(path) || heading === '' ? recordsName(section) : heading, parts: [...new Set(names)].filter((n) => n !== '' && n.length <= 60).slice(0, 40) }
}
