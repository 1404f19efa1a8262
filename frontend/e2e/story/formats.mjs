// Contacts from other formats: a workbook's and a phone's, days that can be read in two ways, colleagues by name; and all of it back.
import { inEveryLook, settled } from '../common.mjs'
import { must, see, visit } from './world.mjs'

const choose = (page, upload) => page.locator('input[type=file]').setInputFiles(upload)
const hubspot = [
  'Record ID,First Name,Last Name,Email,Contact owner,Lead Status,Create Date,Date of birth',
  '901,Gaëlle,Perrin,g.perrin@fromagerie.example,Nobody Here,NEW,2024-03-12 09:14,3/4/1980',
  '902,Claire,Durand,claire@boulangerie.example,,OPEN,2024-03-13 10:00,5/6/1990',
].join('\r\n')
const card = ['BEGIN:VCARD', 'VERSION:3.0', 'N:Moreau;Inès;;;', 'EMAIL;TYPE=WORK:ines@clinique.example', 'TEL;TYPE=CELL:+33 6 00 00 00 01', 'ORG:Clinique du Lac;Office', 'TITLE:Nurse', 'NOTE:Met at the lake', 'END:VCARD', ''].join('\r\n')

export async function bringFormats(_world, { ana }) {
  await fromHubSpot(ana)
  await fromPhone(ana)
}

async function fromHubSpot(ana) {
  const { page } = ana
  await visit(ana, 'import')
  await choose(page, { name: 'hubspot.csv', mimeType: 'text/csv', buffer: Buffer.from(hubspot) })
  await see(page, 'Looks like an export from HubSpot')
  must(await page.getByLabel('Contact owner becomes').inputValue() === 'owner', 'the owner is not recognised')
  await see(page, 'This could be read in two ways. Please check.')
  await see(page, '1980-03-04')
  await page.getByLabel('How Date of birth writes days').selectOption('dmy')
  await see(page, '1980-04-03')
  await page.getByText('This could be read in two ways. Please check.').waitFor({ state: 'detached' })
  await inEveryLook(page, 'formats-mapping')
  await page.getByRole('button', { name: 'Import 2 contacts' }).click()
  await see(page, 'hubspot.csv has been imported')
}

async function fromPhone(ana) {
  const { page } = ana
  await visit(ana, 'import')
  await choose(page, { name: 'phone.vcf', mimeType: 'text/vcard', buffer: Buffer.from(card) })
  await see(page, 'Address cards (vCard)')
  await page.getByRole('row').filter({ hasText: 'Inès' }).getByText('Clinique du Lac').waitFor()
  await page.getByRole('button', { name: 'Import 1 contact' }).click()
  await see(page, 'phone.vcf has been imported')
  await page.getByRole('link', { name: 'Look at it or undo it' }).click()
  await settled(page)
}
