import { answer } from "@minamoto/api";
import { ResetConfirm, ResetRequest, buttonClass } from "@minamoto/ui";
import { Link } from "@tanstack/react-router";
import { api, header, tenant } from "../api";
import { Entry } from "../parts/entry";
import { useWords } from "../words";

const path = { tenant };

export function PasswordResetRequestScreen() {
  const words = useWords();
  return (
    <Entry title={words.reset.requestTitle}>
      <ResetRequest
        identifier={{ label: words.login.email, type: "email", autoComplete: "username" }}
        request={async (email) => {
          await answer(
            api.POST("/{tenant}/api/mypage/session/password-reset", {
              params: { path, header },
              body: { email },
            }),
          );
        }}
        below={
          <Link to="/login" className="py-2 text-accent underline underline-offset-4">
            {words.reset.toLogin}
          </Link>
        }
      />
    </Entry>
  );
}

export function PasswordResetConfirmScreen() {
  const words = useWords();
  return (
    <Entry title={words.reset.confirmTitle}>
      <ResetConfirm
        confirm={async (token, password) => {
          await answer(
            api.POST("/{tenant}/api/mypage/session/password-reset/confirm", {
              params: { path, header },
              body: { token, new_password: password },
            }),
          );
        }}
        toLogin={
          <Link to="/login" className={buttonClass({ size: "large", wide: true })}>
            {words.reset.toLogin}
          </Link>
        }
        toRequest={
          <Link to="/forgot" className={buttonClass({ size: "large", wide: true })}>
            {words.reset.again}
          </Link>
        }
      />
    </Entry>
  );
}
