import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answers, at, problem, server } from '@/test/server'
import { me, renderUi } from '@/test/render'
import type { Import } from '@/shared/api/types'
import { ImportPage } from './ImportPage'

const plain = { holds: '', days: 'mdy', decimal: 'point', sure: true } as const
const base: Import = {
  id: 'i1', object: 'contact', sheet: '', sheets: [], stages: [], match: '', fileName: 'people.csv', state: 'ready', source: 'google', encoding: 'utf-8', separator: ',', total: 3, done: 0, created: 2, updated: 0, skipped: 0, failed: 1, remarked: 0,
  columns: [{ ...plain, index: 0, header: 'Given Name', field: 'firstName', samples: ['Ana', 'Ed'] }, { ...plain, index: 1, header: 'Mail', field: null, samples: ['ana@x.test'] }],
  onDuplicate: 'update', fits: { limit: null, free: null }, createdAt: '2026-11-22T10:00:00Z', startedAt: null, finishedAt: null, error: null,
  preview: [
    { row: 2, status: 'new', values: { firstName: 'Ana' }, problems: [] },
    { row: 3, status: 'error', values: { firstName: 'Ed', email: 'ed@' }, problems: [{ field: 'email', code: 'contact.bad_email' }] },
  ],
}

beforeAll(() => i18next.loadNamespaces(['import', 'importMore']))
beforeEach(() => answers('get', '/imports', { items: [], next: null }))

async function upload(file = new File(['Given Name,Mail\nAna,ana@x.test'], 'people.csv', { type: 'text/csv' }), who?: typeof me) {
  const view = await renderUi(<ImportPage />, who ? { me: who } : undefined)
  await userEvent.upload(await screen.findByLabelText('Choose a file', { selector: 'input' }), file)
  return view
}

describe('the file', () => {
  it('is sent as bytes; the address then names the import, and what was recognised is shown', async () => {
    let type: string | null = ''
    let name: string | null = ''
    server.use(http.post(at('/imports'), ({ request }) => {
      type = request.headers.get('Content-Type')
      name = new URL(request.url).searchParams.get('fileName')
      return HttpResponse.json(base, { status: 201 })
    }))
    const { router } = await upload()
    expect(await screen.findByText('Looks like an export from Google Contacts')).toBeVisible()
    expect(type).toBe('application/octet-stream')
    expect(name).toBe('people.csv')
    expect(router.state.location.search).toMatchObject({ id: 'i1' })
  })

  it('that is refused says why and can be chosen again', async () => {
    server.use(http.post(at('/imports'), () => problem(422, 'import.unreadable')))
    await upload()
    expect(await screen.findByRole('alert')).toHaveTextContent('This file can’t be read.')
    expect(screen.getByRole('button', { name: 'Choose a file' })).toBeVisible()
  })

  it('is taken up again after the session was renewed', async () => {
    let tries = 0
    server.use(
      http.post(at('/imports'), ({ request }) => { tries++; return request.headers.get('Authorization') === 'Bearer token-2' ? HttpResponse.json(base, { status: 201 }) : problem(401, 'auth.required') }),
      http.post(at('/auth/refresh'), () => HttpResponse.json({ accessToken: 'token-2', expiresIn: 300, user: me.user, tenant: { slug: 'acme', name: 'Acme' }, tenants: [] })),
    )
    await upload()
    expect(await screen.findByText('Looks like an export from Google Contacts')).toBeVisible()
    expect(tries).toBe(2)
  })
})

describe('the mapping', () => {
  beforeEach(() => { server.use(http.post(at('/imports'), () => HttpResponse.json(base, { status: 201 }))) })

  it('shows columns with samples, and the preview with reasons', async () => {
    await upload()
    expect(await screen.findByText('Ana · Ed')).toBeVisible()
    const preview = screen.getByRole('group', { name: 'The first rows' })
    expect(within(preview).getByText('Cannot be taken')).toBeVisible()
    expect(within(preview).getByText('E-mail: an address looks like name@example.com.')).toBeVisible()
  })

  it('is changed at once; the new preview comes with the answer', async () => {
    let sent: unknown
    server.use(http.patch(at('/imports/i1'), async ({ request }) => {
      sent = await request.json()
      return HttpResponse.json({ ...base, columns: [base.columns[0], { ...base.columns[1], field: 'email' }], created: 1, updated: 1, preview: [{ row: 2, status: 'update', values: { firstName: 'Ana', email: 'ana@x.test' }, problems: [] }] })
    }))
    await upload()
    const field = await screen.findByRole('combobox', { name: 'Mail becomes' })
    await userEvent.selectOptions(field, 'E-mail')
    expect(field).toHaveValue('email')
    expect(await screen.findByText('Updated')).toBeVisible()
    expect(sent).toEqual({ columns: [{ index: 1, field: 'email' }] })
  })

  it('that leaves no name, e-mail or phone is refused in words, and cannot be started', async () => {
    server.use(http.patch(at('/imports/i1'), () => problem(422, 'import.unmapped')))
    await upload()
    await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Given Name becomes' }), 'Leave out')
    expect(await screen.findByText(/Choose a column for at least a name/)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Import 2 contacts' })).toBeDisabled()
  })

  it('says when the plan has too little room', async () => {
    server.use(http.post(at('/imports'), () => HttpResponse.json({ ...base, created: 70, fits: { limit: 1000, free: 60 } }, { status: 201 })))
    await upload()
    expect(await screen.findByText('Your plan holds 1,000 contacts')).toBeVisible()
    expect(screen.getByText(/room for 60 more; 10 rows do not fit/)).toBeVisible()
  })

  it('says that of a long file only the first rows were looked at', async () => {
    server.use(http.post(at('/imports'), () => HttpResponse.json({ ...base, total: 100000, done: 20000, created: 19800, failed: 200, fits: { limit: 100000, free: 98000 } }, { status: 201 })))
    await upload()
    expect(await screen.findByText('Of the first 20,000 of 100,000 rows:')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Import all 100,000 rows' })).toBeEnabled()
    expect(screen.getByText(/1000 rows do not fit|1,000 rows do not fit/)).toBeVisible()
  })
})

it('runs with a progress bar and ends with counts and the file of errors', async () => {
  let polls = 0
  const running: Import = { ...base, state: 'running', done: 1, created: 1, failed: 0, preview: [] }
  server.use(
    http.post(at('/imports'), () => HttpResponse.json(base, { status: 201 })),
    http.post(at('/imports/i1/start'), () => HttpResponse.json(running, { status: 202 })),
    http.get(at('/imports/i1'), () => { polls++; return HttpResponse.json(polls < 2 ? { ...running, done: 2 } : { ...running, state: 'done', done: 3, created: 2, failed: 1, finishedAt: '2026-11-22T10:01:00Z' }) }),
  )
  await upload()
  await userEvent.click(await screen.findByRole('button', { name: 'Import 2 contacts' }))
  expect(await screen.findByRole('progressbar')).toHaveAttribute('aria-valuenow', '33.33333333333333')
  expect(await screen.findByText('67% – 2 of 3 rows')).toBeVisible()
  expect(await screen.findByRole('heading', { name: 'people.csv has been imported' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Download 1 row with the reason' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'See the contacts' })).toHaveAttribute('href', '/acme/contacts')
})

it('an earlier import is opened again', async () => {
  answers('get', '/imports', { items: [{ ...base, state: 'done', created: 2 }], next: null } as never)
  answers('get', '/imports/i1', { ...base, state: 'done', failed: 0 } as never)
  await renderUi(<ImportPage />)
  await userEvent.click(await screen.findByRole('button', { name: /people\.csv/ }))
  expect(await screen.findByRole('heading', { name: 'people.csv has been imported' })).toBeVisible()
  await waitFor(() => expect(screen.queryByRole('button', { name: /Download/ })).not.toBeInTheDocument())
})

it('whose role may not import reads who decides', async () => {
  await renderUi(<ImportPage />, { me: { ...me, permissions: {} } })
  expect(await screen.findByText('Your role does not allow this')).toBeVisible()
})

describe('own fields', () => {
  it('are made for a column on the way, with the type that was guessed, and what it holds is added to choices', async () => {
    const roof = { id: 'f1', object: 'contact', type: 'choice', label: 'Roof', help: '', section: '', state: 'active', required: false, unique: false, decimals: 0, choices: [{ id: 'c1', label: 'Flat', colour: 'gray', gone: false }], shownIf: null, version: 1 }
    const sent: unknown[] = []
    let own: (typeof roof)[] = []
    const column = { ...plain, index: 1, header: 'Roof type', field: null as string | null, samples: ['Flat', 'Steep'], guess: { type: 'choice', decimals: 0, choices: ['Flat', 'Steep'] } }
    const now = () => ({ ...base, columns: [base.columns[0]!, column] })
    server.use(
      http.post(at('/imports'), () => HttpResponse.json(now(), { status: 201 })),
      http.get(at('/fields/contact'), () => HttpResponse.json({ items: own })),
      http.post(at('/fields'), async ({ request }) => { sent.push(await request.json()); own = [roof]; return HttpResponse.json(roof, { status: 201 }) }),
      http.patch(at('/imports/i1'), async ({ request }) => { sent.push(await request.json()); column.field = 'custom.f1'; return HttpResponse.json(now()) }),
      http.patch(at('/fields/f1'), async ({ request }) => { sent.push(await request.json()); own = [{ ...roof, version: 2, choices: [...roof.choices, { id: 'c2', label: 'Steep', colour: 'gray', gone: false }] }]; return HttpResponse.json(own[0]) }),
    )
    await upload(undefined, { ...me, permissions: { ...me.permissions, tenant: { read: 'all', update: 'all' } as const } })
    await userEvent.selectOptions(await screen.findByLabelText('Roof type becomes'), 'new')
    const dialog = within(await screen.findByRole('dialog', { name: 'New field' }))
    expect(dialog.getByLabelText('Name')).toHaveValue('Roof type')
    expect(dialog.getByText('From what stands in the column: Choice.')).toBeVisible()
    await userEvent.click(dialog.getByRole('button', { name: 'Add the field' }))
    await waitFor(() => expect(sent[1]).toEqual({ columns: [{ index: 1, field: 'custom.f1' }] }))
    expect(sent[0]).toEqual({ object: 'contact', type: 'choice', label: 'Roof type', choices: [{ label: 'Flat' }, { label: 'Steep' }] })
    await userEvent.click(await screen.findByRole('button', { name: 'Add a choice: Steep' }))
    await waitFor(() => expect(sent).toContainEqual({ version: 1, choices: [{ id: 'c1', label: 'Flat', colour: 'gray' }, { label: 'Steep' }] }))
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Add a choice: Steep' })).toBeNull())
  })
})
