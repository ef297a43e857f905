import { ProblemError, newIdempotencyKey } from "@minamoto/api";
import { useState } from "react";

/**
 * Return how to send one change so that it happens once. The key stays while it is unknown whether the
 * server got it; other contents, or a refusal, begin another attempt.
 */
export function useAttempt(contents = ""): <T>(send: (key: string) => Promise<T>) => Promise<T> {
  const [attempt, setAttempt] = useState({ key: newIdempotencyKey(), contents });
  return async (send) => {
    const current = attempt.contents === contents ? attempt : { key: newIdempotencyKey(), contents };
    setAttempt(current);
    try {
      const answer = await send(current.key);
      setAttempt({ key: newIdempotencyKey(), contents });
      return answer;
    } catch (error) {
      if (error instanceof ProblemError) setAttempt({ key: newIdempotencyKey(), contents });
      throw error;
    }
  };
}
