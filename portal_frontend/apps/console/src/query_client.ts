import { ProblemError } from "@minamoto/api";
import type { ConsoleSession } from "@minamoto/api/console";
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { sessionQuery } from "./queries";

const TRIES_AFTER_A_LOSS = 2;

/** A session that ended while a page was open: forget who was logged in, and the shell leads to the login. */
function onFailure(error: Error): void {
  if (!(error instanceof ProblemError) || error.status !== 401) return;
  queryClient.setQueryData<ConsoleSession>(sessionQuery.queryKey, (known) =>
    known ? { ...known, user: null, permissions: [], expires_at: null } : known,
  );
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: onFailure }),
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only what may have been lost on the way is asked again.
      retry: (count, error) => !(error instanceof ProblemError) && count < TRIES_AFTER_A_LOSS,
      networkMode: "always",
      refetchOnWindowFocus: true,
      staleTime: 15_000,
    },
  },
});
