import { answer } from "@minamoto/api";
import {
  Button,
  FormError,
  Key,
  LOCALES,
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
import { OwnSecurity } from "../parts/own_security";
import { Fact, Facts, Page, Panel } from "../parts/page";
import { sessionQuery } from "../queries";
import { useWords } from "../words";

export function AccountScreen() {
  const words = useWords().account;
  const ui = useUiWords();
  const client = useQueryClient();
  const { locale, setLocale } = useLocale();
  const [theme, setTheme] = useTheme();
  return (
    <Page title={words.title}>
      <div className="grid gap-4 lg:grid-cols-2 lg:items-start">
        <div className="flex flex-col gap-4">
          <Self />
          <OwnSecurity />
        </div>
        <div className="flex flex-col gap-4">
          <Panel title={words.language}>
            <Segmented
              label={words.language}
              dense
              value={locale}
              onChange={(next) => {
                setLocale(next);
                void client.invalidateQueries();
              }}
              options={LOCALES.map((each) => ({ value: each, label: ui.language[each] }))}
            />
          </Panel>
          <Panel title={words.theme}>
            <Segmented
              label={words.theme}
              dense
              value={theme}
              onChange={setTheme}
              options={THEMES.map((each) => ({ value: each, label: ui.theme[each] }))}
            />
          </Panel>
          <Panel title={words.keys}>
            <Facts>
              <Fact name={words.keySearch}>
                <Key>F2</Key> <Key>/</Key>
              </Fact>
              <Fact name={words.keyRows}>
                <Key>↑</Key> <Key>↓</Key>
              </Fact>
              <Fact name={words.keyOpen}>
                <Key>Enter</Key>
              </Fact>
              <Fact name={words.keyTabs}>
                <Key>1</Key> – <Key>6</Key>
              </Fact>
              <Fact name={words.keyMain}>
                <Key>F8</Key> <Key>F9</Key>
              </Fact>
              <Fact name={words.keyBack}>
                <Key>F4</Key>
              </Fact>
            </Facts>
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function Self() {
  const words = useWords().account;
  const errorText = useErrorText();
  const { busy, error, submit } = useSubmission();
  const user = useQuery(sessionQuery).data?.user;
  return (
    <Panel>
      <Facts>
        <Fact name={words.name}>{user?.display_name}</Fact>
        <Fact name={words.loginName}>{user?.login_name}</Fact>
        {user?.organisation ? <Fact name={words.organisation}>{user.organisation}</Fact> : null}
        <Fact name={words.roles}>{user?.roles.join("・")}</Fact>
      </Facts>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button
          kind="outline"
          isPending={busy}
          onPress={() =>
            void submit(async () => {
              await answer(
                api.DELETE("/{tenant}/api/console/session", { params: { path: { tenant }, header } }),
              );
              // A fresh page: nothing that was shown stays in memory.
              location.assign(`${basePath}/login`);
            })
          }
        >
          {words.logOut}
        </Button>
      </div>
      {error ? <FormError>{errorText(error)}</FormError> : null}
    </Panel>
  );
}
