import type { PaymentView } from "@minamoto/api/mypage";
import { Amount, Blank, Failed, Icon, buttonClass, type IconName } from "@minamoto/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState, type ReactNode } from "react";
import { Page, Panel } from "../parts/page";
import { paymentQuery } from "../queries";
import { paymentRoute } from "../router";
import { useWords } from "../words";

const LONG_AFTER_MS = 30_000;

/** Where the customer lands after the card company's page: waits for the money to be confirmed. */
export function PaymentScreen() {
  const words = useWords();
  const { payment: paymentId } = paymentRoute.useSearch();
  return (
    <Page title={words.payment.title}>
      {paymentId ? (
        <PaymentResult paymentId={paymentId} />
      ) : (
        <Blank icon="search" title={words.payment.unknown} />
      )}
    </Page>
  );
}

function PaymentResult({ paymentId }: { paymentId: string }) {
  const client = useQueryClient();
  const payment = useQuery(paymentQuery(paymentId));
  const settled = payment.data?.state === "succeeded";

  useEffect(() => {
    if (!settled) return;
    // The figures on the other screens changed with this payment.
    for (const name of ["home", "bills", "bill"]) void client.invalidateQueries({ queryKey: [name] });
  }, [client, settled]);

  if (payment.isError && !payment.data) {
    return <Failed error={payment.error} retry={() => void payment.refetch()} />;
  }
  return <Panel>{payment.data ? <Outcome payment={payment.data} /> : <Waiting />}</Panel>;
}

function Outcome({ payment }: { payment: PaymentView }) {
  const words = useWords();
  const toBill = (
    <Link
      to="/bills/$billId"
      params={{ billId: payment.bill_id }}
      className={buttonClass({ kind: "outline", size: "large", wide: true })}
    >
      {words.payment.toBill}
    </Link>
  );
  switch (payment.state) {
    case "succeeded":
      return (
        <Result
          icon="good"
          ink="text-good"
          title={words.payment.doneTitle}
          actions={
            <>
              <Link to="/" className={buttonClass({ size: "large", wide: true })}>
                {words.payment.toHome}
              </Link>
              {toBill}
            </>
          }
        >
          <Amount yen={payment.amount_yen} size="hero" />
          <p className="figure text-ink-soft">{words.payment.done(payment.bill_number)}</p>
        </Result>
      );
    case "failed":
      return (
        <Result icon="warn" ink="text-danger" title={words.payment.failedTitle} actions={toBill}>
          {payment.message ? <p className="font-bold">{payment.message}</p> : null}
          <p>{words.payment.failed}</p>
        </Result>
      );
    case "cancelled":
      return (
        <Result icon="info" ink="text-ink-soft" title={words.payment.cancelledTitle} actions={toBill}>
          <p>{words.payment.cancelled}</p>
        </Result>
      );
    case "started":
    case "pending":
      return <Waiting billLink={toBill} amount={payment.amount_yen} />;
  }
}

function Waiting({ billLink, amount }: { billLink?: ReactNode; amount?: number }) {
  const words = useWords();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Result
      icon="info"
      ink="text-accent breathe"
      title={words.payment.waitingTitle}
      actions={long ? billLink : null}
    >
      {amount === undefined ? null : <Amount yen={amount} size="hero" />}
      <p>{long ? words.payment.long : words.payment.waiting}</p>
    </Result>
  );
}

interface ResultProps {
  icon: IconName;
  ink: string;
  title: string;
  children: ReactNode;
  actions: ReactNode;
}

function Result({ icon, ink, title, children, actions }: ResultProps) {
  return (
    <div
      role="status"
      className="mx-auto flex min-h-80 max-w-md flex-col items-center gap-4 py-6 text-center"
    >
      <Icon name={icon} className={`size-14 ${ink}`} />
      <h2 className="text-xl font-bold">{title}</h2>
      {children}
      <div className="mt-auto flex w-full flex-col gap-3 pt-4">{actions}</div>
    </div>
  );
}
