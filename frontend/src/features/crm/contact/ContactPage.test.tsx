import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeQueryClient } from '@/shared/api/query'
import type { Contact } from '@/shared/api/types'
import { answers, at, problem, server } from '@/test/server'
import { me, renderUi } from '@/test/render'
import { ContactPage } from './ContactPage'

let stored: Contact
const page = (options: Parameters<typeof renderUi>[1] = {}) => renderUi(<ContactPage id="1" main={() => null} aside={() => null} reach={{ Write: ({ opened, name }) => (opened ? <p>Writing to {name}</p> : null), Call: ({ opened, name }) => (opened ? <p>Calling {name}</p> : null) }} />, options)

beforeAll(() => i18next.loadNamespaces(['contact', 'list', 'consent']))
beforeEach(() => {
  stored = {
    id: '1', name: 'Ravi Shah', firstName: 'Ravi', lastName: 'Shah', email: 'ravi@a.test', phone: '+4712345678', jobTitle: 'Buyer', companyId: 'k1', companyName: 'Tata', ownerId: 'u1', ownerName: 'Ana Kowalska',
    preferredName: '', emailLabel: '', moreEmails: [], phoneLabel: '', morePhones: [], companySince: null, positions: [], language: '', tags: [], consent: { email: [], phone: [] },
    street: '', city: 'Oslo', postcode: '', country: '', birthday: null, source: '', createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', version: 3,
  }
  answers('get', '/colleagues', { items: [] })
  server.use(http.get(at('/contacts/1'), () => HttpResponse.json(stored)))
})

/** Opens a fact, replaces its text. */
async function type(label: string, text: string) {
  await userEvent.click(await screen.findByRole('button', { name: new RegExp(`^${label}:`) }))
  const input = await screen.findByRole('textbox', { name: label })
  await userEvent.clear(input)
  await userEvent.type(input, text)
  return input
}

it('shows who it is and how to reach them', async () => {
  await page()
  expect(await screen.findByRole('heading', { level: 1, name: /Ravi Shah/ })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Call' })).toHaveAttribute('href', 'tel:+4712345678')
  expect(screen.getByRole('link', { name: 'E-mail' })).toHaveAttribute('href', 'mailto:ravi@a.test')
  expect(screen.getByRole('link', { name: 'Tata' })).toHaveAttribute('href', '/acme/companies/k1')
})

it('who may note what was said writes through Kith, from three places, also to an address seen in part', async () => {
  stored = { ...stored, email: 'r•••@a.test' }
  const noting = { ...me, permissions: { ...me.permissions, activity: { read: 'all', create: 'all' } as const } }
  await page({ me: noting })
  await userEvent.click(await screen.findByRole('button', { name: 'E-mail' }))
  expect(await screen.findByText('Writing to Ravi Shah')).toBeVisible()
  expect(await screen.findByRole('button', { name: 'E-mail Ravi Shah' })).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'More actions' }))
  expect(await screen.findByRole('menuitem', { name: 'E-mail' })).toBeVisible()
})

it('a number that is seen is dialled, or called through Kith from the menu; one seen in part only through Kith', async () => {
  const noting = { ...me, permissions: { ...me.permissions, activity: { read: 'all', create: 'all' } as const } }
  const { unmount } = await page({ me: noting })
  expect(await screen.findByRole('link', { name: 'Call' })).toHaveAttribute('href', 'tel:+4712345678')
  await userEvent.click(screen.getByRole('button', { name: 'More actions' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Call through Kith' }))
  expect(await screen.findByText('Calling Ravi Shah')).toBeVisible()
  unmount()
  stored = { ...stored, phone: '•••• 5678' }
  await page({ me: noting })
  await userEvent.click(await screen.findByRole('button', { name: 'Call' }))
  expect(await screen.findByText('Calling Ravi Shah')).toBeVisible()
})

it('without an address, and for who may only look at part of one, there is no button that does nothing', async () => {
  stored = { ...stored, email: 'r•••@a.test' }
  await page()
  expect(await screen.findByRole('link', { name: 'Call' })).toBeVisible()
  expect(screen.queryByRole('button', { name: /^E-mail( Ravi Shah)?$/ })).toBeNull()
  expect(screen.queryByRole('link', { name: /^E-mail/ })).toBeNull()
})

it('leaving a field saves it', async () => {
  const bodies: unknown[] = []
  server.use(http.patch(at('/contacts/1'), async ({ request }) => { bodies.push(await request.json()); stored = { ...stored, city: 'Bergen', version: 4 }; return HttpResponse.json(stored) }))
  await page()
  await type('City', 'Bergen ')
  await userEvent.tab()
  expect(await screen.findByRole('button', { name: /^City:\s*Bergen$/ })).toBeVisible()
  await waitFor(() => expect(bodies).toEqual([{ city: 'Bergen', version: 3 }]))
})

it('a refused field keeps what was typed, says why, and is not sent again by leaving it', async () => {
  let sends = 0
  server.use(http.patch(at('/contacts/1'), () => { sends++; return problem(422, 'contact.bad_phone', { errors: [{ field: 'phone', code: 'contact.bad_phone', detail: 'x' }] }) }))
  await page()
  await type('Phone', 'none{Enter}')
  expect(await screen.findByText('Phone: a phone number has digits.')).toBeVisible()
  expect(screen.getByRole('textbox', { name: 'Phone' })).toHaveValue('none')
  await userEvent.tab()
  expect(screen.getByRole('textbox', { name: 'Phone' })).toHaveValue('none')
  expect(sends).toBe(1)
})

describe('when someone else saved meanwhile', () => {
  const versions: number[] = []
  beforeEach(() => {
    versions.length = 0
    server.use(http.patch(at('/contacts/1'), async ({ request }) => {
      const body = (await request.json()) as { version: number; city: string }
      versions.push(body.version)
      if (body.version === 3) { stored = { ...stored, city: 'Tromsø', version: 4 }; return problem(409, 'contact.stale') }
      stored = { ...stored, city: body.city, version: 5 }
      return HttpResponse.json(stored)
    }))
  })
  const clash = async () => {
    await page()
    await type('City', 'Bergen{Enter}')
    expect(await screen.findByText(/Someone saved this meanwhile/)).toBeVisible()
    expect(screen.getByRole('textbox', { name: 'City' })).toHaveValue('Bergen')
  }

  it('theirs can be taken', async () => {
    await clash()
    await userEvent.click(await screen.findByRole('button', { name: 'Take “Tromsø”' }))
    expect(await screen.findByRole('button', { name: /^City:\s*Tromsø$/ })).toBeVisible()
    expect(versions).toEqual([3])
  })

  it('one’s own can be saved over it', async () => {
    await clash()
    await screen.findByRole('button', { name: 'Take “Tromsø”' })
    await userEvent.click(screen.getByRole('button', { name: 'Save mine' }))
    expect(await screen.findByRole('button', { name: /^City:\s*Bergen$/ })).toBeVisible()
    await waitFor(() => expect(versions).toEqual([3, 4]))
  })
})

it('who may only read has nothing to edit', async () => {
  await page({ me: { ...me, permissions: { contact: { read: 'all' } } } })
  expect(await screen.findByText('Oslo')).toBeVisible()
  expect(screen.queryByRole('button', { name: /^City:/ })).toBeNull()
  expect(screen.queryByRole('button', { name: 'More actions' })).toBeNull()
})

it('a contact that is gone or hidden says so and leads back', async () => {
  server.use(http.get(at('/contacts/1'), () => problem(404, 'contact.not_found')))
  await page()
  expect(await screen.findByText('There is nothing at this address')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Back to Contacts' })).toHaveAttribute('href', '/acme/contacts')
})

it('leads to the one before and after in the list it was opened from, and back to that list', async () => {
  const queryClient = makeQueryClient()
  const row = (id: string) => ({ ...stored, id, name: id })
  queryClient.setQueryData(['/contacts', 'list', { q: 'ra', sort: '-city', filter: undefined }], { pages: [{ items: [row('0'), row('1')], next: 'c' }, { items: [row('2')], next: null }], pageParams: [undefined, 'c'] })
  await page({ queryClient })
  expect(await screen.findByRole('link', { name: 'Previous in the list' })).toHaveAttribute('href', '/acme/contacts/0')
  expect(screen.getByRole('link', { name: 'Next in the list' })).toHaveAttribute('href', '/acme/contacts/2')
  expect(screen.getByRole('link', { name: 'Contacts' }).getAttribute('href')).toContain('q=ra')
})

it('deleting leads to the list and can be taken back', async () => {
  const calls: string[] = []
  server.use(
    http.delete(at('/contacts/1'), () => { calls.push('delete'); return new HttpResponse(null, { status: 204 }) }),
    http.post(at('/contacts/1/restore'), () => { calls.push('restore'); return HttpResponse.json(stored) }),
  )
  const { router } = await page()
  await userEvent.click(await screen.findByRole('button', { name: 'More actions' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete contact' }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/acme/contacts'))
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(calls).toEqual(['delete', 'restore']))
})

describe('what a person has several of', () => {
  const bodies: unknown[] = []
  beforeEach(() => {
    bodies.length = 0
    stored = { ...stored, emailLabel: 'work', moreEmails: [{ value: 'ravi@home.test', label: 'home' }] }
    server.use(http.patch(at('/contacts/1'), async ({ request }) => { bodies.push(await request.json()); return HttpResponse.json({ ...stored, version: 4 }) }))
  })

  it('another address can be written to, and made the primary one', async () => {
    await page()
    expect(await screen.findByRole('link', { name: 'E-mail Ravi Shah at ravi@home.test' })).toHaveAttribute('href', 'mailto:ravi@home.test')
    await userEvent.click(screen.getByRole('button', { name: 'Edit e-mails and phones' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Make primary: E-mail 2' }))
    expect(screen.getByRole('textbox', { name: 'E-mail, primary' })).toHaveValue('ravi@home.test')
    await userEvent.click(screen.getByRole('button', { name: 'Add phone' }))
    await userEvent.type(screen.getByRole('textbox', { name: 'Phone 2' }), '501 234 567')
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'What it is for: Phone 2' }), 'mobile')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(bodies).toEqual([{ email: 'ravi@home.test', emailLabel: 'home', moreEmails: [{ value: 'ravi@a.test', label: 'work' }],
      phone: '+4712345678', phoneLabel: '', morePhones: [{ value: '501 234 567', label: 'mobile' }], version: 3 }])
  })

  it('a refused address is told by name and stays', async () => {
    server.use(http.patch(at('/contacts/1'), () => problem(422, 'contact.bad_email', { errors: [{ field: 'moreEmails', code: 'contact.bad_email', detail: 'x' }] })))
    await page()
    await userEvent.click(await screen.findByRole('button', { name: 'Edit e-mails and phones' }))
    const input = await screen.findByRole('textbox', { name: 'E-mail 2' })
    await userEvent.clear(input)
    await userEvent.type(input, 'nowhere')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('E-mail: an address looks like name@example.com.')).toBeVisible()
    expect(screen.getByRole('textbox', { name: 'E-mail 2' })).toHaveValue('nowhere')
  })

  it('who leaves a company keeps it among the earlier ones', async () => {
    answers('get', '/companies', { items: [], next: null })
    await page()
    await userEvent.click(await screen.findByRole('button', { name: 'Edit companies' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Move to earlier companies' }))
    const before = await screen.findByRole('group', { name: 'Other company 1' })
    await userEvent.type(within(before).getByLabelText('Until'), '2026-01-31')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(bodies).toEqual([{ companyId: null, jobTitle: '', companySince: null, positions: [{ companyId: 'k1', jobTitle: 'Buyer', from: null, to: '2026-01-31' }], version: 3 }]))
  })

  it('consent is written down with how it is known, and its history tells who noted what was shown', async () => {
    answers('get', '/contacts/1/consents', { items: [{ id: 'p1', channel: 'email', state: 'withdrawn', at: '2026-01-05T10:00:00Z', via: 'form', byName: '', source: 'Website', edition: '3', wording: 'Yes, write to me', ip: '192.0.2.7' }] })
    await page()
    await userEvent.click(await screen.findByRole('button', { name: 'Change or look up: Marketing by e-mail' }))
    await userEvent.type(await screen.findByRole('textbox', { name: /How is this known/ }), 'Fair')
    expect(await screen.findByText('Website · said in a form · version 3 · sent from 192.0.2.7')).toBeVisible()
    expect(screen.getByText('Yes, write to me')).toBeInTheDocument()
    await userEvent.type(screen.getByRole('textbox', { name: /The text they agreed to/ }), 'I agree')
    await userEvent.type(screen.getByRole('textbox', { name: 'Version of that text' }), '4')
    await userEvent.click(screen.getByRole('button', { name: 'Write down consent' }))
    await waitFor(() => expect(bodies).toEqual([{ consent: { channel: 'email', state: 'given', source: 'Fair', wording: 'I agree', edition: '4' }, version: 3 }]))
  })

  it('tags are words between commas', async () => {
    await page()
    await type('Tags', 'VIP, fair{Enter}')
    await waitFor(() => expect(bodies).toEqual([{ tags: ['VIP', 'fair'], version: 3 }]))
  })
})
