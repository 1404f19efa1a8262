import { launch, person, logIn, settled, accessible, looks } from './e2e/common.mjs'
const base = 'http://localhost:8140', out = '/tmp/fedeals/shots'
import { mkdirSync } from 'node:fs'
mkdirSync(out, { recursive: true })
const which = (process.argv[2] ?? 'light,phone,dark,hi').split(',')
const only = process.argv[3]?.split(',')
const browser = await launch()
for (const lookName of which) {
  const p = await person(browser, base, lookName, looks[lookName])
  try {
    await logIn(p, 'ana@en.demo.example', 'Harbour-Lantern-27')
    if (lookName === 'hi') { await p.page.evaluate(() => localStorage.setItem('kith.language','hi')) }
    const slug = new URL(p.page.url()).pathname.split('/')[1]
    const shot = async (name, path, act, full) => {
      if (only && !only.includes(name)) return
      try {
        if (path) { await p.page.goto(`/${slug}${path}`); await settled(p.page) }
        if (act) await act(p.page)
        await p.page.waitForTimeout(400)
        await p.page.screenshot({ path: `${out}/${lookName}-${name}.png`, fullPage: full ?? true })
        await accessible(p.page, `${lookName} ${name}`).catch((e) => console.log(e.message))
        const wide = await p.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (wide > 0) console.log(lookName, name, 'page is wider than the screen by', wide)
      } catch (e) { console.log('FAILED', lookName, name, e.message.split('\n')[0]) }
    }
    await shot('today', '/today')
    await shot('deals', '/deals')
    await shot('list', '/deals?view=list')
    await shot('newdeal', '/deals?new=1', (pg) => pg.waitForTimeout(300))
    await shot('deal', '/deals', async (pg) => { await pg.locator('section a[href*="/deals/"]').first().click(); await pg.waitForURL(/deals\/[0-9a-f-]{36}/); await settled(pg) })
    await shot('tasks', '/tasks')
    await shot('taskdialog', '/tasks', async (pg) => { await pg.locator('li button').first().click(); await pg.waitForSelector('[role=dialog]'); })
    await shot('reports', '/reports', async (pg) => { await pg.waitForTimeout(1500) })
    await shot('import', '/import')
    await shot('importcheck', '/import', async (pg) => {
      await pg.locator('input[type=file]').setInputFiles('/tmp/fedeals/people.csv')
      await pg.waitForURL(/id=/); await settled(pg)
    })
  } catch (e) { console.log('FAILED', lookName, e.message) }
  for (const f of p.faults) console.log('fault', f)
  await p.context.close()
}
await browser.close()
