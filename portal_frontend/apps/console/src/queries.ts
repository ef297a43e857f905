import { answer } from "@minamoto/api";
import type { JobState, MessageState, OccupancyFilter } from "@minamoto/api/console";
import type { UsageView } from "@minamoto/ui";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, header, tenant } from "./api";

const path = { tenant };
const PAGE = 50;
const RUNNING_POLL_MS = 1000;
const LIST_POLL_MS = 3000;

const firstPage = undefined as string | undefined;
const nextPage = (page: { next_cursor: string | null }) => page.next_cursor ?? undefined;
const under = (state: JobState) => state === "queued" || state === "running";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => answer(api.GET("/{tenant}/api/console/session", { params: { path }, signal })),
  staleTime: 5 * 60_000,
});

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: ({ signal }) => answer(api.GET("/{tenant}/api/console/account", { params: { path }, signal })),
});

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: ({ signal }) => answer(api.GET("/{tenant}/api/console/home", { params: { path }, signal })),
  refetchInterval: ({ state }) => (state.data && state.data.counts.jobs_running > 0 ? LIST_POLL_MS : 60_000),
});

export function searchQuery(text: string, status: OccupancyFilter) {
  return infiniteQueryOptions({
    queryKey: ["search", text, status],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.POST("/{tenant}/api/console/search", {
          params: { path, header },
          body: { q: text, status, cursor: pageParam ?? null, limit: PAGE },
          signal,
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
    enabled: text !== "",
  });
}

export function customerQuery(customerId: string) {
  return queryOptions({
    queryKey: ["customer", customerId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/{tenant}/api/console/customers/{customer_id}", {
          params: { path: { tenant, customer_id: customerId } },
          signal,
        }),
      ),
  });
}

export function customerUsageQuery(customerId: string, view: UsageView) {
  return queryOptions({
    queryKey: ["customer", customerId, "usage", view],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/{tenant}/api/console/customers/{customer_id}/usage", {
          params: { path: { tenant, customer_id: customerId }, query: { ...view } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function customerBillsQuery(customerId: string) {
  return infiniteQueryOptions({
    queryKey: ["customer", customerId, "bills"],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/{tenant}/api/console/customers/{customer_id}/bills", {
          params: { path: { tenant, customer_id: customerId }, query: { cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
  });
}

export function customerReceiptsQuery(customerId: string) {
  return infiniteQueryOptions({
    queryKey: ["customer", customerId, "receipts"],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/{tenant}/api/console/customers/{customer_id}/receipts", {
          params: { path: { tenant, customer_id: customerId }, query: { cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
  });
}

export function customerLedgerQuery(customerId: string) {
  return infiniteQueryOptions({
    queryKey: ["customer", customerId, "ledger"],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/{tenant}/api/console/customers/{customer_id}/ledger", {
          params: { path: { tenant, customer_id: customerId }, query: { cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
  });
}

export function billQuery(billId: string) {
  return queryOptions({
    queryKey: ["bill", billId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/{tenant}/api/console/bills/{bill_id}", {
          params: { path: { tenant, bill_id: billId } },
          signal,
        }),
      ),
  });
}

export const billingRunsQuery = infiniteQueryOptions({
  queryKey: ["billing-runs"],
  queryFn: ({ signal, pageParam }) =>
    answer(
      api.GET("/{tenant}/api/console/billing-runs", {
        params: { path, query: { cursor: pageParam, limit: PAGE } },
        signal,
      }),
    ),
  initialPageParam: firstPage,
  getNextPageParam: nextPage,
  refetchInterval: ({ state }) =>
    state.data?.pages.some((page) => page.items.some((run) => under(run.state))) ? LIST_POLL_MS : false,
});

export function billingRunQuery(runId: string) {
  return queryOptions({
    queryKey: ["billing-run", runId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/{tenant}/api/console/billing-runs/{run_id}", {
          params: { path: { tenant, run_id: runId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data && under(state.data.state) ? RUNNING_POLL_MS : false),
  });
}

export function jobsQuery(jobState: JobState | undefined) {
  return infiniteQueryOptions({
    queryKey: ["jobs", jobState],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/{tenant}/api/console/jobs", {
          params: { path, query: { state: jobState, cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((job) => under(job.state))) ? LIST_POLL_MS : false,
  });
}

export function jobQuery(jobId: string) {
  return queryOptions({
    queryKey: ["job", jobId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/{tenant}/api/console/jobs/{job_id}", {
          params: { path: { tenant, job_id: jobId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data && under(state.data.state) ? RUNNING_POLL_MS : false),
  });
}

export const inboxKindsQuery = queryOptions({
  queryKey: ["inbox-kinds"],
  queryFn: ({ signal }) => answer(api.GET("/{tenant}/api/console/inbox-kinds", { params: { path }, signal })),
  staleTime: 60 * 60_000,
});

export function inboxQuery(messageState: MessageState | undefined) {
  return infiniteQueryOptions({
    queryKey: ["inbox", messageState],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/{tenant}/api/console/inbox-messages", {
          params: { path, query: { state: messageState, cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((each) => isMoving(each.state)))
        ? LIST_POLL_MS
        : false,
  });
}

function isMoving(state: MessageState): boolean {
  return state === "received" || state === "processing";
}

export function messageQuery(messageId: string) {
  return queryOptions({
    queryKey: ["inbox-message", messageId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/{tenant}/api/console/inbox-messages/{message_id}", {
          params: { path: { tenant, message_id: messageId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? RUNNING_POLL_MS : false),
  });
}

export function parkedQuery(messageId: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ["parked", messageId],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/{tenant}/api/console/parked-records", {
          params: { path, query: { message_id: messageId, cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: firstPage,
    getNextPageParam: nextPage,
  });
}
