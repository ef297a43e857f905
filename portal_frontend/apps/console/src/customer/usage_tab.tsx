import type { ConsoleCustomer } from "@minamoto/api/console";
import { NO_CHOICE, UsageBrowser } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { customerUsageQuery } from "../queries";

export function UsageTab({ customer }: { customer: ConsoleCustomer }) {
  const [view, setView] = useState(NO_CHOICE);
  const series = useQuery(customerUsageQuery(customer.id, view));
  return <UsageBrowser dense services={customer.services} view={view} onView={setView} series={series} />;
}
