// Ana gives tasks a field of their own, companies one that holds a file, and engines a formula and an order. Each is filled in where
// it stands, and the list of tasks is narrowed by it; at the end all is as before.
import { eventually, inEveryLook, settled } from '../common.mjs'
import { add, open } from './fields.mjs'
import { call, look, must, see, tokenOf, visit } from './world.mjs'

export async function fillEverywhere(world, { ana }) {
  const token = await tokenOf(world, ana.email, ana.password)
  const ask = (method, path, body, expect) => call(world, method, path, { token, body, expect })
  const firm = await ask('POST', '/companies', { name: 'Gate & Sons' }, 201)
  const task = await ask('POST', '/tasks', { title: 'Hang the gate' }, 201)
  const machine = await ask('POST', '/objects', { name: 'Engine', plural: 'Engines', icon: 'machine' }, 201)
  await ofTasks(ana)
  await aFile(ana, firm)
  await ofMachines(ana, machine, ask)
  await ask('DELETE', `/companies/${firm.id}`, undefined, 204)
  await ask('DELETE', `/tasks/${task.id}`, undefined, 204)
  const { version } = (await ask('GET', '/objects')).items.find((o) => o.id === machine.id)
  await ask('PATCH', `/objects/${machine.id}`, { version, state: 'archived' }, 200)
  for (const f of (await ask('GET', '/fields')).items.filter((o) => ['Hours on site', 'Signed contract'].includes(o.label))) await ask('PATCH', `/fields/${f.id}`, { version: f.version, state: 'archived' }, 200)
}

/** A field, made on the page of fields. */
async function field(ana, records, name, type, fill = () => undefined) {
  const form = await open(ana, records, name, type)
  await fill(form)
  await add(form, ana.page, name)
}

async function ofTasks(ana) {
  const { page } = ana
  await field(ana, 'Tasks', 'Hours on site', 'number')
  await visit(ana, 'tasks?view=table')
  await page.getByRole('button', { name: 'Hang the gate', exact: true }).click()
  const form = page.getByRole('dialog', { name: 'Task', exact: true })
  await form.getByLabel('Hours on site').fill('6')
  await look(page, '42-task')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('Field', { exact: true }).selectOption('Hours on site')
  await page.getByLabel('Condition').selectOption({ label: 'is at least' })
  await page.getByLabel('Value').fill('5')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('button', { name: 'Hours on site is at least 5' }).waitFor()
  await eventually(async () => must((await page.getByRole('row').count()) === 2, 'one task takes five hours or more'))
  await inEveryLook(page, '42-tasks')
}

async function aFile(ana, firm) {
  const { page } = ana
  await field(ana, 'Companies', 'Signed contract', 'file')
  await visit(ana, `companies/${firm.id}`)
  await page.locator('input[type=file][aria-label="Choose a file: Signed contract"]').setInputFiles({ name: 'contract.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 gate') })
  await page.getByRole('button', { name: 'Save: contract.pdf' }).waitFor()
  await settled(page)
  await inEveryLook(page, '42-file')
}

async function ofMachines(ana, machine, ask) {
  const { page } = ana
  await field(ana, 'Engines', 'Power', 'number')
  await field(ana, 'Engines', 'Load', 'formula', async (form) => {
    await form.getByLabel('Insert a field…').selectOption('Power')
    await form.getByRole('textbox', { name: 'Formula' }).press('End')
    await form.getByRole('textbox', { name: 'Formula' }).pressSequentially(' * 2')
    await form.getByText('It works. What comes out: Number.').waitFor()
  })
  const power = (await ask('GET', '/fields')).items.find((f) => f.object === machine.code && f.label === 'Power')
  const press = await ask('POST', `/objects/${machine.id}/records`, { name: 'Press 4', custom: { [power.id]: 12 } }, 201)
  await visit(ana, `records/${press.id}`)
  await see(page, '24')
  await visit(ana, `settings/layouts?object=${machine.code}`)
  await page.getByRole('button', { name: 'Make a layout' }).click()
  await page.getByText('Layout made. Change it as you like.').first().waitFor()
  await settled(page)
  await inEveryLook(page, '42-layout')
}
