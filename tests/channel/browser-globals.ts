import { WebSocket } from 'ws';

/** As much of a browser as botframework-directlinejs uses; Node has fetch, FormData and Blob already. */
export function provideBrowserGlobals(): void {
  Object.assign(globalThis, { WebSocket, XMLHttpRequest: FetchingXmlHttpRequest });
}

class FetchingXmlHttpRequest {
  readyState = 0;
  status = 0;
  timeout = 0;
  responseType = '';
  response: unknown = null;
  responseText = '';
  withCredentials = false;
  onreadystatechange: (() => void) | null = null;
  ontimeout: (() => void) | null = null;
  onerror: ((error: unknown) => void) | null = null;
  readonly #headers = new Headers();
  readonly #abort = new AbortController();
  #method = 'GET';
  #url = '';

  open(method: string, url: string): void {
    this.#method = method;
    this.#url = url;
    this.#to(1);
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  getAllResponseHeaders(): string {
    return '';
  }

  abort(): void {
    this.#abort.abort();
  }

  send(body?: BodyInit | null): void {
    this.#answer(body ?? null).catch((error: unknown) => {
      if (this.#abort.signal.aborted) return;
      this.onerror?.(error);
      this.#to(4);
    });
  }

  async #answer(body: BodyInit | null): Promise<void> {
    const response = await fetch(this.#url, {
      method: this.#method,
      headers: this.#headers,
      body,
      signal: this.#abort.signal,
    });
    this.status = response.status;
    if (this.responseType === 'arraybuffer') {
      this.response = await response.arrayBuffer();
    } else {
      this.responseText = await response.text();
      this.response = this.responseType === 'json' ? JSON.parse(this.responseText || 'null') : this.responseText;
    }
    this.#to(4);
  }

  #to(state: number): void {
    this.readyState = state;
    this.onreadystatechange?.();
  }
}
