import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { delay, HttpResponse, http } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible } from '@/test/axe'
import { at, server } from '@/test/server'
import { renderUi } from '@/test/render'
import { ContactPicker } from './pickers'
import { SearchSelect } from './SearchSelect'

const box = () => screen.getByRole('combobox', { name: 'Contact' })

it('carries focus and what was typed before its code was there over to it', async () => {
  server.use(http.get(at('/contacts'), ({ request }) => {
    const q = new URL(request.url).searchParams.get('q')
    return HttpResponse.json({ items: q === 'Nor' ? [{ id: 'c1', name: 'Nora Berg' }] : [], next: null })
  }))
  const chosen: unknown[] = []
  const { container } = await renderUi(<ContactPicker label="Contact" onChange={(id, name) => chosen.push([id, name])} />)
  const face = box()
  await expectAccessible(container)
  face.focus()
  fireEvent.change(face, { target: { value: 'Nor' } }) // at once: the code is still on its way
  await waitFor(() => expect(face).not.toBeInTheDocument())
  expect(box()).toHaveFocus()
  await waitFor(() => expect(box()).toHaveValue('Nor'))
  await userEvent.click(await screen.findByRole('option', { name: 'Nora Berg' }))
  expect(chosen).toEqual([['c1', 'Nora Berg']])
  expect(box()).toHaveValue('Nora Berg')
})

it('does not take the focus from where it went meanwhile', async () => {
  await renderUi(<><ContactPicker label="Contact" autoFocus defaultValue="c1" defaultLabel="Nora Berg" onChange={() => undefined} /><input aria-label="Other" /></>)
  screen.getByRole('textbox', { name: 'Other' }).focus()
  await waitFor(() => expect(box()).toHaveValue('Nora Berg'))
  expect(screen.getByRole('textbox', { name: 'Other' })).toHaveFocus()
})

describe('by keyboard', () => {
  const all = [{ id: 'c1', name: 'Nora Berg' }, { id: 'c2', name: 'Norman Ash' }, { id: 'c3', name: 'Ola Kern' }]
  const chosen: unknown[] = []
  beforeEach(() => {
    chosen.length = 0
    server.use(http.get(at('/contacts'), async ({ request }) => {
      const q = new URL(request.url).searchParams.get('q')?.toLowerCase() ?? ''
      await delay(30)
      return HttpResponse.json({ items: all.filter((c) => c.name.toLowerCase().startsWith(q)), next: null })
    }))
  })
  const submitted = () => chosen.push('submitted')
  const show = (more: object = {}) => renderUi(
    <form onSubmit={(e) => { e.preventDefault(); submitted() }}><ContactPicker label="Contact" autoFocus onChange={(id, name) => chosen.push([id, name])} {...more} /></form>)

  it('Enter takes the first that fits, even when it comes before the answer, and not what fitted before', async () => {
    await show({ defaultValue: 'c3', defaultLabel: 'Ola Kern' })
    await waitFor(() => expect(box()).toHaveValue('Ola Kern'))
    await userEvent.clear(box())
    await userEvent.type(box(), 'Norm{Enter}')
    await waitFor(() => expect(chosen).toContainEqual(['c2', 'Norman Ash']))
    expect(box()).toHaveValue('Norman Ash')
    expect(chosen).not.toContain('submitted')
  })

  it('the arrows lead on, and Escape leaves what was typed', async () => {
    await show({ defaultValue: 'c3', defaultLabel: 'Ola Kern' })
    await waitFor(() => expect(box()).toHaveValue('Ola Kern'))
    await userEvent.clear(box())
    await userEvent.type(box(), 'Nor')
    await screen.findByRole('option', { name: 'Norman Ash' })
    await waitFor(() => expect(screen.getByRole('option', { name: 'Nora Berg' })).toHaveAttribute('data-combobox-selected'))
    await userEvent.keyboard('{Escape}')
    expect(box()).toHaveValue('Nor')
    await userEvent.type(box(), 'm{Backspace}')
    await waitFor(() => expect(screen.getByRole('option', { name: 'Nora Berg' })).toHaveAttribute('data-combobox-selected'))
    await userEvent.keyboard('{ArrowDown}{Enter}')
    await waitFor(() => expect(chosen).toContainEqual(['c2', 'Norman Ash']))
  })

  it('what fits nothing stays, and chooses nothing', async () => {
    await show({ defaultValue: 'c3', defaultLabel: 'Ola Kern' })
    await waitFor(() => expect(box()).toHaveValue('Ola Kern'))
    await userEvent.clear(box())
    chosen.length = 0
    await userEvent.type(box(), 'Zed{Enter}')
    await screen.findByText('Nothing found')
    expect(box()).toHaveValue('Zed')
    expect(chosen).toEqual([])
  })

  it('a list that is there already does the same', async () => {
    await renderUi(<SearchSelect label="Zone" data={['Europe/Riga', 'Europe/Rome', 'Asia/Manila']} onChange={(v) => chosen.push(v)} />)
    await userEvent.type(screen.getByRole('combobox', { name: 'Zone' }), 'man{Enter}')
    expect(chosen).toEqual(['Asia/Manila'])
  })
})
