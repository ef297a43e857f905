import { UsageBrowser, type UsageView } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
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
  return (
    <Page title={words.usage.title}>
      <UsageBrowser
        services={customer?.services ?? []}
        useSeries={useUsageOf}
        csvAddress={(view) => documentAddress("usage.csv", { customer: customerId, ...view })}
      />
    </Page>
  );
}

function useUsageOf(view: UsageView) {
  const { customerId } = useCustomer();
  return useQuery(usageQuery({ customer: customerId, ...view }));
}
