import { answer } from "@minamoto/api";
import type { MypageCustomer } from "@minamoto/api/mypage";
import {
  Bone,
  Button,
  Failed,
  FormError,
  LOCALES,
  Loading,
  Segmented,
  THEMES,
  useErrorText,
  useLocale,
  useSubmission,
  useTheme,
  useUiWords,
} from "@minamoto/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, basePath, header, tenant } from "../api";
import { useCustomer } from "../customer";
import { CustomerStateBadge } from "../parts/customer_line";
import { OwnSecurity } from "../parts/own_security";
import { Page, Panel } from "../parts/page";
import { customersQuery, sessionQuery } from "../queries";
import { useWords } from "../words";

export function AccountScreen() {
  const words = useWords();
  return (
    <Page title={words.account.title}>
      <div className="grid gap-4 md:grid-cols-2 md:items-start">
        <div className="flex flex-col gap-4">
          <Customers />
          <Preferences />
        </div>
        <div className="flex flex-col gap-4">
          <Login />
          <OwnSecurity />
        </div>
      </div>
    </Page>
  );
}

function Customers() {
  const words = useWords();
  const client = useQueryClient();
  const { customerId, choose } = useCustomer();
  const customers = useQuery(customersQuery);
  if (customers.isError) return <Failed error={customers.error} retry={() => void customers.refetch()} />;
  if (!customers.data) {
    return (
      <Loading>
        <Bone className="h-60 w-full !rounded-16" />
      </Loading>
    );
  }
  const items = customers.data.items;
  const shown = items.find((each) => each.id === customerId) ?? items[0];
  return (
    <Panel title={words.account.customers}>
      <div role="radiogroup" aria-label={words.customer.choose} className="flex flex-col">
        {items.map((customer) => (
          <label
            key={customer.id}
            className="flex cursor-pointer gap-3 border-line py-3 not-first:border-t has-checked:font-normal"
          >
            <input
              type="radio"
              name="customer"
              checked={customer.id === shown?.id}
              onChange={() => {
                choose(customer.id);
                void client.invalidateQueries({ queryKey: ["home"] });
              }}
              className="mt-1.5 size-5 shrink-0 accent-accent"
            />
            <CustomerFacts customer={customer} />
          </label>
        ))}
      </div>
    </Panel>
  );
}

function CustomerFacts({ customer }: { customer: MypageCustomer }) {
  const words = useWords();
  return (
    <span className="min-w-0">
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-bold">{customer.nickname ?? customer.name}</span>
        <CustomerStateBadge customer={customer} />
      </span>
      <span className="figure block text-sm">
        {words.customer.number} {customer.number}
      </span>
      <span className="block text-sm text-ink-soft">{customer.address}</span>
      {customer.plan_names.length ? (
        <span className="block text-sm text-ink-soft">
          {words.account.plan} {customer.plan_names.join("・")}
        </span>
      ) : null}
      {customer.payment_method_name ? (
        <span className="block text-sm text-ink-soft">
          {words.account.paymentMethod} {customer.payment_method_name}
        </span>
      ) : null}
    </span>
  );
}

function Preferences() {
  const words = useWords();
  const ui = useUiWords();
  const { locale, setLocale } = useLocale();
  const [theme, setTheme] = useTheme();
  const client = useQueryClient();
  return (
    <Panel>
      <div className="flex flex-col gap-5">
        <div className="flex flex-col gap-2">
          <h2 className="font-bold text-ink-soft">{words.account.language}</h2>
          <Segmented
            label={words.account.language}
            value={locale}
            onChange={(next) => {
              setLocale(next);
              // Names and sentences come from the server in the language they were asked in.
              void client.invalidateQueries();
            }}
            options={LOCALES.map((each) => ({ value: each, label: ui.language[each] }))}
          />
        </div>
        <div className="flex flex-col gap-2">
          <h2 className="font-bold text-ink-soft">{words.account.theme}</h2>
          <Segmented
            label={words.account.theme}
            value={theme}
            onChange={setTheme}
            options={THEMES.map((each) => ({ value: each, label: ui.theme[each] }))}
          />
        </div>
      </div>
    </Panel>
  );
}

function Login() {
  const words = useWords();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const { choose } = useCustomer();
  const session = useQuery(sessionQuery);
  const user = session.data?.user;
  const phone = session.data?.tenant.phone;
  return (
    <Panel title={words.account.login}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 [&>dd]:text-right [&>dt]:text-ink-soft">
        <dt>{words.account.name}</dt>
        <dd>{user?.display_name}</dd>
        <dt>{words.account.email}</dt>
        <dd>{user?.email}</dd>
        {phone ? (
          <>
            <dt>{words.account.contact}</dt>
            <dd>
              <a
                href={`tel:${phone.replaceAll("-", "")}`}
                className="text-accent underline underline-offset-4"
              >
                {phone}
              </a>
            </dd>
          </>
        ) : null}
      </dl>
      <div className="mt-3 flex flex-col gap-2">
        {error ? <FormError>{errorText(error)}</FormError> : null}
        <Button
          kind="outline"
          isPending={busy}
          onPress={() =>
            void submit(async () => {
              await answer(
                api.DELETE("/{tenant}/api/mypage/session", { params: { path: { tenant }, header } }),
              );
              choose(undefined);
              // A fresh page: nothing that was shown stays in memory.
              location.assign(`${basePath}/login`);
            })
          }
        >
          {words.account.logOut}
        </Button>
      </div>
    </Panel>
  );
}
