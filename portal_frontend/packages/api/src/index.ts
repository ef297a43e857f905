export { answer, createFace, newIdempotencyKey } from "./client";
export { ProblemError, UnreachableError, type ProblemDetails } from "./problem";
