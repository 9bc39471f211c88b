/* Licensed under the Apache License, Version 2.0 */

const LONGEST_PAUSE = 30000;

function pause(millis, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}

function visible(signal) {
  return document.hidden && !signal.aborted
    ? new Promise(resolve => {
      document.addEventListener('visibilitychange', resolve, { once: true });
      signal.addEventListener('abort', resolve, { once: true });
    })
    : Promise.resolve();
}

/**
 * Repeats a request until it returns no further delay, or the signal aborts.
 * @param work returns milliseconds until it shall run again
 * @param onFailure shows a failure, and removes it when it is called without one
 * @param whileHidden returns when the work shall run in spite of a hidden page
 */
export async function live(signal, work, onFailure, whileHidden = () => visible(signal)) {
  let failures = 0;
  while (!signal.aborted) {
    let delay;
    try {
      delay = await work();
      if (failures) {
        onFailure();
      }
      failures = 0;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      onFailure(error);
      if (error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429) {
        return;
      }
      delay = Math.max(error.retryAfter * 1000 || 0, Math.min(LONGEST_PAUSE, 1000 * 2 ** ++failures));
    }
    if (!delay) {
      return;
    }
    await pause(delay, signal);
    if (document.hidden && !signal.aborted) {
      await whileHidden().catch(() => visible(signal));
    }
  }
}

/** Returns the response of a host that may ask to try again soon. */
export async function patiently(request, signal) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (error.status !== 503 || attempt >= 20) {
        throw error;
      }
      await pause(Math.max(1, error.retryAfter) * 1000, signal);
      signal.throwIfAborted();
    }
  }
}
