import { answer } from "@minamoto/api";
import { Notice, Redirect, SignIn, innerAddress } from "@minamoto/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api, header, tenant } from "../api";
import { Entry } from "../parts/entry";
import { sessionQuery } from "../queries";
import { ENDED } from "../query_client";
import { loginRoute } from "../router";
import { useWords } from "../words";

const path = { tenant };

export function LoginScreen() {
  const words = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useQuery(sessionQuery);
  const { next } = loginRoute.useSearch();
  const target = innerAddress(next);

  if (session.data?.user) return <Redirect go={() => void navigate({ ...target, replace: true })} />;
  return (
    <Entry title={words.login.title}>
      {client.getQueryData(ENDED) ? <Notice tone="info">{words.login.ended}</Notice> : null}
      <SignIn
        identifier={{ label: words.login.email, type: "email", autoComplete: "username" }}
        logIn={(email, password) =>
          answer(
            api.POST("/{tenant}/api/mypage/session", { params: { path, header }, body: { email, password } }),
          )
        }
        enterCode={(challenge, code) =>
          answer(
            api.POST("/{tenant}/api/mypage/session/code", {
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
            {words.login.forgot}
          </Link>
        }
      />
    </Entry>
  );
}
