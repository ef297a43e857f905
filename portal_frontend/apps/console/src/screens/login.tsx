import { answer } from "@minamoto/api";
import {
  LOCALES,
  Notice,
  OfflineBanner,
  Redirect,
  ResetConfirm,
  ResetRequest,
  SignIn,
  buttonClass,
  useLocale,
  useUiWords,
  innerAddress,
} from "@minamoto/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, header, tenant } from "../api";
import { usePageTitle, useTenantName } from "../parts/page";
import { sessionQuery } from "../queries";
import { ENDED } from "../query_client";
import { loginRoute } from "../router";
import { useWords } from "../words";

const path = { tenant };

/** The frame of the pages before the login. */
function Entry({ title, children }: { title: string; children: ReactNode }) {
  const words = useWords();
  const languages = useUiWords().language;
  const { locale, setLocale } = useLocale();
  const heading = usePageTitle(title);
  const tenantName = useTenantName();
  return (
    <div className="flex min-h-dvh flex-col">
      <OfflineBanner />
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center gap-6 px-5 py-8">
        <div className="flex items-center gap-3">
          <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" className="size-8" />
          <p className="leading-tight">
            <span className="block font-bold">{tenantName}</span>
            <span className="block text-sm text-ink-soft">{words.brand}</span>
          </p>
        </div>
        <h1 ref={heading} tabIndex={-1} className="text-2xl font-bold">
          {title}
        </h1>
        {children}
      </main>
      <footer className="mx-auto flex w-full max-w-md gap-4 px-5 pb-6 text-sm text-ink-soft">
        {LOCALES.map((each) => (
          <button
            key={each}
            type="button"
            lang={each}
            aria-pressed={each === locale}
            onClick={() => setLocale(each)}
            className="min-h-11 underline underline-offset-4 aria-pressed:font-bold aria-pressed:text-ink aria-pressed:no-underline"
          >
            {languages[each]}
          </button>
        ))}
      </footer>
    </div>
  );
}

export function LoginScreen() {
  const words = useWords().login;
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useQuery(sessionQuery);
  const { next } = loginRoute.useSearch();
  const target = innerAddress(next);

  if (session.data?.user) return <Redirect go={() => void navigate({ ...target, replace: true })} />;
  return (
    <Entry title={words.title}>
      {client.getQueryData(ENDED) ? <Notice tone="info">{words.ended}</Notice> : null}
      {session.data?.sso_url ? (
        <>
          <a
            href={session.data.sso_url}
            className={buttonClass({ kind: "outline", size: "large", wide: true })}
          >
            {words.sso}
          </a>
          <p className="flex items-center gap-3 text-sm text-ink-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            {words.or}
          </p>
        </>
      ) : null}
      <SignIn
        identifier={{ label: words.name, type: "text", autoComplete: "username" }}
        logIn={(name, password) =>
          answer(
            api.POST("/{tenant}/api/console/session", {
              params: { path, header },
              body: { login_name: name, password },
            }),
          )
        }
        enterCode={(challenge, code) =>
          answer(
            api.POST("/{tenant}/api/console/session/code", {
              params: { path, header },
              body: { challenge, code },
            }),
          )
        }
        onDone={async () => {
          client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
          await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
          await navigate({ ...target, replace: true });
        }}
        below={
          <Link to="/forgot" className="self-start py-2 text-accent underline underline-offset-4">
            {words.forgot}
          </Link>
        }
      />
    </Entry>
  );
}

export function PasswordResetRequestScreen() {
  const words = useWords().login;
  return (
    <Entry title={words.requestTitle}>
      <ResetRequest
        identifier={{ label: words.name, type: "text", autoComplete: "username" }}
        request={async (name) => {
          await answer(
            api.POST("/{tenant}/api/console/session/password-reset", {
              params: { path, header },
              body: { login_name: name },
            }),
          );
        }}
        below={
          <Link to="/login" className="py-2 text-accent underline underline-offset-4">
            {words.toLogin}
          </Link>
        }
      />
    </Entry>
  );
}

export function PasswordResetConfirmScreen() {
  const words = useWords().login;
  return (
    <Entry title={words.confirmTitle}>
      <ResetConfirm
        confirm={async (token, password) => {
          await answer(
            api.POST("/{tenant}/api/console/session/password-reset/confirm", {
              params: { path, header },
              body: { token, new_password: password },
            }),
          );
        }}
        toLogin={
          <Link to="/login" className={buttonClass({ size: "large", wide: true })}>
            {words.toLogin}
          </Link>
        }
        toRequest={
          <Link to="/forgot" className={buttonClass({ size: "large", wide: true })}>
            {words.again}
          </Link>
        }
      />
    </Entry>
  );
}
