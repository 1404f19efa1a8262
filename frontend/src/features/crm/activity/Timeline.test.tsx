import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Activity, Me } from '@/shared/api/types'
import type { Via } from '@/shared/api/typesReach'
import { answers, at, problem, server } from '@/test/server'
import { me, renderUi } from '@/test/render'
import { Timeline } from './Timeline'

const mine: Me = { ...me, permissions: { ...me.permissions, activity: { read: 'all', create: 'all', update: 'all', delete: 'all' } } }
const here = { kind: 'contact' as const, id: 'c1', name: 'Ravi Shah' }
let made = 0
const entry = (more: Partial<Activity>): Activity => ({
  id: `a${++made}`, type: 'note', at: '2026-03-04T09:30:00Z', actorId: 'u1', actorName: 'Ana Kowalska', about: here, related: [], text: '', minutes: 0, data: {}, mentions: [], pinned: false, editable: false, version: 1, ...more,
})
const show = (items: Activity[], next: string | null = null) => answers('get', '/timeline', { items, next, pinned: [] } as never)
const timeline = (of: { kind: 'contact' | 'company' | 'deal'; id: string; currency?: string } = { kind: 'contact', id: 'c1' }) => renderUi(<Timeline {...of} />, { me: mine })
/** The sentence of each entry, as read. */
const sentences = async () => (await screen.findAllByRole('listitem')).filter((li) => li.querySelector('time')).map((li) => li.querySelector('span:not([aria-hidden])')?.textContent)

beforeAll(() => i18next.loadNamespaces(['activity', 'reach']))
beforeEach(() => { made = 0 })

describe('what happened, in words', () => {
  it('by type', async () => {
    const deal = { kind: 'deal' as const, id: 'd1', name: 'New office' }
    show([
      entry({ type: 'call', minutes: 15, text: 'Wants a quote' }),
      entry({ type: 'stage_changed', about: deal, data: { from: 'New', to: 'Offer' } }),
      entry({ type: 'lost', about: deal, data: { from: 'Offer', to: 'Lost', reason: 'Too dear' } }),
      entry({ type: 'created' }),
      entry({ type: 'task_done', about: { kind: 'task' as never, id: 't1', name: '' }, related: [here], data: { name: 'Send the offer' } }),
      entry({ type: 'shared', data: { with: 'Fred' } }),
      entry({ type: 'imported', actorId: null, actorName: 'import' }),
    ])
    await timeline()
    expect(await sentences()).toEqual([
      'Ana Kowalska made a call · 15 minutes',
      'Ana Kowalska moved the deal from New to Offer · New office',
      'Ana Kowalska marked the deal as lost · New office',
      'Ana Kowalska added the contact',
      'Ana Kowalska finished the task Send the offer',
      'Ana Kowalska shared this with Fred',
      'Kith imported this from a file',
    ])
    expect(screen.getByText('Wants a quote')).toBeVisible()
    expect(screen.getByText('Too dear')).toBeVisible()
    expect(screen.getAllByRole('link', { name: 'New office' })[0]).toHaveAttribute('href', '/acme/deals/d1')
  })

  it('a mail that Kith sent: its subject, and how it stands', async () => {
    const via = { state: 'sent' as const, subject: 'Your roof', label: '', since: '2026-03-04T09:30:00Z' }
    show([entry({ type: 'email', text: 'It holds.', data: { via } }), entry({ type: 'email', text: 'Hello.', data: { via: { ...via, subject: 'Hello', state: 'failed', why: 'refused' } }, actorId: 'u2' })])
    await timeline()
    expect(await screen.findByText('Your roof')).toBeVisible()
    expect(screen.getByText('It holds.')).toBeVisible()
    expect(screen.getByText('Sent')).toBeVisible()
    expect(screen.getByText('Not sent: the mail server refused it. Check the address.')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull() // only who wrote it
  })

  it('a call that the phone system made: how it goes, and for how long they spoke', async () => {
    const call = (via: Partial<Via>) => entry({ type: 'call', data: { via: { state: 'asked', label: '', since: '2026-03-04T09:30:00Z', ...via } } })
    show([call({ state: 'ended', seconds: 120 }), call({ state: 'ended' }), call({ state: 'failed', why: 'unanswered' }), call({ state: 'taken' })])
    await timeline()
    expect(await screen.findByText('Spoke for 2 minutes')).toBeVisible()
    for (const text of ['The call has ended', 'Nobody picked up.', 'The phone system is calling…']) expect(screen.getByText(text)).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  })

  it('one that failed is tried again by who wrote it', async () => {
    const via = { state: 'failed' as const, subject: 'Your roof', label: '', since: '2026-03-04T09:30:00Z', why: 'unreachable' as const }
    let item = entry({ type: 'email', text: 'It holds.', data: { via } })
    server.use(
      http.get(at('/timeline'), () => HttpResponse.json({ items: [item], next: null, pinned: [] })),
      http.post(at(`/emails/${item.id}/retry`), () => { item = { ...item, data: { via: { ...via, state: 'queued', why: undefined } } }; return new HttpResponse(null, { status: 204 }) }),
    )
    await timeline()
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('Being sent…')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  })

  it('names changed fields and leaves out what follows from others', async () => {
    show([entry({ type: 'updated', data: { changes: [
      { field: 'birthday', from: null, to: '1990-05-01' }, { field: 'firstName', from: 'Rav', to: 'Ravi' }, { field: 'name', from: 'Rav Shah', to: 'Ravi Shah' }, { field: 'ownerId', from: 'Ed', to: null },
    ] } })])
    await timeline()
    const list = (await screen.findByText('First name')).closest('ul')!
    expect(within(list).getAllByRole('listitem').map((li) => li.textContent)).toEqual(['Birthday: empty → May 1, 1990', 'First name: Rav → Ravi', 'Owner: Ed → empty'])
  })

  it('tells amounts in the deal’s currency', async () => {
    show([entry({ type: 'updated', about: { kind: 'deal', id: 'd1', name: 'Office' }, data: { changes: [{ field: 'amount', from: 100_000, to: 250_050 }, { field: 'stageSince', from: 'x', to: 'y' }] } })])
    await timeline({ kind: 'deal', id: 'd1', currency: 'PLN' })
    const list = (await screen.findByText('Value')).closest('ul')!
    expect(list).toHaveTextContent(/^Value: zł\s?1,000\.00 → zł\s?2,500\.50$/)
  })

  it('never reads what people typed as markup', async () => {
    show([entry({ type: 'stage_changed', actorName: '<b>Eve</b> {{to}}', data: { from: '{{who}}', to: 'Offer' } })])
    await timeline()
    expect(await sentences()).toEqual(['<b>Eve</b> {{to}} moved the deal from {{who}} to Offer'])
  })

  it('puts entries under days on the company’s clock', async () => {
    show([entry({ at: '2026-03-04T23:30:00Z', text: 'late' }), entry({ at: '2026-03-04T09:00:00Z', text: 'early' })])
    await timeline()
    expect((await screen.findAllByRole('heading', { level: 3 })).map((h) => h.textContent)).toEqual(['Mar 5, 2026', 'Mar 4, 2026'])
  })
})

it('asks for the chosen types only, and for earlier pages', async () => {
  const asked: string[] = []
  server.use(http.get(at('/timeline'), ({ request }) => {
    const q = new URL(request.url).searchParams
    asked.push(`${q.get('types') ?? 'all'} ${q.get('cursor') ?? 'first'}`)
    return HttpResponse.json({ items: [entry({ text: `page ${asked.length}` })], next: q.get('cursor') ? null : 'c2', pinned: [] })
  }))
  await timeline()
  await userEvent.click(await screen.findByRole('button', { name: 'Show earlier entries' }))
  expect(await screen.findByText('page 2')).toBeVisible()
  expect(screen.getByText('page 1')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Tasks' }))
  await waitFor(() => expect(asked.at(-1)).toBe('task_created,task_done first'))
  expect(screen.getByRole('button', { name: 'Tasks' })).toHaveAttribute('aria-pressed', 'true')
})

it('an entry of one’s own is deleted at once and can be taken back', async () => {
  const calls: string[] = []
  let there = true
  server.use(
    http.get(at('/timeline'), () => HttpResponse.json({ items: there ? [{ ...entry({ text: 'Secret', editable: true }), id: 'a1' }] : [], next: null, pinned: [] })),
    http.delete(at('/activities/a1'), () => { calls.push('delete'); there = false; return new HttpResponse(null, { status: 204 }) }),
    http.post(at('/activities/a1/restore'), () => { calls.push('restore'); there = true; return HttpResponse.json(entry({})) }),
  )
  await timeline()
  await userEvent.click(await screen.findByRole('button', { name: 'Note: more actions' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }))
  await waitFor(() => expect(screen.queryByText('Secret')).toBeNull())
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('Secret')).toBeVisible()
  expect(calls).toEqual(['delete', 'restore'])
})

it('others’ entries cannot be changed', async () => {
  show([entry({ text: 'Theirs' })])
  await timeline()
  expect(await screen.findByText('Theirs')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Note: more actions' })).toBeNull()
})

it('editing keeps what was typed when someone else saved meanwhile, and saves it on the newest version', async () => {
  const versions: unknown[] = []
  server.use(
    http.get(at('/timeline'), () => HttpResponse.json({ items: [{ ...entry({ text: 'Old', editable: true }), id: 'a1', version: versions.length + 1 }], next: null, pinned: [] })),
    http.patch(at('/activities/a1'), async ({ request }) => {
      const body = (await request.json()) as { version: number; text: string }
      versions.push(body.version)
      return versions.length === 1 ? problem(409, 'activity.stale') : HttpResponse.json({ ...entry({ text: body.text, editable: true }), id: 'a1', version: 3 })
    }),
  )
  await timeline()
  await userEvent.click(await screen.findByRole('button', { name: 'Note: more actions' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }))
  const box = await screen.findByRole('textbox', { name: /Note/ })
  await userEvent.clear(box)
  await userEvent.type(box, 'New words')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('Someone saved this meanwhile')
  expect(box).toHaveValue('New words')
  await userEvent.type(box, '{Control>}{Enter}{/Control}')
  await waitFor(() => expect(screen.queryByRole('textbox')).toBeNull())
  expect(screen.getByText('New words')).toBeVisible()
  expect(versions).toEqual([1, 2])
})

it('says when nothing has happened, and why it could not be loaded', async () => {
  show([])
  const { unmount } = await timeline()
  expect(await screen.findByText('Nothing has happened yet')).toBeVisible()
  unmount()
  server.use(http.get(at('/timeline'), () => problem(503, 'busy')))
  await timeline()
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible()
})

it('what is pinned stands above, once, and is unpinned from its menu', async () => {
  let pinned = true
  const sent: unknown[] = []
  const first = () => ({ ...entry({ text: 'Rings only after ten', editable: true }), id: 'p1', pinned })
  server.use(
    http.get(at('/timeline'), () => HttpResponse.json({ items: [{ ...entry({ text: 'Later' }), id: 'a2' }, first()], next: null, pinned: pinned ? [first()] : [] })),
    http.patch(at('/activities/p1'), async ({ request }) => { sent.push(await request.json()); pinned = false; return HttpResponse.json(first()) }),
  )
  await timeline()
  const above = await screen.findByRole('list', { name: 'Pinned' })
  expect(within(above).getByText('Rings only after ten')).toBeVisible()
  expect(screen.getAllByText('Rings only after ten')).toHaveLength(1)
  await userEvent.click(screen.getByRole('button', { name: 'Note: more actions' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Unpin' }))
  await waitFor(() => expect(screen.queryByRole('list', { name: 'Pinned' })).toBeNull())
  expect(screen.getByText('Rings only after ten')).toBeVisible()
  expect(sent).toEqual([{ pinned: false, version: 1 }])
})
