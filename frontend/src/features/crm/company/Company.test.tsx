import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Company } from '@/shared/api/types'
import { answers, at, problem, server } from '@/test/server'
import { me, renderUi } from '@/test/render'
import { CompaniesPage } from './CompaniesPage'
import { CompanyPage } from './CompanyPage'

let stored: Company
const companyPage = () => renderUi(<CompanyPage id="1" main={() => null} aside={() => null} reach={{ Write: () => null, Call: () => null }} />)

beforeAll(() => i18next.loadNamespaces(['company', 'list']))
beforeEach(() => {
  stored = {
    id: '1', name: 'Atlas Logistics', domain: 'atlas.test', website: 'https://www.atlas.test/', email: '', phone: '', industry: 'Transport', kinds: [], tags: [], street: '', city: 'Oslo', postcode: '', country: '',
    ownerId: 'u1', ownerName: 'Ana Kowalska', contactCount: 2, openDealCount: 1, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', version: 3,
  }
  answers('get', '/colleagues', { items: [] })
  answers('get', '/companies/alike', { items: [] })
  server.use(
    http.get(at('/companies'), () => HttpResponse.json({ items: [stored], next: null })),
    http.get(at('/companies/count'), () => HttpResponse.json({ count: 1 })),
    http.get(at('/companies/1'), () => HttpResponse.json(stored)),
  )
})

it('the list shows how many people and open deals a company has', async () => {
  await renderUi(<CompaniesPage />)
  const row = (await screen.findByRole('link', { name: 'Atlas Logistics' })).closest('[role=row]')!
  const cells = [...row.querySelectorAll('[role=gridcell]')].map((c) => c.querySelector('.k-num')?.textContent).filter(Boolean)
  expect(cells).toEqual(['2', '1'])
})

it('the list has no column or filter for what the role hides, and edits nothing that it only reads', async () => {
  stored = { ...stored, phone: '•••• 4321', email: 'info@atlas.test' }
  await renderUi(<CompaniesPage />, { me: { ...me, fields: { company: { phone: 'mask', email: 'read', address: 'hide' } } } })
  for (const shown of ['•••• 4321', 'info@atlas.test']) await userEvent.dblClick(await screen.findByText(shown))
  for (const name of ['Phone', 'E-mail']) expect(screen.queryByRole('textbox', { name })).toBeNull()
  expect(screen.getByRole('columnheader', { name: 'Phone' })).toBeVisible()
  expect(screen.queryByRole('columnheader', { name: 'City' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: /filter/i }))
  const others = '[role=menuitem], [role=menuitem] *, option, button *'
  expect(await screen.findByText('Industry', { selector: others })).toBeVisible()
  for (const name of ['City', 'Country']) expect(screen.queryByText(name)).toBeNull()
})

it('the website opens from the page and reads without what a browser adds', async () => {
  await companyPage()
  await waitFor(() => expect(screen.getAllByRole('link', { name: /atlas/i })).toHaveLength(2)) // in the heading and among the facts
  const links = screen.getAllByRole('link', { name: /atlas/i })
  expect(links.map((l) => l.getAttribute('href'))).toEqual(['https://www.atlas.test/', 'https://www.atlas.test/'])
  expect(links[0]).toHaveTextContent(/^atlas\.test$/)
})

it('another name is saved from the heading; an empty one is refused in words and kept', async () => {
  const bodies: { name: string }[] = []
  server.use(http.patch(at('/companies/1'), async ({ request }) => {
    const body = (await request.json()) as { name: string }
    bodies.push(body)
    if (body.name === '') return problem(422, 'company.nameless', { errors: [{ field: 'name', code: 'company.nameless', detail: 'x' }] })
    stored = { ...stored, name: body.name, version: 4 }
    return HttpResponse.json(stored)
  }))
  await companyPage()
  await userEvent.click(await screen.findByRole('button', { name: /^Name:/ }))
  await userEvent.clear(screen.getByRole('textbox', { name: 'Name' }))
  await userEvent.keyboard('{Enter}')
  expect(await screen.findByText('Fill in the name.')).toBeVisible()
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Atlas Freight{Enter}')
  expect(await screen.findByRole('heading', { level: 1, name: /Atlas Freight/ })).toBeVisible()
  expect(bodies).toEqual([{ name: '', version: 3 }, { name: 'Atlas Freight', version: 3 }])
})

it('a new company needs its name only, and opens', async () => {
  const bodies: unknown[] = []
  server.use(http.post(at('/companies'), async ({ request }) => { bodies.push(await request.json()); return HttpResponse.json({ ...stored, id: '9', name: 'Maple' }, { status: 201 }) }))
  const { router } = await renderUi(<CompaniesPage />)
  await userEvent.click(await screen.findByRole('button', { name: 'New company' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Add company' }))
  expect(await screen.findByText('Name: please fill this in.')).toBeVisible()
  await userEvent.type(screen.getByRole('textbox', { name: /^Name/ }), 'Maple')
  await userEvent.click(screen.getByRole('button', { name: 'Add company' }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/acme/companies/9'))
  expect(bodies).toEqual([{ name: 'Maple', ownerId: 'u1' }])
})

it('tells which company may be there already', async () => {
  server.use(http.get(at('/companies/alike'), () => HttpResponse.json({ items: [{ id: '7', name: 'Maple Ltd', city: 'Oslo', reasons: ['domain'] }] })))
  await renderUi(<CompaniesPage />)
  await userEvent.click(await screen.findByRole('button', { name: 'New company' }))
  await userEvent.type(await screen.findByRole('textbox', { name: /^Name/ }), 'Maple')
  await userEvent.tab()
  const link = await screen.findByRole('link', { name: 'Maple Ltd, Oslo' })
  expect(link).toHaveAttribute('href', '/acme/companies/7')
  expect(link.closest('li')).toHaveTextContent('(same website)')
})

it('a company can be a customer and a supplier', async () => {
  const bodies: unknown[] = []
  stored = { ...stored, kinds: ['customer'] }
  server.use(http.patch(at('/companies/1'), async ({ request }) => { bodies.push(await request.json()); stored = { ...stored, kinds: ['customer', 'supplier'], version: 4 }; return HttpResponse.json(stored) }))
  await companyPage()
  expect(await screen.findByRole('button', { name: 'Customer' })).toHaveAttribute('aria-pressed', 'true')
  await userEvent.click(screen.getByRole('button', { name: 'Supplier' }))
  await waitFor(() => expect(bodies).toEqual([{ kinds: ['customer', 'supplier'], version: 3 }]))
  expect(screen.getByRole('button', { name: 'Supplier' })).toHaveAttribute('aria-pressed', 'true')
})

it('who may not create sees no such button, and nothing to edit', async () => {
  await renderUi(<CompaniesPage />, { me: { ...me, permissions: { company: { read: 'own' } } } })
  await screen.findByRole('link', { name: 'Atlas Logistics' })
  expect(screen.queryByRole('button', { name: 'New company' })).toBeNull()
  await userEvent.dblClick(screen.getByText('Transport'))
  expect(screen.queryByRole('textbox', { name: 'Industry' })).toBeNull()
})
