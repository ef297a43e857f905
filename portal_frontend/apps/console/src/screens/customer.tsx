import type { ConsoleCustomer } from "@minamoto/api/console";
import { Amount, Key, Notice, useFormat, useKeys, useServiceWords } from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { BillsTab } from "../customer/bills_tab";
import { ContractTab } from "../customer/contract_tab";
import { LedgerTab } from "../customer/ledger_tab";
import { MeterTab } from "../customer/meter_tab";
import { ReceiptsTab } from "../customer/receipts_tab";
import { UsageTab } from "../customer/usage_tab";
import { OccupancyBadge } from "../parts/badges";
import { Page } from "../parts/page";
import { RecordOf } from "../parts/record";
import { customerQuery, sessionQuery } from "../queries";
import { customerRoute } from "../router";
import { useWords } from "../words";

const TABS = [
  { id: "contract", permission: "customers.read", count: "contracts" },
  { id: "meter", permission: "customers.read", count: "meters" },
  { id: "usage", permission: "usage.read", count: null },
  { id: "bills", permission: "bills.read", count: "bills" },
  { id: "receipts", permission: "receipts.read", count: "receipts" },
  { id: "ledger", permission: "ledger.read", count: "postings" },
] as const;
type TabId = (typeof TABS)[number]["id"];

export function CustomerScreen() {
  const words = useWords();
  const { customerId } = customerRoute.useParams();
  const customer = useQuery(customerQuery(customerId));
  return (
    <Page
      title={customer.data?.name ?? words.column.customer}
      back={{ to: "/search", label: words.customer.back }}
      beside={customer.data ? <Beside customer={customer.data} /> : null}
    >
      <RecordOf query={customer}>{(data) => <CustomerContent customer={data} />}</RecordOf>
    </Page>
  );
}

function Beside({ customer }: { customer: ConsoleCustomer }) {
  const words = useWords();
  const names = useServiceWords();
  return (
    <p className="flex flex-wrap items-center gap-x-3">
      <span className="text-sm text-ink-soft">{customer.name_kana}</span>
      <OccupancyBadge state={customer.state} />
      <span className="text-sm text-ink-soft">
        {[
          customer.party_kind === "organisation" ? words.customer.organisation : "",
          customer.services.map((each) => names.service[each]).join("・"),
        ]
          .filter(Boolean)
          .join(" ")}
      </span>
    </p>
  );
}

function CustomerContent({ customer }: { customer: ConsoleCustomer }) {
  return (
    <div className="flex flex-col gap-3">
      <Glance customer={customer} />
      {customer.alerts.map((alert, index) => (
        <Notice dense key={`${alert.code}-${index}`} tone={alert.severity} title={alert.title}>
          {alert.message}
        </Notice>
      ))}
      <CustomerTabs customer={customer} />
    </div>
  );
}

function Glance({ customer }: { customer: ConsoleCustomer }) {
  const words = useWords();
  const format = useFormat();
  return (
    <section className="flex flex-wrap items-start justify-between gap-x-10 gap-y-3 rounded-8 border border-line bg-surface px-4 py-3">
      <div>
        <p className="figure text-lg font-bold">{customer.number}</p>
        <p>{customer.address}</p>
        <p className="text-sm text-ink-soft">
          {[
            customer.opened_on ? words.customer.since(format.date(customer.opened_on)) : "",
            customer.closed_on ? words.customer.until(format.date(customer.closed_on)) : "",
            customer.payment_method_name
              ? `${words.customer.paymentMethod} ${customer.payment_method_name}`
              : "",
          ]
            .filter(Boolean)
            .join("　")}
        </p>
      </div>
      <div className="text-right">
        <p className="text-sm text-ink-soft">{words.customer.balance}</p>
        <Amount yen={customer.balance_yen} size="medium" />
        {customer.overdue_yen > 0 ? (
          <p className="text-sm font-bold text-danger">
            {words.customer.overdue(format.yen(customer.overdue_yen))}
          </p>
        ) : null}
      </div>
    </section>
  );
}

function CustomerTabs({ customer }: { customer: ConsoleCustomer }) {
  const words = useWords();
  const { tab } = customerRoute.useParams();
  const navigate = useNavigate();
  const permissions = useQuery(sessionQuery).data?.permissions ?? [];
  const shown = TABS.filter((each) => permissions.includes(each.permission));
  const selected = shown.find((each) => each.id === tab)?.id ?? shown[0]?.id ?? "contract";

  function open(next: TabId) {
    void navigate({
      to: "/customers/$customerId/{-$tab}",
      params: { customerId: customer.id, tab: next },
      replace: true,
    });
  }
  useKeys(Object.fromEntries(shown.map((each, index) => [String(index + 1), () => open(each.id)])));

  return (
    <Tabs selectedKey={selected} onSelectionChange={(key) => open(key as TabId)}>
      <TabList aria-label={customer.name} className="flex flex-wrap border-b border-line-strong">
        {shown.map((each, index) => (
          <Tab
            key={each.id}
            id={each.id}
            className="-mb-px flex cursor-pointer items-center gap-2 border-b-3 border-transparent px-4 py-2 text-ink-soft data-[hovered]:bg-sunken data-[selected]:border-accent data-[selected]:font-bold data-[selected]:text-ink"
          >
            <Key>{index + 1}</Key>
            {words.customer.tabs[each.id]}
            {each.count ? (
              <span className="figure text-xs font-normal text-ink-soft">{customer.counts[each.count]}</span>
            ) : null}
          </Tab>
        ))}
      </TabList>
      {shown.map((each) => (
        <TabPanel key={each.id} id={each.id} className="pt-4">
          <TabContent tab={each.id} customer={customer} />
        </TabPanel>
      ))}
    </Tabs>
  );
}

function TabContent({ tab, customer }: { tab: TabId; customer: ConsoleCustomer }) {
  switch (tab) {
    case "contract":
      return <ContractTab customer={customer} />;
    case "meter":
      return <MeterTab customer={customer} />;
    case "usage":
      return <UsageTab customer={customer} />;
    case "bills":
      return <BillsTab customerId={customer.id} />;
    case "receipts":
      return <ReceiptsTab customerId={customer.id} />;
    case "ledger":
      return <LedgerTab customerId={customer.id} />;
  }
}
