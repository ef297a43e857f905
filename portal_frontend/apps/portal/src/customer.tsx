import { readStored, writeStored } from "@minamoto/ui";
import { createContext, useContext, useMemo, useState, type ReactNode } from "react";
import { tenant } from "./api";

const STORED_AS = `minamoto.${tenant}.customer`;

interface CustomerState {
  /** The customer number that screens show; undefined leaves the choice to the server. */
  customerId: string | undefined;
  choose: (customerId: string | undefined) => void;
}

const CustomerContext = createContext<CustomerState | null>(null);

export function CustomerProvider({ children }: { children: ReactNode }) {
  const [customerId, setCustomerId] = useState<string | undefined>(() => readStored(STORED_AS) ?? undefined);
  const state = useMemo<CustomerState>(
    () => ({
      customerId,
      choose: (next) => {
        writeStored(STORED_AS, next ?? null);
        setCustomerId(next);
      },
    }),
    [customerId],
  );
  return <CustomerContext value={state}>{children}</CustomerContext>;
}

export function useCustomer(): CustomerState {
  const state = useContext(CustomerContext);
  if (state === null) throw new Error("useCustomer needs a CustomerProvider above it");
  return state;
}
