// Chapter 5, next: Ed pins a note, and finds what he has mistyped: a person, the note, all of a kind.
import { eventually, inEveryLook } from '../common.mjs'
import { look, must, see, visit } from './world.mjs'

const note = 'Rings only after ten'

export async function findAgain(_world, { ed }) {
  await pinANote(ed)
  await inThePalette(ed)
  await onThePage(ed)
}

async function pinANote(ed) {
  const { page } = ed
  await visit(ed, 'contacts')
  await page.getByRole('link', { name: 'Nora Lind' }).click()
  await page.getByRole('textbox', { name: 'Text' }).fill(note)
  await page.getByRole('button', { name: 'Save note' }).click()
  await page.getByRole('button', { name: 'Note: more actions' }).click()
  await page.getByRole('menuitem', { name: 'Pin above' }).click()
  await page.getByRole('list', { name: 'Pinned' }).getByText(note).waitFor()
  await inEveryLook(page, '5-pinned')
}

async function inThePalette({ page }) {
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Search, or type a command').fill('Nroa Lidn')
  await page.getByRole('button', { name: /Nora Lind/ }).or(page.getByRole('option', { name: /Nora Lind/ })).first().waitFor()
  await look(page, '5-palette-mistyped')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/contacts\/0/)
}

async function onThePage(ed) {
  const { page } = ed
  await visit(ed, 'search')
  await see(page, 'What are you looking for?')
  await page.getByRole('searchbox', { name: 'Search in everything' }).fill('rigns after')
  await page.getByRole('region', { name: 'Notes and calls' }).getByRole('link', { name: note }).waitFor()
  await page.getByRole('searchbox', { name: 'Search in everything' }).fill('lind')
  await page.getByRole('region', { name: 'Contacts' }).getByRole('link', { name: 'Nora Lind' }).waitFor()
  await eventually(async () => must(new URL(page.url()).searchParams.get('q') === 'lind', 'the address does not carry the search'))
  await inEveryLook(page, '5-search')
}
