import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { ApiProblem, NetworkFailure } from '@/shared/api/problem'
import type { Money } from '@/shared/api/types'
import { renderUi } from '@/test/render'
import { ApiFormBody } from './ApiFormBody'
import { FieldInput } from './FieldInput'
import { useApiForm } from './useApiForm'

interface Values { name: string; email: string; password: string; value: Money | null }
type Submit = (values: Values) => Promise<unknown>

function Sample({ submit, name = 'sample' }: { submit: Submit; name?: string }) {
  const form = useApiForm<Values>({
    name, initialValues: { name: '', email: '', password: '', value: null }, labels: { name: 'Name', email: 'E-mail', password: 'Password', value: 'Value' },
    required: ['name'], secret: ['password'], aliases: { mail: 'email' }, submit,
  })
  return (
    <ApiFormBody form={form} submitLabel="Save">
      <FieldInput kind="text" {...form.field('name')} />
      <FieldInput kind="email" {...form.field('email')} />
      <FieldInput kind="text" {...form.field('password')} />
      <FieldInput kind="money" {...form.field('value')} />
    </ApiFormBody>
  )
}
const start = async (submit: Submit = () => Promise.resolve()) => {
  const view = await renderUi(<Sample submit={submit} />)
  await screen.findByLabelText(/^Name/)
  return { ...view, user: userEvent.setup() }
}
const save = () => screen.getByRole('button', { name: 'Save' })

describe('a form', () => {
  it('sends what was typed, money in minor units', async () => {
    const submit = vi.fn<Submit>(() => Promise.resolve())
    const { user } = await start(submit)
    await user.type(screen.getByLabelText(/^Name/), 'Ann')
    await user.type(screen.getByLabelText('Value'), '1,200.50')
    await user.click(save())
    expect(submit).toHaveBeenCalledWith({ name: 'Ann', email: '', password: '', value: { amount: 120050, currency: 'EUR' } })
  })

  it('asks for what is missing before sending, naming the field and going to it', async () => {
    const submit = vi.fn<Submit>(() => Promise.resolve())
    const { user } = await start(submit)
    await user.type(screen.getByLabelText('Value'), 'a lot')
    await user.click(save())
    expect(submit).not.toHaveBeenCalled()
    expect(await screen.findByText('Name: please fill this in.')).toBeInTheDocument()
    expect(screen.getByText('Value: this does not look right.')).toBeInTheDocument()
    expect(screen.getByLabelText(/^Name/)).toHaveFocus()
    expect(screen.getByLabelText('Value')).toHaveValue('a lot')
  })

  it('puts the server’s problems at their fields and keeps everything typed', async () => {
    const { user } = await start(() => Promise.reject(new ApiProblem({ status: 422, code: 'contact.bad', errors: [{ field: 'mail', code: 'email.bad', detail: 'x' }] })))
    await user.type(screen.getByLabelText(/^Name/), 'Ann')
    await user.type(screen.getByLabelText('E-mail'), 'ann@')
    await user.click(save())
    expect(await screen.findByText('E-mail: an address looks like name@example.com.')).toBeInTheDocument()
    expect(screen.getByLabelText('E-mail')).toHaveFocus()
    expect(screen.getByLabelText('E-mail')).toHaveValue('ann@')
    expect(screen.getByRole('alert')).toHaveTextContent('Please check the marked fields.')
  })

  it('says what belongs to no field', async () => {
    const { user } = await start(() => Promise.reject(new NetworkFailure(null)))
    await user.type(screen.getByLabelText(/^Name/), 'Ann')
    await user.click(save())
    expect(await screen.findByRole('alert')).toHaveTextContent('The server could not be reached')
    expect(screen.getByLabelText(/^Name/)).toHaveValue('Ann')
  })
})

describe('a reload', () => {
  it('brings back what was typed, but never a secret; starting over empties it', async () => {
    const { user, unmount } = await start()
    await user.type(screen.getByLabelText(/^Name/), 'Half a na')
    await user.type(screen.getByLabelText('Value'), '12')
    await user.type(screen.getByLabelText('Password'), 'hunter2')
    unmount()
    expect(JSON.stringify(Object.values(sessionStorage))).not.toContain('hunter2')
    await start()
    expect(screen.getByLabelText(/^Name/)).toHaveValue('Half a na')
    expect(screen.getByLabelText('Value')).toHaveValue('12')
    expect(screen.getByText('What you had typed is back.')).toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'Start over' }))
    await waitFor(() => expect(screen.getByLabelText(/^Name/)).toHaveValue(''))
    expect(sessionStorage).toHaveLength(0)
  })

  it('after a save brings back nothing', async () => {
    const { user, unmount } = await start()
    await user.type(screen.getByLabelText(/^Name/), 'Ann')
    await user.click(save())
    await waitFor(() => expect(sessionStorage).toHaveLength(0))
    unmount()
    await start()
    expect(screen.getByLabelText(/^Name/)).toHaveValue('')
  })

  it('is warned of while something is unsaved', async () => {
    const { user } = await start()
    const leave = () => { const e = new Event('beforeunload', { cancelable: true }); window.dispatchEvent(e); return e.defaultPrevented }
    expect(leave()).toBe(false)
    await user.type(screen.getByLabelText(/^Name/), 'A')
    expect(leave()).toBe(true)
    await user.click(save())
    await waitFor(() => expect(leave()).toBe(false))
  })
})
