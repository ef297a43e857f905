import type { AccountSecurity, TotpSetUp } from "@minamoto/api/mypage";
import { ProblemError } from "@minamoto/api";
import { useState, type FormEvent, type ReactNode } from "react";
import { Button } from "./button";
import { deviceName } from "./device";
import { FormError, PasswordField, TextField } from "./fields";
import { useFormat } from "./format";
import { QrCode } from "./qr";
import { useSecurityWords } from "./security_words";
import { Segmented } from "./segmented";
import { useErrorText, useSubmission } from "./signin";
import { Badge, Notice } from "./states";

/** What the own login can do; both faces have the same calls. */
export interface SecurityActs {
  changePassword: (present: string, next: string) => Promise<void>;
  beginTotp: () => Promise<TotpSetUp>;
  confirmTotp: (code: string) => Promise<void>;
  removeTotp: (code: string) => Promise<void>;
  askEmailCode: (wanted: boolean) => Promise<void>;
  endSession: (sessionId: string) => Promise<void>;
}

interface SecurityProps {
  security: AccountSecurity;
  acts: SecurityActs;
}

export function Security({ security, acts }: SecurityProps) {
  const words = useSecurityWords();
  return (
    <div className="flex flex-col">
      {security.second_factor_demanded ? (
        <p className="pb-2 text-sm text-ink-soft">{words.demanded}</p>
      ) : null}
      <Password change={acts.changePassword} />
      <Totp on={security.totp} acts={acts} />
      <EmailCode on={security.email_code} ask={acts.askEmailCode} />
      <Sessions sessions={security.sessions} end={acts.endSession} />
    </div>
  );
}

function Row({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2 border-line py-4 not-first:border-t first:pt-0 last:pb-0">
      <div className="flex items-center gap-3">
        <h3 className="font-bold">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

function Password({ change }: { change: SecurityActs["changePassword"] }) {
  const words = useSecurityWords();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const weak = error instanceof ProblemError ? error.fieldMessage("/new_password") : null;

  function send(event: FormEvent) {
    event.preventDefault();
    if (present === "" || next === "") return;
    void submit(async () => {
      await change(present, next);
      setPresent("");
      setNext("");
      setOpen(false);
      setChanged(true);
    });
  }

  return (
    <Row title={words.password}>
      <div role="status">{changed && !open ? <Notice tone="good" title={words.changed} /> : null}</div>
      {open ? (
        <form onSubmit={send} noValidate className="flex flex-col gap-4">
          {error && !weak ? <FormError>{errorText(error)}</FormError> : null}
          <PasswordField
            label={words.present}
            autoComplete="current-password"
            value={present}
            onChange={setPresent}
            isRequired
            autoFocus
          />
          <PasswordField
            label={words.next}
            hint={words.nextHint}
            autoComplete="new-password"
            value={next}
            onChange={setNext}
            isRequired
            error={weak}
          />
          <Choices>
            <Button type="submit" isPending={busy}>
              {words.change}
            </Button>
            <Button kind="outline" onPress={() => setOpen(false)}>
              {words.cancel}
            </Button>
          </Choices>
        </form>
      ) : (
        <Button kind="outline" className="self-start" onPress={() => setOpen(true)}>
          {words.changePassword}
        </Button>
      )}
    </Row>
  );
}

function Choices({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap gap-3">{children}</div>;
}

function Totp({ on, acts }: { on: boolean; acts: SecurityActs }) {
  const words = useSecurityWords();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const [setUp, setSetUp] = useState<TotpSetUp | null>(null);
  const [removing, setRemoving] = useState(false);
  return (
    <Row title={words.totp} aside={<Badge tone={on ? "good" : "plain"}>{on ? words.on : words.off}</Badge>}>
      <p className="text-sm text-ink-soft">{on ? words.totpOn : words.totpOff}</p>
      {setUp && !on ? (
        <TotpCode send={acts.confirmTotp} label={words.confirm} onCancel={() => setSetUp(null)}>
          <p>{words.scan}</p>
          <QrCode text={setUp.uri} label={words.qr} />
          <a href={setUp.uri} className="self-start text-accent underline underline-offset-4">
            {words.openApp}
          </a>
          <p className="text-sm">
            {words.secret}
            <span className="block font-mono font-bold break-all">{setUp.secret}</span>
          </p>
        </TotpCode>
      ) : removing && on ? (
        <TotpCode send={acts.removeTotp} label={words.remove} onCancel={() => setRemoving(false)}>
          <p>{words.removeIntro}</p>
        </TotpCode>
      ) : (
        <>
          {error ? <FormError>{errorText(error)}</FormError> : null}
          <Button
            kind="outline"
            className="self-start"
            isPending={busy}
            onPress={() =>
              on ? setRemoving(true) : void submit(async () => setSetUp(await acts.beginTotp()))
            }
          >
            {on ? words.remove : words.setUp}
          </Button>
        </>
      )}
    </Row>
  );
}

interface TotpCodeProps {
  send: (code: string) => Promise<void>;
  label: string;
  onCancel: () => void;
  children: ReactNode;
}

function TotpCode({ send, label, onCancel, children }: TotpCodeProps) {
  const words = useSecurityWords();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const [code, setCode] = useState("");
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const plain = code.normalize("NFKC").replace(/\s/g, "");
        if (plain.length >= 6) void submit(() => send(plain).then(onCancel));
      }}
      className="flex flex-col gap-4"
    >
      {children}
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <TextField
        label={words.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        value={code}
        onChange={setCode}
        isRequired
        inputClass="figure text-center !text-2xl tracking-[0.3em]"
      />
      <Choices>
        <Button type="submit" isPending={busy}>
          {label}
        </Button>
        <Button kind="outline" onPress={onCancel}>
          {words.cancel}
        </Button>
      </Choices>
    </form>
  );
}

function EmailCode({ on, ask }: { on: boolean; ask: SecurityActs["askEmailCode"] }) {
  const words = useSecurityWords();
  const errorText = useErrorText();
  const { error, submit } = useSubmission();
  return (
    <Row title={words.emailCode}>
      <p className="text-sm text-ink-soft">{words.emailCodeDetail}</p>
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <Segmented
        label={words.emailCode}
        value={on ? "on" : "off"}
        onChange={(next) => void submit(() => ask(next === "on"))}
        options={[
          { value: "on", label: words.ask },
          { value: "off", label: words.askNot },
        ]}
      />
    </Row>
  );
}

function Sessions({
  sessions,
  end,
}: {
  sessions: AccountSecurity["sessions"];
  end: SecurityActs["endSession"];
}) {
  const words = useSecurityWords();
  const format = useFormat();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  return (
    <Row title={words.sessions}>
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <ul className="flex flex-col gap-2">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <span className="min-w-0">
              <span className="block">{deviceName(session.device)}</span>
              <span className="figure block text-sm text-ink-soft">
                {words.seen(format.stamp(session.last_seen_at))}
              </span>
            </span>
            {session.current ? (
              <Badge tone="info">{words.thisDevice}</Badge>
            ) : (
              <Button
                kind="outline"
                size="small"
                isPending={busy}
                onPress={() => void submit(() => end(session.id))}
              >
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Row>
  );
}
