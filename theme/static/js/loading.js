// Fetches files of this site. Everything throws for anything but a successful answer that comes in time.
const PATIENCE = 30000;

export async function getJson(url, options) {
  return (await get(url, options)).json();
}

export async function getText(url) {
  return (await get(url)).text();
}

export async function getBytes(url) {
  return new Uint8Array(await (await get(url)).arrayBuffer());
}

async function get(url, options) {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE), ...options });
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return response;
}

/** The same promise, failing where it takes too long. */
export function soon(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("too slow")), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
