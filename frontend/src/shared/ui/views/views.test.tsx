import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ListSearch } from '@/shared/lib/search'
import { useAddress } from '@/shared/lib/useAddress'
import type { ListView, ListViews } from '@/shared/api/typesView'
import { at, problem, server } from '@/test/server'
import { renderUi } from '@/test/render'
import { FilterBar } from '../FilterBar'
import { useSegments, useViewState } from './useViewState'
import { ViewTabs } from './ViewTabs'

const fields = [{ id: 'city', label: 'City', kind: 'text' as const }, { id: 'createdAt', label: 'Added', kind: 'date' as const }]
const view = (id: string, more: Partial<ListView> = {}): ListView => ({
  id, object: 'contact', name: `View ${id}`, kind: 'table', q: '', sort: '', filter: ['city:is:Oslo'], where: '', columns: [], sharing: 'own', teamId: null, teamName: '', ownerName: 'Ana Kowalska',
  mine: true, mayEdit: true, closed: false, version: 1, ...more,
})
let all: ListViews
let sent: { method: string; body: Record<string, unknown> }[] = []

function Sample() {
  const [search, set] = useAddress<ListSearch>()
  const state = useViewState({ object: 'contact', search, set })
  return <><ViewTabs state={state} /><FilterBar fields={[...fields, ...useSegments(state.all, 'Segment')]} asked={search} onChange={set} /><span data-testid="address">{JSON.stringify(search)}</span></>
}
const shown = () => JSON.parse(screen.getByTestId('address').textContent ?? '{}') as ListSearch

beforeAll(() => i18next.loadNamespaces(['list', 'problemWork']))
beforeEach(() => {
  sent = []
  all = { items: [view('v1'), view('v2', { mine: false, mayEdit: false, sharing: 'all', name: 'Shared' })], choice: { opens: '', tabs: [], columns: [] }, mayShare: true }
  const note = async (request: Request) => { const body = (await request.json()) as Record<string, unknown>; sent.push({ method: request.method, body }); return body }
  server.use(
    http.get(at('/views'), () => HttpResponse.json(all)),
    http.get(at('/teams'), () => HttpResponse.json({ items: [] })),
    http.post(at('/views'), async ({ request }) => HttpResponse.json({ ...view('v3'), ...(await note(request)) }, { status: 201 })),
    http.patch(at('/views/:id'), async ({ request, params }) => HttpResponse.json({ ...view(String(params.id)), ...(await note(request)), version: 2 })),
    http.put(at('/list-choice'), async ({ request }) => HttpResponse.json(await note(request))),
  )
})

describe('filters', () => {
  it('become an «or» from their chip', async () => {
    const { router } = await renderUi(<Sample />)
    await router.navigate({ to: '.', search: { filter: ['city:is:Oslo'] } as never })
    await userEvent.click(await screen.findByRole('button', { name: 'City is Oslo' }))
    const form = await screen.findByRole('dialog', { name: 'City is Oslo' })
    await userEvent.type(await within(form).findByLabelText('Value'), 'Rome')
    await userEvent.click(within(form).getByRole('button', { name: 'Add with “or”' }))
    await waitFor(() => expect(shown()).toEqual({ where: '{"any":["city:is:Oslo","city:is:Rome"]}' }))
    expect(screen.getByRole('button', { name: 'City is Oslo or City is Rome' })).toBeVisible()
  })

  it('are told from today', async () => {
    await renderUi(<Sample />)
    await userEvent.click(await screen.findByRole('button', { name: 'Filter' }))
    await userEvent.selectOptions(await screen.findByLabelText('Field'), 'Added')
    await userEvent.selectOptions(screen.getByLabelText('Value'), 'Last … days')
    await userEvent.click(screen.getByRole('button', { name: 'Apply' }))
    await waitFor(() => expect(shown()).toEqual({ filter: ['createdAt:within:last:7'] }))
    expect(screen.getByRole('button', { name: 'Added is last 7 days' })).toBeVisible()
  })

  it('stand in groups, made in a dialog', async () => {
    const { router } = await renderUi(<Sample />)
    await router.navigate({ to: '.', search: { where: '{"any":["city:is:Oslo",{"all":["city:begins:R","createdAt:within:today"]}]}' } as never })
    await userEvent.click(await screen.findByRole('button', { name: 'Group of conditions' }))
    const dialog = await screen.findByRole('dialog', { name: 'Filter by groups' })
    expect(within(dialog).getAllByRole('group', { name: /^Condition/ })).toHaveLength(3)
    await userEvent.click(within(dialog).getAllByRole('button', { name: 'Add a condition' }).at(-1)!)
    const values = within(dialog).getAllByLabelText('Value')
    await userEvent.type(values.at(-1)!, 'Bergen')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Show these rows' }))
    await waitFor(() => expect(shown().where).toBe('{"any":["city:is:Oslo",{"all":["city:begins:R","createdAt:within:today"]},"city:is:Bergen"]}'))
  })
})

describe('views', () => {
  it('are tabs; the others are in a menu', async () => {
    await renderUi(<Sample />)
    const tabs = await screen.findByRole('navigation', { name: 'Views' })
    expect(await within(tabs).findByRole('button', { name: 'View v1' })).toBeVisible()
    expect(within(tabs).getByRole('button', { name: 'All' })).toHaveAttribute('aria-current', 'true')
    await userEvent.click(within(tabs).getByRole('button', { name: 'More views' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Shared' }))
    await waitFor(() => expect(shown()).toEqual({ filter: ['city:is:Oslo'], saved: 'v2' }))
    expect(screen.queryByRole('button', { name: 'Save as new view' })).toBeNull()
  })

  it('are made of what is shown, and changes of them are kept or thrown away', async () => {
    const { router } = await renderUi(<Sample />)
    await screen.findByRole('button', { name: 'View v1' })
    await router.navigate({ to: '.', search: { filter: ['city:is:Rome'] } as never })
    await userEvent.click(await screen.findByRole('button', { name: 'Save as new view' }))
    await userEvent.type(await screen.findByRole('textbox', { name: /Name/ }), 'Rome{Enter}')
    await waitFor(() => expect(shown().saved).toBe('v3'))
    expect(sent[0]).toMatchObject({ method: 'POST', body: { object: 'contact', name: 'Rome', filter: ['city:is:Rome'], sharing: 'own', kind: 'table' } })
    await userEvent.click(screen.getByRole('button', { name: 'View v1' }))
    await router.navigate({ to: '.', search: { saved: 'v1', filter: ['city:is:Oslo'], sort: '-name' } as never })
    await userEvent.click(await screen.findByRole('button', { name: 'Discard' }))
    await waitFor(() => expect(shown()).toEqual({ saved: 'v1', filter: ['city:is:Oslo'] }))
    await router.navigate({ to: '.', search: { saved: 'v1', filter: ['city:is:Oslo'], sort: '-name' } as never })
    await userEvent.click(await screen.findByRole('button', { name: 'Save changes' }))
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ method: 'PATCH', body: { sort: '-name', version: 1 } }))
  })

  it('opens with the one that was chosen', async () => {
    all = { ...all, choice: { opens: 'v1', tabs: ['v1', 'all'], columns: [] } }
    await renderUi(<Sample />)
    await waitFor(() => expect(shown()).toEqual({ saved: 'v1', filter: ['city:is:Oslo'] }))
    expect(within(screen.getByRole('navigation')).getAllByRole('button')[0]).toHaveTextContent('View v1')
  })

  it('says that one looks for what is closed, and no more', async () => {
    all = { ...all, items: [view('v1', { closed: true, filter: [], mayEdit: false })] }
    await renderUi(<Sample />)
    await userEvent.click(await screen.findByRole('button', { name: 'View v1' }))
    expect(await screen.findByText(/looks for a field that is not open to you/)).toBeVisible()
  })

  it('a refused name stays in the form, with the reason', async () => {
    server.use(http.post(at('/views'), () => problem(422, 'view.many')))
    const { router } = await renderUi(<Sample />)
    await screen.findByRole('button', { name: 'View v1' })
    await router.navigate({ to: '.', search: { filter: ['city:is:Rome'] } as never })
    await userEvent.click(await screen.findByRole('button', { name: 'Save as new view' }))
    await userEvent.type(await screen.findByRole('textbox', { name: /Name/ }), 'Rome{Enter}')
    expect(await screen.findByRole('alert')).toHaveTextContent('One person can keep 100 views')
    expect(screen.getByRole('textbox', { name: /Name/ })).toHaveValue('Rome')
  })
})
