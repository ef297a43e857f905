import { answer } from "@minamoto/api";
import type { BillChange, BillDetail } from "@minamoto/api/mypage";
import {
  Amount,
  BillTaxes,
  BillWorking,
  Bone,
  Button,
  Failed,
  FormError,
  Icon,
  Loading,
  Notice,
  useAttempt,
  useBillWords,
  useErrorText,
  useFormat,
  useSubmission,
} from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api, basePath, documentAddress, header, tenant } from "../api";
import { Page, Panel } from "../parts/page";
import { billQuery } from "../queries";
import { billRoute } from "../router";
import { useWords } from "../words";
import { BillStateBadge } from "./bills";

export function BillScreen() {
  const words = useWords();
  const format = useFormat();
  const { billId } = billRoute.useParams();
  const bill = useQuery(billQuery(billId));
  const title = bill.data
    ? words.bill.title(format.month(bill.data.summary.posting_month))
    : words.bills.title;
  return (
    <Page
      title={title}
      above={
        <Link to="/bills" className="flex min-h-11 items-center gap-1 self-start text-accent">
          <Icon name="previous" className="size-5" />
          {words.bill.back}
        </Link>
      }
    >
      {bill.data ? (
        <BillContent bill={bill.data} />
      ) : bill.isError ? (
        <Failed error={bill.error} retry={() => void bill.refetch()} />
      ) : (
        <Loading>
          <div className="flex flex-col gap-4">
            <Bone className="h-56 w-full !rounded-16" />
            <Bone className="h-24 w-full !rounded-16" />
            <Bone className="h-96 w-full !rounded-16" />
          </div>
        </Loading>
      )}
    </Page>
  );
}

function BillContent({ bill }: { bill: BillDetail }) {
  const words = useWords();
  const texts = useBillWords();
  return (
    <div className="grid gap-4 md:grid-cols-[3fr_2fr] md:items-start">
      <div className="flex flex-col gap-4">
        <Corrections bill={bill} />
        <BillHero bill={bill} />
        {bill.change ? <Change change={bill.change} /> : null}
        <Panel title={words.bill.why}>
          <p className="mb-3 text-sm text-ink-soft">{texts.hint}</p>
          <BillWorking bill={bill} />
        </Panel>
      </div>
      <div className="flex flex-col gap-4">
        <Documents billId={bill.summary.id} />
        <Payments bill={bill} />
        <Panel title={texts.tax}>
          <BillTaxes bill={bill} />
        </Panel>
      </div>
    </div>
  );
}

function Corrections({ bill }: { bill: BillDetail }) {
  const words = useWords();
  return (
    <>
      {bill.replaced_by_bill_id ? (
        <Notice tone="warning" title={words.bill.corrected}>
          <Link
            to="/bills/$billId"
            params={{ billId: bill.replaced_by_bill_id }}
            className="font-bold text-accent underline"
          >
            {words.bill.toCorrected}
          </Link>
        </Notice>
      ) : null}
      {bill.replaces_bill_id ? (
        <Notice tone="info" title={words.bill.replaces}>
          {bill.correction_reason ? <p>{words.bill.reason(bill.correction_reason)}</p> : null}
          <Link
            to="/bills/$billId"
            params={{ billId: bill.replaces_bill_id }}
            className="font-bold text-accent underline"
          >
            {words.bill.toReplaced}
          </Link>
        </Notice>
      ) : null}
    </>
  );
}

function BillHero({ bill }: { bill: BillDetail }) {
  const words = useWords();
  const format = useFormat();
  const { summary } = bill;
  const open = summary.balance_yen > 0 && summary.state !== "cancelled";
  return (
    <Panel tone={summary.state === "overdue" ? "warn" : "plain"}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Amount yen={summary.amount_yen} size="hero" />
        <BillStateBadge state={summary.state} />
      </div>
      <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 [&>dd]:text-right [&>dt]:text-ink-soft">
        {open && summary.due_on ? (
          <>
            <dt>{words.bill.due}</dt>
            <dd className={`font-bold ${summary.state === "overdue" ? "text-danger" : ""}`}>
              {format.date(summary.due_on)}
            </dd>
          </>
        ) : null}
        {open && summary.balance_yen !== summary.amount_yen ? (
          <>
            <dt>{words.bill.balance}</dt>
            <dd className="figure font-bold">{format.yen(summary.balance_yen)}</dd>
          </>
        ) : null}
        <dt>{words.bill.period}</dt>
        <dd>
          {format.period(summary.period.start, summary.period.end)}
          {format.aside(words.bill.days(summary.period.days))}
        </dd>
        <dt>{words.bill.issued}</dt>
        <dd>{format.date(summary.issued_on)}</dd>
        <dt>{words.bill.number}</dt>
        <dd className="figure">{summary.number}</dd>
      </dl>
      {open ? <Pay bill={bill} /> : null}
    </Panel>
  );
}

function Pay({ bill }: { bill: BillDetail }) {
  const words = useWords();
  const format = useFormat();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const [leaving, setLeaving] = useState(false);
  const attempt = useAttempt();
  const { summary } = bill;

  useEffect(() => {
    // The browser may bring this page back as it was left: then nobody is on the way any more.
    const back = () => setLeaving(false);
    addEventListener("pageshow", back);
    return () => removeEventListener("pageshow", back);
  }, []);

  if (!summary.payable_online) return <p className="mt-4 text-ink-soft">{words.bill.notPayable}</p>;
  return (
    <div className="mt-5 flex flex-col gap-2">
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <Button
        size="large"
        wide
        isPending={busy || leaving}
        onPress={() =>
          void submit(async () => {
            const started = await attempt((key) =>
              answer(
                api.POST("/{tenant}/api/mypage/bills/{bill_id}/payments", {
                  params: {
                    path: { tenant, bill_id: summary.id },
                    header: { ...header, "Idempotency-Key": key },
                  },
                  body: { return_path: `${basePath}/payment`, method: "card" },
                }),
              ),
            );
            setLeaving(true);
            location.assign(started.redirect_url);
          })
        }
      >
        {busy || leaving ? words.bill.paying : words.bill.pay(format.yen(summary.balance_yen))}
      </Button>
      <p className="text-sm text-ink-soft">{words.bill.payNote}</p>
    </div>
  );
}

function Change({ change }: { change: BillChange }) {
  const words = useWords();
  const format = useFormat();
  const difference = change.difference_yen;
  return (
    <Panel title={words.bill.changeTitle}>
      <p className="font-bold">{change.sentence}</p>
      <ul className="mt-3 flex flex-col gap-1 text-sm">
        {change.causes.map((cause, index) => (
          <li key={index} className="figure flex justify-between gap-4">
            <span className="text-ink-soft">{cause.name}</span>
            <span>{signed(format.yen(Math.abs(cause.difference_yen)), cause.difference_yen)}</span>
          </li>
        ))}
        <li className="figure flex justify-between gap-4 border-t border-line pt-1 font-bold">
          <Link
            to="/bills/$billId"
            params={{ billId: change.previous_bill_id }}
            className="text-accent underline underline-offset-4"
          >
            {words.bill.was(format.yen(change.previous_amount_yen))}
          </Link>
          <span>{signed(format.yen(Math.abs(difference)), difference)}</span>
        </li>
      </ul>
    </Panel>
  );
}

function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : `±${text}`;
}

function Documents({ billId }: { billId: string }) {
  const words = useWords();
  const encoded = encodeURIComponent(billId);
  const links = [
    { label: words.bill.pdf, path: `bills/${encoded}/pdf` },
    { label: words.bill.notice, path: `bills/${encoded}/usage-notice-pdf` },
  ];
  return (
    <Panel title={words.bill.documents}>
      <ul className="-my-2">
        {links.map((link) => (
          <li key={link.path}>
            <a
              href={documentAddress(link.path)}
              target="_blank"
              rel="noreferrer"
              className="flex min-h-12 items-center gap-2 text-accent underline-offset-4 hover:underline"
            >
              <Icon name="document" />
              {link.label}
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Payments({ bill }: { bill: BillDetail }) {
  const words = useWords();
  const format = useFormat();
  if (bill.payments.length === 0) return null;
  return (
    <Panel title={words.bill.payments}>
      <ul className="flex flex-col gap-2">
        {bill.payments.map((payment) => (
          <li key={payment.id} className="flex flex-wrap justify-between gap-x-4">
            <span>
              {words.bill.method[payment.method]}
              <span className="block text-sm text-ink-soft">
                {payment.paid_on ? format.date(payment.paid_on) : words.bill.paymentState[payment.state]}
              </span>
            </span>
            <span className="figure font-bold">{format.yen(payment.amount_yen)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
