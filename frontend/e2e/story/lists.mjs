// Chapter 5, still: Ana keeps a way to look at the people and shares it; Ed opens it, arranges his columns, and reads on by key.
import { eventually, inEveryLook } from '../common.mjs'
import { look, must, visit } from './world.mjs'

export async function keepViews(_world, { ana, ed }) {
  await makeAView(ana)
  await openIt(ed)
  await arrange(ed)
  await readOn(ed)
}

async function makeAView(ana) {
  const { page } = ana
  await visit(ana, 'contacts')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('Field').selectOption('E-mail')
  await page.getByLabel('Condition').selectOption('is filled')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('button', { name: 'E-mail is filled' }).click()
  const or = page.getByRole('dialog', { name: 'E-mail is filled' })
  await or.getByLabel('Field').selectOption('Phone')
  await or.getByLabel('Condition').selectOption('is filled')
  await look(page, '5-filter-or')
  await or.getByRole('button', { name: 'Add with “or”' }).click()
  await page.getByRole('button', { name: 'E-mail is filled or Phone is filled' }).waitFor()
  await inGroups(page)
  await page.getByRole('button', { name: 'Save as new view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save as new view' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Reachable')
  await dialog.getByLabel('Who has it').selectOption('Everybody')
  await look(page, '5-view-form')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: /^Reachable/ }).first().waitFor()
  await eventually(async () => must(/saved=0/.test(page.url()), 'the address does not name the view'))
}

/** The same in the dialog, which is only looked at. */
async function inGroups(page) {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('button', { name: 'Groups of conditions…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Filter by groups' })
  await eventually(async () => must((await dialog.getByRole('group', { name: /^Condition/ }).count()) === 2, 'the dialog does not show both conditions'))
  await inEveryLook(page, '5-filter-groups')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'hidden' })
}

async function openIt(ed) {
  const { page } = ed
  await visit(ed, 'contacts')
  await page.getByRole('button', { name: 'More views' }).click()
  await page.getByRole('menuitem', { name: 'Reachable' }).click()
  await page.getByRole('button', { name: 'E-mail is filled or Phone is filled' }).waitFor()
  await page.getByRole('link', { name: 'Nora Lind' }).waitFor()
  await inEveryLook(page, '5-views')
}

const heads = (page) => page.getByRole('columnheader').allInnerTexts().then((all) => all.map((t) => t.trim()).slice(0, 4))

/** On the list as such columns are one's own: where they are moved and how wide they are made stays. */
async function arrange(ed) {
  const { page } = ed
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'All', exact: true }).click()
  const head = page.getByRole('columnheader', { name: 'Phone' })
  await head.click({ position: { x: 4, y: 4 } })
  await head.focus()
  const before = await heads(page)
  await page.keyboard.press('Alt+ArrowLeft')
  await eventually(async () => must((await heads(page)).join() !== before.join(), 'the column did not move'))
  const moved = await heads(page)
  const width = (await head.boundingBox()).width
  for (const _ of [1, 2, 3]) await page.keyboard.press('Shift+ArrowRight')
  await eventually(async () => must((await head.boundingBox()).width > width + 40, 'the column did not get wider'))
  const wide = Math.round((await head.boundingBox()).width)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('kith.layout')).forEach((k) => localStorage.removeItem(k)))
  await page.reload()
  await page.getByRole('link', { name: 'Nora Lind' }).waitFor()
  await eventually(async () => must((await heads(page)).join() === moved.join(), `the order did not stay: ${await heads(page)}`))
  await eventually(async () => must(Math.abs((await head.boundingBox()).width - wide) < 3, 'the width did not stay'))
}

async function readOn({ page }) {
  const names = (await page.getByRole('grid').getByRole('link').allInnerTexts()).map((t) => t.trim())
  must(names.length > 1, 'there are too few people to read on')
  await page.getByRole('grid').getByRole('link').first().click()
  await page.waitForURL(/\/contacts\/0/)
  const first = page.url()
  const place = page.getByRole('navigation', { name: 'In this list' })
  await place.getByText(/^1 of \d+$/).waitFor()
  await page.keyboard.press('j')
  await place.getByText(/^2 of \d+$/).waitFor()
  must(page.url() !== first, 'J does not lead on')
  await look(page, '5-reading')
  await page.keyboard.press('k')
  await eventually(async () => must(page.url() === first, 'K does not lead back'))
}
