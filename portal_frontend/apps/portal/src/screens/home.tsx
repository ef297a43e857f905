import type { Alert, HomeUsage, MypageHome } from "@minamoto/api/mypage";
import {
  Amount,
  Blank,
  Bone,
  Failed,
  Figure,
  Icon,
  Loading,
  Notice,
  buttonClass,
  magnitude,
  signOf,
  subtract,
  useFormat,
  useServiceWords,
} from "@minamoto/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useCustomer } from "../customer";
import { CustomerLine } from "../parts/customer_line";
import { Page, Panel } from "../parts/page";
import { homeQuery } from "../queries";
import { useWords } from "../words";

const TO_DETAIL =
  "inline-flex min-h-11 items-center gap-1 font-bold text-accent underline-offset-4 hover:underline";

export function HomeScreen() {
  const words = useWords();
  const { customerId } = useCustomer();
  const home = useQuery(homeQuery(customerId));
  return (
    <Page title={words.home.title} hideTitle>
      {home.data ? (
        <HomeContent home={home.data} />
      ) : home.isError ? (
        <Failed error={home.error} retry={() => void home.refetch()} />
      ) : (
        <HomeOutline />
      )}
    </Page>
  );
}

function HomeContent({ home }: { home: MypageHome }) {
  // One meter may be billed twice, as water and as sewerage: its volume is shown once.
  const shown = home.usage.filter((each) => each.service !== "sewer" || home.usage.length === 1);
  return (
    <div className="flex flex-col gap-3 md:gap-4">
      <CustomerLine customer={home.customer} />
      <div className="grid gap-3 md:grid-cols-2 md:items-start md:gap-4">
        <div className="flex flex-col gap-4">
          {shown.length ? (
            shown.map((usage) => <UsageAnswer key={usage.service} usage={usage} />)
          ) : (
            <NoUsage />
          )}
        </div>
        <div className="flex flex-col gap-3 md:gap-4">
          <OwedAnswer home={home} />
          <AlertsAnswer alerts={home.alerts} />
        </div>
      </div>
    </div>
  );
}

function UsageAnswer({ usage }: { usage: HomeUsage }) {
  const words = useWords();
  const format = useFormat();
  const names = useServiceWords();
  const unit = names.unit[usage.unit];
  const rows = [
    { key: "now", label: words.home.now, value: usage.quantity, strong: true },
    { key: "lastYear", label: words.home.lastYear, value: usage.last_year_quantity, strong: false },
    { key: "previous", label: words.home.previous, value: usage.previous_period_quantity, strong: false },
  ];
  const most = Math.max(...rows.map((row) => Number(row.value ?? 0)), Number.MIN_VALUE);
  return (
    <Panel>
      <div className="flex items-center justify-between gap-3">
        <h2 className="font-bold text-ink-soft">{words.home.usageTitle(names.service[usage.service])}</h2>
        <Link to="/usage" className={`${TO_DETAIL} -my-2 text-sm`}>
          {words.home.toUsage}
          <Icon name="next" className="size-4" />
        </Link>
      </div>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <Figure value={usage.quantity} unit={unit} size="hero" />
        <span className="text-sm text-ink-soft">
          {usage.counted
            ? words.home.counted(format.dayOfYear(usage.counted.last_day), usage.counted.days)
            : words.home.soFar}
        </span>
      </p>
      {usage.last_year_quantity === null ? null : (
        <p className="mt-1 font-bold">
          <Difference now={usage.quantity} before={usage.last_year_quantity} unit={unit} />
        </p>
      )}
      <ul className="mt-2.5 flex flex-col gap-1.5 text-sm">
        {rows.map((row) =>
          row.value === null ? null : (
            <li key={row.key} className={row.strong ? "font-bold" : "text-ink-soft"}>
              <span className="flex justify-between gap-3 leading-snug">
                <span>{row.label}</span>
                <span className="figure">{format.quantity(row.value, unit)}</span>
              </span>
              <span className="mt-0.5 block h-1.5 rounded-full bg-sunken" aria-hidden="true">
                <span
                  className={`block h-full rounded-full ${row.strong ? "bg-bar" : "bg-bar-last"}`}
                  style={{ width: `${(Number(row.value) / most) * 100}%` }}
                />
              </span>
            </li>
          ),
        )}
      </ul>
    </Panel>
  );
}

function Difference({ now, before, unit }: { now: string; before: string; unit: string }) {
  const words = useWords();
  const format = useFormat();
  const difference = subtract(now, before);
  const amount = format.quantity(magnitude(difference), unit);
  const sign = signOf(difference);
  if (sign === 0) return words.home.same;
  return sign < 0 ? words.home.less(amount) : words.home.more(amount);
}

function NoUsage() {
  const words = useWords();
  return (
    <Panel>
      <Blank icon="usage" title={words.home.noUsage}>
        {words.home.noUsageDetail}
      </Blank>
    </Panel>
  );
}

function OwedAnswer({ home }: { home: MypageHome }) {
  const words = useWords();
  const format = useFormat();
  const { owed } = home;
  const [only] = owed.unpaid_bills;
  if (owed.total_yen <= 0) {
    return (
      <Panel title={words.home.owedTitle}>
        <p className="flex items-center gap-2 text-lg font-bold">
          <Icon name="good" className="size-7 text-good" />
          {words.home.nothingOwed}
        </p>
        {home.latest_bill ? (
          <Link to="/bills/$billId" params={{ billId: home.latest_bill.id }} className={`${TO_DETAIL} mt-1`}>
            {words.home.latest(format.month(home.latest_bill.posting_month))}{" "}
            {format.yen(home.latest_bill.amount_yen)}
            <Icon name="next" className="size-5" />
          </Link>
        ) : null}
      </Panel>
    );
  }
  const single = owed.unpaid_bills.length === 1 && only ? only : null;
  return (
    <Panel title={words.home.owedTitle} tone={owed.overdue_yen > 0 ? "warn" : "plain"}>
      <p>
        <Amount yen={owed.total_yen} size="hero" />
      </p>
      <div className="mt-1 leading-snug">
        {single ? null : (
          <p className="text-sm text-ink-soft">{words.home.owedCount(owed.unpaid_bills.length)}</p>
        )}
        {owed.overdue_yen > 0 ? (
          <p className="font-bold text-danger">{words.home.overdue(format.yen(owed.overdue_yen))}</p>
        ) : owed.next_due_on ? (
          <p>{words.home.owedBy(format.date(owed.next_due_on))}</p>
        ) : null}
      </div>
      <div className="mt-3">
        {single ? (
          <Link
            to="/bills/$billId"
            params={{ billId: single.id }}
            className={buttonClass({ size: "large", wide: true })}
          >
            {single.payable_online ? words.home.pay : words.home.seeBill}
          </Link>
        ) : (
          <Link to="/bills" className={buttonClass({ size: "large", wide: true })}>
            {words.home.seeBills}
          </Link>
        )}
      </div>
    </Panel>
  );
}

function AlertsAnswer({ alerts }: { alerts: readonly Alert[] }) {
  const words = useWords();
  if (alerts.length === 0) {
    return (
      <Panel title={words.home.alertsTitle}>
        <p className="flex items-center gap-2">
          <Icon name="good" className="size-6 text-good" />
          {words.home.nothingWrong}
        </p>
      </Panel>
    );
  }
  return (
    <section aria-label={words.home.alertsTitle} className="flex flex-col gap-3">
      {alerts.map((alert, index) => (
        <Notice key={`${alert.code}-${index}`} tone={alert.severity} title={alert.title}>
          <p className="text-sm">{alert.message}</p>
          {alert.target?.kind === "bill" ? (
            <Link to="/bills/$billId" params={{ billId: alert.target.id }} className={TO_DETAIL}>
              {words.home.alertBill}
            </Link>
          ) : alert.target?.kind === "usage" ? (
            <Link to="/usage" className={TO_DETAIL}>
              {words.home.alertUsage}
            </Link>
          ) : null}
        </Notice>
      ))}
    </section>
  );
}

function HomeOutline() {
  return (
    <Loading>
      <div className="flex flex-col gap-4">
        <Bone className="h-13 w-3/4" />
        <div className="grid gap-4 md:grid-cols-2">
          <Bone className="h-90 w-full !rounded-16" />
          <Bone className="h-60 w-full !rounded-16" />
        </div>
      </div>
    </Loading>
  );
}
