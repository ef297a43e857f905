import type { OccupancyFilter } from "@minamoto/api/console";
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";

/** What was searched for. Kept in memory alone: names and telephone numbers do not belong in addresses. */
interface SearchState {
  text: string;
  status: OccupancyFilter;
  search: (text: string, status: OccupancyFilter) => void;
}

const SearchContext = createContext<SearchState | null>(null);

export function SearchProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<{ text: string; status: OccupancyFilter }>({ text: "", status: "open" });
  const state = useMemo<SearchState>(
    () => ({ ...asked, search: (text, status) => setAsked({ text, status }) }),
    [asked],
  );
  return <SearchContext value={state}>{children}</SearchContext>;
}

export function useSearchState(): SearchState {
  const state = useContext(SearchContext);
  if (state === null) throw new Error("useSearchState needs a SearchProvider above it");
  return state;
}
