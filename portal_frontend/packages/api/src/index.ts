export { SIGNED_OUT, answer, createFace, newIdempotencyKey } from "./client";
export { ProblemError, UnreachableError, type ProblemDetails } from "./problem";
