/** Where a session or device is: its country, when the address tells it, and the address. */
export function whereOf({ country, ip }: { country: string; ip: string }, language: string): string {
  return country ? `${new Intl.DisplayNames([language], { type: 'region' }).of(country)}, ${ip}` : ip
}
