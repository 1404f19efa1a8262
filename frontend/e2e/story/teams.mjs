// After chapter 3: the teams' tree, put in order by mouse and by a finger.
import { carried, eventually, finger, logIn, looks, person, said, settled } from '../common.mjs'
import { call, look, must, password, see, tokenOf, visit } from './world.mjs'

export async function formTeams(world, { ana }) {
  const token = await tokenOf(world, ana.email)
  const [north, south] = [await addTeam(world, token, 'North'), await addTeam(world, token, 'South')]
  await byMouse(ana)
  await byTouch(world, ana)
  await Promise.all([north, south].map(({ id }) => call(world, 'DELETE', `/teams/${id}`, { token })))
}

const addTeam = (world, token, name) => call(world, 'POST', '/teams', { token, body: { name }, expect: 201 })
const team = (page, name) => page.getByRole('group', { name, exact: true })

/** A place on a team's card where no button is. */
async function place(page, name) {
  const box = await team(page, name).boundingBox()
  return { x: box.x + box.width * 0.4, y: box.y + box.height * 0.7 }
}

/** South is carried onto North and stands below it. */
async function byMouse(ana) {
  const { page } = ana
  await visit(ana, 'settings/teams')
  const [from, to] = [await place(page, 'South'), await place(page, 'North')]
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await carried(page, 'South would stand below North', (part) => page.mouse.move(from.x, from.y + (to.y - from.y) * part))
  await page.mouse.up()
  await see(page, 'below North')
  await settled(page)
  await look(page, '3-teams')
}

/** On a phone a long press lifts: South is carried up, beside North, and stands at the top again. */
async function byTouch(world, ana) {
  const phone = await person(world.browser, world.page, 'Ana on the phone', looks.phone)
  const { page } = phone
  await logIn(phone, ana.email, password)
  await visit({ page, slug: ana.slug }, 'settings/teams')
  const touch = await finger(page)
  const [from, to] = [await place(page, 'South'), await place(page, 'North')]
  await touch('touchStart', from)
  await said(page, /South lifted from/)
  await carried(page, 'South would stand at the top', (part) => touch('touchMove', { x: from.x, y: from.y + (to.y - 60 - from.y) * part }))
  await touch('touchEnd')
  await eventually(async () => must(await page.getByText('below North').count() === 0, 'South still stands below North'))
  await settled(page)
  must(phone.faults.length === 0, phone.faults.join('\n'))
  await phone.context.close()
}
