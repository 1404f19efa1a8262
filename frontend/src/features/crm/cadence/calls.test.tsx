import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, expect, test } from 'vitest'
import type { CallCard, CallQueue, CallRule } from '@/shared/api/typesCadence'
import type { Me } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { me, renderUi } from '@/test/render'
import { answers, at, problem, server } from '@/test/server'
import { CallPanel } from './CallPanel'
import { CallReport } from './CallReport'
import { CallsPage } from './CallsPage'
import { RuleLine } from './RuleLine'

beforeAll(() => i18next.loadNamespaces(['selling', 'problemWork']))

const full = { read: 'all', create: 'all', update: 'all', delete: 'all' } as const
const rep: Me = { ...me, permissions: { ...me.permissions, activity: full, deal: full, pipeline: full } }
const card = (name: string, more: Partial<CallCard> = {}): CallCard => ({
  dealId: `d-${name}`, dealName: `Sofa for ${name}`, dealStatus: 'open', pipelineName: 'Private', ownerId: 'u1', ownerName: 'Ana Kowalska', contactId: `c-${name}`, contactName: name, phone: '+48601000001',
  timezone: 'Europe/Warsaw', state: 'calling', reason: '', nextAt: '2026-11-02T09:00:00Z', asked: false, attempts: [], count: 0, most: 8, last: null, version: 1, ...more,
})

/** A server with a queue; what is said of a lead takes it off. */
function serve(cards: CallCard[]) {
  const sent: { id: string; body: Record<string, unknown> }[] = []
  const undone: string[] = []
  const gone = new Map<string, CallCard>()
  server.use(
    http.get(at('/cadence/queue'), () => {
      const items = cards.filter((c) => !gone.has(c.dealId))
      return HttpResponse.json({ items, due: items.length, numberless: 0, nextAt: null, off: false } satisfies CallQueue)
    }),
    http.post(at('/deals/:id/cadence/attempts'), async ({ params, request }) => {
      const id = params.id as string
      sent.push({ id, body: (await request.json()) as Record<string, unknown> })
      const called = cards.find((c) => c.dealId === id)
      if (called) gone.set(id, called)
      return HttpResponse.json({ attemptId: `a-${id}`, state: 'calling', nextAt: null, noted: true }, { status: 201 })
    }),
    http.post(at('/cadence/attempts/:id/undo'), ({ params }) => {
      const id = (params.id as string).slice(2)
      undone.push(id)
      gone.delete(id)
      return HttpResponse.json({ version: 3 })
    }),
  )
  return { sent, undone }
}

const dial = (c: CallCard) => <a href={`tel:${c.phone}`}>{c.phone}</a>
const lead = (name: string) => screen.findByRole('region', { name })

test('one key says what came of a call, and the next lead is there; the call can be taken back', async () => {
  const { sent, undone } = serve([card('Ada', { last: { at: '2026-11-01T09:00:00Z', by: 'Ed', text: 'Likes the blue one.' } }), card('Bob')])
  const { container } = await renderUi(<CallsPage dial={dial} />, { me: rep })
  expect(within(await lead('Ada')).getByText('Likes the blue one.')).toBeVisible()
  expect(screen.getByText('2 to call now')).toBeVisible()
  await expectAccessible(container)
  await userEvent.keyboard('2')
  expect(await lead('Bob')).toBeVisible()
  await waitFor(() => expect(sent).toEqual([{ id: 'd-Ada', body: { version: 1, outcome: 'no_answer' } }]))
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(undone).toEqual(['d-Ada']))
  expect(await lead('Ada')).toBeVisible()
})

test('what was said is saved with it, and the keys write where somebody writes', async () => {
  const { sent } = serve([card('Ada')])
  await renderUi(<CallsPage dial={dial} />, { me: rep })
  await userEvent.type(within(await lead('Ada')).getByLabelText('What was said (optional)'), 'Call 7 times')
  expect(sent).toEqual([])
  await userEvent.click(screen.getByRole('button', { name: 'Reached' }))
  await waitFor(() => expect(sent[0]?.body).toEqual({ version: 1, outcome: 'reached', text: 'Call 7 times' }))
  expect(await screen.findByRole('heading', { name: 'Nobody to call now' })).toBeVisible()
})

test('who asks for another time is called then, and who wants no calls only after a second thought', async () => {
  const { sent } = serve([card('Ada'), card('Bob')])
  await renderUi(<CallsPage dial={dial} />, { me: rep })
  await lead('Ada')
  await userEvent.keyboard('5')
  await screen.findByRole('dialog', { name: 'When to call back?' })
  await userEvent.keyboard('1')
  await waitFor(() => expect(sent[0]?.body).toMatchObject({ outcome: 'later' }))
  expect(Date.parse(sent[0]?.body.at as string)).toBeGreaterThan(Date.now())
  await lead('Bob')
  expect(sent, 'the key was meant for one lead').toHaveLength(1)
  await userEvent.keyboard('7')
  const sure = await screen.findByRole('dialog', { name: 'Never call Bob again?' })
  expect(sent).toHaveLength(1)
  await userEvent.click(within(sure).getByRole('button', { name: 'Do not call again' }))
  await waitFor(() => expect(sent[1]?.body).toMatchObject({ outcome: 'do_not_call', source: 'Said so on the phone' }))
})

test('who comes second is told, and goes on with the next', async () => {
  serve([card('Ada'), card('Bob')])
  server.use(http.post(at('/deals/:id/cadence/attempts'), () => problem(409, 'cadence.stale')))
  await renderUi(<CallsPage dial={dial} />, { me: rep })
  await lead('Ada')
  await userEvent.keyboard('1')
  expect(await screen.findByText('Somebody else has just called Ada. Here is the next one.')).toBeVisible()
})

test('where nobody is called it says how that is changed', async () => {
  answers('get', '/cadence/queue', { items: [], due: 0, numberless: 0, nextAt: null, off: true })
  await renderUi(<CallsPage dial={dial} />, { me: rep })
  expect(await screen.findByRole('link', { name: 'To the pipelines' })).toHaveAttribute('href', '/acme/settings/pipelines')
})

test('a deal tells how it is called; calls are stopped and started there', async () => {
  let now = card('Ada', { nextAt: '2099-11-02T09:00:00Z', attempts: [{ id: 'a1', at: '2026-11-01T09:00:00Z', outcome: 'busy' }], count: 1 })
  server.use(
    http.get(at('/deals/:id/cadence'), () => HttpResponse.json({ off: false, lead: now })),
    http.post(at('/deals/:id/cadence/stop'), () => { now = { ...now, state: 'stopped', reason: 'by_hand', nextAt: null, version: 2 }; return new HttpResponse(null, { status: 204 }) }),
    http.post(at('/deals/:id/cadence/start'), () => { now = { ...now, state: 'calling', reason: '', attempts: [], nextAt: '2026-11-01T09:00:00Z', version: 3 }; return new HttpResponse(null, { status: 204 }) }),
  )
  const { container } = await renderUi(<CallPanel dealId="d-Ada" />, { me: rep })
  expect(await screen.findByText('Attempt 1 of 8 · Busy')).toBeVisible()
  expect(screen.getByText(/^Next call: .*2099/)).toBeVisible()
  await expectAccessible(container)
  await userEvent.click(screen.getByRole('button', { name: 'Stop calling' }))
  expect(await screen.findByText('The calls were stopped.')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Start again' }))
  expect(await screen.findByText('To be called now')).toBeVisible()
})

test('the report names whom nobody has reached, and when people pick up', async () => {
  const asked: string[] = []
  const silent = card('Ada', { state: 'tried', count: 8, attempts: [{ id: 'a1', at: '2026-11-01T09:00:00Z', outcome: 'voicemail' }] })
  server.use(
    http.get(at('/cadence/unreached'), ({ request }) => { asked.push(new URL(request.url).searchParams.get('filter') ?? ''); return HttpResponse.json({ items: [silent], next: null }) }),
    http.get(at('/cadence/hours'), () => HttpResponse.json({ items: [{ from: 8, to: 10, calls: 4, reached: 1 }] })),
    http.get(at('/colleagues'), () => HttpResponse.json({ items: [{ userId: 'u1', name: 'Ana', role: 'owner' }, { userId: 'u2', name: 'Ed', role: 'employee' }] })),
  )
  const { container } = await renderUi(<CallReport pipelines={[{ id: 'p1', name: 'Private', mode: 'b2c', stages: [] }, { id: 'p2', name: 'Firms', mode: 'b2b', stages: [] }]} />, { me: rep })
  const row = (await screen.findByRole('rowheader', { name: 'Sofa for Ada' })).closest('tr')!
  expect(row).toHaveTextContent('8')
  expect(row).toHaveTextContent('all attempts made')
  expect(await screen.findByRole('row', { name: '08:00–10:00 4 1 25%' })).toBeVisible()
  expect(screen.queryByRole('option', { name: 'Firms' })).toBeNull()
  await expectAccessible(container)
  await userEvent.selectOptions(screen.getByLabelText('Pipeline'), 'Private')
  await waitFor(() => expect(asked).toContain('pipeline:is:p1'))
})

test('a pipeline says how it calls, and that is changed in plain fields', async () => {
  let rule: CallRule = { active: false, attempts: 8, days: 7, fromHour: 8, toHour: 20, sundays: false, version: 0 }
  server.use(
    http.get(at('/pipelines/:id/cadence'), () => HttpResponse.json(rule)),
    http.put(at('/pipelines/:id/cadence'), async ({ request }) => { rule = { ...(await request.json()) as CallRule, version: 1 }; return HttpResponse.json(rule) }),
  )
  await renderUi(<RuleLine pipeline={{ id: 'p1', name: 'Private' }} />, { me: rep })
  expect(await screen.findByText('Leads are not called yet.')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Set up calls: Private' }))
  const dialog = await screen.findByRole('dialog', { name: 'Set up calls' })
  expect(within(dialog).getByLabelText('Call leads until they are reached')).toBeChecked()
  await userEvent.selectOptions(within(dialog).getByLabelText('Attempts'), '6')
  await expectAccessible(dialog)
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('6 attempts within 7 days, between 08:00 and 20:00 where the lead lives, not on Sundays')).toBeVisible()
})
