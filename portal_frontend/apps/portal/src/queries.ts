import { answer } from "@minamoto/api";
import type { Grain, ServiceKind } from "@minamoto/api/mypage";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, tenant } from "./api";

const path = { tenant };

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => answer(api.GET("/{tenant}/api/mypage/session", { params: { path }, signal })),
  staleTime: 5 * 60_000,
});

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: ({ signal }) => answer(api.GET("/{tenant}/api/mypage/account", { params: { path }, signal })),
});

export const customersQuery = queryOptions({
  queryKey: ["customers"],
  queryFn: ({ signal }) => answer(api.GET("/{tenant}/api/mypage/customers", { params: { path }, signal })),
  staleTime: 5 * 60_000,
});

export function homeQuery(customer: string | undefined) {
  return queryOptions({
    queryKey: ["home", customer],
    queryFn: ({ signal }) =>
      answer(api.GET("/{tenant}/api/mypage/home", { params: { path, query: { customer } }, signal })),
  });
}

export interface UsageChoice {
  customer: string | undefined;
  service: ServiceKind | undefined;
  grain: Grain | undefined;
  from: string | undefined;
  to: string | undefined;
}

export function usageQuery(choice: UsageChoice) {
  return queryOptions({
    queryKey: ["usage", choice],
    queryFn: ({ signal }) =>
      answer(api.GET("/{tenant}/api/mypage/usage", { params: { path, query: { ...choice } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function billsQuery(customer: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ["bills", customer],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/{tenant}/api/mypage/bills", {
          params: { path, query: { customer, cursor: pageParam, limit: 24 } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function billQuery(billId: string) {
  return queryOptions({
    queryKey: ["bill", billId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/{tenant}/api/mypage/bills/{bill_id}", {
          params: { path: { tenant, bill_id: billId } },
          signal,
        }),
      ),
  });
}

export const PAYMENT_POLL_MS = 2000;

export function paymentQuery(paymentId: string) {
  return queryOptions({
    queryKey: ["payment", paymentId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/{tenant}/api/mypage/payments/{payment_id}", {
          params: { path: { tenant, payment_id: paymentId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data && (state.data.state === "started" || state.data.state === "pending")
        ? PAYMENT_POLL_MS
        : false,
  });
}
