/** Where the API is: always the page's own origin. */
export const apiBase = `${location.origin}/api/v1`
