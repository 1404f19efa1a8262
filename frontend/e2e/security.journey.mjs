// How one logs in: a passkey from adding to logging in by it (Chromium's own virtual authenticator), and the screens around.
import { accessible, logIn, looks, person, picture, settled } from './common.mjs'

export const title = 'log-in: a passkey, the rules, keys and the checked trail'

export async function run(world) {
  const owner = world.demo.owner
  const name = `Laptop ${Date.now()}`
  const ana = await person(world.browser, world.page, 'the owner', looks.light)
  const cdp = await ana.context.newCDPSession(ana.page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
  await logIn(ana, owner.email, owner.password)
  const slug = new URL(ana.page.url()).pathname.split('/')[1]
  const visit = async (path, what) => {
    await ana.page.goto(`/${slug}/settings/${path}`)
    await settled(ana.page)
    await picture(ana.page, `security-${what}`)
    await accessible(ana.page, what)
  }
  const remove = ana.page.getByRole('button', { name: new RegExp(`^Remove\\s?: ${name}`) })
  await visit('security', 'mine')
  await ana.page.getByLabel('Name of the passkey').fill(name)
  await ana.page.getByRole('button', { name: 'Add a passkey' }).click()
  await remove.waitFor()
  await visit('login', 'rules')
  await visit('keys', 'keys')
  await visit('audit', 'audit')
  await ana.page.getByRole('button', { name: 'Check that nothing was changed' }).click()
  await ana.page.getByText(/The trail is whole/).waitFor()
  await picture(ana.page, 'security-audit-checked')
  await ana.context.clearCookies()
  await ana.page.goto('/login')
  await ana.page.getByRole('button', { name: 'Log in with a passkey' }).click()
  await ana.page.waitForURL((url) => /^\/[^/]+\/\w+/.test(url.pathname) && !url.pathname.startsWith('/login'))
  await visit('security', 'by-passkey')
  await remove.click()
  await remove.waitFor({ state: 'detached' })
  if (ana.faults.length > 0) throw new Error(ana.faults.join('\n'))
}
