// From sign-up to a won deal: five people of one company, each in a browser of their own, against the real program.
import { person } from './common.mjs'
import { takeAndForget } from './story/taken.mjs'
import { keepsArchives } from './story/archive.mjs'
import { keepInBounds } from './story/bounds.mjs'
import { seeBoards } from './story/boards.mjs'
import { bringData } from './story/bring.mjs'
import { bringsMore } from './story/bringmore.mjs'
import { changeMany } from './story/bulk.mjs'
import { buyPlan } from './story/buy.mjs'
import { callLeads } from './story/calls.mjs'
import { writeOneLine } from './story/capture.mjs'
import { workOnDeals } from './story/deals.mjs'
import { beHeard } from './story/feedback.mjs'
import { fillEverywhere } from './story/fieldkinds.mjs'
import { addFields } from './story/fields.mjs'
import { bringFormats } from './story/formats.mjs'
import { bringsCalendar } from './story/ical.mjs'
import { keepAtHand } from './story/keep.mjs'
import { takeLeads } from './story/leads.mjs'
import { keepViews } from './story/lists.mjs'
import { findAgain } from './story/find.mjs'
import { writeNotes } from './story/notes.mjs'
import { readAway } from './story/offline.mjs'
import { planWork } from './story/plan.mjs'
import { keepRecords } from './story/records.mjs'
import { comeAndGo } from './story/session.mjs'
import { makeSimpler } from './story/simpler.mjs'
import { giveShape } from './story/shape.mjs'
import { signUp } from './story/signup.mjs'
import { invitePeople } from './story/team.mjs'
import { formTeams } from './story/teams.mjs'
import { win } from './story/win.mjs'
import { confirmsWhenAsked } from './story/world.mjs'

export const title = 'the story: from sign-up to a won deal, by five people'

const chapters = [
  ['Ana signs up', (world, { ana }) => signUp(world, ana)],
  ['Ana invites four people', invitePeople],
  ['they stand in teams', formTeams],
  ['they come and go', comeAndGo],
  ['Ed keeps records', keepRecords],
  ['Ed finds what he has mistyped', findAgain],
  ['Ed names Mira in a note', writeNotes],
  ['Ana keeps a view, Ed opens it', keepViews],
  ['they work on deals', workOnDeals],
  ['Ed writes one line', writeOneLine],
  ['Ed plans his work', planWork],
  ['Ed is heard', beHeard],
  ['Ana makes it simpler', makeSimpler],
  ['Ana adds fields', addFields],
  ['Ana fills fields everywhere', fillEverywhere],
  ['Ana sees lists as boards and calendars', seeBoards],
  ['Ana has leads called', callLeads],
  ['Ana gives it a shape', giveShape],
  ['Ana brings contacts', bringData],
  ['Ana brings files of other kinds', bringFormats],
  ['Ana brings companies and deals', bringsMore],
  ['Ana brings a calendar', bringsCalendar],
  ['Ana changes many at once', changeMany],
  ['Ana keeps records at hand', keepAtHand],
  ['a lead comes in by itself', takeLeads],
  ['Ed reads on without a network', readAway],
  ['everybody is kept in bounds', keepInBounds],
  ['Ana takes a list with her, and forgets somebody', takeAndForget],
  ['Ana keeps archives', keepsArchives],
  ['Ana buys', buyPlan],
  ['the deal is won', win],
]

export async function run(world) {
  const people = await cast(world)
  for (const [name, chapter] of chapters) {
    const begin = Date.now()
    await chapter(world, people)
    console.log(`    ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`)
  }
  const faults = Object.values(people).flatMap((p) => p.faults ?? [])
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

/** The five; their addresses are new in each run, so that the story can be told again to the same program. */
async function cast(world) {
  const run = Date.now().toString(36)
  const names = { ana: 'Ana Kowalska', mira: 'Mira Nowak', ed: 'Ed Turner', fred: 'Fred Santos', tess: 'Tess Rao' }
  const people = await Promise.all(Object.entries(names).map(async ([key, full]) => [key, Object.assign(await person(world.browser, world.page, full), {
    email: `${key}.${run}@bright.example`, company: `Bright Bikes ${run}`,
  })]))
  for (const [, { page }] of people) confirmsWhenAsked(page)
  return Object.fromEntries(people)
}
