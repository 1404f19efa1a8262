// After chapter 5: something is in Ed's way; Ana reads it, answers, and Ed has the answer.
import { inEveryLook } from '../common.mjs'
import { look, mails, must, see, toast, visit } from './world.mjs'

export async function beHeard(world, { ana, ed }) {
  await say(ed)
  await answer(world, ana)
  await ed.page.reload()
  await openDialog(ed)
  await see(ed.page, 'Ana Kowalska answers:')
  await see(ed.page, 'It is hidden now.')
  await look(ed.page, '5-in-my-way-answered')
}

async function openDialog({ page, name }) {
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.getByRole('menuitem', { name: /This is in my way/ }).click()
  await page.getByRole('dialog', { name: 'This is in my way' }).waitFor()
}

async function say(ed) {
  const { page } = ed
  await visit(ed, 'contacts')
  await openDialog(ed)
  const dialog = page.getByRole('dialog', { name: 'This is in my way' })
  await dialog.getByRole('combobox', { name: 'What is it about?' }).selectOption('Job title')
  await dialog.getByRole('textbox', { name: 'What is in your way?' }).fill('I never need the job title here.')
  await look(page, '5-in-my-way')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await toast(page, 'Sent to your admin')
}

async function answer(world, ana) {
  const { page } = ana
  await visit(ana, 'settings/feedback')
  await see(page, 'I never need the job title here.')
  await inEveryLook(page, '5-in-the-way')
  await page.getByRole('button', { name: 'Answer' }).click()
  await page.getByRole('textbox', { name: 'Your answer' }).fill('It is hidden now.')
  await page.getByRole('button', { name: 'Answer' }).click()
  await toast(page, 'Answered')
  must((await mails(world, ana.email)).some((m) => m.subject.includes('in somebody')), 'no mail told Ana')
}
