/** An answer that is not a success, as RFC 9457 problem details. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
    readonly extra: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
  }

  /** 423: a protected window or a freeze forbids it. */
  get frozen(): Frozen | undefined {
    if (this.status !== 423) {
      return undefined;
    }
    const { rule, until, approvers } = this.extra;
    return {
      rule: typeof rule === 'string' ? rule : '',
      until: typeof until === 'string' ? until : undefined,
      approvers: Array.isArray(approvers) ? approvers.map(String) : [],
    };
  }
}

export interface Frozen {
  readonly rule: string;
  readonly until: string | undefined;
  readonly approvers: readonly string[];
}

/** The server did not answer at all. */
export class Unreachable extends Error {}

type Json = Record<string, unknown>;

/** REST under `/api/v1`. Every write carries a fresh Idempotency-Key, so that a repeat does nothing twice. */
export class Api {
  constructor(readonly token: () => string | undefined) {}

  get<T = Json>(path: string): Promise<T> {
    return this.#call<T>('GET', path);
  }

  post<T = Json>(path: string, body: unknown = {}): Promise<T> {
    return this.#call<T>('POST', path, body);
  }

  put<T = Json>(path: string, body: unknown = {}): Promise<T> {
    return this.#call<T>('PUT', path, body);
  }

  delete<T = Json>(path: string): Promise<T> {
    return this.#call<T>('DELETE', path);
  }

  /** Sends a file's bytes as they are. */
  upload<T = Json>(method: 'POST' | 'PUT', path: string, file: Blob): Promise<T> {
    return this.#call<T>(method, path, file);
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    const token = this.token();
    if (token) {
      headers.Authorization = `Bearer ${token}`;
    }
    if (method !== 'GET') {
      headers['Idempotency-Key'] = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    }
    let payload: BodyInit | undefined;
    if (body instanceof Blob) {
      payload = body;
      headers['Content-Type'] = 'application/java-archive';
    } else if (body !== undefined) {
      payload = JSON.stringify(body);
      headers['Content-Type'] = 'application/json';
    }
    let response: Response;
    try {
      response = await fetch(`/api/v1${path}`, {
        method,
        headers,
        credentials: 'same-origin',
        ...(payload === undefined ? {} : { body: payload }),
      });
    } catch (why) {
      throw new Unreachable(String(why));
    }
    const text = await response.text();
    let answer: Json = {};
    try {
      answer = text ? (JSON.parse(text) as Json) : {};
    } catch {
      answer = {};
    }
    if (!response.ok) {
      const { type, detail, title, ...extra } = answer;
      throw new ApiProblem(
        response.status,
        typeof type === 'string' ? type : 'about:blank',
        typeof detail === 'string' ? detail : typeof title === 'string' ? title : '',
        extra,
      );
    }
    return answer as T;
  }
}
