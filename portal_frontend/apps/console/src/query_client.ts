import { ProblemError, SIGNED_OUT } from "@minamoto/api";
import type { ConsoleSession } from "@minamoto/api/console";
import { QueryClient } from "@tanstack/react-query";
import { sessionQuery } from "./queries";

const TRIES_AFTER_A_LOSS = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only what may have been lost on the way is asked again.
      retry: (count, error) => !(error instanceof ProblemError) && count < TRIES_AFTER_A_LOSS,
      networkMode: "always",
      refetchOnWindowFocus: true,
      refetchOnReconnect: "always",
      staleTime: 15_000,
    },
  },
});

/** Where it is kept that a session ended by itself, for the login to say so. */
export const ENDED = ["ended"];

// A session that ended while a page was open: forget who was logged in, and the shell leads to the login.
addEventListener(SIGNED_OUT, () => {
  queryClient.setQueryData(ENDED, true);
  queryClient.setQueryData<ConsoleSession>(sessionQuery.queryKey, (known) =>
    known ? { ...known, user: null, permissions: [], expires_at: null } : known,
  );
});
