/** Between UTC moments and what a clock in a time zone shows, for `datetime-local` inputs. */
const partsIn = (timeZone: string) => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })

/** `2026-11-05T09:30:00Z` as `2026-11-05T10:30` on a clock in Warsaw. */
export function toLocal(iso: string, timeZone: string): string {
  return partsIn(timeZone).format(new Date(iso)).replace(' ', 'T')
}

/** The moment when a clock in the zone shows `local` (`YYYY-MM-DDTHH:MM`), as RFC 3339 UTC. */
export function fromLocal(local: string, timeZone: string): string {
  const wanted = Date.parse(`${local}:00Z`)
  let guess = wanted
  for (let i = 0; i < 2; i++) guess += wanted - Date.parse(`${toLocal(new Date(guess).toISOString(), timeZone)}:00Z`)
  return new Date(guess).toISOString()
}
