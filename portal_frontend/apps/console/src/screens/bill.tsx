import type { ConsoleBill } from "@minamoto/api/console";
import {
  Amount,
  BillTaxes,
  BillWorking,
  Button,
  Icon,
  Key,
  Notice,
  buttonClass,
  useFormat,
  useKeys,
  useServiceWords,
} from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { documentAddress } from "../api";
import { BillBadge } from "../parts/badges";
import { Fact, Facts, Page, Panel } from "../parts/page";
import { RecordOf } from "../parts/record";
import { billQuery } from "../queries";
import { billRoute } from "../router";
import { useWords } from "../words";

export function BillScreen() {
  const words = useWords();
  const { billId } = billRoute.useParams();
  const bill = useQuery(billQuery(billId));
  const pdf = documentAddress(`bills/${encodeURIComponent(billId)}/pdf`);
  const notice = documentAddress(`bills/${encodeURIComponent(billId)}/usage-notice-pdf`);
  useKeys({
    F8: () => void open(pdf, "_blank", "noreferrer"),
    F9: () => void open(notice, "_blank", "noreferrer"),
  });
  return (
    <Page
      title={bill.data ? words.bill.title(bill.data.bill.summary.number) : words.column.billNumber}
      back={
        bill.data
          ? {
              to: "/customers/$customerId/{-$tab}",
              params: { customerId: bill.data.customer_id, tab: "bills" },
              label: words.bill.back,
            }
          : undefined
      }
      beside={bill.data ? <BillBadge state={bill.data.bill.summary.state} /> : null}
      actions={
        <>
          <a
            href={pdf}
            target="_blank"
            rel="noreferrer"
            className={buttonClass({ kind: "outline", size: "small" })}
          >
            <Icon name="document" className="size-4" />
            {words.bill.pdf} <Key>F8</Key>
          </a>
          <a
            href={notice}
            target="_blank"
            rel="noreferrer"
            className={buttonClass({ kind: "outline", size: "small" })}
          >
            <Icon name="document" className="size-4" />
            {words.bill.notice} <Key>F9</Key>
          </a>
        </>
      }
    >
      <RecordOf query={bill}>{(data) => <BillContent record={data} />}</RecordOf>
    </Page>
  );
}

function BillContent({ record }: { record: ConsoleBill }) {
  const words = useWords();
  const working = useRef<HTMLDivElement>(null);
  function openAll() {
    for (const each of working.current?.querySelectorAll("details") ?? []) each.open = true;
  }
  const { bill } = record;
  return (
    <div className="flex flex-col gap-4">
      {bill.replaced_by_bill_id ? (
        <Notice tone="warning" title={words.bill.corrected}>
          <Link
            to="/bills/$billId"
            params={{ billId: bill.replaced_by_bill_id }}
            className="font-bold text-accent underline"
          >
            {words.bill.openNew}
          </Link>
        </Notice>
      ) : null}
      {bill.replaces_bill_id ? (
        <Notice tone="info" title={words.bill.replaces}>
          {bill.correction_reason ? <p>{bill.correction_reason}</p> : null}
          <Link
            to="/bills/$billId"
            params={{ billId: bill.replaces_bill_id }}
            className="font-bold text-accent underline"
          >
            {words.bill.openOld}
          </Link>
        </Notice>
      ) : null}
      <div className="grid gap-4 lg:grid-cols-[3fr_2fr] lg:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          <BillGlance record={record} />
          <Panel
            title={words.bill.working}
            aside={
              <Button kind="quiet" size="small" onPress={openAll}>
                {words.bill.openAll}
              </Button>
            }
          >
            <div ref={working}>
              <BillWorking bill={bill} dense />
            </div>
          </Panel>
        </div>
        <BillAside record={record} />
      </div>
    </div>
  );
}

function BillGlance({ record }: { record: ConsoleBill }) {
  const words = useWords();
  const format = useFormat();
  const { summary } = record.bill;
  return (
    <Panel>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <div>
          <Amount yen={summary.amount_yen} size="large" />
          <p>
            <Link
              to="/customers/$customerId/{-$tab}"
              params={{ customerId: record.customer_id, tab: "bills" }}
              className="text-accent underline underline-offset-4"
            >
              {record.customer_name}
              {format.aside(summary.customer_number)}
            </Link>
          </p>
        </div>
        <Facts>
          <Fact name={words.column.month}>{format.month(summary.posting_month)}</Fact>
          <Fact name={words.column.period}>
            {format.shortDate(summary.period.start)}–{format.shortDate(summary.period.last_day)}
          </Fact>
          <Fact name={words.column.issued}>{format.date(summary.issued_on)}</Fact>
          <Fact name={words.column.due}>{summary.due_on ? format.date(summary.due_on) : words.none}</Fact>
          <Fact name={words.bill.paid}>{format.yen(summary.paid_yen)}</Fact>
          <Fact name={words.bill.balance}>
            <span className="font-bold">{format.yen(summary.balance_yen)}</span>
          </Fact>
        </Facts>
      </div>
    </Panel>
  );
}

function BillAside({ record }: { record: ConsoleBill }) {
  const words = useWords();
  const names = useServiceWords();
  const format = useFormat();
  const originNames: Partial<Record<string, string>> = words.bill.origins;
  const { bill } = record;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {bill.change ? (
        <Panel title={words.bill.change}>
          <p>{bill.change.sentence}</p>
        </Panel>
      ) : null}
      <Panel title={words.bill.tax}>
        <BillTaxes bill={bill} />
      </Panel>
      <Panel title={words.bill.origin}>
        <div className="flex flex-col gap-3">
          {record.origins.map((origin, index) => (
            <Facts key={index}>
              <Fact name={names.service[origin.service]}>
                {origin.tariff_code}
                {format.aside(`${words.bill.version} ${origin.tariff_version}`)}
              </Fact>
              <Fact name={words.bill.how}>{originNames[origin.origin] ?? origin.origin}</Fact>
              <Fact name={words.bill.at}>{format.stamp(origin.assessed_at)}</Fact>
              <Fact name={words.bill.fingerprint}>
                <span className="break-all">{origin.fingerprint}</span>
              </Fact>
            </Facts>
          ))}
          {record.billing_run_id ? (
            <Link
              to="/billing-runs/$runId"
              params={{ runId: record.billing_run_id }}
              className="self-start text-accent underline underline-offset-4"
            >
              {words.bill.run}
            </Link>
          ) : null}
        </div>
      </Panel>
    </div>
  );
}
