// What the chapters of the story share: the mail box, the API by a person's own log-in, and small gestures.
import { randomUUID } from 'node:crypto'
import { accessible, eventually, fits, picture, settled } from '../common.mjs'

export const password = 'Violet-Anchor-58-Rain'

/** The mails that came to an address, oldest first. */
export async function mails(world, to) {
  const answer = await fetch(`${world.mail}/api/messages?to=${encodeURIComponent(to)}`)
  return (await answer.json()).sort((a, b) => Number(a.id) - Number(b.id))
}

/** The newest link to a page (confirm, invitation, reset) in somebody's mail, once at least `count` such mails are there. */
export function link(world, to, page, count = 1) {
  return eventually(async () => {
    const links = (await mails(world, to)).flatMap((m) => m.links.filter((l) => l.includes(`/${page}#`)).slice(0, 1))
    if (links.length < count) throw new Error(`${links.length} of ${count} ${page} mails came to ${to}`)
    return links.at(-1)
  })
}

/** Calls the API without a browser; throws what it refuses unless `expect` names the status. */
export async function call(world, method, path, { token, body, expect } = {}) {
  const headers = { 'X-Kith': '1', 'Idempotency-Key': randomUUID(), ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body ? { 'Content-Type': 'application/json' } : {}) }
  const answer = await fetch(`${world.page}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) })
  const text = await answer.text()
  if (expect ? answer.status !== expect : !answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text.startsWith('{') ? JSON.parse(text) : text
}

/** An access token of somebody by password, as a program of theirs would get one. */
export const tokenOf = async (world, email, secret = password) => (await call(world, 'POST', '/auth/login', { body: { email, password: secret } })).accessToken

/** A company of its own for a journey, made without a browser; answers its owner. */
export async function signedUp(world, { company, name }) {
  const email = `owner.${Date.now().toString(36)}@markup.example`
  await call(world, 'POST', '/signups', { body: { company, name, email, password, language: 'en', currency: 'EUR', timezone: 'Europe/Warsaw' } })
  const token = new URL(await link(world, email, 'confirm')).hash.replace(/^#(token=)?/, '')
  await call(world, 'POST', '/signups/confirm', { body: { token } })
  return { email, name }
}

/** Says what is wrong when something is not as told. */
export function must(truth, what) {
  if (!truth) throw new Error(what)
}

/** Waits for a text to be seen. */
export const see = (place, text) => place.getByText(text).filter({ visible: true }).first().waitFor()

/** Opens a page of the company. */
export async function visit({ page, slug }, path) {
  await page.goto(`/${slug}/${path}`)
  await settled(page)
}

/** Looks at the screen as it is, without changing size or colours: keeps a picture, runs axe. For dialogs and open menus. */
export async function look(page, name) {
  await eventually(() => accessible(page, name), 3000)
  await fits(page, name)
  await picture(page, name)
}

/** The toast that says something; closed again so that it hides nothing. */
export async function toast(page, text) {
  const one = page.getByRole('alert').filter({ hasText: text }).last()
  await one.waitFor()
  return one
}

/** A day from today where the company and its browsers are. */
export const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toLocaleDateString('sv', { timeZone: 'Europe/Warsaw' })

/** What matters asks again who one is, when the log-in was a while ago: how long the story has taken by then is the machine's doing. */
export function confirmsWhenAsked(page) {
  page.on('response', async (response) => {
    if (response.status() !== 403) return
    const { code } = await response.json().catch(() => ({}))
    if (code !== 'auth.step_up') return
    const dialog = page.getByRole('dialog', { name: 'Is it you?' })
    await dialog.getByLabel('Your password').fill(password).catch(() => undefined) // who is asked in vain fails where something is missed
    await dialog.getByRole('button', { name: 'Confirm' }).click().catch(() => undefined)
  })
}
