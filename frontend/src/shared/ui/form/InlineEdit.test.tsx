import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { ApiProblem, NetworkFailure } from '@/shared/api/problem'
import { renderUi } from '@/test/render'
import { InlineText } from './InlineEdit'

const draw = async (onSave: (v: string) => Promise<unknown>) => {
  await renderUi(<><InlineText label="Name" value="Paper" onSave={onSave} /><button type="button">elsewhere</button></>)
  await userEvent.click(await screen.findByRole('button', { name: 'Name: Paper' }))
  const input = screen.getByRole('textbox', { name: 'Name' })
  await userEvent.clear(input)
  return input
}

it('saves at Enter and gives the focus back', async () => {
  const save = vi.fn(() => Promise.resolve())
  await userEvent.type(await draw(save), 'Ink{Enter}')
  expect(save).toHaveBeenCalledExactlyOnceWith('Ink')
  await waitFor(() => expect(screen.getByRole('button', { name: 'Name: Paper' })).toHaveFocus())
})

it('saves on leaving, and not on Escape', async () => {
  const save = vi.fn(() => Promise.resolve())
  await userEvent.type(await draw(save), 'Ink')
  await userEvent.click(screen.getByRole('button', { name: 'elsewhere' }))
  expect(save).toHaveBeenCalledExactlyOnceWith('Ink')
  await userEvent.click(screen.getByRole('button', { name: 'Name: Paper' }))
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'x{Escape}')
  expect(save).toHaveBeenCalledTimes(1)
})

it('a refusal keeps what was typed and says why', async () => {
  const input = await draw(() => Promise.reject(new ApiProblem({ status: 422, code: 'deal.nameless' })))
  await userEvent.type(input, 'Ink{Enter}')
  expect(await screen.findByText('A deal needs a name.')).toBeVisible()
  expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Ink')
})

it('what could not be sent stays, says so, and goes when the network is back', async () => {
  const save = vi.fn(() => Promise.reject<unknown>(new NetworkFailure('off')))
  await userEvent.type(await draw(save), 'Ink')
  await userEvent.click(screen.getByRole('button', { name: 'elsewhere' }))
  expect(await screen.findByText(/connection|reach/i)).toBeVisible()
  expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Ink')
  save.mockResolvedValue(undefined)
  fireEvent(window, new Event('online'))
  await waitFor(() => expect(save).toHaveBeenCalledTimes(2))
  expect(save).toHaveBeenLastCalledWith('Ink')
  expect(screen.queryByRole('textbox')).toBeNull()
})
