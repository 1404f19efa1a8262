// What people type is text wherever it is shown (S13): a corpus of markup and script in every field that takes words, every
// screen that shows them, and a listener for whatever of it comes alive.
import { logIn, person, settled } from './common.mjs'
import { call, must, password, signedUp, tokenOf } from './story/world.mjs'

export const title = 'markup in every field stays text on every screen'

/** Each would call `alive` if a screen took it for more than text; the shapes are those of OWASP's cheat sheet on filter evasion. */
const corpus = [
  '<script>alive(1)</script>', '"><svg onload=alive(2)>', '<img src=x onerror=alive(3)>', '</textarea></title><script>alive(4)</script>', '\'-alive(5)-\'', '${alive(6)}',
  '{{constructor.constructor("alive(7)")()}}', '<iframe srcdoc="<script>parent.alive(8)</script>">', '<a href="javascript:alive(9)">here</a>', '<b style="animation:x" onanimationstart=alive(10)>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alive(11)>', '[here](javascript:alive(12))', '<details open ontoggle=alive(13)>', 'javascript:alive(14)', '&lt;img src=x onerror=alive(15)&gt;',
]
const pages = ['today', 'deals', 'deals?view=list', 'tasks', 'contacts', 'companies', 'reports', 'import', 'waiting', 'settings/members', 'settings/teams', 'settings/roles', 'settings/company', 'settings/audit', 'settings/me', 'settings/keys', 'settings/intake', 'settings/usage']

export async function run(world) {
  const owner = await signedUp(world, { company: corpus[2].slice(0, 80), name: corpus[1] })
  const api = caller(world, await tokenOf(world, owner.email))
  const records = await fill(api)
  const ana = await listening(world)
  await logIn(ana, owner.email, password)
  const slug = new URL(ana.page.url()).pathname.split('/')[1]
  let seen = 0
  for (const path of [...pages, ...records]) {
    await ana.page.goto(`/${slug}/${path}`)
    await settled(ana.page)
    seen += await dead(ana, path)
  }
  await palette(ana)
  await importPreview(ana, slug)
  must(seen > 200, `only ${seen} texts of the corpus were seen on all screens: the check looks at the wrong places`)
  must(ana.faults.length === 0, ana.faults.join('\n'))
}

/** A person whose page tells when anything of the corpus runs, opens a dialog or is stopped by the content policy. */
async function listening(world) {
  const ana = await person(world.browser, world.page, 'Ana')
  await ana.context.exposeFunction('alive', (n) => { ana.faults.push(`number ${n} of the corpus ran at ${ana.page.url()}`) })
  await ana.context.addInitScript(() => document.addEventListener('securitypolicyviolation', (e) => { console.error(`stopped by the content policy: ${e.violatedDirective} ${e.sample}`) }))
  ana.page.on('dialog', (dialog) => { ana.faults.push(`a dialog at ${ana.page.url()}`); void dialog.dismiss() })
  return ana
}

const caller = (world, token) => (method, path, body) => call(world, method, path, { token, body })

/** Puts the corpus into whatever takes words; answers the pages of the records. */
async function fill(api) {
  const paths = []
  for (const [i, text] of corpus.entries()) {
    const company = await api('POST', '/companies', { name: text, industry: text.slice(0, 60), city: text.slice(0, 60), street: text, tags: [text.slice(0, 30)] })
    const contact = await api('POST', '/contacts', { firstName: text.slice(0, 80), lastName: text.slice(0, 80), preferredName: text.slice(0, 60), jobTitle: text.slice(0, 80), source: text.slice(0, 60), tags: [text.slice(0, 30)], companyId: company.id })
    const deal = await api('POST', '/deals', { name: text, companyId: company.id, contacts: [{ contactId: contact.id, role: 'decider' }] })
    await api('POST', '/tasks', { title: text, note: text, about: { kind: 'deal', id: deal.id }, dueAt: new Date().toISOString() })
    await api('POST', '/activities', { type: 'note', text: corpus.join('\n'), about: { kind: 'contact', id: contact.id } })
    if (i % 4 === 0) paths.push(`contacts/${contact.id}`, `companies/${company.id}`, `deals/${deal.id}`)
  }
  for (const text of corpus.slice(0, 6)) {
    await api('POST', '/intakes', { name: text.slice(0, 40), ownerId: null })
    await api('POST', '/teams', { name: text.slice(0, 60) })
    await api('POST', '/roles', { name: text.slice(0, 40), from: 'employee' })
    await api('POST', '/api-keys', { name: text.slice(0, 60), scopes: ['contact.read'] })
  }
  await refusedLinks(api)
  return paths
}

/** An address that would run something is no web address. */
async function refusedLinks(api) {
  for (const website of ['javascript:alive(20)', 'data:text/html,<script>alive(21)</script>', ' java\tscript:alive(22)']) {
    const refused = await api('POST', '/companies', { name: `Link ${website}`, website }).then(() => false, (error) => /^POST \/companies: 422/.test(error.message))
    must(refused, `${website} was taken for a web address`)
  }
}

/** How many texts of the corpus stand on the screen as text; throws when one became an element or a link. */
async function dead({ page }, path) {
  const { texts, born } = await page.evaluate((all) => {
    const made = [...document.body.querySelectorAll('script:not([src]), iframe, math, [onload], [onerror], [ontoggle], [onanimationstart], a[href^="javascript:" i], a[href^="data:" i]')]
    const written = document.body.innerText + [...document.querySelectorAll('input, textarea')].map((e) => e.value).join('\n')
    return { texts: all.filter((text) => written.includes(text.slice(0, 20))).length, born: made.map((e) => e.outerHTML.slice(0, 120)) }
  }, corpus)
  must(born.length === 0, `${path} made markup of text: ${born.join(' | ')}`)
  return texts
}

/** The palette's answers, and what it says when there are none. */
async function palette(ana) {
  const { page } = ana
  await page.keyboard.press('Control+k')
  for (const text of ['alive', corpus[2]]) {
    await page.getByRole('dialog').getByRole('searchbox').or(page.getByRole('dialog').getByRole('textbox')).first().fill(text)
    await settled(page)
    await dead(ana, `the palette on ${text}`)
  }
}

/** A file whose name, headers and cells are the corpus: its preview, and the refusals of its rows. */
async function importPreview(ana, slug) {
  const { page } = ana
  const quoted = (text) => `"${text.replaceAll('"', '""')}"`
  const rows = corpus.map((text) => [text, text, 'no address'].map(quoted).join(','))
  await page.goto(`/${slug}/import`)
  await settled(page)
  await page.locator('input[type=file]').setInputFiles({ name: '"><img src=x onerror=alive(30)>.csv', mimeType: 'text/csv', buffer: Buffer.from([`${quoted(corpus[1])},Last name,E-mail`, ...rows].join('\n')) })
  await page.getByRole('combobox').first().waitFor()
  await settled(page)
  must(await dead(ana, 'the preview of an import') > 0, 'the preview shows nothing of the file')
}
