/* Licensed under the Apache License, Version 2.0 */
import { plural } from './format.js';

/** Root of the API: the page is at mlbatch/ below it, also behind the prefix of a proxy. */
const ROOT = new URL('..', document.baseURI);
const KEY = 'mlbatch.session ' + ROOT.pathname;

let session = stored();
let renewal = null;
let publicRoot = ROOT.href;
let onSessionEnd = () => {};

/** A failure in words, with the next step. */
export class Failure extends Error {
  constructor(message, remedy, status = 0, retryAfter = 0) {
    super(message);
    this.remedy = remedy;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export function path(texts, ...values) {
  return texts.reduce((all, text, i) => all + encodeURIComponent(values[i - 1]) + text);
}

/** Returns a query of the parameters that have a value. */
export function query(parameters) {
  const present = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return present.length ? '?' + new URLSearchParams(present) : '';
}

export const serviceAddress = (name, version) => path`#/services/${name}/${version}`;
export const executionAddress = (name, version, id) => path`#/executions/${name}/${version}/${id}`;

/** Reads whether the host has users. Needs no token. */
export async function needsLogin() {
  const config = await read('mlbatch/config', { token: false });
  publicRoot = config.publicUrl ? config.publicUrl.replace(/\/?$/, '/') : ROOT.href;
  return config.login;
}

export const publicAddress = target => publicRoot + target;

export const loggedIn = () => session?.user;

export function whenSessionEnds(listener) {
  onSessionEnd = listener;
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function keep(tokens, user) {
  session = tokens && {
    user,
    access: tokens.access_token,
    refresh: tokens.refresh_token,
    end: Date.now() + 1000 * (Number(tokens.expires_in) || 3600),
  };
  try {
    session ? sessionStorage.setItem(KEY, JSON.stringify(session)) : sessionStorage.removeItem(KEY);
  } catch {
    // the browser allows no storage: the tokens stay in memory
  }
}

async function exchange(target, options) {
  const headers = new Headers(options.headers);
  if (session && options.token !== false) {
    headers.set('Authorization', 'Bearer ' + session.access);
  }
  try {
    return await fetch(new URL(target, ROOT), { ...options, headers, credentials: 'omit', cache: 'no-store' });
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new Failure('The host does not respond.', 'Check the network, and whether the host runs. Then try again.');
  }
}

/** Sends a request, with the token if there is one, and returns its successful response. */
export async function send(target, options = {}) {
  await renewIfOld();
  const used = session;
  let response = await exchange(target, options);
  if (response.status === 401 && used && options.token !== false) {
    await renew(used);
    response = await exchange(target, options);
  }
  if (!response.ok) {
    throw await failure(response.status, response.headers.get('Retry-After'), await response.text());
  }
  return response;
}

export const read = async (target, options) => (await send(target, options)).json();

const post = body => ({
  method: 'POST', token: false, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
});

export async function login(username, password) {
  keep(await read('login', post({ username, password })), username);
}

/** Ends the tokens on the host and here. */
export async function logout() {
  try {
    let refreshToken;
    do {
      refreshToken = session.refresh;
      // in the body: proxies log addresses
      await send('login/refreshToken', { ...post({ refreshToken }), method: 'DELETE', token: true });
      // unless the call has renewed the token
    } while (session.refresh !== refreshToken);
  } finally {
    keep(null);
  }
}

async function renewIfOld() {
  if (session && session.end - Date.now() < 30000) {
    await renew(session);
  }
}

/** A refresh token works once: requests that need another token at the same time share the renewal. */
function renew(used) {
  if (session !== used) {
    return renewal ?? Promise.resolve();
  }
  renewal ??= exchange('login/refreshToken', post({ refreshToken: used.refresh })).then(async response => {
    if (response.ok) {
      keep(await response.json(), used.user);
    } else if (response.status === 401) {
      keep(null);
      onSessionEnd(used.user);
      throw new Failure('Your session has ended.', 'Log in again.', 401);
    } else {
      throw await failure(response.status, response.headers.get('Retry-After'), await response.text());
    }
  }).finally(() => {
    renewal = null;
  });
  return renewal;
}

/** Uploads a file, and reports the fraction that was sent. */
export async function upload(target, file, type, onProgress, signal) {
  await renewIfOld();
  const used = session;
  let result = await transfer(target, file, type, onProgress, signal);
  if (result.status === 401 && used) {
    await renew(used);
    result = await transfer(target, file, type, onProgress, signal);
  }
  if (result.status === 202) {
    return JSON.parse(result.responseText);
  }
  throw await failure(result.status, result.getResponseHeader('Retry-After'), result.responseText);
}

// fetch does not report the progress of an upload
function transfer(target, file, type, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', new URL(target, ROOT));
    request.setRequestHeader('Content-Type', type);
    if (session) {
      request.setRequestHeader('Authorization', 'Bearer ' + session.access);
    }
    request.upload.onprogress = event => onProgress(event.total ? event.loaded / event.total : 1);
    request.onload = () => resolve(request);
    request.onerror = () => reject(new Failure('The host closed the connection while the file was sent.',
      'The file may have changed on disk, or it is larger than the host accepts. Try again.'));
    request.onabort = () => reject(new DOMException('Aborted', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** Saves a response as a file. */
export async function save(target, name, options) {
  const content = await (await send(target, options)).blob();
  // the type keeps a browser from displaying the file as a page of this origin
  saveBlob(new Blob([content], { type: 'application/octet-stream' }), name);
}

export function saveBlob(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Without the time of Retry-After, which is for programs: a drain or a full store lasts longer. */
const LATER = 'Try again later, or ask the operator of this host.';
const REMEDIES = {
  400: 'Correct the input, and send it again.',
  401: 'Log in again.',
  403: 'Log in as a user who may do this, or ask the operator of this host.',
  404: 'It may have been deleted, or its retention is over. See the list of executions.',
  409: 'Wait until the execution has ended.',
  413: 'Split the file, or ask the operator of this host for a larger limit.',
  415: 'Save the file as CSV or JSON in UTF-8.',
  429: 'The host limits the requests and executions of a user.',
  502: LATER,
  503: LATER,
  504: LATER,
};

async function failure(status, retryAfter, body) {
  let message;
  try {
    message = JSON.parse(body).message;
  } catch {
    // a page of a proxy
  }
  const seconds = Number(retryAfter) || 0;
  const remedy = REMEDIES[status] ?? (status >= 500 ? 'Ask the operator of this host: its log has the reason.' : undefined);
  const again = status === 429 ? ` Try again in ${seconds > 90 ? plural(Math.ceil(seconds / 60), 'minute') : plural(seconds || 30, 'second')}.` : '';
  return new Failure(message || `The host responded with status ${status}.`, remedy && remedy + again, status, seconds);
}
