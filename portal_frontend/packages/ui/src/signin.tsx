import { useState, type FormEvent, type ReactNode } from "react";
import { ProblemError } from "@minamoto/api";
import { Button } from "./button";
import { FormError, PasswordField, TextField } from "./fields";
import { useSignInWords } from "./signin_words";
import { Notice } from "./states";

export interface Step {
  state: "authenticated" | "code_required";
  method: "email_code" | "totp" | null;
  challenge: string | null;
}

/** What a refused or lost call tells the reader. */
export function useErrorText(): (error: unknown) => string {
  const words = useSignInWords();
  return (error) => {
    if (error instanceof ProblemError) return error.problem.detail || words.failed;
    return words.unreachable;
  };
}

/** Run one submission at a time and keep its error. */
export function useSubmission() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function submit(act: () => Promise<void>) {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  }
  return { busy, error, submit };
}

interface SignInProps {
  /** What the reader is known by: an e-mail address, or a name for staff. */
  identifier: { label: string; type: "email" | "text"; autoComplete: string };
  logIn: (identifier: string, password: string) => Promise<Step>;
  enterCode: (challenge: string, code: string) => Promise<Step>;
  onDone: () => void | Promise<void>;
  below?: ReactNode;
}

export function SignIn({ identifier, logIn, enterCode, onDone, below }: SignInProps) {
  const words = useSignInWords();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [step, setStep] = useState<Step | null>(null);
  const [missing, setMissing] = useState(false);

  if (step?.challenge) {
    return (
      <CodeStep
        step={step}
        enterCode={enterCode}
        onDone={onDone}
        onBack={() => {
          setStep(null);
          setPassword("");
        }}
      />
    );
  }

  function send(event: FormEvent) {
    event.preventDefault();
    setMissing(name === "" || password === "");
    if (name === "" || password === "") return;
    void submit(async () => {
      const next = await logIn(name.trim(), password);
      if (next.state === "authenticated") await onDone();
      else setStep(next);
    });
  }

  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-5">
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <TextField
        label={identifier.label}
        type={identifier.type}
        name="username"
        autoComplete={identifier.autoComplete}
        value={name}
        onChange={setName}
        isRequired
        autoFocus
        error={missing && name === "" ? words.fillIn(identifier.label) : null}
      />
      <PasswordField
        label={words.password}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
        error={missing && password === "" ? words.fillIn(words.password) : null}
      />
      <Button type="submit" size="large" wide isPending={busy}>
        {busy ? words.loggingIn : words.logIn}
      </Button>
      {below}
    </form>
  );
}

interface CodeStepProps {
  step: Step;
  enterCode: SignInProps["enterCode"];
  onDone: SignInProps["onDone"];
  onBack: () => void;
}

function CodeStep({ step, enterCode, onDone, onBack }: CodeStepProps) {
  const words = useSignInWords();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const [code, setCode] = useState("");
  const challenge = step.challenge ?? "";

  function send(event: FormEvent) {
    event.preventDefault();
    // Full-width digits come easily from a Japanese keyboard; they mean the same.
    const plain = code.normalize("NFKC").replace(/\s/g, "");
    if (plain.length < 6) return;
    void submit(async () => {
      const next = await enterCode(challenge, plain);
      if (next.state === "authenticated") await onDone();
    });
  }

  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-5">
      <p>{step.method === "totp" ? words.totpSent : words.codeSent}</p>
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <TextField
        label={step.method === "totp" ? words.totp : words.code}
        hint={words.codeHint}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        value={code}
        onChange={setCode}
        isRequired
        autoFocus
        inputClass="figure text-center !text-2xl tracking-[0.3em]"
      />
      <Button type="submit" size="large" wide isPending={busy}>
        {busy ? words.checking : words.enter}
      </Button>
      <Button kind="quiet" onPress={onBack}>
        {words.startOver}
      </Button>
    </form>
  );
}

interface ResetRequestProps {
  identifier: SignInProps["identifier"];
  request: (identifier: string) => Promise<void>;
  below: ReactNode;
}

export function ResetRequest({ identifier, request, below }: ResetRequestProps) {
  const words = useSignInWords();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const [name, setName] = useState("");
  const [sent, setSent] = useState(false);
  if (sent) {
    return (
      <div role="status" className="flex flex-col gap-5">
        <Notice tone="good" title={words.resetSentTitle}>
          {words.resetSent}
        </Notice>
        {below}
      </div>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === "") return;
        void submit(async () => {
          await request(name.trim());
          setSent(true);
        });
      }}
      className="flex flex-col gap-5"
    >
      <p>{words.resetIntro}</p>
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <TextField
        label={identifier.label}
        type={identifier.type}
        autoComplete={identifier.autoComplete}
        value={name}
        onChange={setName}
        isRequired
        autoFocus
      />
      <Button type="submit" size="large" wide isPending={busy}>
        {words.resetSend}
      </Button>
      {below}
    </form>
  );
}

interface ResetConfirmProps {
  confirm: (token: string, password: string) => Promise<void>;
  /** Where to go once the new password stands. */
  toLogin: ReactNode;
  toRequest: ReactNode;
}

/** The page the mail leads to. The token sits in the fragment, which no server and no log ever sees. */
export function ResetConfirm({ confirm, toLogin, toRequest }: ResetConfirmProps) {
  const words = useSignInWords();
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get("token"));
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);
  if (done) {
    return (
      <div role="status" className="flex flex-col gap-5">
        <Notice tone="good" title={words.resetDone} />
        {toLogin}
      </div>
    );
  }
  const weak = error instanceof ProblemError ? error.fieldMessage("/new_password") : null;
  if (token === null || (error instanceof ProblemError && error.code === "reset-token-invalid")) {
    return (
      <div className="flex flex-col gap-5">
        <FormError>{words.resetExpired}</FormError>
        {toRequest}
      </div>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (password === "") return;
        void submit(async () => {
          await confirm(token, password);
          setDone(true);
        });
      }}
      className="flex flex-col gap-5"
    >
      {error && !weak ? <FormError>{errorText(error)}</FormError> : null}
      <PasswordField
        label={words.newPassword}
        hint={words.newPasswordHint}
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        isRequired
        autoFocus
        error={weak}
      />
      <Button type="submit" size="large" wide isPending={busy}>
        {words.resetSet}
      </Button>
    </form>
  );
}
