import { createFace } from "@minamoto/api";
import type { MypagePaths } from "@minamoto/api/mypage";
import { currentLocale } from "@minamoto/ui";

/** The utility whose pages these are: the first part of the address. */
export const tenant = decodeURIComponent(location.pathname.split("/")[1] ?? "");

/** Where the pages of the portal begin. */
export const basePath = `/${encodeURIComponent(tenant)}/mypage`;

/** Sent with every change, so that a form on a foreign site cannot make one. */
export const header = { "X-Minamoto-Client": "portal" } as const;

export const api = createFace<MypagePaths>({ language: currentLocale });

/** The address of a document that the browser itself opens or saves. */
export function documentAddress(path: string, query: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  const text = search.toString();
  return `/${encodeURIComponent(tenant)}/api/mypage/${path}${text ? `?${text}` : ""}`;
}
