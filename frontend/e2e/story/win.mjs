// Chapter 9: the deal is dragged to Won; timeline, reports and audit trail say so.
import { inEveryLook, settled } from '../common.mjs'
import { must, see, visit } from './world.mjs'
import { byMouse, dealName } from './deals.mjs'

export async function win(_world, { ana, ed, stages }) {
  const won = stages.find((s) => s.kind === 'won')
  await byMouse(ed, dealName, won.name)
  await see(ed.page, 'Deal won')
  await ed.page.getByRole('link', { name: dealName }).first().click()
  await see(ed.page, 'Ed Turner won the deal')
  await inEveryLook(ed.page, '9-won-deal')
  await visit(ana, 'reports')
  await see(ana.page, '1 deal won')
  await see(ana.page, '€26,500')
  await inEveryLook(ana.page, '9-reports')
  await visit(ana, 'settings/audit')
  const entry = ana.page.getByRole('listitem').filter({ hasText: dealName }).filter({ hasText: 'won' }).first()
  await entry.waitFor()
  must((await entry.textContent()).includes('Ed Turner'), 'the audit trail does not say who won')
  await inEveryLook(ana.page, '9-audit')
  await settled(ana.page)
}
