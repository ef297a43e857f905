import { NO_CHOICE, UsageBrowser } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { documentAddress } from "../api";
import { useCustomer } from "../customer";
import { Page } from "../parts/page";
import { customersQuery, usageQuery } from "../queries";
import { useWords } from "../words";

export function UsageScreen() {
  const words = useWords();
  const { customerId } = useCustomer();
  const customers = useQuery(customersQuery).data?.items ?? [];
  const customer = customers.find((each) => each.id === customerId) ?? customers[0];
  const [view, setView] = useState(NO_CHOICE);
  const series = useQuery(usageQuery({ customer: customerId, ...view }));
  return (
    <Page title={words.usage.title}>
      <UsageBrowser
        services={customer?.services ?? []}
        view={view}
        onView={setView}
        series={series}
        csvAddress={(shown) => documentAddress("usage.csv", { customer: customerId, ...shown })}
      />
    </Page>
  );
}
