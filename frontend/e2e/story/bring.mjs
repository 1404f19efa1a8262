// Chapter 6: Ana brings contacts from Google, and ten thousand more, while the rest of the program goes on.
import { readFileSync } from 'node:fs'
import { eventually, inEveryLook, settled } from '../common.mjs'
import { must, see, visit } from './world.mjs'

export async function bringData(_world, { ana, ed }) {
  await fromGoogle(ana)
  await tenThousand(ana, ed)
}

const columns = ['First Name', 'Middle Name', 'Last Name', 'Organization Name', 'Organization Title', 'Notes', 'Labels', 'E-mail 1 - Label', 'E-mail 1 - Value', 'Phone 1 - Label', 'Phone 1 - Value', 'Address 1 - City']
const people = [
  ['Jonas', '', 'Berg', 'Nordic Cargo', 'Buyer', 'Met at the fair', '* myContacts', 'Work', 'jonas.berg@cargo.example', 'Work', '+46 70 111 22', 'Malmö'],
  ['Zofia', 'Maria', 'Wiśniewska', 'Rowery Wisła', 'Prezes', '', '* myContacts', '', 'zofia@wisla.example', '', '+48 22 555 11 00', 'Warszawa'],
  ['Nora', '', 'Lind', '', '', '', '* myContacts', 'Work', 'NORA.LIND@velo-nord.example', '', '', 'Stockholm'], // Ed has her already
  ['Broken', '', 'Address', '', '', '', '* myContacts', '', 'not an address', '', '', 'Nowhere'],
]
const csv = (rows) => [columns, ...rows].map((r) => r.map((c) => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')).join('\r\n')
const file = (name, rows) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(csv(rows)) })
const choose = (page, upload) => page.locator('input[type=file]').setInputFiles(upload)
const fieldOf = (page, column) => page.getByLabel(`${column} becomes`)

async function fromGoogle(ana) {
  const { page } = ana
  await visit(ana, 'import')
  await choose(page, file('contacts.csv', people))
  await see(page, 'From Google Contacts')
  must(await fieldOf(page, 'E-mail 1 - Value').inputValue() === 'email', 'the e-mail column is not recognised')
  must(await fieldOf(page, 'Organization Title').inputValue() === 'jobTitle', 'the job title is not recognised')
  must(await fieldOf(page, 'Labels').inputValue() === 'tags', 'labels are not recognised')
  await fieldOf(page, 'Notes').selectOption('source')
  await page.getByRole('row').filter({ hasText: 'Jonas' }).getByText('Met at the fair').waitFor()
  const row = (name) => page.getByRole('row').filter({ hasText: name })
  await row('NORA').getByText('Updated').or(row('nora').getByText('Updated')).first().waitFor()
  await row('Broken').getByText('Cannot be taken').waitFor()
  await row('Broken').getByText('E-mail: an address looks like name@example.com.').waitFor()
  await inEveryLook(page, '6-mapping')
  await page.getByRole('button', { name: 'Import 3 contacts' }).click()
  await see(page, 'contacts.csv has been imported')
  await inEveryLook(page, '6-result')
  await errorFile(page)
}

/** The rows that could not be taken come back as a file, with the reason. */
async function errorFile(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download 1 row with the reason' }).click()])
  const text = readFileSync(await download.path(), 'utf8')
  must(text.includes('not an address') && text.includes('Broken'), `the error file lacks the row:\n${text}`)
  must(!text.includes('Jonas'), 'the error file holds a row that was taken')
}

/** Ten thousand rows; Ed's pages answer as ever meanwhile, and the bar moves. */
async function tenThousand(ana, ed) {
  const { page } = ana
  const rows = Array.from({ length: 10_000 }, (_, n) => [`Guest ${n}`, '', 'Rider', `Shop ${n % 500}`, '', '', '', '', `rider.${n}@riders.example`, '', '', 'Gdańsk'])
  await visit(ana, 'import')
  const begin = Date.now()
  await choose(page, file('riders.csv', rows))
  await watchProgress(page)
  await page.getByRole('button', { name: 'Import 10,000 contacts' }).click({ timeout: 30_000 })
  await see(page, 'Importing riders.csv')
  const slowest = await meanwhile(ed, () => page.getByRole('heading', { name: 'riders.csv has been imported' }).isVisible())
  const seen = await page.evaluate(() => [...globalThis.progressSeen])
  console.log(`        10,000 rows: ${((Date.now() - begin) / 1000).toFixed(1)} s, seen: ${seen.join(' ')}; Ed's slowest page meanwhile ${slowest} ms`)
  must(seen.length > 1, 'the progress was not seen moving')
  must(slowest < 4000, `a page took ${slowest} ms during an import`)
  await see(page, /10,000/)
  await settled(page)
}

/** Notes every value that the bar takes, however short. */
const watchProgress = (page) => page.evaluate(() => {
  globalThis.progressSeen = new Set()
  new MutationObserver(() => {
    const value = document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')
    if (value) globalThis.progressSeen.add(`${Math.round(Number(value))}%`)
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
})

/** Opens Ed's pages until it is over; answers the slowest. */
async function meanwhile(ed, over) {
  let slowest = 0
  await eventually(async () => {
    for (const path of ['contacts', 'deals']) {
      const begin = Date.now()
      await ed.page.goto(`/${ed.slug}/${path}`)
      await ed.page.getByText(path === 'deals' ? 'Workshop contract' : 'Nora Lind').first().waitFor()
      slowest = Math.max(slowest, Date.now() - begin)
    }
    must(await over(), 'the import is still running')
  }, 120_000)
  return slowest
}
