/* Licensed under the Apache License, Version 2.0 */
import { loggedIn, login, logout, needsLogin, whenSessionEnds } from './api.js';
import { announce, field, fill, h, problem } from './dom.js';
import { execution } from './execution.js';
import { executions } from './executions.js';
import { host } from './host.js';
import { forgetFiles } from './input.js';
import { service, services } from './services.js';

const VIEWS = [
  [/^\/?$/, services],
  [/^\/services$/, services],
  [/^\/services\/([^/]+)\/([^/]+)$/, service],
  [/^\/executions(?:\?.*)?$/, executions],
  [/^\/executions\/([^/]+)\/([^/]+)\/([^/]+)$/, execution],
  [/^\/host$/, host],
];

const main = document.getElementById('main');
const navigation = document.getElementById('navigation');
const user = document.getElementById('user');
let hasUsers = false;
let shown = new AbortController();
let first = true;

function leave() {
  shown.abort();
  shown = new AbortController();
  return shown.signal;
}

/** Returns a view and the values in its address; nothing for an address without a view, or with a malformed escape. */
function find(address) {
  try {
    return VIEWS.map(([pattern, view]) => [view, pattern.exec(address)?.slice(1).map(decodeURIComponent)]).find(([, values]) => values);
  } catch {
    return null;
  }
}

/** Shows the view of the address. A view draws into the page, and ends its requests when the signal aborts. */
async function show() {
  if (hasUsers && !loggedIn()) {
    showLogin();
    return;
  }
  const signal = leave();
  const address = location.hash.slice(1);
  navigation.hidden = false;
  for (const link of navigation.children) {
    const here = ('#' + address.split('?')[0] + '/').startsWith(link.getAttribute('href') + '/') || (address.length < 2 && link === navigation.firstElementChild);
    here ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  drawUser();
  fill(main, h('p', { class: 'loading muted' }, 'Loading …'));
  window.scrollTo(0, 0);
  const [view, values] = find(address) ?? [];
  try {
    if (view) {
      await view(main, values, signal);
    } else {
      fill(main, h('h1', {}, 'No such page'), h('p', {}, h('a', { href: '#/services' }, 'Show the services')));
    }
  } catch (error) {
    if (!signal.aborted) {
      fill(main, h('h1', {}, 'This page cannot be shown'), problem(error),
        h('p', {}, h('button', { type: 'button', onclick: show }, 'Try again')));
    }
  }
  if (!signal.aborted) {
    entitle();
  }
}

/** Names the page after its heading; moves the focus there, so that a screen reader reads it. */
function entitle() {
  const heading = main.querySelector('h1');
  document.title = (heading ? heading.textContent + ' · ' : '') + 'mlbatch';
  if (heading && !first) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  first = false;
}

function drawUser() {
  user.hidden = !hasUsers;
  fill(user, h('span', {}, loggedIn()), h('button', { type: 'button', class: 'plain', onclick: end }, 'Log out'));
}

async function end() {
  leave();
  try {
    forgetFiles();
    await logout();
    showLogin();
  } catch (error) {
    showLogin(error.status === 401 ? undefined : error);
  }
}

function showLogin(reason, known) {
  leave();
  navigation.hidden = true;
  user.hidden = true;
  const name = h('input', { autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true, name: 'username', value: known });
  const password = h('input', { type: 'password', autocomplete: 'current-password', required: true, name: 'password' });
  const message = h('div', {}, reason && problem(reason));
  const button = h('button', {}, 'Log in');
  const form = h('form', { class: 'card login', 'aria-labelledby': 'login',
    onsubmit: async event => {
      event.preventDefault();
      button.disabled = true;
      fill(message);
      try {
        await login(name.value, password.value);
        first = false;
        announce('Logged in');
        show();
      } catch (error) {
        if (error.status === 401) {
          error.remedy = 'Check the user name and the password, and try again.';
        }
        fill(message, problem(error));
        button.disabled = false;
        password.select();
      }
    },
  }, h('h1', { id: 'login' }, 'Log in'), message, field('User name', name), field('Password', password), button);
  fill(main, form);
  document.title = 'Log in · mlbatch';
  (known ? password : name).focus();
}

document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
whenSessionEnds(known => showLogin({ message: 'Your session has ended.', remedy: 'Log in again to continue.' }, known));
window.addEventListener('hashchange', show);
// a file that is dropped beside its place must not replace the page
for (const name of ['dragover', 'drop']) {
  window.addEventListener(name, event => event.preventDefault());
}

try {
  hasUsers = await needsLogin();
  show();
} catch (error) {
  fill(main, h('h1', {}, 'mlbatch'), problem(error));
}
