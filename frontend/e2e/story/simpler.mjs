// Ana makes Kith simpler: a stage that most deals skip is merged after a look at what that would have done, and taken back; a field
// that nobody uses is hidden for everybody, and brought back.
import { inEveryLook } from '../common.mjs'
import { call, look, must, see, tokenOf, visit } from './world.mjs'

export async function makeSimpler(world, { ana }) {
  const token = await tokenOf(world, ana.email, ana.password)
  const repairs = await call(world, 'POST', '/pipelines', { token, body: { name: 'Repairs' }, expect: 201 })
  await pastTheSecondStage(world, token, repairs)
  await mergeAndBack(ana, repairs)
  await hideAndBack(ana)
}

/** Twenty deals that go from the first stage to the third. */
async function pastTheSecondStage(world, token, { stages }) {
  for (let n = 1; n <= 20; n += 1) {
    const { id, version } = await call(world, 'POST', '/deals', { token, body: { name: `Repair ${n}`, stageId: stages[0].id, value: { amount: 5000, currency: 'EUR' } }, expect: 201 })
    await call(world, 'POST', `/deals/${id}/move`, { token, body: { stageId: stages[2].id, version } })
  }
}

async function mergeAndBack(ana, { stages }) {
  const { page } = ana
  await visit(ana, 'settings/pipelines')
  const hints = page.getByRole('region', { name: /What could be simpler ?: Repairs/ })
  const hint = hints.getByRole('listitem').filter({ hasText: `No deal is in “${stages[1].name}”` })
  await hint.waitFor()
  await inEveryLook(page, '6-simpler')
  await hint.getByRole('button', { name: 'See what a merge would do' }).click()
  const dialog = page.getByRole('dialog', { name: 'Merge two stages' })
  await dialog.getByRole('table', { name: 'After the merge' }).waitFor()
  must(await dialog.getByRole('table', { name: 'After the merge' }).getByRole('rowheader', { name: stages[1].name }).count() === 0, 'the merged stage is still there afterwards')
  await look(page, '6-merge-preview')
  await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await see(page, `“${stages[1].name}” removed`)
  await hint.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await hint.waitFor()
  await hint.getByRole('button', { name: 'Hide for 30 days' }).click()
  await hints.getByText('1 hidden').waitFor()
}

async function hideAndBack(ana) {
  const { page } = ana
  await visit(ana, 'settings/diet')
  const birthday = page.getByRole('listitem', { name: 'Birthday' })
  await birthday.waitFor()
  await inEveryLook(page, '6-fields-in-use')
  await birthday.getByRole('button', { name: /^Hide ?: Birthday/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Hide “Birthday”?' })
  await look(page, '6-hide-a-field')
  await dialog.getByRole('button', { name: 'Hide', exact: true }).click()
  await birthday.getByText('Hidden', { exact: true }).waitFor()
  await birthday.getByRole('button', { name: /^Bring back ?: Birthday/ }).click()
  await birthday.getByRole('button', { name: /^Read only ?: Birthday/ }).waitFor()
}
