// After chapter 5: Ed names Mira in a note; she is told, opens the record and sees a picture there.
import { inEveryLook, settled } from '../common.mjs'
import { look, must, see, visit } from './world.mjs'

/** A picture of 60 by 40 points, in one colour. */
const picture = 'iVBORw0KGgoAAAANSUhEUgAAADwAAAAoCAIAAAAt2Q6oAAAAO0lEQVR42u3OQQkAAAgEsEtnJuMY1RQ+hMECLNXzTqSlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpS8tXKLR9Sgmq/kAAAAASUVORK5CYII='

export async function writeNotes(_world, { ed, mira }) {
  const path = await mention(ed)
  await addPicture(ed)
  await isTold(mira, path)
}

async function mention(ed) {
  const { page } = ed
  await visit(ed, 'companies')
  await page.getByRole('link', { name: 'Velo Nord' }).first().click()
  await page.waitForURL(/\/companies\/0/)
  await settled(page)
  const text = page.getByRole('textbox', { name: 'Text' })
  await text.fill('')
  await text.pressSequentially('The **roof** is done. @Mir')
  await page.getByRole('option', { name: /Mira Nowak/ }).waitFor()
  await look(page, '5-mention')
  await page.keyboard.press('Enter')
  await text.pressSequentially('please look:\n- the price\n- the dates')
  await page.keyboard.press('Control+Enter')
  const note = page.getByRole('listitem').filter({ hasText: 'please look' })
  await note.getByText('@Mira Nowak', { exact: true }).waitFor()
  must(await note.locator('b', { hasText: 'roof' }).count() === 1, 'bold is not bold')
  return new URL(page.url()).pathname
}

async function addPicture(ed) {
  const { page } = ed
  await page.getByLabel('Add files').and(page.locator('input')).setInputFiles({ name: 'roof.png', mimeType: 'image/png', buffer: Buffer.from(picture, 'base64') })
  const row = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'roof.png', exact: true }) })
  await row.scrollIntoViewIfNeeded() // it is fetched when it comes into sight
  await row.locator('img').waitFor()
  await see(page, /of .* used$/)
  await inEveryLook(page, '5-notes')
}

async function isTold(mira, path) {
  const { page } = mira
  await visit(mira, 'today')
  await page.getByRole('button', { name: /new notice/ }).filter({ visible: true }).first().click()
  await page.getByRole('region', { name: 'Mentions' }).waitFor()
  await look(page, '5-mentioned')
  await page.getByRole('link', { name: 'Ed Turner mentioned you: Velo Nord' }).click()
  await page.waitForURL((url) => url.pathname === path)
  await see(page, /please look/)
  await page.getByRole('button', { name: 'Mentions me' }).click()
  await see(page, /please look/)
  await page.getByRole('button', { name: 'roof.png', exact: true }).click()
  await page.getByRole('dialog').getByRole('img', { name: 'roof.png' }).waitFor()
  await look(page, '5-picture')
  await page.keyboard.press('Escape')
}
