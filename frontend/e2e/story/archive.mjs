// A chapter about archives: the owner has one made, sees that it is proved, downloads and unpacks it, and looks into it with the network off.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessible, artefacts, inEveryLook } from '../common.mjs'
import { look, must, see, visit } from './world.mjs'

export async function keepsArchives(world, { ana }, who = 'Nora') {
  const file = await makesOne(ana)
  const folder = mkdtempSync(join(tmpdir(), 'kith-archive-'))
  try {
    execFileSync('unzip', ['-q', file, '-d', folder])
    await looksInto(world, folder, who)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Made on the page, proved, and saved by its name. */
async function makesOne(ana) {
  const { page } = ana
  await visit(ana, 'settings/archives')
  const kept = page.getByRole('list', { name: 'Archives' }).getByText('Proved')
  const before = await kept.count()
  await page.getByRole('button', { name: 'Make one now' }).click()
  await kept.nth(before).waitFor({ timeout: 60_000 })
  await page.getByText('Certificate').first().click()
  await see(page, 'Every row is the same')
  await inEveryLook(page, 'archive-page')
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Download/ }).first().click()])
  must(/\.kith\.zip$/.test(saved.suggestedFilename()), `the file is called ${saved.suggestedFilename()}`)
  return saved.path()
}

/** From the disk, offline: a name as somebody types it, the record, its timeline; in dark, on a phone, in Hindi. */
async function looksInto(world, folder, who) {
  const context = await world.browser.newContext({ offline: true, viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()) })
  await page.goto(`file://${folder}/viewer.html`)
  await page.getByRole('searchbox').fill(who.toLowerCase())
  const link = page.getByRole('list', { name: 'Contacts' }).getByRole('link').first()
  await link.filter({ hasText: who }).waitFor()
  await accessible(page, 'the viewer’s list')
  await look(page, 'archive-viewer-list')
  await page.getByRole('searchbox').press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: new RegExp(who) }).waitFor()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  must(await page.locator('ol.line > li').count() > 0, 'the timeline is empty')
  for (const [name, change] of [['light', () => undefined], ['dark', () => page.emulateMedia({ colorScheme: 'dark' })], ['phone', () => page.setViewportSize({ width: 360, height: 740 })], ['hi', () => page.getByRole('combobox').selectOption('hi')]]) {
    await change()
    await accessible(page, `the viewer’s record, ${name}`)
    await page.screenshot({ path: join(artefacts, `archive-viewer-${name}.png`), fullPage: true })
  }
  await page.keyboard.press('Escape')
  await page.getByRole('searchbox').waitFor()
  must(faults.length === 0, faults.join('\n'))
  await context.close()
}
