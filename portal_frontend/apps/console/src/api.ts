import { createFace } from "@minamoto/api";
import type { ConsolePaths } from "@minamoto/api/console";
import { currentLocale } from "@minamoto/ui";

/** The utility whose console this is: the first part of the address. */
export const tenant = decodeURIComponent(location.pathname.split("/")[1] ?? "");

export const basePath = `/${encodeURIComponent(tenant)}/console`;

/** Sent with every change, so that a form on a foreign site cannot make one. */
export const header = { "X-Minamoto-Client": "console" } as const;

export const api = createFace<ConsolePaths>({ language: currentLocale });

/** The address of a document that the browser itself opens. */
export function documentAddress(path: string): string {
  return `/${encodeURIComponent(tenant)}/api/console/${path}`;
}
