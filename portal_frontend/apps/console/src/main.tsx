import "./app.css";
import { LocaleProvider, applyTheme } from "@minamoto/ui";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nProvider } from "react-aria-components";
import { SearchProvider } from "./search_state";
import { queryClient } from "./query_client";
import { router } from "./router";

applyTheme();

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no place for the application");
createRoot(root).render(
  <StrictMode>
    <LocaleProvider>
      <I18nProvider locale={document.documentElement.lang}>
        <QueryClientProvider client={queryClient}>
          <SearchProvider>
            <RouterProvider router={router} />
          </SearchProvider>
        </QueryClientProvider>
      </I18nProvider>
    </LocaleProvider>
  </StrictMode>,
);
