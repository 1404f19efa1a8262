// Every screen of the demonstration company, in light, dark and phone width, in English and Hindi: nothing is inaccessible,
// nothing is wider than the screen, nothing is complained of. Pictures of all of them are kept.
import { accessible, fits, logIn, looks, person, picture, settled, speakHindi } from './common.mjs'

export const title = 'every screen, in every look'

const settings = ['members', 'teams', 'roles', 'billing', 'company', 'audit', 'me', 'security', 'login', 'keys', 'intake', 'feedback', 'sso', 'usage', 'support']
const owner = ['today', 'deals', 'deals?view=list', 'tasks', 'contacts', 'companies', 'reports', 'import', 'waiting', ...settings.map((s) => `settings/${s}`)]
const outside = ['login', 'operator/login', 'signup', 'forgot', 'reset', 'invitation', 'confirm']

export async function run({ browser, page: base, demo }) {
  const problems = []
  for (const [name, look] of Object.entries(looks)) {
    const ana = Object.assign(await person(browser, base, 'Ana', look), { problems: [] })
    if (look.language === 'hi') await speakHindi(ana.page)
    for (const path of outside) await check(ana, `/${path}`, `out-${path.replace('/', '-')}-${name}`)
    await logIn(ana, demo.owner.email, demo.owner.password)
    const company = new URL(ana.page.url()).pathname.split('/')[1]
    for (const path of owner) await check(ana, `/${company}/${path}`, `${path.replace(/[/?=]/g, '-')}-${name}`)
    await details(ana, company, name)
    await ana.context.close()
    problems.push(...ana.faults, ...ana.problems)
  }
  const tess = Object.assign(await person(browser, base, 'Tess'), { problems })
  await logIn(tess, demo.technician.email, demo.technician.password)
  await check(tess, `/${new URL(tess.page.url()).pathname.split('/')[1]}/settings/health`, 'settings-health-light')
  await tess.context.close()
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

/** Looks at one screen; what is wrong is collected, so that one run tells all of it. */
async function check({ page, problems }, path, name) {
  await page.goto(path)
  await settled(page)
  if (name.endsWith('-hi') && await page.evaluate(() => document.documentElement.lang) !== 'hi') problems.push(`${name} is not in Hindi`)
  await picture(page, name)
  if (name.endsWith('-rtl')) await mirrored(page).catch((error) => problems.push(`${name}: ${error.message}`))
  for (const rule of [accessible, fits]) await rule(page, name).catch((error) => problems.push(error.message))
}

/** Written from right to left: the menu stands at the right, and no text is there that is not from the texts. */
async function mirrored(page) {
  const { dir, menu, main, marks } = await page.evaluate(() => ({
    dir: document.documentElement.dir, menu: document.querySelector('nav')?.getBoundingClientRect().left ?? Infinity, main: document.querySelector('main')?.getBoundingClientRect().left ?? 0,
    marks: document.body.innerText.split('⟦').length - 1,
  }))
  if (dir !== 'rtl') throw new Error('is not written from right to left')
  if (menu <= main) throw new Error('the menu is not at the right')
  if (marks < 3) throw new Error('the texts are not marked: the look checks nothing')
}

/** The pages of one contact, company and deal, reached as a person reaches them. */
async function details(ana, company, name) {
  for (const kind of ['contacts', 'companies', 'deals']) {
    await ana.page.goto(`/${company}/${kind}`)
    await settled(ana.page)
    const href = await ana.page.locator(`a[href*="/${kind}/0"]`).first().getAttribute('href')
    await check(ana, href, `${kind}-page-${name}`)
  }
}
