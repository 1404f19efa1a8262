import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { HttpResponse, http } from 'msw'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Attachment, Me, Space } from '@/shared/api/types'
import { expectAccessible } from '@/test/axe'
import { at, problem, server } from '@/test/server'
import { me, renderUi } from '@/test/render'
import { AttachmentSection } from './AttachmentSection'

const file = (id: string, more: Partial<Attachment> = {}): Attachment => ({
  id, name: 'offer.pdf', mediaType: 'application/pdf', size: 1_400_000, sha256: 'x', createdById: 'u1', createdByName: 'Ana Kowalska', createdAt: '2026-11-20T10:00:00Z', ...more,
})
const all = at('/deals/7/attachments')
let stored: Attachment[]
let space: Space | null

beforeAll(() => i18next.loadNamespaces(['attachment']))
beforeEach(() => {
  stored = [file('1')]
  space = null
  server.use(http.get(all, () => HttpResponse.json({ items: stored, space })))
})

const panel = (options: { me?: Me } = {}) => renderUi(<AttachmentSection about={{ kind: 'deal', id: '7' }} />, options)
const choose = async (...files: File[]) => userEvent.upload(await screen.findByLabelText('Add files', { selector: 'input' }), files)
const inMenu = async (name: string, entry: string) => {
  await userEvent.click(await screen.findByRole('button', { name: `${name}: more actions` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: entry }))
}

it('lists the files with size, day and who added them', async () => {
  await panel()
  const row = within(await screen.findByRole('list', { name: 'Files' })).getByRole('listitem')
  expect(within(row).getByRole('button', { name: 'offer.pdf' })).toBeVisible()
  expect(row).toHaveTextContent(/1\.4 MB · .*20.* · Ana Kowalska/)
})

it('who may not change the record only reads', async () => {
  stored = []
  await panel({ me: { ...me, permissions: { deal: { read: 'all' } } } })
  expect(await screen.findByText('No files yet')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Add files' })).not.toBeInTheDocument()
})

describe('adding', () => {
  it('sends what was chosen, one after the other', async () => {
    const sent: string[] = []
    server.use(http.post(all, ({ request }) => {
      const name = new URL(request.url).searchParams.get('fileName')!
      sent.push(name)
      stored = [file(String(sent.length + 1), { name }), ...stored]
      return HttpResponse.json(stored[0], { status: 201 })
    }))
    await panel()
    await choose(new File(['one'], 'a.txt'), new File(['two'], 'b ę.txt'))
    expect(await screen.findByRole('button', { name: 'a.txt' })).toBeVisible()
    expect(await screen.findByRole('button', { name: 'b ę.txt' })).toBeVisible()
    expect(sent).toEqual(['a.txt', 'b ę.txt'])
    await waitFor(() => expect(screen.queryByRole('progressbar')).not.toBeInTheDocument())
  })

  it('takes what is dropped', async () => {
    server.use(http.post(all, () => { stored = [file('2', { name: 'dropped.txt' })]; return HttpResponse.json(stored[0], { status: 201 }) }))
    await panel()
    fireEvent.drop(await screen.findByRole('list', { name: 'Files' }), { dataTransfer: { files: [new File(['x'], 'dropped.txt')] } })
    expect(await screen.findByRole('button', { name: 'dropped.txt' })).toBeVisible()
  })

  it('says how much room there is, and sends nothing that does not fit', async () => {
    const sent: string[] = []
    server.use(http.post(all, ({ request }) => { sent.push(request.url); return HttpResponse.json(file('2'), { status: 201 }) }))
    space = { used: 990_000, most: 1_000_000, plan: 'business' }
    const { container } = await panel()
    expect(await screen.findByText('Room for files is running out')).toBeVisible()
    expect(screen.getByText(/ask whoever runs your company/)).toBeVisible()
    await expectAccessible(container)
    const large = new File(['x'], 'large.mov')
    Object.defineProperty(large, 'size', { value: 20_000 })
    await choose(large)
    expect(await screen.findByText(/^large\.mov: This file takes 20 kB, and 10 kB are free/)).toBeVisible()
    expect(sent).toEqual([])
  })

  it('says what cannot be sent without sending it, and what was refused', async () => {
    server.use(http.post(all, () => problem(402, 'plan.limit', { params: { name: 'storageBytes', limit: 5, used: 5, missing: 1, plan: 'business' } })))
    await panel()
    const large = new File(['x'], 'large.mov')
    Object.defineProperty(large, 'size', { value: 26_214_401 })
    await choose(large, new File([], 'nothing.txt'), new File(['x'], 'refused.txt'))
    expect(await screen.findByText('large.mov: A file has at most 25 MB.')).toBeVisible()
    expect(screen.getByText('nothing.txt: There is nothing in this file.')).toBeVisible()
    expect(await screen.findByText(/^refused\.txt: .*plan/i)).toBeVisible()
    await userEvent.click(screen.getAllByRole('button', { name: 'Close' })[0]!)
    expect(screen.queryByText(/large\.mov/)).not.toBeInTheDocument()
  })
})

it('a deleted file is gone at once and can be taken back', async () => {
  server.use(
    http.delete(at('/deals/7/attachments/1'), () => { stored = []; return new HttpResponse(null, { status: 204 }) }),
    http.post(at('/deals/7/attachments/1/restore'), () => { stored = [file('1')]; return HttpResponse.json(stored[0]) }),
  )
  await panel()
  await inMenu('offer.pdf', 'Delete')
  await waitFor(() => expect(screen.queryByRole('button', { name: 'offer.pdf' })).not.toBeInTheDocument())
  expect(await screen.findByText('offer.pdf deleted')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByRole('button', { name: 'offer.pdf' })).toBeVisible()
})

describe('reading', () => {
  const saved: string[] = []
  beforeEach(() => {
    saved.length = 0
    URL.createObjectURL = () => 'blob:1'
    URL.revokeObjectURL = () => undefined
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) { saved.push(this.download) })
    server.use(http.get(at('/deals/7/attachments/1'), () => new HttpResponse('bytes', { headers: { 'Content-Type': 'image/png' } })))
  })

  it('saves a file by its name', async () => {
    await panel()
    await userEvent.click(await screen.findByRole('button', { name: 'offer.pdf' }))
    await waitFor(() => expect(saved).toEqual(['offer.pdf']))
  })

  it('shows a picture', async () => {
    stored = [file('1', { name: 'site.png', mediaType: 'image/png' })]
    await panel()
    await userEvent.click(await screen.findByRole('button', { name: 'site.png' }))
    expect(await screen.findByRole('img', { name: 'site.png' })).toHaveAttribute('src', 'blob:1')
  })

  it('leads to the next by button and arrow, and shows a PDF in a frame where the browser can', async () => {
    Object.defineProperty(navigator, 'pdfViewerEnabled', { configurable: true, value: true })
    server.use(http.get(at('/deals/7/attachments/2'), () => new HttpResponse('%PDF', { headers: { 'Content-Type': 'application/pdf' } })))
    stored = [file('1', { name: 'site.png', mediaType: 'image/png' }), file('3', { name: 'a.txt', mediaType: 'text/plain' }), file('2')]
    await panel()
    await userEvent.click(await screen.findByRole('button', { name: 'site.png' }))
    expect(await screen.findByText('1 of 2')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Next file' }))
    expect(await screen.findByTitle('offer.pdf')).toHaveAttribute('src', 'blob:1')
    expect(screen.getByRole('button', { name: 'Next file' })).toBeDisabled()
    await userEvent.keyboard('{ArrowLeft}')
    expect(await screen.findByRole('img', { name: 'site.png' })).toBeVisible()
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Download' }))
    await waitFor(() => expect(saved).toEqual(['site.png']))
  })

  it('says when a file cannot be read', async () => {
    server.use(http.get(at('/deals/7/attachments/1'), () => problem(503, 'attachment.unavailable')))
    await panel()
    await inMenu('offer.pdf', 'Download')
    expect(await screen.findByText('The file cannot be read or stored right now. Try again later.')).toBeVisible()
  })
})
