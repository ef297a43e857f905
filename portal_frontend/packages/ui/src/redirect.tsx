import { useEffect, useRef } from "react";

/**
 * Go elsewhere once. (The router's own `Navigate` goes again whenever it is drawn again, which never ends
 * where the way depends on the present address.)
 */
export function Redirect({ go }: { go: () => void }) {
  const gone = useRef(false);
  useEffect(() => {
    if (gone.current) return;
    gone.current = true;
    go();
  });
  return null;
}

/** Split an address within these pages; one that leads elsewhere becomes the first page. */
export function innerAddress(address: string | undefined): { to: string; search: Record<string, string> } {
  if (!address?.startsWith("/") || address.startsWith("//")) return { to: "/", search: {} };
  const url = new URL(address, "http://inner.invalid");
  if (url.host !== "inner.invalid") return { to: "/", search: {} };
  return { to: url.pathname, search: Object.fromEntries(url.searchParams) };
}
