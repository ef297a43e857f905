import { answer } from "@minamoto/api";
import { Bone, Failed, Loading, Security, useSecurityWords, type SecurityActs } from "@minamoto/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, header, tenant } from "../api";
import { accountQuery } from "../queries";
import { Panel } from "./page";

const params = { path: { tenant }, header };

/** The reader's own password, second factors and sessions. */
export function OwnSecurity() {
  const words = useSecurityWords();
  const client = useQueryClient();
  const account = useQuery(accountQuery);
  const again = () => client.invalidateQueries({ queryKey: accountQuery.queryKey });
  const acts: SecurityActs = {
    changePassword: async (present, next) => {
      await answer(
        api.POST("/{tenant}/api/console/account/password", {
          params,
          body: { password: present, new_password: next },
        }),
      );
      await again();
    },
    beginTotp: () => answer(api.POST("/{tenant}/api/console/account/totp", { params })),
    confirmTotp: async (code) => {
      await answer(api.POST("/{tenant}/api/console/account/totp/confirm", { params, body: { code } }));
      await again();
    },
    removeTotp: async (code) => {
      await answer(api.POST("/{tenant}/api/console/account/totp/remove", { params, body: { code } }));
      await again();
    },
    askEmailCode: async (wanted) => {
      await answer(api.PUT("/{tenant}/api/console/account/email-code", { params, body: { wanted } }));
      await again();
    },
    endSession: async (sessionId) => {
      await answer(
        api.DELETE("/{tenant}/api/console/account/sessions/{session_id}", {
          params: { path: { tenant, session_id: sessionId }, header },
        }),
      );
      await again();
    },
  };
  return (
    <Panel title={words.title}>
      {account.data ? (
        <Security security={account.data} acts={acts} />
      ) : account.isError ? (
        <Failed error={account.error} retry={() => void account.refetch()} />
      ) : (
        <Loading>
          <Bone className="h-80 w-full" />
        </Loading>
      )}
    </Panel>
  );
}
