// A chapter about files of companies and deals: Ana brings companies in, then deals that refer to them, says what a stage is here,
// and takes the deals back.
import { inEveryLook } from '../common.mjs'
import { must, see, visit } from './world.mjs'

const file = (name, rows) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n')) })
const choose = (page, upload) => page.locator('input[type=file]').setInputFiles(upload)

const companies = ['Record ID,Company name,Company owner,Industry,Company Domain Name,City', '1,Windmill Works,,Energy,windmill.example,Gdynia', '2,Canal Boats,,Transport,canal.example,Utrecht']
const deals = ['Deal name,Value,Currency,Stage,Company', 'Rotor blades,"12,500.50",EUR,Warm,Windmill Works', 'Old hull,900,EUR,Closed Won,Canal Boats', 'No value,a lot,EUR,,Canal Boats']

export async function bringsMore(_world, { ana }) {
  await firms(ana)
  await sales(ana)
  await back(ana)
}

async function firms(ana) {
  const { page } = ana
  await visit(ana, 'import')
  await choose(page, file('companies.csv', companies))
  await see(page, 'Looks like an export from HubSpot')
  must(await page.getByRole('radio', { name: 'Companies' }).isChecked(), 'the file is not told to hold companies')
  await page.getByRole('button', { name: 'Import 2 companies' }).click()
  await see(page, 'companies.csv has been imported')
  await see(page, 'See the companies')
}

async function sales(ana) {
  const { page } = ana
  await visit(ana, 'import')
  await choose(page, file('deals.csv', deals))
  await see(page, 'Where the deals stand')
  must(await page.getByRole('radio', { name: 'Deals' }).isChecked(), 'the file is not told to hold deals')
  await see(page, 'Stage: there is no such stage here')
  await inEveryLook(page, 'bringmore-check')
  const stage = page.getByRole('combobox', { name: 'Warm is here' })
  await stage.selectOption({ index: 2 })
  await page.getByRole('button', { name: 'Import 2 deals' }).click()
  await see(page, 'deals.csv has been imported')
  await inEveryLook(page, 'bringmore-result')
  await page.getByRole('link', { name: 'See the deals' }).click()
  await see(page, 'Rotor blades')
}

/** What the file of deals brought in goes; the companies stay. */
async function back(ana) {
  const { page } = ana
  await visit(ana, 'import')
  await page.getByRole('button', { name: /deals\.csv/ }).first().click()
  await page.getByRole('link', { name: 'Look at it or undo it' }).click()
  await page.getByRole('button', { name: /^Undo/ }).first().click()
  await see(page, 'What was put back')
  await visit(ana, 'companies?q=Windmill')
  await see(page, 'Windmill Works')
}
