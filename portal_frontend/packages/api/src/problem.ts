/** An error as the server tells it: RFC 9457 problem details, already in the reader's language. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  pointer: string | null;
  errors: { pointer: string; message: string }[];
  request_id: string | null;
}

/** A call that the server refused or could not carry out. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly problem: ProblemDetails,
    readonly retryAfterSeconds: number | null,
  ) {
    super(`${problem.status} ${problem.code}`);
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }

  /** The server's message for one field, by JSON pointer, e.g. `/new_password`. */
  fieldMessage(pointer: string): string | null {
    const found = this.problem.errors.find((each) => each.pointer === pointer);
    if (found) return found.message;
    return this.problem.pointer === pointer ? this.problem.detail : null;
  }
}

/** A call that never reached the server, or whose answer never came back. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** Read the problem out of an answer; a proxy's bare error page becomes a problem too. */
export async function problemFrom(response: Response): Promise<ProblemError> {
  const retryAfter = Number(response.headers.get("Retry-After"));
  let body: Partial<ProblemDetails> = {};
  try {
    const parsed: unknown = await response.json();
    if (typeof parsed === "object" && parsed !== null) body = parsed;
  } catch {
    // Not JSON: the status alone has to do.
  }
  return new ProblemError(
    {
      type: body.type ?? "about:blank",
      title: body.title ?? "",
      status: response.status,
      detail: body.detail ?? "",
      code: body.code ?? `http-${response.status}`,
      pointer: body.pointer ?? null,
      errors: body.errors ?? [],
      request_id: body.request_id ?? null,
    },
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}
