import createClient, { type Client } from "openapi-fetch";
import { UnreachableError, problemFrom } from "./problem";

interface FaceOptions {
  /** The language that answers and errors shall come in. */
  language: () => string;
}

/** Tells the page that the session it showed has ended. */
export const SIGNED_OUT = "minamoto:signed-out";

/** Make the typed client of one face. A refused call throws `ProblemError`, a lost one `UnreachableError`. */
export function createFace<Paths extends object>({ language }: FaceOptions): Client<Paths> {
  const face = createClient<Paths>({
    baseUrl: location.origin,
    credentials: "same-origin",
    fetch: async (request) => {
      try {
        return await fetch(request);
      } catch (cause) {
        if (request.signal.aborted) throw cause;
        throw new UnreachableError("the server did not answer", { cause });
      }
    },
  });
  face.use({
    onRequest({ request }) {
      request.headers.set("Accept-Language", language());
      return request;
    },
    async onResponse({ response }) {
      if (response.ok) return;
      const problem = await problemFrom(response);
      if (problem.code === "not-authenticated") dispatchEvent(new Event(SIGNED_OUT));
      throw problem;
    },
  });
  return face;
}

/** Return the body of an answer that is known to have come back well. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

/** A key under which the server carries out a change once, however often it is sent. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
