import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { BuyingMap, Tie } from '@/shared/api/typesBuying'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { at, problem, server } from '@/test/server'
import { BuyingPanel } from './BuyingPanel'
import { spots } from './places'

beforeAll(() => i18next.loadNamespaces(['selling', 'deal', 'problemWork']))

const ada = { contactId: 'ada', name: 'Ada', role: 'decider', influence: 'high', attitude: 'unknown' } as const
const bob = { contactId: 'bob', name: 'Bob', role: 'champion', influence: 'medium', attitude: 'for' } as const
const cy = { contactId: 'cy', name: 'Cy', role: 'blocker', influence: 'medium', attitude: 'against' } as const

/** A server with one map. */
function serve(start: BuyingMap) {
  let map = start
  const sent: unknown[] = []
  server.use(
    http.get(at('/deals/:id/buying'), () => HttpResponse.json(map)),
    http.put(at('/deals/:id/buying/people/:contactId'), async ({ params, request }) => {
      const body = (await request.json()) as { influence: 'high'; attitude: 'for' }
      sent.push({ who: params.contactId, ...body })
      map = { ...map, people: map.people.map((p) => (p.contactId === params.contactId ? { ...p, ...body } : p)) }
      return HttpResponse.json(map)
    }),
    http.post(at('/deals/:id/buying/ties'), async ({ request }) => {
      map = { ...map, ties: [...map.ties, { id: `t${map.ties.length}`, ...(await request.json()) as Omit<Tie, 'id'> }] }
      return HttpResponse.json(map, { status: 201 })
    }),
    http.delete(at('/deals/:id/buying/ties/:tieId'), ({ params }) => {
      map = { ...map, ties: map.ties.filter((tie) => tie.id !== params.tieId) }
      return HttpResponse.json(map)
    }),
  )
  return sent
}

test('everybody has a place, and can be reached by the keyboard with how they stand in words', async () => {
  serve({ people: [ada, bob, cy], ties: [{ id: 't1', fromId: 'bob', toId: 'ada', kind: 'reports_to' }], unseen: 2, gaps: [] })
  const { container } = await renderUi(<BuyingPanel dealId="d1" />)
  const chart = await screen.findByRole('group', { name: 'People by influence' })
  expect(within(chart).getByRole('button', { name: /^Cy ?, ?Gatekeeper ?, ?Influence: Medium, Attitude: Against it$/ })).toBeVisible()
  expect(screen.getByText('2 more people whom you can’t see')).toBeVisible()
  await userEvent.click(screen.getByText('As a list'))
  expect(screen.getByText('Bob reports to Ada')).toBeVisible()
  await expectAccessible(container)
  await userEvent.tab()
  within(chart).getByRole('button', { name: /^Ada/ }).focus()
  await userEvent.keyboard('{Enter}')
  expect(await screen.findByRole('dialog', { name: 'Ada in this deal' })).toBeVisible()
})

test('what is missing is named, with what to do', async () => {
  serve({ people: [bob], ties: [], unseen: 0, gaps: ['one_person', 'no_decider'] })
  await renderUi(<BuyingPanel dealId="d1" />)
  const gaps = await screen.findByRole('list', { name: 'What is missing' })
  expect(gaps).toHaveTextContent('Only one person is known. Ask who else has a say.')
  expect(gaps).toHaveTextContent('No decision maker yet. Ask who signs.')
})

test('how somebody stands, and to whom, is changed in one dialog', async () => {
  const sent = serve({ people: [ada, bob], ties: [], unseen: 0, gaps: [] })
  await renderUi(<BuyingPanel dealId="d1" />)
  await userEvent.click(await screen.findByRole('button', { name: /^Ada ?, ?Decides/ }))
  const dialog = await screen.findByRole('dialog', { name: 'Ada in this deal' })
  await userEvent.selectOptions(within(dialog).getByLabelText('Attitude'), 'For it')
  await waitFor(() => expect(sent).toEqual([{ who: 'ada', influence: 'high', attitude: 'for' }]))
  await userEvent.selectOptions(within(dialog).getByLabelText('Relation'), 'influences')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add relation' }))
  expect(await within(dialog).findByText('Ada influences Bob')).toBeVisible()
  await expectAccessible(dialog)
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove: Ada influences Bob' }))
  expect(await within(dialog).findByText('No relation is known yet.')).toBeVisible()
})

test('what is refused is said, and the map is as it was', async () => {
  serve({ people: [ada, bob], ties: [], unseen: 0, gaps: [] })
  server.use(http.put(at('/deals/:id/buying/people/:contactId'), () => problem(404, 'buying.person')))
  await renderUi(<BuyingPanel dealId="d1" />)
  await userEvent.click(await screen.findByRole('button', { name: /^Ada ?, ?Decides/ }))
  await userEvent.selectOptions(within(await screen.findByRole('dialog')).getByLabelText('Attitude'), 'For it')
  expect(await screen.findByText('This person has no part in the deal any more.')).toBeVisible()
  await waitFor(() => expect(screen.getByLabelText('Attitude')).toHaveValue('unknown'))
})

test('who may not change the deal only looks', async () => {
  serve({ people: [ada, bob], ties: [], unseen: 0, gaps: [] })
  await renderUi(<BuyingPanel dealId="d1" />, { me: { ...me, permissions: { ...me.permissions, deal: { read: 'all' } } } })
  await userEvent.click(await screen.findByRole('button', { name: /^Ada ?, ?Decides/ }))
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).getByLabelText('Attitude')).toBeDisabled()
  expect(within(dialog).queryByRole('button', { name: 'Add relation' })).toBeNull()
})

test('people of the same influence stand beside each other', () => {
  const places = spots({ people: [ada, bob, cy], ties: [], unseen: 0, gaps: [] })
  expect(places.get('ada')).toEqual({ x: 50, row: 0, share: 100 })
  expect([places.get('bob')?.x, places.get('cy')?.x]).toEqual([25, 75])
})
